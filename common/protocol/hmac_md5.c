/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Computes HMAC-MD5 over several pieces without leaving the key in memory. */
#include "protocol/hmac_md5.h"

#include <nettle/hmac.h>
#include <string.h>

void
hmac_md5(const guint8 *key, const struct hmac_piece *pieces, gsize count, guint8 *digest)
{
	struct hmac_md5_ctx context;

	hmac_md5_set_key(&context, HMAC_MD5_LENGTH, key);
	for (gsize i = 0; i < count; i++)
		if (pieces[i].length > 0)
			hmac_md5_update(&context, pieces[i].length, pieces[i].bytes);
	hmac_md5_digest(&context, HMAC_MD5_LENGTH, digest);
	explicit_bzero(&context, sizeof context);
}
