/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes HMAC-MD5 over several pieces without leaving the key in memory. */
#ifndef PROTOCOL_HMAC_MD5_H
#define PROTOCOL_HMAC_MD5_H

#include <glib.h>

enum { HMAC_MD5_LENGTH = 16 };

/* `bytes` may be NULL when `length` is 0. Borrowed. */
struct hmac_piece {
	const void *bytes;
	gsize length;
};

/* The key has HMAC_MD5_LENGTH bytes; so has `digest`, which may be the key itself. */
void hmac_md5(const guint8 *key, const struct hmac_piece *pieces, gsize count, guint8 *digest);

#endif
