/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the headers of the LZX container. */
#include "protocol/oab_layout.h"

#include "base/cursor.h"
#include "base/text.h"

G_DEFINE_QUARK(oab - file - error - quark, oab_file_error)

enum { VERSION_HIGH = 3, VERSION_LOW_FULL = 1, VERSION_LOW_PATCH = 2 };
enum { FLAGS_STORED = 0, FLAGS_LZX = 1 };

const char *
oab_container_name(enum oab_container container)
{
	static const char *const names[] = {
	    [OAB_CONTAINER_UNKNOWN] = NULL,
	    [OAB_CONTAINER_FULL] = "full",
	    [OAB_CONTAINER_PATCH] = "patch",
	};

	return names[container];
}

/* "expected at most 64 bytes inside, got 65"; always FALSE. */
static gboolean
damaged(GError **error, const char *before, guint32 limit, const char *behind, guint32 got)
{
	g_set_error(error, OAB_FILE_ERROR, OAB_FILE_ERROR_DAMAGED, "expected %s %u %s, got %u",
		    before, limit, behind, got);
	return FALSE;
}

enum oab_container
oab_signature_read(const guint8 *bytes, GError **error)
{
	g_autofree char *shown = NULL;
	struct cursor c;
	guint32 high = 0;
	guint32 low = 0;

	cursor_init(&c, bytes, OAB_SIGNATURE_BYTES);
	high = cursor_u32le(&c);
	low = cursor_u32le(&c);
	if (high == VERSION_HIGH && low == VERSION_LOW_FULL)
		return OAB_CONTAINER_FULL;
	if (high == VERSION_HIGH && low == VERSION_LOW_PATCH)
		return OAB_CONTAINER_PATCH;
	shown = text_clean((const char *)bytes, OAB_SIGNATURE_BYTES, TEXT_LINE);
	g_set_error(error, OAB_FILE_ERROR, OAB_FILE_ERROR_FOREIGN,
		    "expected the versions 3 and 1 (a full file) or 3 and 2 (a patch), got 0x%08x "
		    "and 0x%08x (\"%s\")",
		    high, low, shown);
	return OAB_CONTAINER_UNKNOWN;
}

gsize
oab_head_bytes(enum oab_container container)
{
	return container == OAB_CONTAINER_PATCH ? OAB_PATCH_HEAD_BYTES : OAB_FULL_HEAD_BYTES;
}

gboolean
oab_head_read(enum oab_container container, const guint8 *bytes, struct oab_head *head,
	      GError **error)
{
	struct cursor c;

	cursor_init(&c, bytes, oab_head_bytes(container));
	cursor_skip(&c, OAB_SIGNATURE_BYTES);
	head->block_max = cursor_u32le(&c);
	if (container == OAB_CONTAINER_PATCH)
		cursor_skip(&c, 4); /* size of the source */
	head->inside_bytes = cursor_u32le(&c);
	if (head->block_max > OAB_BLOCK_LIMIT_BYTES)
		return damaged(error, "blocks of at most", OAB_BLOCK_LIMIT_BYTES, "bytes",
			       head->block_max);
	return TRUE;
}

/* A block that LZX makes half as large again would have been stored. */
static guint32
most_bytes(const struct oab_block *block)
{
	return block->inside_bytes + block->inside_bytes / 2 + 4096;
}

static gboolean
check_sizes(const struct oab_head *head, guint32 left_bytes, const struct oab_block *block,
	    GError **error)
{
	if (block->inside_bytes == 0)
		return damaged(error, "at least", 1, "byte inside", 0);
	if (block->inside_bytes > head->block_max)
		return damaged(error, "at most", head->block_max,
			       "bytes inside (the largest block, as the file says)",
			       block->inside_bytes);
	if (block->inside_bytes > left_bytes)
		return damaged(error, "at most", left_bytes,
			       "bytes inside (what is left of the file's size)",
			       block->inside_bytes);
	if (block->bytes == 0)
		return damaged(error, "at least", 1, "byte", 0);
	if (block->is_stored && block->bytes != block->inside_bytes)
		return damaged(error, "the", block->inside_bytes,
			       "bytes inside to be stored as such", block->bytes);
	if (block->bytes > most_bytes(block))
		return damaged(error, "at most", most_bytes(block), "bytes for what is inside",
			       block->bytes);
	return TRUE;
}

gboolean
oab_block_read(enum oab_container container, const struct oab_head *head, guint32 left_bytes,
	       const guint8 *bytes, struct oab_block *block, GError **error)
{
	guint32 flags = FLAGS_LZX;
	struct cursor c;

	cursor_init(&c, bytes, OAB_BLOCK_HEAD_BYTES);
	if (container == OAB_CONTAINER_FULL)
		flags = cursor_u32le(&c);
	block->is_stored = flags == FLAGS_STORED;
	block->bytes = cursor_u32le(&c);
	block->inside_bytes = cursor_u32le(&c);
	if (container == OAB_CONTAINER_PATCH)
		cursor_skip(&c, 4); /* how much of the source it rests on */
	block->crc = cursor_u32le(&c);
	if (flags > FLAGS_LZX)
		return damaged(error, "the flags 0 (stored) or", FLAGS_LZX, "(LZX)", flags);
	return check_sizes(head, left_bytes, block, error);
}
