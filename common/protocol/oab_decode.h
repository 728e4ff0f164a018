/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decompresses one LZX block of a file of an offline address book.
 *
 * Private to protocol. Each block stands alone in LZX: memory is that of one block.
 */
#ifndef PROTOCOL_OAB_DECODE_H
#define PROTOCOL_OAB_DECODE_H

#include "protocol/oab_inside.h"
#include "protocol/oab_layout.h"

struct oab_decoder;

/* Gives what it makes to `inside`, which is borrowed. The caller frees. */
struct oab_decoder *oab_decoder_new(struct oab_inside *inside);
void oab_decoder_free(struct oab_decoder *decoder);
AUTOPTR_STRUCT(oab_decoder)

/* `bytes` are the block's. FALSE and an OAB_FILE_ERROR when they are no LZX of what the block says
 * is inside; `inside` has got some of it then. The CRC is the caller's to check. */
gboolean oab_decoder_block(struct oab_decoder *decoder, const struct oab_block *block,
			   const guint8 *bytes, GError **error);

#endif
