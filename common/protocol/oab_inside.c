/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes in what stands inside a file of an offline address book, block after block. */
#include "protocol/oab_inside.h"

#include "base/cursor.h"
#include <nettle/base16.h>
#include <string.h>
#include <zlib.h>

void
oab_inside_init(struct oab_inside *inside, enum oab_walk walk)
{
	memset(inside, 0, sizeof *inside);
	inside->walk = walk;
	sha256_init(&inside->sha256);
}

void
oab_inside_begin_block(struct oab_inside *inside)
{
	inside->crc = crc32(0, NULL, 0);
}

void
oab_inside_add(struct oab_inside *inside, const guint8 *bytes, gsize length)
{
	gsize wanted = MIN(length, sizeof inside->head - inside->head_length);

	inside->crc = crc32_z(inside->crc, bytes, length);
	if (inside->walk == OAB_WALK_LAYOUT)
		return;
	if (inside->walk == OAB_WALK_HASH)
		sha256_update(&inside->sha256, length, bytes);
	memcpy(inside->head + inside->head_length, bytes, wanted);
	inside->head_length += wanted;
}

gboolean
oab_inside_check_block(const struct oab_inside *inside, guint32 crc, GError **error)
{
	/* zlib inverts at the end, this format does not. */
	guint32 got = (guint32)inside->crc ^ G_MAXUINT32;

	if (got == crc)
		return TRUE;
	g_set_error(error, OAB_FILE_ERROR, OAB_FILE_ERROR_DAMAGED,
		    "expected the CRC 0x%08x that its header says, got 0x%08x", crc, got);
	return FALSE;
}

void
oab_inside_finish(struct oab_inside *inside, struct oab_summary *summary)
{
	guint8 digest[SHA256_DIGEST_SIZE];
	struct cursor c;

	if (inside->walk == OAB_WALK_HASH) {
		sha256_digest(&inside->sha256, sizeof digest, digest);
		base16_encode_update(summary->uncompressed_sha256, sizeof digest, digest);
	}
	cursor_init(&c, inside->head, inside->head_length);
	summary->oab_version = cursor_u32le(&c);
	if (summary->oab_version != OAB_VERSION_4)
		return;
	summary->serial = cursor_u32le(&c);
	summary->records = cursor_u32le(&c);
}
