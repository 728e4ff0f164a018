/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes numbers of a fixed size to the end of an array, least significant byte first. */
#ifndef BASE_APPEND_H
#define BASE_APPEND_H

#include <glib.h>

void append_u16le(GByteArray *to, guint16 value);
void append_u32le(GByteArray *to, guint32 value);
void append_u64le(GByteArray *to, guint64 value);

void append_zeros(GByteArray *to, gsize count);

/* `bytes` may be NULL when `length` is 0. */
void append_bytes(GByteArray *to, const void *bytes, gsize length);

#endif
