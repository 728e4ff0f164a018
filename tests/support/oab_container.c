/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes files of an offline address book for tests. */
#include "tests/support/oab_container.h"

#include "base/append.h"
#include "tests/support/bytes.h"
#include <string.h>

/* The book as an LZX DELTA stream of one verbatim block in a window of 2^17 bytes, made by an
 * encoder of our own: greedy matches of 3 to 256 bytes, no repeated offsets. */
static const char coded[] =
    "80000010c41244444444454455555c55f485c36f66d717fbb080bebbf4cdabaf609c01340160ce782c2c002cc72f"
    "b5befefbf805888888888888aa8aaaaaedbef1f4e3e08fb7df7ffcf744344444444455455555975eff3ddf7ffaf7"
    "f29c2242ed7d59be93fd8d32933972c8c4ceb1f673e325742f1c9619af1ad850e539f5a800f0";

const char *
oab_kind_name(enum oab_kind kind)
{
	static const char *const names[] = {
	    [OAB_STORED] = "stored", [OAB_RAW] = "raw",	    [OAB_CODED] = "coded",
	    [OAB_MIXED] = "mixed",   [OAB_PATCH] = "patch", [OAB_EMPTY] = "empty",
	};
	_Static_assert(G_N_ELEMENTS(names) == OAB_KIND_COUNT, "one name per kind");

	return names[kind];
}

/* Bit by bit, so that it shares nothing with what it judges. */
static guint32
crc_of(const guint8 *bytes, gsize length)
{
	guint32 crc = G_MAXUINT32;

	for (gsize i = 0; i < length; i++) {
		crc ^= bytes[i];
		for (gint bit = 0; bit < 8; bit++)
			crc = crc >> 1 ^ (crc & 1 ? 0xEDB88320 : 0);
	}
	return crc;
}

static void
write_book(guint8 *book)
{
	static const char text[] = "Anna Probe <anna@example.com>; Ben Watch <ben@example.com>; ";
	g_autoptr(GByteArray) head = g_byte_array_new();

	for (gsize i = 12; i < OAB_BOOK_BYTES; i++)
		book[i] = (guint8)text[(i - 12) % strlen(text)];
	append_u32le(head, 32);
	append_u32le(head, crc_of(book + 12, OAB_BOOK_BYTES - 12));
	append_u32le(head, 2);
	memcpy(book, head->data, head->len);
}

static void
add_numbers(GByteArray *to, const guint32 *numbers, gsize count)
{
	for (gsize i = 0; i < count; i++)
		append_u32le(to, numbers[i]);
}

static void
add_full_head(GByteArray *to, guint32 block_max, guint32 inside_bytes)
{
	add_numbers(to, (guint32[]){3, 1, block_max, inside_bytes}, 4);
}

static void
add_block(GByteArray *to, guint32 flags, const guint8 *bytes, guint32 length, const guint8 *inside,
	  guint32 inside_length)
{
	add_numbers(to, (guint32[]){flags, length, inside_length, crc_of(inside, inside_length)},
		    4);
	append_bytes(to, bytes, length);
}

static void
add_stored(GByteArray *to, const guint8 *bytes, guint32 length)
{
	add_block(to, 0, bytes, length, bytes, length);
}

/* Bits from the most significant one of each word on: no translation, the block's kind 3 (as it
 * is), its length in 24 bits; from the next word on three offsets and the bytes. */
static void
add_raw(GByteArray *to, const guint8 *bytes, guint32 length)
{
	g_autoptr(GByteArray) lzx = g_byte_array_new();

	append_u16le(lzx, (guint16)(length + 16)); /* of the frame, behind this number */
	append_u16le(lzx, (guint16)(0x3000 | length >> 12));
	append_u16le(lzx, (guint16)(length << 4));
	add_numbers(lzx, (guint32[]){1, 1, 1}, 3);
	append_bytes(lzx, bytes, length);
	add_block(to, 1, lzx->data, lzx->len, bytes, length);
}

static void
add_coded(GByteArray *to, const guint8 *book)
{
	g_autoptr(GBytes) lzx = bytes_of_hex(coded);
	gsize length = 0;
	const guint8 *bytes = g_bytes_get_data(lzx, &length);

	add_block(to, 1, bytes, (guint32)length, book, OAB_BOOK_BYTES);
}

/* Its blocks' check sums are of what it makes, which is not known here. */
static void
add_patch(GByteArray *to)
{
	add_numbers(to, (guint32[]){3, 2, 64, 300, 80, 1, 2}, 7);
	add_numbers(to, (guint32[]){5, 40, 64, 7}, 4);
	append_bytes(to, "patch", 5);
	add_numbers(to, (guint32[]){6, 40, 64, 7}, 4);
	append_bytes(to, "second", 6);
}

GByteArray *
oab_container(enum oab_kind kind)
{
	GByteArray *file = g_byte_array_new();
	guint8 book[OAB_BOOK_BYTES];

	write_book(book);
	if (kind == OAB_PATCH)
		add_patch(file);
	else
		add_full_head(file, kind == OAB_RAW || kind == OAB_CODED ? 512 : 128,
			      kind == OAB_EMPTY ? 0 : OAB_BOOK_BYTES);
	if (kind == OAB_RAW)
		add_raw(file, book, OAB_BOOK_BYTES);
	if (kind == OAB_CODED)
		add_coded(file, book);
	if (kind == OAB_STORED || kind == OAB_MIXED) {
		add_stored(file, book, 128);
		(kind == OAB_MIXED ? add_raw : add_stored)(file, book + 128, 128);
		add_stored(file, book + 256, 44);
	}
	return file;
}
