# SPDX-License-Identifier: GPL-3.0-or-later
# Clients of other people log on to the farm ntlm.conf, one row after the other; speaks TAP.
# Usage: judge_ntlm.py PORT HTTP_PORT STATE_DIR LOG EXCHANGE_SIM (test_judge_ntlm.sh starts the farm and this)
import base64
import struct
import subprocess
import sys
import time

from judge_clients import (NTLMSSP, SPNEGO, Gss, ask, attributes, connect, curl_client, first, fresh,
                           good, gss_client, hand_shake, last, log, logged, negotiating_curl, ntlm_client,
                           requests_client, spoilt, token_of, umlaut, wrong)

count = failed = 0

# --- results ----------------------------------------------------------------------------------------


def same(what, expected, got):
    global count, failed
    count += 1
    if expected == got:
        print('ok %d - %s' % (count, what))
    else:
        failed += 1
        print('not ok %d - %s\n# expected: %s\n#      got: %s' % (count, what, expected, got))
    sys.stdout.flush()


# what | client | last numbers of the address | path | user | password | status:outcome of all requests | more
ANON = '401:-'
TYPE2 = '401:challenged'
OK = [ANON, TYPE2, '200:accepted']


def refused(why, status=401):
    return [ANON, TYPE2, '%d:%s' % (status, why if status != 401 else 'refused:' + why)]


probe = 'EXAMPLE\\probe'
rq, na, gs, cu, cn = requests_client, ntlm_client, gss_client, curl_client, negotiating_curl
curl_ok = OK[1:]
ROWS = [
    ('right password, EP none', rq, 1, '/autodiscover/autodiscover.xml', probe, good, OK, {}),
    ('right password, EP allow', rq, 1, '/ews/', probe, good, OK, {}),
    ('right password, EP require', rq, 1, '/mapi/', probe, good, OK, {}),
    ('no binding, EP none', rq, 1, '/autodiscover/', probe, good, OK, {'cbt': False}),
    ('no binding, EP allow', rq, 1, '/ews/', probe, good, OK, {'cbt': False}),
    ('no binding, EP require', rq, 1, '/mapi/', probe, good, refused('no-channel-binding'), {'cbt': False}),
    ('wrong password', rq, 1, '/ews/', probe, 'guess', refused('password'), {}),
    ('unknown user', rq, 1, '/ews/', 'EXAMPLE\\nobody', good, refused('account'), {}),
    ('user in other letters', rq, 1, '/ews/', 'example\\pROBE', good, OK, {}),
    ('DNS name as domain', rq, 1, '/ews/', 'example.com\\probe', good, OK, {}),
    ('no domain', rq, 1, '/ews/', 'probe', good, OK, {}),
    ('wrong domain', rq, 1, '/ews/', 'OTHER\\probe', good, refused('account'), {}),
    ('account of another domain', rq, 1, '/ews/', 'PARTNER\\guest', good, OK, {}),
    ('UPN', rq, 1, '/ews/', 'probe@example.com', good, OK, {}),
    ('UPN in other letters', rq, 1, '/ews/', 'PROBE@Example.Com', good, OK, {}),
    ('UPN, wrong password', rq, 1, '/ews/', 'probe@example.com', 'guess', refused('password'), {}),
    ('disabled', rq, 1, '/ews/', 'EXAMPLE\\disabled', good, refused('disabled'), {}),
    ('disabled and wrong password', rq, 1, '/ews/', 'EXAMPLE\\disabled', 'guess', refused('password'), {}),
    ('locked', rq, 1, '/ews/', 'EXAMPLE\\locked', good, refused('locked'), {}),
    ('expired', rq, 1, '/ews/', 'EXAMPLE\\expired', good, refused('expired'), {}),
    ('must change the password', rq, 1, '/ews/', 'EXAMPLE\\must-change', good, refused('must-change'), {}),
    ('not permitted', rq, 1, '/ews/', 'EXAMPLE\\denied', good, refused('accepted', 403), {}),
    ('not permitted on this node', rq, 1, '/mapi/', 'EXAMPLE\\denied', good, refused('accepted', 403), {}),
    ('permitted on another node', rq, 2, '/mapi/', 'EXAMPLE\\denied', good, OK, {}),
    ('permitted elsewhere', rq, 1, '/autodiscover/', 'EXAMPLE\\denied', good, OK, {}),
    ('a directory of the address book', rq, 1, '/oab/', probe, good, refused('accepted', 403), {}),
    ('a manifest', rq, 1, '/oab/5c1f62aa/oab.xml', probe, good, OK, {}),
    ('without TLS', rq, 1, '/ews/', probe, good, ['403:-'], {'tls': False}),
    # letters beyond ASCII
    ('password beyond ASCII', na, 1, '/ews/', 'EXAMPLE\\J\u00f6rg K\u00e4se', umlaut, OK, {}),
    ('user in other letters beyond ASCII', na, 1, '/ews/', 'EXAMPLE\\J\u00d6RG K\u00c4SE', umlaut, OK, {}),
    ('UPN beyond ASCII', na, 1, '/mapi/', 'j\u00f6rg.k\u00e4se@example.com', umlaut, OK, {}),
    ('wrong password beyond ASCII', na, 1, '/ews/', 'EXAMPLE\\J\u00f6rg K\u00e4se', 'Gut3r K\u00f6se!', refused('password'), {}),
    ('the same with gss-ntlmssp', gs, 1, '/ews/', 'EXAMPLE\\J\u00f6rg K\u00e4se', umlaut, OK, {}),
    # bindings, message by message
    ('wrong binding, EP none', na, 2, '/ews/', probe, good, OK, {'cbt': wrong}),
    ('wrong binding, EP allow', na, 1, '/ews/', probe, good, refused('channel-binding'), {'cbt': wrong}),
    ('wrong binding, EP require', na, 1, '/mapi/', probe, good, refused('channel-binding'), {'cbt': wrong}),
    ('no binding, EP require', na, 4, '/ews/', probe, good, refused('no-channel-binding'), {'cbt': None}),
    ('right binding, SHA-384', na, 6, '/mapi/', probe, good, OK, {}),
    ('right binding, RSA', na, 7, '/mapi/', probe, good, OK, {}),
    ('bridged, EP none', na, 5, '/autodiscover/', probe, good, OK, {}),
    ('bridged, EP allow', na, 5, '/ews/', probe, good, refused('channel-binding'), {}),
    ('bridged, EP allow, no binding', na, 5, '/ews/', probe, good, OK, {'cbt': None}),
    ('bridged, EP require', na, 5, '/mapi/', probe, good, refused('channel-binding'), {}),
    ('bridged, EP require, no binding', na, 5, '/mapi/', probe, good, refused('no-channel-binding'), {'cbt': None}),
    ('OEM letters only', na, 1, '/ews/', probe, good, OK, {'unicode': False}),
    ('NTLMv1', na, 1, '/autodiscover/', probe, good, refused('ntlmv1'), {'level': 1, 'cbt': None}),
    ('integrity code spoilt', na, 1, '/autodiscover/', probe, good, refused('mic'), {'make': spoilt(72)}),
    ('flags spoilt', na, 1, '/autodiscover/', probe, good, refused('mic'), {'make': spoilt(62)}),
    ('response spoilt', na, 1, '/autodiscover/', probe, good, refused('password'), {'make': spoilt(-20)}),
    # target names: only gss-ntlmssp sends one
    ('target name, may', gs, 8, '/ews/', probe, good, OK, {'mechanism': NTLMSSP}),
    ('target name, must', gs, 9, '/ews/', probe, good, OK, {'mechanism': NTLMSSP}),
    ('no target name, may', na, 8, '/ews/', probe, good, OK, {}),
    ('no target name, must', na, 9, '/ews/', probe, good, refused('no-spn'), {}),
    # Negotiate
    ('bare NTLM under Negotiate', na, 1, '/mapi/', probe, good, OK, {'scheme': 'Negotiate'}),
    ('SPNEGO', gs, 1, '/mapi/', probe, good, OK, {}),
    ('SPNEGO, wrong password', gs, 1, '/mapi/', probe, 'guess', refused('password'), {}),
    ('SPNEGO, wrong binding', gs, 1, '/mapi/', probe, good, refused('channel-binding'), {'cbt': wrong}),
    ('SPNEGO, no binding, EP allow', gs, 1, '/ews/', probe, good, OK, {'cbt': None}),
    ('SPNEGO, no binding, EP require', gs, 1, '/mapi/', probe, good, refused('no-channel-binding'), {'cbt': None}),
    ('gss-ntlmssp without SPNEGO', gs, 1, '/mapi/', probe, good, OK, {'mechanism': NTLMSSP}),
    ('NTLM where only Negotiate is offered', na, 15, '/ews/', probe, good, [ANON, '401:refused:scheme'], {}),
    ('Negotiate:Kerberos, SPNEGO', gs, 12, '/ews/', probe, good, [ANON, '401:refused:kerberos-only'], {}),
    ('Negotiate:Kerberos, bare', na, 12, '/ews/', probe, good, [ANON, '401:refused:kerberos-only'], {'scheme': 'Negotiate'}),
    ('Negotiate:Kerberos beside NTLM: Negotiate', gs, 13, '/ews/', probe, good, [ANON, '401:refused:kerberos-only'], {}),
    ('Negotiate:Kerberos beside NTLM: NTLM', na, 13, '/ews/', probe, good, OK, {}),
    ('bare NTLM refused', na, 14, '/ews/', probe, good, [ANON, '401:refused:raw'], {'scheme': 'Negotiate'}),
    ('bare NTLM refused: SPNEGO', gs, 14, '/ews/', probe, good, OK, {}),
    ('bare NTLM refused: NTLM', na, 14, '/ews/', probe, good, OK, {}),
    ('NTLM restricted', na, 11, '/ews/', probe, good, [ANON, '401:refused:restricted'], {}),
    ('NTLM restricted: Negotiate', gs, 11, '/ews/', probe, good, [ANON, '401:refused:restricted'], {}),
    # curl, with NTLM of its own and without a binding
    ('EP none', cu, 1, '/autodiscover/', probe, good, curl_ok, {}),
    ('EP allow', cu, 1, '/ews/', probe, good, curl_ok, {}),
    ('EP require', cu, 1, '/mapi/', probe, good, refused('no-channel-binding')[1:], {}),
    ('UPN', cu, 1, '/ews/', 'probe@example.com', good, curl_ok, {}),
    ('wrong password', cu, 1, '/ews/', probe, 'guess', refused('password')[1:], {}),
    ('a POST', cu, 1, '/ews/', probe, good, curl_ok, {'curl': ('--ntlm', '--data', '<request/>')}),
    ('a HEAD', cu, 1, '/ews/', probe, good, curl_ok, {'curl': ('--ntlm', '--head')}),
    ('--negotiate, EP none', cn, 1, '/autodiscover/', probe, good, curl_ok, {}),
    ('--negotiate, EP require', cn, 1, '/mapi/', probe, good, refused('no-channel-binding')[1:], {}),
    ('--negotiate, beyond ASCII', cn, 1, '/ews/', 'EXAMPLE\\J\u00f6rg K\u00e4se', umlaut, curl_ok, {}),
    ('--negotiate, wrong password', cn, 1, '/autodiscover/', probe, 'guess', refused('password')[1:], {}),
    ('Basic', cu, 16, '/ews/', probe, good, ['200:accepted'], {'curl': ('--basic',)}),
    ('Basic, EP require', cu, 16, '/mapi/', 'probe@example.com', good, ['200:accepted'], {'curl': ('--basic',)}),
    ('Basic, beyond ASCII', cu, 16, '/ews/', 'EXAMPLE\\J\u00f6rg K\u00e4se', umlaut, ['200:accepted'], {'curl': ('--basic',)}),
    ('Basic, wrong password', cu, 16, '/ews/', probe, 'guess', ['401:refused:password'], {'curl': ('--basic',)}),
    ('Basic, locked', cu, 16, '/ews/', 'EXAMPLE\\locked', good, ['401:refused:locked'], {'curl': ('--basic',)}),
    ('Basic where it is off', cu, 1, '/ews/', probe, good, ['401:refused:scheme'], {'curl': ('--basic',)}),
    # balancers and proxies
    ('affinity lost', na, 21, '/ews/', probe, good, refused('no-handshake'), {}),
    ('message 3 to another server', na, 22, '/ews/', probe, good, refused('no-handshake'), {}),
    ('message 1 to another server', na, 23, '/ews/', probe, good, refused('no-handshake'), {}),
    ('closed after message 2', cu, 24, '/ews/', probe, good, [TYPE2], {'client_status': 401}),
    ('shared connection, alone', na, 25, '/ews/', probe, good, OK, {}),
    ('two connections in turn', na, 26, '/ews/', probe, good, refused('no-handshake'), {}),
    ('Authorization taken away', na, 27, '/ews/', probe, good, [ANON, '401:stripped'], {}),
    ('token taken away', na, 28, '/ews/', probe, good, [ANON, TYPE2], {}),
    ('message 3 answered 400', na, 33, '/ews/', probe, good, refused('unjudged', 400), {}),
    ('message 3 answered 403', rq, 34, '/ews/', probe, good, refused('unjudged', 403), {}),
    ('message 3 answered 500', cu, 35, '/ews/', probe, good, refused('unjudged', 500)[1:], {}),
    # message 2
    ('ten minutes ahead', rq, 41, '/mapi/', probe, good, OK, {}),
    ('ten minutes ahead, a clock of its own', cu, 41, '/ews/', probe, good, curl_ok, {}),
    ('days behind', rq, 42, '/mapi/', probe, good, OK, {}),
    ('days behind, a clock of its own', cu, 42, '/ews/', probe, good, refused('timestamp')[1:], {}),
    ('no timestamp', gs, 43, '/mapi/', probe, good, OK, {}),
    ('no timestamp, a clock of its own', cu, 43, '/ews/', probe, good, curl_ok, {}),
    ('OEM', na, 44, '/ews/', probe, good, OK, {}),
    ('20 kB', na, 45, '/mapi/', probe, good, OK, {}),
    ('20 kB in SPNEGO', gs, 45, '/mapi/', probe, good, OK, {}),
    ('other names', na, 47, '/mapi/', 'CORP.example.net\\probe', good, OK, {}),
    ('no target information', cu, 48, '/autodiscover/', probe, good, curl_ok, {}),
    ('no extended security', cu, 49, '/autodiscover/', probe, good, refused('ntlmv1')[1:], {}),
    # behind the logon
    ('switched off', rq, 51, '/ews/', probe, good, refused('accepted', 403), {}),
    ('broken', rq, 52, '/ews/', probe, good, refused('accepted', 500), {}),
]


def judge_rows():
    for number, (what, client, node, path, user, password, expected, more) in enumerate(ROWS):
        mark = '%03d.' % number
        status = client('127.0.1.%d' % node, path + '?row=' + mark, user, password, **more)
        label = '%s at .%d %s: %s' % (client.__name__, node, path, what)
        got = [line[0] + ':' + line[4] for line in logged(mark)]
        same(label, '%s ends %s' % (expected, more.get('client_status', int(expected[-1][:3]))), '%s ends %s' % (got, status))


# --- what no row can say ----------------------------------------------------------------------------


def judge_connection():
    connection = connect('127.0.1.1')
    ask(connection, '/ews/')
    client = fresh()
    answer = first(client, connection, '/ews/')
    same('message 2 comes alone', 1, len(answer.headers.get_all('WWW-Authenticate')))
    answer = last(client, connection, '/ews/', answer)
    same('after the logon: status, Persistent-Auth', (200, 'true'), (answer.status, answer.headers['Persistent-Auth']))
    answer = ask(connection, '/autodiscover/autodiscover.xml?row=session')
    same('the connection stays logged on', ('200', '-', '-', 'probe', 'session', 'bad=0'), logged('session')[0])
    same('Autodiscover says 600', True, b'<ErrorCode>600</ErrorCode>' in answer.body)
    same('another connection is not', 401, ask(connect('127.0.1.1'), '/ews/').status)
    answer = first(fresh(), connection, '/ews/')
    same('a new message 1 begins anew', 401, answer.status)
    same('and ends the logon before', 401, ask(connection, '/ews/').status)
    answer = ask(connection, '/ews/', 'NTLM TlRMTVNTUAADAAAA')
    same('after a refusal: all challenges', ['Negotiate', 'NTLM'], answer.headers.get_all('WWW-Authenticate'))
    for scheme, token, kind, outcome in (
            ('Negotiate', b'\x60\x82\x01\x00\x06\x09\x2a\x86\x48\x86\xf7\x12\x01\x02\x02\x01\x00', 'Negotiate:kerberos', 'kerberos'),
            ('NTLM', b'NTLMSSP', 'NTLM:?', 'malformed'), ('NTLM', b'NTLMSSP\0\3\0\0\0', 'NTLM:3', 'no-handshake'),
            ('Negotiate', b'', 'Negotiate:?', 'malformed'), ('Bearer', b'abc', 'Bearer', 'bearer')):
        ask(connection, '/ews/?row=' + kind + outcome, scheme + ' ' + base64.b64encode(token).decode())
        same('%s: refused as %s' % (kind, outcome), ('401', kind, 'refused:' + outcome),
             tuple(logged(kind + outcome)[0][i] for i in (0, 1, 4)))


def judge_lies():
    """Fields of message 3 that point nowhere, at every offset and in every length."""
    connection, codes = connect('127.0.1.1'), set()
    for cut in list(range(12, 100)) + [None]:
        client = fresh()
        message = client.next(token_of(first(client, connection, '/ews/'), 'NTLM'))[:cut]
        codes.add(ask(connection, '/ews/', 'NTLM ' + base64.b64encode(message).decode()).status)
    same('a message 3 cut anywhere is refused, the whole one is not', {401, 200}, codes)
    codes = set()
    for at in range(12, 60):
        client = fresh()
        message = bytearray(client.next(token_of(first(client, connection, '/ews/'), 'NTLM')))
        message[at] = 0xff
        codes.add(ask(connection, '/ews/', 'NTLM ' + base64.b64encode(message).decode()).status)
    same('a message 3 with a spoilt field is refused or answered', True, codes <= {200, 401})


def judge_tokens():
    """SPNEGO cut anywhere is no reason to fall over."""
    connection, codes = connect('127.0.1.1'), set()
    whole = Gss(probe, good, SPNEGO, None).first(connection)
    for cut in range(len(whole)):
        codes.add(ask(connection, '/ews/', 'Negotiate ' + base64.b64encode(whole[:cut]).decode()).status)
    same('a token of SPNEGO cut anywhere is refused', {401}, codes)


def judge_message_2():
    connection = connect('127.0.1.47')
    message = token_of(first(fresh(), connection, '/ews/'), 'NTLM')
    found = attributes(message)
    same('names in message 2', ['EX2', 'CORP', 'ex2.corp.example.net', 'corp.example.net', 'example.net'],
         [found[kind].decode('utf-16-le') for kind in (1, 2, 3, 4, 5)])
    same('order in message 2', [2, 1, 4, 3, 5, 7, 0], list(found))
    same('Windows in message 2', (10, 0, 26100, 15), struct.unpack('<BBHxxxB', message[48:56]))
    at = struct.unpack('<I', message[16:20])[0]
    same('target of message 2', 'CORP', message[at:at + 8].decode('utf-16-le'))
    for node, skew in ((41, 600), (42, -259200), (1, 0)):
        found = attributes(token_of(first(fresh(), connect('127.0.1.%d' % node), '/ews/'), 'NTLM'))
        off = struct.unpack('<Q', found[7])[0] / 1e7 - 11644473600 - time.time()
        same('clock of message 2 at .%d' % node, True, abs(off - skew) < 30)
    found = attributes(token_of(first(fresh(), connect('127.0.1.1'), '/ews/'), 'NTLM'))
    same('names unless set', ['GOOD', 'EXAMPLE', 'good.example.com', 'example.com', 'example.com'],
         [found[kind].decode('utf-16-le') for kind in (1, 2, 3, 4, 5)])
    message = token_of(first(fresh(), connect('127.0.1.46'), '/ews/'), 'NTLM')
    same('the longest message 2', (65535, 0), (struct.unpack('<H', message[40:42])[0], list(attributes(message))[-1]))
    message = token_of(first(fresh(), connect('127.0.1.43'), '/ews/'), 'NTLM')
    same('no timestamp', False, 7 in attributes(message))
    same('OEM instead of Unicode', 2, struct.unpack('<I', token_of(first(fresh(), connect('127.0.1.44'), '/ews/'),
                                                                    'NTLM')[20:24])[0] & 3)


def judge_proxies():
    one, two = connect('127.0.1.25'), connect('127.0.1.25')
    same('shared connection: credentials that are none end a logon', [401, 401],
         [ask(two, '/ews/', 'NTLM AAAA').status, ask(two, '/ews/').status])
    same('shared connection: a logon', 200, hand_shake(fresh(), '127.0.1.25', '/ews/', connection=one).status)
    same('shared connection: others come in with it', 200, ask(two, '/ews/?row=leak').status)
    same('shared connection: the log says as whom', ('200', 'probe', 'session'),
         tuple(logged('leak')[0][i] for i in (0, 3, 4)))
    left, right = fresh(), fresh()
    challenge, _ = first(left, one, '/ews/'), first(right, two, '/ews/')
    same('shared connection: the answer to the wrong challenge', 401, last(left, one, '/ews/?row=mixed', challenge).status)
    same('shared connection: outcome', 'refused:password', logged('mixed')[0][4])
    for node, names in ((22, ['SWITCH-TYPE3', 'SWITCH-TYPE3', 'GOOD']), (23, ['SWITCH-TYPE1', 'GOOD', 'SWITCH-TYPE1'])):
        connection, client = connect('127.0.1.%d' % node), fresh()
        seen = [ask(connection, '/ews/')]
        seen.append(first(client, connection, '/ews/'))
        seen.append(last(client, connection, '/ews/', seen[1]))
        same('.%d: who answers' % node, names, [answer.headers['X-FEServer'] for answer in seen])
        computer = attributes(token_of(seen[1], 'NTLM'))[1].decode('utf-16-le')
        same('.%d: name in message 2' % node, names[1], computer)
    answer = first(fresh(), connect('127.0.1.24'), '/ews/')
    same('closed after message 2', 'close', answer.headers['Connection'])
    answer = first(fresh(), connect('127.0.1.28'), '/ews/')
    same('token taken away', ['NTLM'], answer.headers.get_all('WWW-Authenticate'))
    for node, step in ((31, 1), (32, 2)):
        connection, client, took = connect('127.0.1.%d' % node), fresh(), []
        for number in range(3):
            began = time.monotonic()
            answer = (ask(connection, '/ews/') if number == 0 else first(client, connection, '/ews/') if number == 1
                      else last(client, connection, '/ews/', answer))
            took.append(time.monotonic() - began)
        same('.%d: which message is slow' % node, step, took.index(max(took)))
        same('.%d: how slow' % node, True, 1.5 <= max(took) < 4)


def judge_inside():
    answer = hand_shake(fresh(), '127.0.1.53', '/ews/')
    same('a body of its own', b'hello', answer.body)
    answer = hand_shake(fresh(), '127.0.1.1', '/oab/5c1f62aa/oab.xml')
    same('a manifest', True, answer.body.startswith(b'<?xml') and b'<Full ' in answer.body)
    answer = hand_shake(fresh(), '127.0.1.1', '/oab/5c1f62aa/data.lzx')
    same('no file', 404, answer.status)


def judge_log():
    wrong_password = [hand_shake(fresh(password='guess'), '127.0.1.3', '/ews/?row=count%d.' % i).status for i in range(2)]
    same('wrong passwords', [401, 401], wrong_password)
    counts = [int(logged('count%d.' % i)[-1][5][4:]) for i in range(2)]
    same('wrong passwords are counted', 1, counts[1] - counts[0])
    hand_shake(fresh(cbt=wrong), '127.0.1.3', '/ews/?row=binding')
    same('a wrong binding is not', counts[1], int(logged('binding')[-1][5][4:]))
    hand_shake(fresh(), '127.0.1.3', '/ews/?row=good')
    same('a right one ends the count', ('200', 'NTLM:3', 'raw', 'probe', 'accepted', 'bad=0'), logged('good')[-1])
    hand_shake(Gss(probe, good, SPNEGO, None), '127.0.1.3', '/ews/?row=wrapped', 'Negotiate')
    same('SPNEGO in the log', [('-', '-'), ('Negotiate:1', 'spnego'), ('Negotiate:3', 'spnego')],
         [line[1:3] for line in logged('wrapped')])
    negotiating_curl('127.0.1.3', '/ews/?row=curl', probe, good)
    same('SPNEGO of curl in the log', [('Negotiate:1', 'spnego'), ('Negotiate:3', 'spnego')],
         [line[1:3] for line in logged('curl')])
    with open(log, encoding='utf-8') as lines:
        text = lines.read()
    same('no credentials in the log', [], [secret for secret in (
        'Kaese', 'K\u00e4se!', 'guess', 'TlRMTVNT', base64.b64encode((probe + ':' + good).encode()).decode()) if secret in text])


# group, key = value ... | what is said of it
REFUSED = [
    ('[account a]\nuser = x', '[account a] password: missing'),
    ('[account a]\npassword =', '[account a] password: expected a name, got nothing'),
    ('[account a]\npassword = x\\ny', '[account a] password: expected one line without control characters'),
    ('[account a b]\npassword = x', '[account a b]: expected a name without blanks after "account"'),
    ('[account a]\npassword = x\ncolor = red',
     '[account a] color: unknown key; expected one of user, domain, upn, mail, password, state, deny, busy, oof, oof_audience'),
    ('[account a]\npassword = x\nstate = gone',
     '[account a] state: expected one of active, disabled, locked, expired, must-change, got "gone"'),
    ('[account a]\npassword = x\ndeny = ews;m/ews', '[account a] deny: expected DIRECTORY or NODE/DIRECTORY, got "m/ews"'),
    ('[account a]\npassword = x\ndeny = n/exchange',
     '[account a] deny: expected DIRECTORY or NODE/DIRECTORY, got "n/exchange"'),
    ('[n/ews]\nep = always', '[n/ews] ep: expected none, allow or require, got "always"'),
    ('[*/*]\nspn_check = true', '[*/*] spn_check: expected none, allow or require, got "true"'),
    ('[n/ews]\naffinity = none', '[n/ews] affinity: expected kept or lost, got "none"'),
    ('[n/ews]\nswitch_at = type2', '[n/ews] switch_at: expected type3 or type1, got "type2"'),
    ('[n/ews]\nswitch_to = m', 'switch_to: expected the name of a node, got "m"'),
    ('[n/ews]\nmultiplex = 17', '[n/ews] multiplex: expected a number from 0 to 16, got "17"'),
    ('[n/ews]\npost_restrict_ntlm = yes', '[n/ews] post_restrict_ntlm: expected true or false, got "yes"'),
    ('[node m]\naddress = 127.0.0.98\niis_certificate = none',
     '[node m] iis_certificate: expected one of good, other, rsa, sha384, sha1, expires-soon, expired, not-yet-valid, '
     'wrong-name, self-signed, got "none"'),
    ('[node m]\naddress = 127.0.0.98\nwindows_version = 10',
     '[node m] windows_version: expected a version as in 10.0.17763, got "10"'),
    ('[node m]\naddress = 127.0.0.98\nntlm_flags = 7', '[node m] ntlm_flags: expected flags as in 0xa2898205, got "7"'),
    ('[node m]\naddress = 127.0.0.98\ntarget_info_padding = 65536',
     '[node m] target_info_padding: expected a number from 0 to 65535, got "65536"'),
    ('[node m]\naddress = 127.0.0.98\nno_timestamp = 1', '[node m] no_timestamp: expected true or false, got "1"'),
]


def judge_configurations():
    file = sys.argv[3] + '/bad.conf'
    for text, expected in REFUSED:
        with open(file, 'w', encoding='utf-8') as out:
            out.write('[farm]\n[node n]\naddress = 127.0.0.99\n' + text + '\n')
        done = subprocess.run([sys.argv[5], '--check', file], stderr=subprocess.PIPE, check=False)
        same('refused: ' + text.replace('\n', ', '), (2, 'exchange_sim: %s: %s\n' % (file, expected)),
             (done.returncode, done.stderr.decode()))


judge_rows()
judge_connection()
judge_lies()
judge_tokens()
judge_message_2()
judge_proxies()
judge_inside()
judge_log()
judge_configurations()
print('1..%d' % count)
sys.exit(1 if failed else 0)
