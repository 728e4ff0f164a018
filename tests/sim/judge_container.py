# SPDX-License-Identifier: GPL-3.0-or-later
# Reads files of an offline address book (MS-OXOAB) by means of its own: the containers, the LZX in them as far as it is bytes as
# they are, the book.
import struct
import zlib

FRAME = 32768


class Broken(Exception):
    """What is wrong with a file, in a word or two."""


def crc(data):
    return zlib.crc32(data) ^ 0xffffffff


def numbers(data, at, count, what):
    if at + 4 * count > len(data):
        raise Broken(what + ' ends early')
    return struct.unpack_from('<%dI' % count, data, at)


class Bits:
    """From the most significant bit of each word of two bytes on."""

    def __init__(self, data, at):
        self.data, self.at, self.left, self.word = data, at, 0, 0

    def take(self, count):
        value = 0
        for _ in range(count):
            if self.left == 0:
                self.word, = struct.unpack_from('<H', self.data, self.at)
                self.at, self.left = self.at + 2, 16
            self.left -= 1
            value = value << 1 | self.word >> self.left & 1
        return value


def decoded(data, size):
    """One block of LZX DELTA whose frames are all uncompressed."""
    inside, at = b'', 0
    while len(inside) < size:
        wanted = min(FRAME, size - len(inside))
        length, = struct.unpack_from('<H', data, at)
        bits = Bits(data, at + 2)
        if at == 0 and bits.take(1):
            raise Broken('translated')
        if bits.take(3) != 3 or bits.take(24) != wanted:
            raise Broken('frame')
        at += 2 + length
        if at - bits.at != wanted + 12:
            raise Broken('frame length')
        inside += data[bits.at + 12:at]
    if at != len(data):
        raise Broken('LZX goes on')
    return inside


def read_container(data):
    """Kind, what is inside, the flags of its blocks; Broken is raised for the first thing that is wrong."""
    high, low = numbers(data, 0, 2, 'header')
    if high != 3 or low not in (1, 2):
        raise Broken('no container')
    patch = low == 2
    if patch:
        largest, source_size, total, _, target_crc = numbers(data, 8, 5, 'header')
    else:
        largest, total = numbers(data, 8, 2, 'header')
    at, inside, flags = 28 if patch else 16, [], []
    while sum(map(len, inside)) < total:
        first, second, third, expected = numbers(data, at, 4, 'block head')
        here, size, flag = (first, second, 1) if patch else (second, third, first)
        body = data[at + 16:at + 16 + here]
        if flag > 1 or size > largest or (patch and third > source_size):
            raise Broken('block head')
        if len(body) < here:
            raise Broken('block ends early')
        part = decoded(body, size) if flag else body
        if len(part) != size or crc(part) != expected:
            raise Broken('CRC')
        at += 16 + here
        inside.append(part)
        flags.append(flag)
    if at != len(data):
        raise Broken('trailing bytes')
    inside = b''.join(inside)
    if len(inside) != total or (patch and crc(inside) != target_crc):
        raise Broken('total')
    return 'patch' if patch else 'full', inside, flags


def read_book(inside):
    """Records of an address book, version 4, and how many of them are people."""
    version, serial, people = numbers(inside, 0, 3, 'book')
    if version != 32:
        raise Broken('version of the book')
    if serial != crc(inside[12:]):
        raise Broken('serial')
    at, records = 12, []
    while at < len(inside):
        size, = numbers(inside, at, 1, 'record')
        if size < 5 or at + size > len(inside):
            raise Broken('record')
        records.append(inside[at + 4:at + size])
        at += size
    if len(records) != people + 2:
        raise Broken('number of records')
    return records
