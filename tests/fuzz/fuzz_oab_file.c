/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the walker through files of an offline address book: how they come in makes no difference.
 */
#include "protocol/oab_file.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

struct result {
	struct oab_summary summary;
	gboolean good;
	char *message; /* NULL when good */
};

/* Of exact size: a byte read too many is seen. */
static gboolean
give(struct oab_walker *walker, const guint8 *data, gsize length)
{
	guint8 *piece = g_memdup2(data, length);
	gboolean good = oab_walker_feed(walker, piece, length, NULL);

	g_free(piece);
	return good;
}

/* In pieces whose lengths are drawn from `seed`; 0: at once. */
static struct result
walk(const guint8 *data, gsize size, gboolean decode, guint32 seed)
{
	g_autoptr(struct_oab_walker) walker =
	    oab_walker_new(decode ? OAB_WALK_HASH : OAB_WALK_LAYOUT);
	g_autoptr(GError) error = NULL;
	struct result result;
	guint failures = 0;

	for (gsize given = 0; given < size;) {
		gsize length = seed ? seed % 61 + 1 : size;

		seed = seed * 1664525 + (seed ? 1013904223 : 0);
		length = MIN(length, size - given);
		failures += give(walker, data + given, length) ? 0 : 1;
		given += length;
	}
	result.good = oab_walker_finish(walker, &result.summary, &error);
	g_assert_cmpint(result.good, ==, error == NULL);
	g_assert_cmpuint(failures, <=, result.good ? 0 : 1);
	result.message = error ? g_strdup(error->message) : NULL;
	return result;
}

static void
check_summary(const struct result *r, gsize size, gboolean decode)
{
	const struct oab_summary *s = &r->summary;
	gboolean is_full = s->container == OAB_CONTAINER_FULL;

	g_assert_cmpuint(s->size, ==, size);
	g_assert_cmpuint(strlen(s->sha1), ==, 40);
	g_assert_cmpuint(s->stored_blocks, <=, s->checked_blocks);
	g_assert_cmpuint(s->checked_blocks, <=, s->blocks);
	g_assert_cmpuint((guint64)s->blocks * 17, <=, size);
	g_assert_true(!decode || !is_full || s->checked_blocks == s->blocks);
	g_assert_true(!r->good || oab_container_name(s->container));
	g_assert_true(!r->good || !decode || !is_full || strlen(s->uncompressed_sha256) == 64);
	g_assert_true(decode || *s->uncompressed_sha256 == '\0');
	g_assert_true(!r->message || g_utf8_validate(r->message, -1, NULL));
}

static void
check_same(const struct result *one, const struct result *other)
{
	const struct oab_summary *a = &one->summary;
	const struct oab_summary *b = &other->summary;

	g_assert_cmpint(one->good, ==, other->good);
	g_assert_cmpstr(one->message, ==, other->message);
	g_assert_cmpint(a->container, ==, b->container);
	g_assert_cmpstr(a->sha1, ==, b->sha1);
	g_assert_cmpuint(a->uncompressed_size, ==, b->uncompressed_size);
	g_assert_cmpuint(a->block_max, ==, b->block_max);
	g_assert_cmpuint(a->blocks, ==, b->blocks);
	g_assert_cmpuint(a->stored_blocks, ==, b->stored_blocks);
	g_assert_cmpuint(a->checked_blocks, ==, b->checked_blocks);
	g_assert_cmpstr(a->uncompressed_sha256, ==, b->uncompressed_sha256);
	g_assert_cmpuint(a->oab_version, ==, b->oab_version);
	g_assert_cmpuint(a->serial, ==, b->serial);
	g_assert_cmpuint(a->records, ==, b->records);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	guint32 seed = 1 + (size > 0 ? data[size - 1] : 0);

	for (gint decode = FALSE; decode <= TRUE; decode++) {
		struct result whole = walk(data, size, decode, 0);
		struct result pieces = walk(data, size, decode, seed);

		check_summary(&whole, size, decode);
		check_same(&whole, &pieces);
		g_free(whole.message);
		g_free(pieces.message);
	}
	return 0;
}
