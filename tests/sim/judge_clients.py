# SPDX-License-Identifier: GPL-3.0-or-later
# Clients of other people that log on with NTLM, and what the log of the simulator says of them.
import base64
import hashlib
import http.client
import os
import re
import socket
import ssl
import struct
import subprocess
import sys
import warnings

import gssapi
import ntlm_auth.ntlm
import requests
import requests_ntlm
from gssapi.raw import ChannelBindings
from ntlm_auth.gss_channel_bindings import GssChannelBindingsStruct

port, http_port = int(sys.argv[1]), int(sys.argv[2])
state, log = sys.argv[3], sys.argv[4]
ca = state + '/ca.pem'
name = 'mail.example.com'
good = 'Gut3r Kaese!'
umlaut = 'Gut3r K\u00e4se! \u20ac'
NTLMSSP = gssapi.OID.from_int_seq('1.3.6.1.4.1.311.2.2.10')
SPNEGO = gssapi.OID.from_int_seq('1.3.6.1.5.5.2')
UNICODE, REQUEST_TARGET = 1, 4
http.client._MAXLINE = 1 << 20  # a message 2 may be longer than it thinks
address_now = None
warnings.simplefilter('ignore')

def logged(mark):
    """What the simulator wrote about the requests with that mark: status:outcome of each."""
    with open(log, encoding='utf-8') as lines:
        words = [line.split() for line in lines if 'row=' + mark in line]
    return [(w[6], w[7], w[8], w[9], w[10], w[11]) for w in words]


# --- connections ------------------------------------------------------------------------------------
real_getaddrinfo = socket.getaddrinfo


def getaddrinfo(host, *rest, **named):
    """The name leads to the node of the row."""
    return real_getaddrinfo(address_now if host == name else host, *rest, **named)


socket.getaddrinfo = getaddrinfo
trust = ssl.create_default_context(cafile=ca)


def connect(address, tls=True):
    global address_now
    address_now = address
    connection = (http.client.HTTPSConnection(name, port, context=trust, timeout=60) if tls
                  else http.client.HTTPConnection(name, http_port, timeout=60))
    connection.connect()
    return connection


def ask(connection, path, authorization=None, method='GET'):
    connection.request(method, path, headers={'Authorization': authorization} if authorization else {})
    answer = connection.getresponse()
    answer.body = answer.read()
    return answer


def token_of(answer, scheme):
    """The decoded token in the only challenge; None when there is none."""
    fields = answer.headers.get_all('WWW-Authenticate') or []
    found = [f for f in fields if f.startswith(scheme + ' ')]
    return base64.b64decode(found[0].split(' ')[1]) if len(fields) == 1 and found else None


def application_data(connection):
    """tls-server-end-point of the certificate that is seen, RFC 5929."""
    der = connection.sock.getpeercert(True)
    text = subprocess.run(['openssl', 'x509', '-inform', 'der', '-noout', '-text'], input=der,
                          capture_output=True, check=True).stdout.decode()
    digest = 'sha384' if re.search('Signature Algorithm:.*(sha|SHA)384', text) else 'sha256'
    return b'tls-server-end-point:' + hashlib.new(digest, der).digest()


# --- other people's NTLM ----------------------------------------------------------------------------


class NtlmAuth:
    """python3-ntlm-auth, message by message."""

    def __init__(self, user, password, domain, cbt, level=3, unicode=True):
        self.context = ntlm_auth.ntlm.NtlmContext(user, password, domain, None, ntlm_compatibility=level)
        self.cbt, self.unicode = cbt, unicode

    def first(self, connection):
        if self.cbt:
            self.context.cbt_data = GssChannelBindingsStruct()
            self.context.cbt_data[GssChannelBindingsStruct.APPLICATION_DATA] = self.cbt(connection)
        self.context.step()
        message = self.context._negotiate_message
        if self.unicode:
            flags = struct.unpack('<I', message.negotiate_flags)[0]
            message.negotiate_flags = struct.pack('<I', flags | UNICODE | REQUEST_TARGET)
        return message.get_data()

    def next(self, token):
        return self.context.step(token)


class Gss:
    """gss-ntlmssp through python3-gssapi, bare or in SPNEGO."""

    def __init__(self, user, password, mechanism, cbt):
        who = gssapi.Name(user, gssapi.NameType.user)
        credentials = gssapi.raw.acquire_cred_with_password(who, password.encode(), mechs=[mechanism],
                                                            usage='initiate').creds
        self.make = lambda bindings: gssapi.SecurityContext(
            name=gssapi.Name('HTTP@' + name, gssapi.NameType.hostbased_service), mech=mechanism,
            creds=gssapi.Credentials(credentials), usage='initiate', channel_bindings=bindings)
        self.cbt = cbt

    def first(self, connection):
        data = self.cbt(connection) if self.cbt else None
        self.context = self.make(ChannelBindings(application_data=data) if data else None)
        return self.context.step()

    def next(self, token):
        return self.context.step(token)


def wrong(connection):
    return b'tls-server-end-point:' + bytes(32)


def spoilt(field):
    """A client whose message 3 arrives changed."""
    class Spoilt(NtlmAuth):
        def next(self, token):
            message = bytearray(NtlmAuth.next(self, token))
            message[field] ^= 1
            return bytes(message)
    return Spoilt


def hand_shake(client, address, path, scheme='NTLM', tls=True, connection=None):
    """One logon on one connection; returns the last answer."""
    connection = connection or connect(address, tls)
    ask(connection, path)
    answer = ask(connection, path, scheme + ' ' + base64.b64encode(client.first(connection)).decode())
    token = token_of(answer, scheme)
    if token is None:
        return answer
    answer = ask(connection, path, scheme + ' ' + base64.b64encode(client.next(token)).decode())
    final = token_of(answer, scheme) if answer.status == 200 else None
    if final:
        client.next(final)
    return answer


# --- a whole logon each; returned is the status it ended with ----------------------------------------


def requests_client(address, path, user, password, cbt=True, tls=True, **unused):
    global address_now
    address_now = address
    session = requests.Session()
    session.trust_env = False
    session.verify = ca
    session.auth = requests_ntlm.HttpNtlmAuth(user, password, send_cbt=cbt)
    url = 'https://%s:%d' % (name, port) if tls else 'http://%s:%d' % (name, http_port)
    return session.get(url + path).status_code


def ntlm_client(address, path, user, password, cbt=application_data, scheme='NTLM', level=3, unicode=True,
                tls=True, make=NtlmAuth, **unused):
    domain, _, user = user.rpartition('\\')
    client = make(user, password, domain, cbt, level, unicode)
    return hand_shake(client, address, path, scheme, tls).status


def gss_client(address, path, user, password, cbt=application_data, scheme='Negotiate', mechanism=SPNEGO,
               tls=True, **unused):
    client = Gss(user, password, mechanism, cbt)
    status = hand_shake(client, address, path, scheme, tls).status
    return status if status != 200 or client.context.complete else 'incomplete'


def curl_client(address, path, user, password, curl=('--ntlm',), environment=None, tls=True, **unused):
    base = 'https://%s:%d' % (name, port) if tls else 'http://%s:%d' % (name, http_port)
    done = subprocess.run(
        ['curl', '-q', '--silent', '--noproxy', '*', '--max-time', '60', '--cacert', ca, '--output', '/dev/null',
         '--resolve', '%s:%d:%s' % (name, port if tls else http_port, address), '--write-out', '%{http_code}',
         '--user', user + ':' + password, *curl, base + path],
        stdout=subprocess.PIPE, env=dict(os.environ, **(environment or {})), check=False)
    return int(done.stdout)


def negotiating_curl(address, path, user, password, **named):
    """curl with gss-ntlmssp, which has the password from a file."""
    file = state + '/ntlm-user'
    domain, _, user = user.rpartition('\\')
    with open(file, 'w', encoding='utf-8') as out:
        out.write('%s:%s:%s\n' % (domain, user, password))
    return curl_client(address, path, '', '', curl=('--negotiate',), environment={'NTLM_USER_FILE': file}, **named)


# --- single messages ---------------------------------------------------------------------------------


def fresh(cbt=application_data, user='probe', password=good):
    return NtlmAuth(user, password, 'EXAMPLE', cbt)


def first(client, connection, path, scheme='NTLM'):
    return ask(connection, path, scheme + ' ' + base64.b64encode(client.first(connection)).decode())


def last(client, connection, path, answer, scheme='NTLM'):
    return ask(connection, path, scheme + ' ' + base64.b64encode(client.next(token_of(answer, scheme))).decode())


def attributes(message):
    length, _, at = struct.unpack('<HHI', message[40:48])
    found, end = {}, at + length
    while at < end:
        kind, length = struct.unpack('<HH', message[at:at + 4])
        found[kind] = message[at + 4:at + 4 + length]
        at += 4 + length
    return found
