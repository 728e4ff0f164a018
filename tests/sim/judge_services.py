# SPDX-License-Identifier: GPL-3.0-or-later
# exchangelib asks the farm services.conf for free/busy and absences, curl downloads its address books; speaks TAP.
# Usage: judge_services.py PORT STATE_DIR SCRATCH_DIR (test_judge_services.sh starts the simulator and this)
import datetime
import hashlib
import logging
import os
import socket
import struct
import subprocess
import sys
import time
import warnings

port, state, scratch = int(sys.argv[1]), sys.argv[2], sys.argv[3]
os.environ['REQUESTS_CA_BUNDLE'] = state + '/ca.pem'
warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)

from exchangelib import Account, Build, Configuration, Credentials, DELEGATE, EWSDateTime, EWSTimeZone, FailFast, NTLM, Version  # noqa: E402
from exchangelib.errors import ErrorServerBusy  # noqa: E402
from exchangelib.protocol import CachingProtocol  # noqa: E402

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
from judge_container import crc, read_book, read_container  # noqa: E402
from judge_download import Downloader, GUID, HOST, audit, audit_file, read_manifest  # noqa: E402

count = failed = 0


def same(what, expected, got):
    global count, failed
    count += 1
    if expected == got:
        print('ok %d - %s' % (count, what))
    else:
        failed += 1
        print('not ok %d - %s\n# expected: %s\n#      got: %s' % (count, what, expected, got))
    sys.stdout.flush()


def well_formed(what, text):
    done = subprocess.run(['xmllint', '--noout', '-'], input=text, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, check=False)
    same(what + ': well-formed', (0, b''), (done.returncode, done.stderr))


# --- exchangelib ------------------------------------------------------------------------------------
node = '127.0.3.1'
real_getaddrinfo = socket.getaddrinfo


def getaddrinfo(host, service, *rest, **named):
    return real_getaddrinfo(node if host == HOST else host, service, *rest, **named)


socket.getaddrinfo = getaddrinfo
KNOWN = Version(build=Build(15, 2, 1544, 11), api_version='Exchange2016')


def account(last, version=KNOWN, address='probe@example.com', user='EXAMPLE\\probe'):
    """A new one every time: no connection of before, no cache."""
    global node
    node = '127.0.3.%d' % last
    CachingProtocol.clear_cache()
    configuration = Configuration(service_endpoint='https://%s:%d/EWS/Exchange.asmx' % (HOST, port), auth_type=NTLM, version=version,
                                  credentials=Credentials(user, 'Gut3r Kaese!'), retry_policy=FailFast())
    return Account(address, config=configuration, autodiscover=False, access_type=DELEGATE)


UTC = EWSTimeZone('UTC')
FROM = EWSDateTime(2026, 1, 5, 8, 0, tzinfo=UTC)


def views(mine, *addresses, hours=8, step=60, view='DetailedMerged'):
    """A view per address, or the name of what exchangelib raises for it; one name when the whole request fails."""
    try:
        asked = [(address, 'Required', False) for address in addresses]
        answers = list(mine.protocol.get_free_busy_info(asked, FROM, FROM + datetime.timedelta(hours=hours), step, view))
    except Exception as error:  # whatever it is, it is the result
        return type(error).__name__
    return [type(answer).__name__ if isinstance(answer, Exception) else answer for answer in answers]


def merged(mine, *addresses, **how):
    found = views(mine, *addresses, **how)
    return found if isinstance(found, str) else [view if isinstance(view, str) else view.merged for view in found]


def absence(mine):
    try:
        return mine.oof_settings.state
    except Exception as error:  # whatever it is, it is the result
        return type(error).__name__


PROBE, COLLEAGUE, AWAY, NOBODY = ['%s@example.com' % name for name in ('probe', 'colleague', 'away', 'nobody')]
for last, generation in enumerate(('2019', '2007', '2010', '2013', '2016', 'SE'), 1):
    build = [(15, 2), (8, 3), (14, 3), (15, 0), (15, 1), (15, 2)][last - 1]
    if last == 2:  # it does not know zones of the server yet, and exchangelib does nothing without them
        mine = account(last, Version(build=Build(8, 3, 485, 1), api_version='Exchange2007_SP1'))
    else:
        mine = account(last, None)
        same(generation + ': free/busy', ['02000011'], merged(mine, PROBE))
    same(generation + ': not away', 'Disabled', absence(mine))
    same(generation + ': build', build, (mine.protocol.version.build.major_version, mine.protocol.version.build.minor_version))

mine = account(1)
same('in order, with somebody unknown', ['02000011', 'ErrorMailRecipientNotFound', '22233000', '33333333'],
     merged(mine, PROBE, NOBODY, COLLEAGUE, AWAY))
same('in steps of 30 minutes', ['0022000000001110'], merged(mine, PROBE, step=30))
same('what does not fit is one more', ['2200011'], merged(mine, PROBE, hours=7, step=65))
same('two days', ['0' + '2' + '0000' + '11' + '0' * 17 + '2' + '0000' + '11' + '0' * 16], merged(mine, PROBE, hours=48))
same('no data', ['2223300000004444'], merged(mine, COLLEAGUE, hours=16))
view = views(mine, PROBE)[0]
same('the owner sees details', [('DetailedMerged', 2), ('Busy', '2026-01-05T09:00:00', '2026-01-05T10:00:00', 'Appointment'),
                                ('Tentative', '2026-01-05T14:00:00', '2026-01-05T15:30:00', 'Appointment')],
     [(view.view_type, len(view.calendar_events))] + [(event.busy_type, event.start.isoformat(), event.end.isoformat(), event.details.subject)
                                                      for event in view.calendar_events])
same('working hours', [([1, 2, 3, 4, 5], datetime.time(8), datetime.time(17))],
     [(period.weekdays, period.start, period.end) for period in view.working_hours])
same('their zone', 0, view.working_hours_timezone.bias)
view = views(mine, COLLEAGUE)[0]
same('others do not', ('FreeBusyMerged', [None, None]), (view.view_type, [event.details for event in view.calendar_events]))
for name, digits, events in [('MergedOnly', True, False), ('FreeBusy', False, True), ('FreeBusyMerged', True, True), ('Detailed', False, True)]:
    view = views(mine, PROBE, view=name)[0]
    same('view ' + name, (name, digits, events), (view.view_type, view.merged is not None, view.calendar_events is not None))
same('more than 42 days', 'ErrorTimeIntervalTooBig', merged(mine, PROBE, hours=43 * 24))
same('away', 'Enabled', absence(account(1, address=AWAY, user='EXAMPLE\\away')))
colleague = account(1, address=COLLEAGUE, user='EXAMPLE\\colleague').oof_settings
now = datetime.datetime.now(tz=datetime.timezone.utc)
same('away for some days', ('Scheduled', 'Known', True, True),
     (colleague.state, colleague.external_audience, colleague.start < now < colleague.end, 'away' in colleague.internal_reply))
same('away: of somebody else', 'ErrorAccessDenied', absence(account(1, address=AWAY)))
same('away: of nobody', 'ErrorNonExistentMailbox', absence(account(1, address=NOBODY)))
same('a locked account', 'UnauthorizedError', absence(account(1, user='EXAMPLE\\locked')))

# node | free/busy of probe and colleague | whether probe is away
for last, busy, away in [
        # of these it raises the first one
        (11, 'ErrorProxyRequestProcessingFailed', 'Disabled'),
        (12, 'ErrorNoFreeBusyAccess', 'Disabled'),
        (13, 'ErrorFreeBusyGenerationFailed', 'Disabled'),
        (14, 'ErrorServerBusy', 'ErrorServerBusy'),
        (17, 'ErrorInternalServerError', 'ErrorInternalServerError'),
        (18, ['02000011', '22233000'], 'ErrorInternalServerError'),
        (20, 'SOAPError', 'SOAPError'),
        (21, 'MalformedResponseError', 'MalformedResponseError'),
        (22, 'MalformedResponseError', 'MalformedResponseError'),
        (23, 'MalformedResponseError', 'MalformedResponseError'),
        (25, ['02000011', '22233000'], 'Disabled'),
        (27, 'MalformedResponseError', 'MalformedResponseError'),
        (28, 'MalformedResponseError', 'MalformedResponseError'),
        (29, 'MalformedResponseError', 'MalformedResponseError'),
        (30, 'MalformedResponseError', 'MalformedResponseError')]:
    same('free/busy at 127.0.3.%d' % last, busy, merged(account(last), PROBE, COLLEAGUE))
    same('away at 127.0.3.%d' % last, away, absence(account(last)))
same('one fails, the other does not', ['02000011'], merged(account(13), PROBE))
try:
    back_off = account(14).oof_settings
except ErrorServerBusy as error:
    back_off = error.back_off
same('busy for so long', 60.0, back_off)
same('busy once', ['ErrorServerBusy', 'Disabled', 'Disabled'], [absence(account(15)) for _ in range(3)])
same('busy the third time', ['Disabled', 'Disabled', 'ErrorServerBusy', 'Disabled'], [absence(account(16)) for _ in range(4)])
began = time.monotonic()
same('slow', 'Disabled', absence(account(26)))
same('slow: so long', True, time.monotonic() - began > 3)

# --- requests that are not in order, by curl --------------------------------------------------------
downloader = Downloader(port, state, scratch)
ZONE = ''.join('<t:%s><t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>1</t:DayOrder><t:Month>1</t:Month>'
               '<t:DayOfWeek>Monday</t:DayOfWeek></t:%s>' % (name, name) for name in ('StandardTime', 'DaylightTime'))
GOOD = ('<m:GetUserAvailabilityRequest><t:TimeZone><t:Bias>-60</t:Bias>' + ZONE + '</t:TimeZone><m:MailboxDataArray><t:MailboxData><t:Email>'
        '<t:Address>probe@example.com</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType></t:MailboxData></m:MailboxDataArray>'
        '<t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>2026-01-05T09:00:00</t:StartTime><t:EndTime>2026-01-05T17:00:00</t:EndTime>'
        '</t:TimeWindow><t:MergedFreeBusyIntervalInMinutes>60</t:MergedFreeBusyIntervalInMinutes>'
        '<t:RequestedView>FreeBusyMerged</t:RequestedView></t:FreeBusyViewOptions></m:GetUserAvailabilityRequest>')
OOF = '<m:GetUserOofSettingsRequest><t:Mailbox><t:Address>%s</t:Address></t:Mailbox></m:GetUserOofSettingsRequest>'


def post(last, operation, version='Exchange2007_SP1', document=None):
    header = '<t:RequestServerVersion Version="%s"/>' % version if version else ''
    envelope = ('<?xml version="1.0"?><s:Envelope xmlns:s="http://schemas.xmlsoap.org/soap/envelope/" '
                'xmlns:t="http://schemas.microsoft.com/exchange/services/2006/types" '
                'xmlns:m="http://schemas.microsoft.com/exchange/services/2006/messages"><s:Header>' + header + '</s:Header><s:Body>'
                + operation + '</s:Body></s:Envelope>')
    return downloader.get('127.0.3.%d' % last, '/EWS/Exchange.asmx', '--header', 'Content-Type: text/xml; charset=utf-8', '--data',
                          envelope if document is None else document)


def between(text, before, after):
    return text.decode().partition(before)[2].partition(after)[0]


def code_of(text):
    return between(text, 'errors">', '<')


status, fields, text, _ = post(1, GOOD)
well_formed('availability', text)
same('availability: status, type', (200, 'text/xml; charset=utf-8'), (status, fields['content-type']))
same('a window in the zone of the request', ('02000011', '2026-01-05T10:00:00'),
     (between(text, '<t:MergedFreeBusy>', '<'), between(text, '<t:StartTime>', '<')))
same('the build', 'MajorVersion="15" MinorVersion="2" MajorBuildNumber="1544" MinorBuildNumber="11" Version="V2017_07_11"',
     between(text, 'h:ServerVersionInfo ', ' xmlns'))
well_formed('out of office', post(1, OOF % PROBE)[2])
for what, last, operation, version, status, code in [
        ('absence of somebody else', 1, OOF % AWAY, 'Exchange2016', 500, 'ErrorAccessDenied'),
        ('absence of nobody', 1, OOF % NOBODY, 'Exchange2016', 500, 'ErrorNonExistentMailbox'),
        ('a version that is none', 1, GOOD, 'Exchange2525', 500, 'ErrorInvalidServerVersion'),
        ('a version that is too new', 3, GOOD, 'Exchange2013', 500, 'ErrorInvalidServerVersion'),
        ('no version', 1, GOOD, None, 500, 'ErrorInvalidServerVersion'),
        ('no version, 2007', 2, GOOD, None, 200, ''),
        ('no zone', 1, GOOD.replace('TimeZone>', 'Zone>'), 'Exchange2016', 500, 'ErrorSchemaValidation'),
        ('the wrong order', 1, GOOD.replace('StandardTime', 'X').replace('DaylightTime', 'StandardTime').replace('X', 'DaylightTime'),
         'Exchange2016', 500, 'ErrorSchemaValidation'),
        ('no mailbox', 1, GOOD.replace('<t:MailboxData>', '<!--').replace('</t:MailboxData>', '-->'), 'Exchange2016', 500,
         'ErrorSchemaValidation'),
        ('an element in another namespace', 1, GOOD.replace('t:Bias', 'm:Bias'), 'Exchange2016', 500, 'ErrorSchemaValidation'),
        ('a moment that is none', 1, GOOD.replace('2026-01-05T09', 'noon'), 'Exchange2016', 500, 'ErrorSchemaValidation'),
        ('an interval that is none', 1, GOOD.replace('Minutes>60', 'Minutes>1h'), 'Exchange2016', 500, 'ErrorSchemaValidation'),
        ('an interval too short', 1, GOOD.replace('Minutes>60', 'Minutes>4'), 'Exchange2016', 500, 'ErrorInvalidMergedFreeBusyInterval'),
        ('an end before the start', 1, GOOD.replace('T17:', 'T01:'), 'Exchange2016', 500, 'ErrorInvalidTimeInterval'),
        ('an unknown view', 1, GOOD.replace('FreeBusyMerged', 'All'), 'Exchange2016', 500, 'ErrorInvalidFreeBusyViewType'),
        ('an unknown operation', 1, '<m:MakeCoffee/>', 'Exchange2016', 500, 'ErrorSchemaValidation'),
        ('no operation', 1, '', 'Exchange2016', 500, 'ErrorSchemaValidation'),
        ('busy', 14, GOOD, 'Exchange2016', 500, 'ErrorServerBusy')]:
    answer = post(last, operation, version)
    same(what, (status, code), (answer[0], code_of(answer[2])))
    if code:
        well_formed(what, answer[2])
same('busy for so long, in the fault', '60000', between(post(14, GOOD)[2], 'Name="BackOffMilliseconds">', '<'))
for what, document in [('no XML', '<s:Envelope'), ('nothing', ''), ('entities', '<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>')]:
    same(what, 400, post(1, '', document=document)[0])
same('another document', (500, 'ErrorSchemaValidation'), (lambda answer: (answer[0], code_of(answer[2])))(post(1, '', document='<a/>')))
same('a page for a GET', (200, True), (lambda answer: (answer[0], b'<h1>Service</h1>' in answer[2]))(
    downloader.get('127.0.3.1', '/EWS/Exchange.asmx')))
same('nothing without a logon', 401, downloader.get('127.0.3.1', '/EWS/Exchange.asmx', '--data', '<a/>', user=None)[0])
status, _, text, _ = post(19, GOOD)
same('cut', (200, True, 1), (status, len(text) > 1000, subprocess.run(['xmllint', '--noout', '-'], input=text, stderr=subprocess.DEVNULL,
                                                                    check=False).returncode))
for last, status, length in [(20, 200, 0), (22, 500, None), (24, 200, None), (25, 200, None)]:
    answer = post(last, GOOD)
    same('127.0.3.%d by curl' % last, (status, True), (answer[0], len(answer[2]) == length if length is not None else len(answer[2]) > 300))
same('more than 5 MB', True, len(post(25, GOOD)[2]) > 5 << 20)

# --- address books ----------------------------------------------------------------------------------
ONE = '127.0.3.1'
status, fields, manifest, _ = downloader.book(ONE, 'oab.xml')
well_formed('manifest', manifest)
files = read_manifest(manifest)
same('manifest: files', [('Full', 7, 32, None, None), ('Diff', 7, 32, None, None), ('Diff', 6, 32, None, None),
                         ('Template', 7, 7, '0409', 'windows'), ('Template', 7, 7, '0409', 'mac')],
     [(file.kind, file.sequence, file.version, file.language, file.type) for file in files])
same('manifest: names', ['data-7', 'binpatch-7', 'binpatch-6', 'lng0409-7', 'mac0409-7'], [file.name[37:-4] for file in files])
same('manifest: blanks around names', True, b'>\r\n      ' + files[0].name.encode() + b'\r\n' in manifest)
for file in files:
    same('file ' + file.name, 'good', audit_file(downloader, ONE, file))
full = files[0]
status, fields, data, _ = downloader.book(ONE, full.name)
inside = read_container(data)[1]
records = read_book(inside)
same('a book of 100 people', (102, True, True), (len(records), b'Global Address List' in records[1], b'person000099@example.com' in records[-1]))
same('fields of a file', ('application/octet-stream', 'bytes'), (fields['content-type'], fields['accept-ranges']))
modified = datetime.datetime.strptime(fields['last-modified'], '%a, %d %b %Y %H:%M:%S GMT').replace(tzinfo=datetime.timezone.utc)
same('four hours old', True, abs((now - modified).total_seconds() - 4 * 3600) < 300)
SIZE = int(full.size)
HEAD = downloader.book(ONE, full.name, '--head')
same('HEAD', (200, full.size), (HEAD[0], HEAD[1]['content-length']))
same('one tag', HEAD[1]['etag'], fields['etag'])
for what, text, status, part, where in [
        ('the beginning', '0-31', 206, data[:32], 'bytes 0-31/%d' % SIZE),
        ('one byte', '5-5', 206, data[5:6], 'bytes 5-5/%d' % SIZE),
        ('from somewhere on', '%d-' % (SIZE - 10), 206, data[-10:], 'bytes %d-%d/%d' % (SIZE - 10, SIZE - 1, SIZE)),
        ('the end', '-7', 206, data[-7:], 'bytes %d-%d/%d' % (SIZE - 7, SIZE - 1, SIZE)),
        ('more than there is', '100-%d' % (2 * SIZE), 206, data[100:], 'bytes 100-%d/%d' % (SIZE - 1, SIZE)),
        ('more than all', '-%d' % (2 * SIZE), 206, data, 'bytes 0-%d/%d' % (SIZE - 1, SIZE)),
        ('behind the end', '%d-' % SIZE, 416, None, 'bytes */%d' % SIZE),
        ('nothing', '-0', 416, None, 'bytes */%d' % SIZE),
        ('two ranges', '0-1,4-5', 200, data, None),
        ('a range that is none', '5-4', 200, data, None)]:
    answer = downloader.book(ONE, full.name, '--header', 'Range: bytes=' + text)
    same('range: ' + what, (status, True, where),
         (answer[0], answer[2] == part if part is not None else True, answer[1].get('content-range')))
pieces = [downloader.book(ONE, full.name, '--range', '%d-%d' % (at, min(at + 4095, SIZE - 1))) for at in range(0, SIZE, 4096)]
same('piece by piece', ([206] * len(pieces), full.sha),
     ([piece[0] for piece in pieces], hashlib.sha1(b''.join(piece[2] for piece in pieces)).hexdigest()))
for what, options, status in [('POST', ('--data', 'a'), 405), ('PUT', ('--request', 'PUT'), 405), ('DELETE', ('--request', 'DELETE'), 405),
                              ('OPTIONS', ('--request', 'OPTIONS'), 405), ('GET', (), 200)]:
    answer = downloader.book(ONE, full.name, *options)
    same('method ' + what, (status, 'GET, HEAD' if status == 405 else None), (answer[0], answer[1].get('allow')))
same('no logon, no book', (401, 401), (downloader.book(ONE, 'oab.xml', user=None)[0], downloader.book(ONE, full.name, '--head', user=None)[0]))
same('a file that is not there', 404, downloader.book(ONE, full.name.replace('7', '9'))[0])

# node | what a careful client finds
for last, verdict in [
        (2, 'good'), (3, 'good'), (4, 'good'), (5, 'good'), (6, 'good'), (41, 'good'), (42, 'good'), (43, 'good'), (45, 'good'), (46, 'good'),
        (47, 'good'), (48, 'good'), (49, 'good'), (50, 'good'),
        (51, 'hash'), (52, 'no hash'), (53, 'no hash'), (54, 'size'), (55, 'no size'), (56, 'no size'),
        (57, 'name'), (58, 'name'), (59, 'name'), (60, 'name'), (61, 'name'), (62, 'name'), (63, 'name'),
        # XML knows no such character
        (64, 'manifest is no XML'), (65, 'name'), (66, 'name'),
        (71, 'file 404'), (72, 'good'), (73, 'good'), (74, 'size'), (75, 'size'), (76, 'curl 18'), (77, 'hash'), (78, 'block ends early'),
        (79, 'trailing bytes'), (80, 'CRC'), (81, 'CRC'), (82, 'block head ends early'), (83, 'no container'), (84, 'good'),
        (91, 'manifest is no XML'), (92, 'manifest has no list'), (93, 'manifest has no Full'), (94, 'manifest has no Full'),
        (95, 'manifest is no XML'), (96, 'manifest is no XML'), (97, 'manifest is no XML'), (98, 'good'),
        (103, 'manifest 404'), (104, 'good'), (105, 'good'), (106, 'good'), (108, 'file 404'), (109, 'manifest 302'), (110, 'manifest 500'),
        (111, 'manifest 403'), (112, 'manifest 404'), (114, 'manifest 404')]:
    same('book at 127.0.3.%d' % last, verdict, audit(downloader, '127.0.3.%d' % last))
for last, kind, verdict in [(72, 'Diff', 'file 404'), (73, 'Template', 'file 404'), (84, 'Diff', 'block ends early'), (48, 'Diff', 'manifest has no Diff'),
                            (71, 'Diff', 'good'), (42, 'Diff', 'good'), (43, 'Diff', 'good')]:
    same('%s at 127.0.3.%d' % (kind, last), verdict, audit(downloader, '127.0.3.%d' % last, kind))


def listed(last):
    return read_manifest(downloader.book('127.0.3.%d' % last, 'oab.xml')[2])


def fetch_full(last, *options):
    return downloader.book('127.0.3.%d' % last, listed(last)[0].name, *options)


same('one server behind', [6, 7], [listed(last)[0].sequence for last in (41, 1)])
before = read_container(fetch_full(41)[2])[1]
patch = downloader.book(ONE, listed(1)[1].name)[2]
same('a patch is for the book before', (len(before), crc(before)), struct.unpack_from('<I4xI', patch, 12))
same('stored blocks of 4 KiB', [0, 0, 0, 0], read_container(fetch_full(42)[2])[2])
same('LZX blocks of 1 KiB', [1] * 13, read_container(fetch_full(43)[2])[2])
same('blocks of several frames', (1000000, 4), (lambda found: (len(found[1]) // 1000 * 1000, len(found[2])))(read_container(fetch_full(45)[2])))
text = downloader.book('127.0.3.46', 'oab.xml')[2].decode()
same('three lists, the global one last', [['/guid=5c1f62aa-0b7e-4d39-8f57-93a1c0de4b00', '/guid=5c1f62aa-0b7e-4d39-8f57-93a1c0de4b01', '/'], 15],
     [[part.partition('"')[0] for part in text.split(' dn="')[1:]], text.count(' seq=')])
same('old', True, 'Last-Modified' not in text and (now - datetime.datetime.strptime(
    downloader.book('127.0.3.47', 'oab.xml')[1]['last-modified'], '%a, %d %b %Y %H:%M:%S GMT').replace(tzinfo=datetime.timezone.utc)).days == 41)
same('an empty book', 2, len(read_book(read_container(fetch_full(50)[2])[1])))
same('templates', ['lng0409', 'lng0407', 'lng0411', 'mac0409', 'mac0407'],
     [file.name[37:-6] for file in listed(49) if file.kind == 'Template'])
NAMES = {57: b'\n      ../../etc/passwd\r', 58: b'http://evil.example.net/x.lzx', 59: b'a%2fb.lzx', 60: b'a/b.lzx', 61: b'a\\b.lzx',
         62: b'>\r\n      \r\n    </Full>', 63: b'long-' * 59 + b'l.lzx', 64: b'a|b&#10;c&#27;[31m.lzx', 65: b'a?b=c#d.lzx',
         66: b'a|b&#10;c.lzx'}
for last, name in NAMES.items():
    same('name at 127.0.3.%d' % last, 1, downloader.book('127.0.3.%d' % last, 'oab.xml')[2].count(name))
same('a page in place of the file', (200, 'text/html', True),
     (lambda answer: (answer[0], answer[1]['content-type'], b'<html>' in answer[2]))(fetch_full(74)))
same('nothing in place of the file', (200, b''), (lambda answer: (answer[0], answer[2]))(fetch_full(75)))
answer = fetch_full(76)
same('cut: less than was promised', (200, 18, True), (answer[0], answer[3], 0 < len(answer[2]) < int(answer[1]['content-length'])))
same('cut: its parts as well', 18, fetch_full(76, '--range', '0-999')[3])
same('a manifest of more than 5 MB', True, len(downloader.book('127.0.3.98', 'oab.xml')[2]) > 5 << 20)
same('a shadow copy', ['manifest 404', 'good'], [audit(downloader, '127.0.3.101') for _ in range(2)])
same('a shadow copy, at the fourth time', ['manifest 404'] * 3 + ['good'], [audit(downloader, '127.0.3.102') for _ in range(4)])
for last, status, size in [(104, 200, full.size), (105, 416, None), (106, 403, None)]:
    answer = fetch_full(last, '--range', '0-31')
    same('range at 127.0.3.%d' % last, (status, size or answer[1]['content-length']), (answer[0], answer[1]['content-length']))
began = time.monotonic()
same('drop by drop', (206, 3000), (lambda answer: (answer[0], len(answer[2])))(fetch_full(107, '--range', '0-2999')))
same('drop by drop: so long', True, time.monotonic() - began > 0.6)
same('a book that has changed', (8, 'good'), (listed(108)[0].sequence, audit(downloader, '127.0.3.108')))
same('a book of another name', 200, downloader.get('127.0.3.114', '/OAB/0F9D6C1A-7e52-4c38-8b04-92e5a1d7c360/oab.xml')[0])

# --- a book of 500 MB -------------------------------------------------------------------------------
LARGE = '127.0.3.44'
full = listed(44)[0]
size = int(full.size)
same('large: HEAD', full.size, downloader.book(LARGE, full.name, '--head')[1]['content-length'])
command = ['curl', '-q', '--silent', '--noproxy', '*', '--cacert', state + '/ca.pem', '--resolve', '%s:%d:%s' % (HOST, port, LARGE), '--ntlm',
           '--user', 'EXAMPLE\\probe:Gut3r Kaese!', 'https://%s:%d/OAB/%s/%s' % (HOST, port, GUID, full.name)]
hashed, checked = hashlib.sha1(), 0
with subprocess.Popen(command, stdout=subprocess.PIPE) as running:
    read = running.stdout.read
    head = read(16)
    hashed.update(head)
    got = len(head)
    while got < size:
        head = read(16)
        here = struct.unpack('<4I', head)[1] if len(head) == 16 else 0
        block = read(here)
        if here == 0 or len(block) < here:
            break
        checked += crc(block) == struct.unpack('<4I', head)[3]
        hashed.update(head + block)
        got += 16 + here
same('large: whole', (size, full.sha, 1908), (got, hashed.hexdigest(), checked))
answer = downloader.book(LARGE, full.name, '--range', '%d-' % (size - 16))
same('large: its end', (206, 16), (answer[0], len(answer[2])))
print('1..%d' % count)
sys.exit(failed > 0)
