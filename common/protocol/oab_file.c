/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks through a file of an offline address book as its bytes come in. */
#include "protocol/oab_file.h"

#include "protocol/oab_decode.h"
#include "protocol/oab_inside.h"
#include "protocol/oab_layout.h"
#include <nettle/base16.h>
#include <nettle/sha1.h>
#include <string.h>

enum stage { STAGE_SIGNATURE, STAGE_HEAD, STAGE_BLOCK_HEAD, STAGE_BLOCK, STAGE_END };

struct oab_walker {
	enum stage stage;
	guint8 held[OAB_PATCH_HEAD_BYTES]; /* of the header in reading */
	gsize held_bytes, wanted_bytes;
	struct oab_head head;
	struct oab_block block;
	guint64 at, block_at; /* where in the file; its block, by its header */
	guint32 inside_left, block_left;
	struct oab_inside inside;
	struct oab_decoder *decoder; /* NULL: not wanted */
	guint8 *lzx;		     /* the block's bytes, when they are to be decoded */
	gsize lzx_size;
	struct sha1_ctx sha1;
	struct oab_summary summary;
	GError *broken;
};

struct oab_walker *
oab_walker_new(enum oab_walk walk)
{
	struct oab_walker *w = g_new0(struct oab_walker, 1);

	w->wanted_bytes = OAB_SIGNATURE_BYTES;
	oab_inside_init(&w->inside, walk);
	w->decoder = walk != OAB_WALK_LAYOUT ? oab_decoder_new(&w->inside) : NULL;
	sha1_init(&w->sha1);
	return w;
}

void
oab_walker_free(struct oab_walker *walker)
{
	g_clear_pointer(&walker->decoder, oab_decoder_free);
	g_clear_error(&walker->broken);
	g_free(walker->lzx);
	g_free(walker);
}

/* Says where it broke; always FALSE. */
static gboolean
broken_in_block(struct oab_walker *w)
{
	g_prefix_error(&w->broken, "block %u at byte %" G_GUINT64_FORMAT ": ",
		       w->summary.blocks + 1, w->block_at);
	return FALSE;
}

static void
begin_block_head(struct oab_walker *w)
{
	w->stage = w->inside_left > 0 ? STAGE_BLOCK_HEAD : STAGE_END;
	w->block_at = w->at;
	w->held_bytes = 0;
	w->wanted_bytes = w->inside_left > 0 ? OAB_BLOCK_HEAD_BYTES : 0;
}

static gboolean
end_signature(struct oab_walker *w)
{
	w->summary.container = oab_signature_read(w->held, &w->broken);
	w->wanted_bytes = oab_head_bytes(w->summary.container);
	w->stage = STAGE_HEAD;
	return w->broken == NULL;
}

static gboolean
end_head(struct oab_walker *w)
{
	if (!oab_head_read(w->summary.container, w->held, &w->head, &w->broken)) {
		g_prefix_error(&w->broken, "header: ");
		return FALSE;
	}
	w->summary.block_max = w->head.block_max;
	w->summary.uncompressed_size = w->inside_left = w->head.inside_bytes;
	begin_block_head(w);
	return TRUE;
}

/* A patch cannot be decoded without what it patches. */
static gboolean
is_decoded(const struct oab_walker *w)
{
	return w->decoder && w->summary.container == OAB_CONTAINER_FULL;
}

static gboolean
end_block_head(struct oab_walker *w)
{
	if (!oab_block_read(w->summary.container, &w->head, w->inside_left, w->held, &w->block,
			    &w->broken))
		return broken_in_block(w);
	w->stage = STAGE_BLOCK;
	w->block_left = w->block.bytes;
	oab_inside_begin_block(&w->inside);
	if (!w->block.is_stored && is_decoded(w) && w->lzx_size < w->block.bytes) {
		g_free(w->lzx);
		w->lzx = g_malloc(w->block.bytes);
		w->lzx_size = w->block.bytes;
	}
	return TRUE;
}

static gboolean
end_block(struct oab_walker *w)
{
	gboolean is_known = w->block.is_stored || is_decoded(w);

	if (is_known && !w->block.is_stored &&
	    !oab_decoder_block(w->decoder, &w->block, w->lzx, &w->broken))
		return broken_in_block(w);
	if (is_known && !oab_inside_check_block(&w->inside, w->block.crc, &w->broken))
		return broken_in_block(w);
	w->inside_left -= w->block.inside_bytes;
	w->summary.blocks++;
	w->summary.stored_blocks += w->block.is_stored ? 1 : 0;
	w->summary.checked_blocks += is_known ? 1 : 0;
	begin_block_head(w);
	return TRUE;
}

/* How many of the bytes belong to the header in reading; they are taken. */
static gsize
take_head(struct oab_walker *w, const guint8 *bytes, gsize length)
{
	gsize n = MIN(length, w->wanted_bytes - w->held_bytes);

	memcpy(w->held + w->held_bytes, bytes, n);
	w->held_bytes += n;
	w->at += n;
	return n;
}

/* The same for the block. */
static gsize
take_block(struct oab_walker *w, const guint8 *bytes, gsize length)
{
	gsize n = MIN(length, w->block_left);

	if (w->block.is_stored)
		oab_inside_add(&w->inside, bytes, n);
	else if (is_decoded(w))
		memcpy(w->lzx + (w->block.bytes - w->block_left), bytes, n);
	w->block_left -= (guint32)n;
	w->at += n;
	return n;
}

static gboolean
refuse_more(struct oab_walker *w)
{
	g_set_error(&w->broken, OAB_FILE_ERROR, OAB_FILE_ERROR_DAMAGED,
		    "expected the end of the file after %u block%s, at byte %" G_GUINT64_FORMAT
		    ", got more",
		    w->summary.blocks, w->summary.blocks == 1 ? "" : "s", w->at);
	return FALSE;
}

/* What was in reading is there as a whole. */
static gboolean
end_stage(struct oab_walker *w)
{
	switch (w->stage) {
	case STAGE_SIGNATURE:
		return end_signature(w);
	case STAGE_HEAD:
		return end_head(w);
	case STAGE_BLOCK_HEAD:
		return end_block_head(w);
	case STAGE_BLOCK:
		return end_block(w);
	case STAGE_END:
		return refuse_more(w);
	}
	return FALSE;
}

/* Takes some of the bytes; FALSE when the file is broken. */
static gboolean
step(struct oab_walker *w, const guint8 **bytes, gsize *length)
{
	gboolean in_block = w->stage == STAGE_BLOCK;
	gsize n = in_block ? take_block(w, *bytes, *length) : take_head(w, *bytes, *length);

	*bytes += n;
	*length -= n;
	if (in_block ? w->block_left > 0 : w->held_bytes < w->wanted_bytes)
		return TRUE;
	return end_stage(w);
}

gboolean
oab_walker_feed(struct oab_walker *walker, const void *bytes, gsize length, GError **error)
{
	const guint8 *at = bytes;
	gsize left = length;

	if (length == 0)
		return TRUE;
	sha1_update(&walker->sha1, length, bytes);
	walker->summary.size += length;
	if (walker->broken)
		return TRUE;
	while (left > 0 && step(walker, &at, &left))
		continue;
	if (walker->broken && error)
		*error = g_error_copy(walker->broken);
	return walker->broken == NULL;
}

/* What was missing when the file ended. */
static void
note_truncated(struct oab_walker *w)
{
	gboolean in_block = w->stage == STAGE_BLOCK;
	guint64 wanted = in_block ? w->block.bytes : w->wanted_bytes;
	guint64 got = in_block ? w->block.bytes - w->block_left : w->held_bytes;

	if (w->stage == STAGE_SIGNATURE)
		wanted = OAB_FULL_HEAD_BYTES;
	g_set_error(&w->broken, OAB_FILE_ERROR, OAB_FILE_ERROR_TRUNCATED,
		    "expected %" G_GUINT64_FORMAT " bytes%s, got the end of the file after "
		    "%" G_GUINT64_FORMAT " of them",
		    wanted, in_block ? "" : " of header", got);
	if (w->stage == STAGE_BLOCK || w->stage == STAGE_BLOCK_HEAD)
		(void)broken_in_block(w);
}

gboolean
oab_walker_finish(struct oab_walker *walker, struct oab_summary *summary, GError **error)
{
	guint8 digest[SHA1_DIGEST_SIZE];

	if (!walker->broken && walker->stage != STAGE_END)
		note_truncated(walker);
	sha1_digest(&walker->sha1, sizeof digest, digest);
	base16_encode_update(walker->summary.sha1, sizeof digest, digest);
	if (walker->stage == STAGE_END && is_decoded(walker))
		oab_inside_finish(&walker->inside, &walker->summary);
	*summary = walker->summary;
	if (walker->broken && error)
		*error = g_error_copy(walker->broken);
	return walker->broken == NULL;
}
