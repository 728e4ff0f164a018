/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the headers of the LZX container (MS-OXOAB 2.10), as drawn in protocol/oab_file.h.
 *
 * Private to protocol. Errors are OAB_FILE_ERROR and say what was expected and what came; the
 * caller says where.
 */
#ifndef PROTOCOL_OAB_LAYOUT_H
#define PROTOCOL_OAB_LAYOUT_H

#include "protocol/oab_file.h"

enum {
	OAB_SIGNATURE_BYTES = 8,
	OAB_FULL_HEAD_BYTES = 16,
	OAB_PATCH_HEAD_BYTES = 28,
	OAB_BLOCK_HEAD_BYTES = 16
};

struct oab_head {
	guint32 block_max;
	guint32 inside_bytes; /* of the whole file */
};

struct oab_block {
	gboolean is_stored; /* else LZX, or LZX DELTA against a source */
	guint32 bytes;	    /* here, behind the header */
	guint32 inside_bytes;
	guint32 crc;
};

/* What the first OAB_SIGNATURE_BYTES begin; OAB_CONTAINER_UNKNOWN with an error. */
enum oab_container oab_signature_read(const guint8 *bytes, GError **error);

/* How long the header of that (known) container is, the signature counted. */
gsize oab_head_bytes(enum oab_container container);

gboolean oab_head_read(enum oab_container container, const guint8 *bytes, struct oab_head *head,
		       GError **error);

/* `left_bytes`: how much of the file's inside was not in the blocks before. */
gboolean oab_block_read(enum oab_container container, const struct oab_head *head,
			guint32 left_bytes, const guint8 *bytes, struct oab_block *block,
			GError **error);

#endif
