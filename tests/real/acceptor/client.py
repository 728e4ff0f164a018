#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A client of other people's parts, to prove a server before the plugin is judged on it.

client.py PACKAGE BIND URL CA [AUTH-FILE]

PACKAGE is ntlm or negotiate-ntlm (python3-ntlm-auth), samba (NTLM by ntlm_auth, which knows no bindings), or
kerberos (python3-gssapi; without a ticket, but with a user in NTLM_USER_FILE, that is NTLM wrapped in SPNEGO).
BIND is right, none, wrong, or the certificate file to take the bindings from. Logs on once and prints the
status of each leg, then what the type 2 message says. With several BINDs (separated by commas), logs on with
each and prints the last status only. Every name stands for this machine.
"""
import base64
import datetime
import http.client
import socket
import ssl
import struct
import subprocess
import sys
import tempfile
import urllib.parse

from bindings import end_point

ATTRIBUTES = {1: "computer", 2: "domain", 3: "dns_computer", 4: "dns_domain", 5: "forest"}
EPOCH = datetime.datetime(1601, 1, 1, tzinfo=datetime.timezone.utc)


def settings(path):
    with open(path, encoding="utf-8") as file:
        return dict(line.rstrip("\n").split("=", 1) for line in file if "=" in line)


def bindings_of(how, der):
    """The application data of the channel bindings, or None."""
    if how == "none":
        return None
    if how == "wrong":
        return b"tls-server-end-point:" + bytes(32)
    if how != "right":
        return end_point(how)
    with tempfile.NamedTemporaryFile("w", suffix=".pem") as pem:
        pem.write(ssl.DER_cert_to_PEM_cert(der))
        pem.flush()
        return end_point(pem.name)


class Here(http.client.HTTPSConnection):
    """Every name is this machine's. Connects anew when the server closed, as any client does."""

    def connect(self):
        plain = socket.create_connection(("127.0.0.1", self.port), self.timeout)
        self.sock = self._context.wrap_socket(plain, server_hostname=self.host)


class Ntlm:
    def __init__(self, bindings, auth_file):
        from ntlm_auth.gss_channel_bindings import GssChannelBindingsStruct
        from ntlm_auth.ntlm import NtlmContext
        who = settings(auth_file)
        structure = None
        if bindings:
            structure = GssChannelBindingsStruct()
            structure[structure.APPLICATION_DATA] = bindings
        self.context = NtlmContext(who["username"], who["password"], who.get("domain"), "PROBE",
                                   cbt_data=structure)
        # The package subtracts the bit for Unicode from these flags; so the next one up is set instead.
        self.context.negotiate_flags = self.context.negotiate_flags & ~7 | 6
        self.said = {}

    def step(self, token):
        if token:
            self.said = type2(token)
        return self.context.step(token)


class Samba:
    def __init__(self, auth_file):
        who = settings(auth_file)
        self.helper = subprocess.Popen(
            ["ntlm_auth", "--helper-protocol=ntlmssp-client-1", "--configfile=/dev/null",
             "--username=" + who["username"], "--domain=" + who["domain"]],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        self.ask("PW", who["password"].encode())
        self.said = {}

    def ask(self, word, token):
        self.helper.stdin.write(("%s %s\n" % (word, base64.b64encode(token).decode())).encode())
        self.helper.stdin.flush()
        return self.helper.stdout.readline().decode().split()

    def step(self, token):
        if token:
            self.said = type2(token)
        answer = self.ask("TT" if token else "YR", token or b"")
        return base64.b64decode(answer[1])


class Kerberos:
    said = {}

    def __init__(self, bindings, host):
        import gssapi.raw
        self.gss = gssapi.raw
        self.bindings = self.gss.ChannelBindings(application_data=bindings) if bindings else None
        self.name = self.gss.import_name(b"HTTP@" + host.encode(), self.gss.NameType.hostbased_service)
        self.mechanism = gssapi.OID.from_int_seq("1.3.6.1.5.5.2")
        self.context = None

    def step(self, token):
        got = self.gss.init_sec_context(self.name, context=self.context, mech=self.mechanism,
                                        input_token=token, channel_bindings=self.bindings)
        self.context = got.context
        return got.token


def type2(message):
    """Names, clock and flags of a type 2 message."""
    length, _, offset = struct.unpack("<HHI", message[40:48])
    attributes = message[offset:offset + length]
    said = {"flags": "%08x" % struct.unpack("<I", message[20:24])}
    while len(attributes) >= 4:
        kind, length = struct.unpack("<HH", attributes[:4])
        value, attributes = attributes[4:4 + length], attributes[4 + length:]
        if kind in ATTRIBUTES:
            said[ATTRIBUTES[kind]] = value.decode("utf-16le")
        elif kind == 7:
            clock = EPOCH + datetime.timedelta(microseconds=struct.unpack("<Q", value)[0] // 10)
            said["skew"] = round((clock - datetime.datetime.now(datetime.timezone.utc)).total_seconds())
    return said


def side_of(package, bindings, host, auth_file):
    if package == "kerberos":
        return Kerberos(bindings, host)
    return Samba(auth_file) if package == "samba" else Ntlm(bindings, auth_file)


def logon(package, how, url, authority, auth_file):
    """The status of each leg, the last word of the package if it gave up, and what the server said of itself."""
    parts = urllib.parse.urlsplit(url)
    connection = Here(parts.hostname, parts.port, timeout=10, context=ssl.create_default_context(cafile=authority))
    connection.connect()
    bindings = bindings_of(how, connection.sock.getpeercert(True))
    scheme = "NTLM" if package in ("ntlm", "samba") else "Negotiate"
    side = side_of(package, bindings, parts.hostname, auth_file)
    token, seen, last = None, [], []
    for _ in range(4):
        try:
            token = side.step(token)
        except Exception as error:  # whatever the package says is the result
            last = ["error=" + " ".join(str(error).split())]
            break
        if not token:
            break
        connection.request("GET", parts.path,
                           headers={"Authorization": scheme + " " + base64.b64encode(token).decode()})
        reply = connection.getresponse()
        reply.read()
        seen.append(str(reply.status))
        fields = [field for name, field in reply.getheaders() if name.lower() == "www-authenticate"]
        tokens = [field.split(" ", 1)[1] for field in fields if field.lower().startswith(scheme.lower() + " ")]
        if reply.status != 401 or not tokens:
            break
        token = base64.b64decode(tokens[0])
    return seen, last + ["%s=%s" % item for item in side.said.items()]


def main():
    package, ways, url, authority = sys.argv[1:5]
    got = [logon(package, how, url, authority, (sys.argv + [None])[5]) for how in ways.split(",")]
    if len(got) == 1:
        print(" ".join(got[0][0] + got[0][1]))
    else:
        print(" ".join((seen or ["none"])[-1] for seen, _ in got))


if __name__ == "__main__":
    main()
