/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pieces of bytes, one behind the other. */
#include "tests/sim/sim_rope.h"

#include <string.h>

#include <nettle/sha1.h>
#include <zlib.h>

/* How much is hashed at once. */
enum { CHUNK = 64 * 1024 };

struct piece {
	GBytes *bytes;
	guint64 times;
	guint64 begin; /* where in the rope */
};

struct sim_rope {
	gint references; /* atomic */
	GArray *pieces;	 /* struct piece, none of them empty */
	guint64 size;
};

static void
piece_clear(gpointer data)
{
	struct piece *piece = data;

	g_bytes_unref(piece->bytes);
}

struct sim_rope *
sim_rope_new(void)
{
	struct sim_rope *rope = g_new0(struct sim_rope, 1);

	rope->references = 1;
	rope->pieces = g_array_new(FALSE, FALSE, sizeof(struct piece));
	g_array_set_clear_func(rope->pieces, piece_clear);
	return rope;
}

struct sim_rope *
sim_rope_ref(struct sim_rope *rope)
{
	g_atomic_int_inc(&rope->references);
	return rope;
}

void
sim_rope_free(struct sim_rope *rope)
{
	if (!g_atomic_int_dec_and_test(&rope->references))
		return;
	g_array_unref(rope->pieces);
	g_free(rope);
}

/* Takes over `bytes`. */
static void
append(struct sim_rope *rope, GBytes *bytes, guint64 times)
{
	const struct piece piece = {bytes, times, rope->size};

	if (g_bytes_get_size(bytes) == 0 || times == 0) {
		g_bytes_unref(bytes);
		return;
	}
	g_array_append_val(rope->pieces, piece);
	rope->size += g_bytes_get_size(bytes) * times;
}

void
sim_rope_append(struct sim_rope *rope, const void *bytes, gsize length, guint64 times)
{
	append(rope, g_bytes_new(bytes, length), times);
}

void
sim_rope_append_rope(struct sim_rope *rope, const struct sim_rope *other)
{
	for (guint i = 0; i < other->pieces->len; i++) {
		const struct piece *piece = &g_array_index(other->pieces, struct piece, i);

		append(rope, g_bytes_ref(piece->bytes), piece->times);
	}
}

/* The piece that is cut in two leaves its whole turns, and the beginning of one. */
void
sim_rope_cut(struct sim_rope *rope, guint64 size)
{
	while (rope->size > size) {
		const struct piece *last =
		    &g_array_index(rope->pieces, struct piece, rope->pieces->len - 1);
		g_autoptr(GBytes) bytes = g_bytes_ref(last->bytes);
		guint64 left = size > last->begin ? size - last->begin : 0;
		gsize length = g_bytes_get_size(bytes);

		rope->size = last->begin;
		g_array_set_size(rope->pieces, rope->pieces->len - 1);
		append(rope, g_bytes_ref(bytes), left / length);
		append(rope, g_bytes_new_from_bytes(bytes, 0, (gsize)(left % length)), 1);
	}
}

guint64
sim_rope_size(const struct sim_rope *rope)
{
	return rope->size;
}

/* The last piece that begins at `at` or before. */
static const struct piece *
piece_at(const struct sim_rope *rope, guint64 at)
{
	guint low = 0;
	guint high = rope->pieces->len;

	while (high - low > 1) {
		guint middle = low + (high - low) / 2;

		if (g_array_index(rope->pieces, struct piece, middle).begin <= at)
			low = middle;
		else
			high = middle;
	}
	return &g_array_index(rope->pieces, struct piece, low);
}

/* What one turn of one piece has from `at` on. */
static gsize
read_turn(const struct piece *piece, guint64 at, guint8 *buffer, gsize length)
{
	gsize size = 0;
	const guint8 *bytes = g_bytes_get_data(piece->bytes, &size);
	gsize offset = (gsize)((at - piece->begin) % size);
	gsize count = MIN(length, size - offset);

	memcpy(buffer, bytes + offset, count);
	return count;
}

gsize
sim_rope_read(const struct sim_rope *rope, guint64 at, guint8 *buffer, gsize length)
{
	gsize wanted = at < rope->size ? (gsize)MIN(length, rope->size - at) : 0;
	gsize done = 0;

	while (done < wanted)
		done +=
		    read_turn(piece_at(rope, at + done), at + done, buffer + done, wanted - done);
	return wanted;
}

gchar *
sim_rope_sha1(const struct sim_rope *rope)
{
	g_autofree guint8 *chunk = g_malloc(CHUNK);
	guint8 digest[SHA1_DIGEST_SIZE];
	GString *hex = g_string_new(NULL);
	struct sha1_ctx state;
	guint64 at = 0;
	gsize count;

	sha1_init(&state);
	while ((count = sim_rope_read(rope, at, chunk, CHUNK)) > 0) {
		sha1_update(&state, count, chunk);
		at += count;
	}
	sha1_digest(&state, sizeof digest, digest);
	for (guint i = 0; i < sizeof digest; i++)
		g_string_append_printf(hex, "%02x", digest[i]);
	return g_string_free(hex, FALSE);
}

/* Of the same bytes that often, in as many steps as their number has bits. */
static uLong
crc_repeated(uLong crc, gsize length, guint64 times)
{
	uLong all = 0;

	for (guint64 span = length; times > 0; times /= 2, span *= 2) {
		if (times % 2 == 1)
			all = crc32_combine(all, crc, (z_off_t)span);
		crc = crc32_combine(crc, crc, (z_off_t)span);
	}
	return all;
}

guint32
sim_rope_crc(const struct sim_rope *rope)
{
	uLong all = 0;

	for (guint i = 0; i < rope->pieces->len; i++) {
		const struct piece *piece = &g_array_index(rope->pieces, struct piece, i);
		gsize size = 0;
		const guint8 *bytes = g_bytes_get_data(piece->bytes, &size);
		uLong crc = crc_repeated(crc32_z(0, bytes, size), size, piece->times);

		all = crc32_combine(all, crc, (z_off_t)(size * piece->times));
	}
	return (guint32)(all ^ G_MAXUINT32);
}

guint32
sim_crc(const void *bytes, gsize length)
{
	return (guint32)(crc32_z(0, bytes, length) ^ G_MAXUINT32);
}
