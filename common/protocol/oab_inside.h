/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Takes in what stands inside a file of an offline address book, block after block.
 *
 * Private to protocol.
 */
#ifndef PROTOCOL_OAB_INSIDE_H
#define PROTOCOL_OAB_INSIDE_H

#include "protocol/oab_file.h"
#include <nettle/sha2.h>

struct oab_inside {
	enum oab_walk walk; /* unless LAYOUT alone, all of it is seen */
	gulong crc;	    /* of the block, as zlib keeps it */
	struct sha256_ctx sha256;
	guint8 head[12]; /* of the address book: MS-OXOAB 2.9.1 */
	gsize head_length;
};

void oab_inside_init(struct oab_inside *inside, enum oab_walk walk);

/* The next bytes are those of another block. */
void oab_inside_begin_block(struct oab_inside *inside);
void oab_inside_add(struct oab_inside *inside, const guint8 *bytes, gsize length);

/* FALSE and an OAB_FILE_ERROR unless it is the CRC of what came since oab_inside_begin_block(). */
gboolean oab_inside_check_block(const struct oab_inside *inside, guint32 crc, GError **error);

/* Fills in what `summary` tells of the inside. Once. */
void oab_inside_finish(struct oab_inside *inside, struct oab_summary *summary);

#endif
