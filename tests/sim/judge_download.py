# SPDX-License-Identifier: GPL-3.0-or-later
# Downloads of address books by curl over NTLM, and what they come to.
import hashlib
import os
import re
import subprocess
import xml.etree.ElementTree as ElementTree

from judge_container import Broken, read_book, read_container

GUID = '7d2b0c1e-94f3-4a86-b5d0-3e61c8fa7902'
HOST = 'mail.example.com'
USER = 'EXAMPLE\\probe:Gut3r Kaese!'


class Downloader:
    def __init__(self, port, state, scratch):
        self.port, self.state, self.scratch = port, state, scratch

    def get(self, address, path, *options, user=USER):
        """Status, header fields (lower case) of the last answer, body, exit code of curl."""
        head, body = self.scratch + '/head', self.scratch + '/body'
        for name in (head, body):
            if os.path.exists(name):
                os.unlink(name)
        logon = ['--ntlm', '--user', user] if user else []
        done = subprocess.run(
            ['curl', '-q', '--silent', '--noproxy', '*', '--max-time', '60', '--cacert', self.state + '/ca.pem', '--resolve',
             '%s:%d:%s' % (HOST, self.port, address), '--dump-header', head, '--output', body, '--write-out', '%{http_code}']
            + logon + list(options) + ['https://%s:%d%s' % (HOST, self.port, path)], stdout=subprocess.PIPE, check=False)
        fields = {}
        with open(head, encoding='utf-8') as lines:
            for line in lines:
                if line.startswith('HTTP/'):
                    fields = {}
                name, _, value = line.partition(':')
                fields[name.lower()] = value.strip()
        data = b''
        if os.path.exists(body):
            with open(body, 'rb') as file:
                data = file.read()
        return int(done.stdout), fields, data, done.returncode

    def book(self, address, name, *options, **named):
        return self.get(address, '/OAB/%s/%s' % (GUID, name), *options, **named)


class File:
    """One file as the manifest has it."""

    def __init__(self, element):
        self.kind, self.name = element.tag, (element.text or '').strip()
        self.sequence, self.version = int(element.get('seq')), int(element.get('ver'))
        self.size, self.inside, self.sha = element.get('size'), element.get('uncompressedsize'), element.get('SHA')
        self.language, self.type = element.get('langid'), element.get('type')


def read_manifest(text):
    """The files of the global list; ParseError when it is no XML, LookupError when there is no such list."""
    for oal in ElementTree.fromstring(text):
        if oal.tag == 'OAL' and oal.get('dn') == '/':
            return [File(element) for element in oal]
    raise LookupError('no global list')


def audit(downloader, address, kind='Full'):
    """What a careful client finds first: "good", or what is wrong."""
    status, _, text, _ = downloader.book(address, 'oab.xml')
    if status != 200:
        return 'manifest %d' % status
    try:
        files = [file for file in read_manifest(text) if file.kind == kind]
    except ElementTree.ParseError:
        return 'manifest is no XML'
    except LookupError:
        return 'manifest has no list'
    if not files:
        return 'manifest has no ' + kind
    return audit_file(downloader, address, files[0])


def audit_file(downloader, address, file):
    if not re.fullmatch(r'[0-9a-f-]{36}-[a-z]+[0-9a-f]*-[0-9]+\.lzx', file.name):
        return 'name'
    if not re.fullmatch('[0-9]+', file.size or ''):
        return 'no size'
    if not re.fullmatch('[0-9a-f]{40}', file.sha or ''):
        return 'no hash'
    status, fields, _, _ = downloader.book(address, file.name, '--head')
    if status != 200:
        return 'file %d' % status
    if fields['content-length'] != file.size:
        return 'size'
    status, fields, data, code = downloader.book(address, file.name)
    if code != 0:
        return 'curl %d' % code
    if hashlib.sha1(data).hexdigest() != file.sha:
        return 'hash'
    try:
        found, inside, _ = read_container(data)
        if file.kind != 'Template':
            read_book(inside)
    except Broken as broken:
        return str(broken)
    if found != ('patch' if file.kind == 'Diff' else 'full') or len(inside) != int(file.inside):
        return 'inside'
    return 'good'
