/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes numbers of a fixed size to the end of an array, least significant byte first. */
#include "base/append.h"

void
append_bytes(GByteArray *to, const void *bytes, gsize length)
{
	if (length > 0)
		g_byte_array_append(to, bytes, (guint)length);
}

static void
append_number(GByteArray *to, guint64 value, guint bytes)
{
	for (guint i = 0; i < bytes; i++) {
		guint8 byte = (guint8)(value >> (8 * i));

		g_byte_array_append(to, &byte, 1);
	}
}

void
append_u16le(GByteArray *to, guint16 value)
{
	append_number(to, value, 2);
}

void
append_u32le(GByteArray *to, guint32 value)
{
	append_number(to, value, 4);
}

void
append_u64le(GByteArray *to, guint64 value)
{
	append_number(to, value, 8);
}

void
append_zeros(GByteArray *to, gsize count)
{
	static const guint8 zero[1];

	for (gsize i = 0; i < count; i++)
		g_byte_array_append(to, zero, 1);
}
