# SPDX-License-Identifier: GPL-3.0-or-later
# exchangelib walks from mail addresses to the servers of the farm autodiscover.conf; speaks TAP.
# Usage: judge_discovery.py PORT HTTP_PORT STATE_DIR LOG DNS SILENT_DNS (test_judge_discovery.sh starts all of them and this)
import logging
import os
import re
import socket
import sys
import warnings

import dns.exception
import dns.resolver

port, http_port = int(sys.argv[1]), int(sys.argv[2])
os.environ['REQUESTS_CA_BUNDLE'] = sys.argv[3] + '/ca.pem'
log = sys.argv[4]
warnings.simplefilter('ignore')
logging.disable(logging.CRITICAL)

from exchangelib import Credentials  # noqa: E402 (the authority is in the environment now)
from exchangelib.autodiscover import clear_cache  # noqa: E402
from exchangelib.autodiscover.discovery.pox import PoxAutodiscovery  # noqa: E402
from exchangelib.autodiscover.discovery.soap import SoapAutodiscovery  # noqa: E402
from exchangelib.autodiscover.protocol import AutodiscoverProtocol  # noqa: E402

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


# --- names ------------------------------------------------------------------------------------------
def resolver_at(place):
    resolver = dns.resolver.Resolver(configure=False)
    address, number = place.split(':')
    resolver.nameservers, resolver.port = [address], int(number)
    resolver.timeout = resolver.lifetime = 2
    return resolver


names = resolver_at(sys.argv[5])


def look_up(name, kind, resolver=names):
    """All records as text, or why there is none."""
    try:
        return sorted(record.to_text() for record in resolver.resolve(name, kind, search=False))
    except dns.exception.DNSException as error:
        return type(error).__name__


SRV = '_autodiscover._tcp.%s.example.com'
for what, name, kind, expected in [
        ('one address', 'mail.example.com', 'A', ['127.0.2.1']),
        ('two nodes of one name', 'autodiscover.two.example.com', 'A', ['127.0.2.1', '127.0.2.6']),
        ('a node and nobody', 'autodiscover.one-dead.example.com', 'A', ['127.0.2.1', '127.0.2.250']),
        ('no such name', 'gone.example.com', 'A', 'NXDOMAIN'),
        ('no such domain', 'www.example.org', 'A', 'NXDOMAIN'),
        ('no IPv6', 'mail.example.com', 'AAAA', 'NoAnswer'),
        ('one SRV', SRV % 'srv', 'SRV', ['0 0 443 mail.example.com.']),
        ('priorities', SRV % 'srv-priorities', 'SRV',
         ['10 0 443 mail.example.com.', '20 0 443 autodiscover.exse.example.com.']),
        ('weights', SRV % 'srv-weights', 'SRV', ['10 40 443 autodiscover.exse.example.com.', '10 60 443 mail.example.com.']),
        ('another port', SRV % 'srv-port', 'SRV', ['0 0 8443 mail.example.com.']),
        ('another domain', SRV % 'srv-outside', 'SRV', ['0 0 443 autodiscover.partner.example.net.']),
        ('a target that has no address', SRV % 'srv-nowhere', 'SRV', ['0 0 443 gone.example.com.']),
        ('a service that there is not', SRV % 'srv-none', 'SRV', ['0 0 1 .']),
        ('no SRV', SRV % 'ex2007', 'SRV', 'NXDOMAIN')]:
    same('names: ' + what, expected, look_up(name, kind))
same('names: never an answer for one domain', 'LifetimeTimeout', look_up('mail.no-answer.example.com', 'A'))
same('names: never an answer at all', 'LifetimeTimeout', look_up('mail.example.com', 'A', resolver_at(sys.argv[6])))
real_getaddrinfo = socket.getaddrinfo


def getaddrinfo(host, service, *rest, **named):
    """Names by our name server; the usual ports lead to those of the simulator."""
    number = {443: port, 80: http_port}.get(service, service)
    found = look_up(host, 'A')
    if isinstance(found, str):
        raise socket.gaierror(socket.EAI_NONAME, found)
    return [entry for address in found for entry in real_getaddrinfo(address, number, *rest, **named)]


socket.getaddrinfo = getaddrinfo
AutodiscoverProtocol.TIMEOUT = 6


# --- walks ------------------------------------------------------------------------------------------
class Names:
    """exchangelib asks this for SRV and, before it connects, for addresses."""

    def resolve(self, name, kind, lifetime):
        return names.resolve(name, kind, search=False)


def visited(lines_before):
    """The nodes that were asked since then, each once in a row."""
    with open(log, encoding='utf-8') as lines:
        nodes = [line.split()[0] for line in lines][lines_before:]
    return [node for i, node in enumerate(nodes) if i == 0 or nodes[i - 1] != node]


def lines_of_log():
    with open(log, encoding='utf-8') as lines:
        return len(lines.readlines())


def walk(kind, address, password='Gut3r Kaese!'):
    """The EWS URL, or what exchangelib calls the failure."""
    clear_cache()
    discovery = kind(address, Credentials('EXAMPLE\\probe', password))
    discovery.resolver = Names()
    try:
        answer, _ = discovery.discover()
    except (AttributeError, ValueError):  # it does not look before it uses what came
        return INCOMPLETE
    except Exception as error:  # whatever it is, it is the result
        code = re.match('Unknown error ([0-9]+)', str(error))
        return code[1] if code else type(error).__name__
    return answer.ews_url if kind is SoapAutodiscovery else answer.protocol.ews_url


FOUND = 'https://mail.example.com/EWS/Exchange.asmx'
NOTHING = 'AutoDiscoverFailed'
INCOMPLETE = 'an answer without what is needed'
pox, soap = PoxAutodiscovery, SoapAutodiscovery
# domain below example.com | service | EWS URL or failure | nodes that were asked
ROWS = [
    # 2007 has no EwsUrl yet, and exchangelib does not take ASUrl in its place
    ('ex2007', pox, INCOMPLETE, ['ex2007']),
    ('ex2007', soap, 'UnauthorizedError', ['ex2007']),
    ('ex2010', pox, FOUND, ['ex2010']),
    ('ex2010', soap, FOUND, ['ex2010']),
    ('ex2013', pox, FOUND, ['ex2013']),
    ('ex2013', soap, FOUND, ['ex2013']),
    ('ex2016', pox, FOUND, ['ex2016']),
    ('ex2016', soap, FOUND, ['ex2016']),
    ('exse', pox, FOUND, ['exse']),
    ('exse', soap, FOUND, ['exse']),
    ('root-exchange', pox, FOUND, ['good']),
    ('root-404', pox, FOUND, ['root-404', 'good']),
    ('root-html', pox, FOUND, ['root-html', 'good']),
    ('root-500', pox, FOUND, ['root-500', 'good']),
    ('root-basic', pox, FOUND, ['root-basic', 'good']),
    ('root-panel', pox, INCOMPLETE, ['root-panel']),
    ('root-elsewhere', pox, FOUND, ['root-elsewhere', 'good']),
    ('root-certificate', pox, FOUND, ['good']),
    ('root-silent', pox, FOUND, ['good']),
    ('root-refused', pox, FOUND, ['good']),
    ('root-bomb', pox, NOTHING, ['root-bomb']),
    ('two', pox, FOUND, None),
    ('one-dead', pox, FOUND, ['good']),
    ('http-redirect', pox, FOUND, ['http-redirect', 'good']),
    ('http-to-http', pox, NOTHING, ['http-to-http']),
    ('http-loop', pox, NOTHING, ['http-loop']),
    ('http-outside', pox, FOUND, ['http-outside', 'good']),
    ('moved', pox, FOUND, ['moved', 'good']),
    ('moved-inside', pox, FOUND, ['moved-inside', 'good']),
    ('hops-9', pox, FOUND, ['hops-9']),
    ('hops-11', pox, NOTHING, ['hops-11']),
    ('loop', pox, NOTHING, ['loop']),
    ('srv', pox, FOUND, ['good']),
    ('srv', soap, FOUND, ['good']),
    # it takes the largest number for the first choice
    ('srv-priorities', pox, FOUND, ['exse']),
    ('srv-port', pox, NOTHING, []),
    ('srv-outside', pox, FOUND, ['good']),
    ('srv-nowhere', pox, NOTHING, []),
    ('srv-none', pox, NOTHING, []),
    ('srv-certificate', pox, NOTHING, []),
    ('refused', pox, FOUND, ['good']),
    ('nothing', pox, NOTHING, []),
    # it takes the URLs of the inside then
    ('no-external', pox, FOUND, ['no-external']),
    ('no-ews', pox, FOUND, ['no-ews']),
    ('internal-name', pox, 'https://cas01.corp.example.com/EWS/Exchange.asmx', ['internal-name']),
    ('other-host', pox, 'https://ews.example.net/EWS/Exchange.asmx', ['other-host']),
    ('soap-differs', soap, 'https://autodiscover.example.com/EWS/Exchange.asmx', ['soap-differs']),
    ('html', pox, NOTHING, ['html']),
    ('error-501', pox, '501', ['error-501']),
    ('error-603', pox, '603', ['error-603']),
    ('to-address', pox, FOUND, ['to-address', 'good']),
    ('to-partner', pox, FOUND, ['to-partner', 'good']),
    ('ring-a', pox, 'AutoDiscoverCircularRedirect', ['ring-a', 'ring-b']),
    # it looks for an element of another name, RedirectURL
    ('to-url', pox, INCOMPLETE, ['to-url']),
    ('to-url', soap, FOUND, ['to-url', 'good']),
    ('to-http-url', soap, NOTHING, ['to-http-url']),
    ('to-itself', soap, NOTHING, ['to-itself']),
    ('soap-busy', soap, NOTHING, ['soap-busy']),
    # nobody but the listener without TLS sees a request
    ('expired', pox, NOTHING, ['expired']),
    ('wrong-name', pox, NOTHING, ['wrong-name']),
    ('app-pool-down', pox, NOTHING, ['app-pool-down']),
    ('silent', pox, NOTHING, []),
]
for domain, service, expected, nodes in ROWS:
    before = lines_of_log()
    what = '%s by %s' % (domain, service.__name__)
    same(what, expected, walk(service, 'probe@%s.example.com' % domain))
    if nodes is not None:
        same(what + ': servers', nodes, visited(before))
same('a wrong password', NOTHING, walk(pox, 'probe@ex2016.example.com', 'guess'))
same('an unknown address', 'ErrorNonExistentMailbox', walk(pox, 'nobody@ex2016.example.com'))
print('1..%d' % count)
sys.exit(failed > 0)
