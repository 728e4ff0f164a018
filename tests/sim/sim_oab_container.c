/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Writes containers, full ones and patches.
 *
 *   full    u32 3 | u32 1 | u32 largest block | u32 size inside
 *   block   u32 0 stored, 1 LZX | u32 size here | u32 size inside | u32 CRC | bytes
 *
 *   patch   u32 3 | u32 2 | u32 largest block | u32 source size | u32 size inside
 *           | u32 CRC of the source | u32 CRC
 *   block   u32 size here | u32 size inside | u32 source size | u32 CRC | bytes
 */
#include "tests/sim/sim_oab_container.h"
#include "tests/sim/sim_bytes.h"

#include <string.h>

/* LZX begins anew every so many bytes inside. */
enum { FRAME = 32 * 1024 };

enum { TRAILING_BYTES = 6, TOTAL_LIE = 1000 };

/* A container in the making. */
struct work {
	const struct sim_rope *inside;
	const struct sim_pack *pack;
	gboolean patch;
	guint64 source_size;
	struct sim_rope *rope;
	gsize last_bytes; /* of the last block, without its head */
};

/*
 * One frame as it is: the number of bytes that follow, then bits from the most significant one of
 * each word on: in the first frame of a block 0 for no translation; the kind 3 (uncompressed), the
 * length in 24 bits; from the next word on three offsets that nobody uses, then the bytes.
 */
static void
add_frame(GByteArray *to, const guint8 *bytes, guint length, gboolean first)
{
	guint32 bits = first ? 3U << 28 | length << 4 : 3U << 29 | length << 5;

	sim_bytes_add_u16(to, (guint16)(length + 16));
	sim_bytes_add_u16(to, (guint16)(bits >> 16));
	sim_bytes_add_u16(to, (guint16)bits);
	sim_bytes_add_u32s(to, (guint32[]){1, 1, 1}, 3);
	g_byte_array_append(to, bytes, length);
}

static void
add_frames(GByteArray *to, const guint8 *bytes, gsize length)
{
	for (gsize at = 0; at < length; at += FRAME)
		add_frame(to, bytes + at, (guint)MIN(length - at, FRAME), at == 0);
}

/* A block is appended that often. */
static void
add_block(struct work *work, const GByteArray *inside, guint64 times, gboolean last)
{
	gboolean lzx = work->patch || work->pack->packing == SIM_PACKING_LZX;
	guint32 crc = sim_crc(inside->data, inside->len);
	guint32 source = (guint32)MIN(inside->len, work->source_size);
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autoptr(GByteArray) block = g_byte_array_new();

	if (lzx)
		add_frames(bytes, inside->data, inside->len);
	else
		g_byte_array_append(bytes, inside->data, inside->len);
	if (last && work->pack->fault == SIM_OAB_WRONG_CRC)
		crc ^= 1;
	if (work->patch)
		sim_bytes_add_u32s(block, (guint32[]){bytes->len, inside->len, source, crc}, 4);
	else
		sim_bytes_add_u32s(block, (guint32[]){lzx ? 1 : 0, bytes->len, inside->len, crc},
				   4);
	g_byte_array_append(block, bytes->data, bytes->len);
	sim_rope_append(work->rope, block->data, block->len, times);
	work->last_bytes = bytes->len;
}

static gboolean
same(const GByteArray *left, const GByteArray *right)
{
	return left->len == right->len && memcmp(left->data, right->data, left->len) == 0;
}

/* The last block stands alone, whatever those before it are. */
static void
add_blocks(struct work *work)
{
	guint64 size = sim_rope_size(work->inside);
	gsize step = work->pack->block_size;
	g_autoptr(GByteArray) before = g_byte_array_new();
	g_autoptr(GByteArray) block = g_byte_array_new();
	guint64 times = 0;

	for (guint64 at = 0; at < size; at += step) {
		gboolean last = size - at <= step;

		g_byte_array_set_size(block, (guint)MIN(size - at, step));
		(void)sim_rope_read(work->inside, at, block->data, block->len);
		if (times > 0 && (last || !same(before, block))) {
			add_block(work, before, times, FALSE);
			times = 0;
		}
		times++;
		if (last)
			add_block(work, block, 1, TRUE);
		else if (times == 1) {
			g_byte_array_set_size(before, 0);
			g_byte_array_append(before, block->data, block->len);
		}
	}
}

static void
add_head(struct work *work, guint32 source_crc)
{
	g_autoptr(GByteArray) head = g_byte_array_new();
	guint32 block_max = (guint32)work->pack->block_size;
	guint32 total = (guint32)sim_rope_size(work->inside) +
			(work->pack->fault == SIM_OAB_WRONG_TOTAL ? TOTAL_LIE : 0);

	if (work->patch)
		sim_bytes_add_u32s(head,
				   (guint32[]){3, 2, block_max, (guint32)work->source_size, total,
					       source_crc, sim_rope_crc(work->inside)},
				   7);
	else
		sim_bytes_add_u32s(head, (guint32[]){3, 1, block_max, total}, 4);
	sim_rope_append(work->rope, head->data, head->len, 1);
}

static struct sim_rope *
finish(struct work *work, guint32 source_crc)
{
	static const guint8 TRAILER[TRAILING_BYTES] = {'m', 'o', 'r', 'e'};

	work->rope = sim_rope_new();
	if (work->pack->fault == SIM_OAB_FOREIGN) {
		sim_rope_append(work->rope, "PK\3\4\24\0\0\0", 8, 128);
		return work->rope;
	}
	add_head(work, source_crc);
	add_blocks(work);
	if (work->pack->fault == SIM_OAB_TRAILING)
		sim_rope_append(work->rope, TRAILER, sizeof TRAILER, 1);
	if (work->pack->fault == SIM_OAB_CUT_BLOCK)
		sim_rope_cut(work->rope, sim_rope_size(work->rope) - work->last_bytes / 2);
	return work->rope;
}

struct sim_rope *
sim_oab_full(const struct sim_rope *inside, const struct sim_pack *pack)
{
	struct work work = {.inside = inside, .pack = pack};

	return finish(&work, 0);
}

struct sim_rope *
sim_oab_patch(const struct sim_rope *inside, const struct sim_pack *pack, guint64 source_size,
	      guint32 source_crc)
{
	struct work work = {
	    .inside = inside,
	    .pack = pack,
	    .patch = TRUE,
	    .source_size = source_size,
	};

	return finish(&work, source_crc);
}
