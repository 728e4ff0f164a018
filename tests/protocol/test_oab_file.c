/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the walk through files of an offline address book. */
#include "protocol/oab_file.h"
#include "tests/support/oab_container.h"
#include <string.h>

/* Where things stand in the containers. */
enum { BLOCK_MAX = 8, INSIDE = 12, PATCH_INSIDE = 16 };
enum { FIRST = 16, SECOND = 160, THIRD = 304, STORED_END = 364 };
enum { CODED_END = 162, PATCH_FIRST = 28, PATCH_SECOND = 49 };
enum { FLAGS = 0, SIZE = 4, SIZE_INSIDE = 8, CRC = 12, BYTES = 16 };
enum { PATCH_SIZE = 0, PATCH_SIZE_INSIDE = 4 };

#define STORED	"full 128 300 3/3/3"
#define RAW	"full 512 300 1/0/0"
#define RAW_OK	"full 512 300 1/0/1" BOOK
#define BOOK	" v32 94089fe7 2 9202c6fd"
#define NOTHING "unknown 0 0 0/0/0"
#define FULL_0	"full 128 300 0/0/0"
#define ONES	G_MAXUINT32

struct row {
	const char *name;
	enum oab_kind kind;
	gsize at; /* where a number is replaced; 0: nowhere */
	guint32 value;
	gsize length; /* cut to; 0: whole */
	const char *more;
	const char *walked;  /* what is known, and the error behind "! " */
	const char *decoded; /* the same with decoding; NULL: no difference */
};

static const struct row rows[] = {
    {"stored", OAB_STORED, 0, 0, 0, "", STORED, STORED BOOK},
    {"raw", OAB_RAW, 0, 0, 0, "", RAW, RAW_OK},
    {"coded", OAB_CODED, 0, 0, 0, "", RAW, RAW_OK},
    {"mixed", OAB_MIXED, 0, 0, 0, "", "full 128 300 3/2/2", "full 128 300 3/2/3" BOOK},
    {"patch", OAB_PATCH, 0, 0, 0, "", "patch 64 80 2/0/0", NULL},
    {"zero blocks", OAB_EMPTY, 0, 0, 0, "", "full 128 0 0/0/0", "full 128 0 0/0/0 v0 0 0 e3b0c442"},

    {"version 3.0", OAB_STORED, 4, 0, 0, "",
     NOTHING "! expected the versions 3 and 1 (a full file) or 3 and 2 (a patch), got 0x00000003 "
	     "and 0x00000000 (\"????????\")",
     NULL},
    {"version 3.3", OAB_STORED, 4, 3, 0, "",
     NOTHING "! expected the versions 3 and 1 (a full file) or 3 and 2 (a patch), got 0x00000003 "
	     "and 0x00000003 (\"????????\")",
     NULL},
    {"largest block at the limit", OAB_STORED, BLOCK_MAX, 16 << 20, 0, "",
     "full 16777216 300 3/3/3", "full 16777216 300 3/3/3" BOOK},
    {"largest block beyond the limit", OAB_STORED, BLOCK_MAX, (16 << 20) + 1, 0, "",
     "full 0 0 0/0/0! header: expected blocks of at most 16777216 bytes, got 16777217", NULL},
    {"largest block of a patch beyond the limit", OAB_PATCH, BLOCK_MAX, ONES, 0, "",
     "patch 0 0 0/0/0! header: expected blocks of at most 16777216 bytes, got 4294967295", NULL},

    {"flags 2", OAB_STORED, FIRST + FLAGS, 2, 0, "",
     FULL_0 "! block 1 at byte 16: expected the flags 0 (stored) or 1 (LZX), got 2", NULL},
    {"flags 2 later", OAB_STORED, THIRD + FLAGS, 2, 0, "",
     "full 128 300 2/2/2! block 3 at byte 304: expected the flags 0 (stored) or 1 (LZX), got 2",
     NULL},
    {"block larger than the largest", OAB_STORED, BLOCK_MAX, 127, 0, "",
     "full 127 300 0/0/0! block 1 at byte 16: expected at most 127 bytes inside (the largest "
     "block, "
     "as the file says), got 128",
     NULL},
    {"block of 4 GiB inside", OAB_RAW, FIRST + SIZE_INSIDE, ONES, 0, "",
     "full 512 300 0/0/0! block 1 at byte 16: expected at most 512 bytes inside (the largest "
     "block, as the file says), got 4294967295",
     NULL},
    {"block of nothing", OAB_STORED, SECOND + SIZE_INSIDE, 0, 0, "",
     "full 128 300 1/1/1! block 2 at byte 160: expected at least 1 byte inside, got 0", NULL},
    {"block out of nothing", OAB_RAW, FIRST + SIZE, 0, 0, "",
     "full 512 300 0/0/0! block 1 at byte 16: expected at least 1 byte, got 0", NULL},
    {"stored size differs", OAB_STORED, FIRST + SIZE, 127, 0, "",
     FULL_0 "! block 1 at byte 16: expected the 128 bytes inside to be stored as such, got 127",
     NULL},
    {"LZX size at the limit, cut", OAB_RAW, FIRST + SIZE, 4546, 0, "",
     "full 512 300 0/0/0! block 1 at byte 16: expected 4546 bytes, got the end of the file after "
     "318 of them",
     NULL},
    {"LZX size absurd", OAB_RAW, FIRST + SIZE, 4547, 0, "",
     "full 512 300 0/0/0! block 1 at byte 16: expected at most 4546 bytes for what is inside, got "
     "4547",
     NULL},
    {"total too small", OAB_STORED, INSIDE, 299, 0, "",
     "full 128 299 2/2/2! block 3 at byte 304: expected at most 43 bytes inside (what is left of "
     "the file's size), got 44",
     NULL},
    {"total of two blocks", OAB_STORED, INSIDE, 256, 0, "",
     "full 128 256 2/2/2! expected the end of the file after 2 blocks, at byte 304, got more",
     "full 128 256 2/2/2 v32 94089fe7 2 643d1a97! expected the end of the file after 2 blocks, at "
     "byte 304, got more"},
    {"total too large", OAB_STORED, INSIDE, 301, 0, "",
     "full 128 301 3/3/3! block 4 at byte 364: expected 16 bytes of header, got the end of the "
     "file after 0 of them",
     NULL},
    {"patch, total too large", OAB_PATCH, PATCH_INSIDE, 81, 0, "",
     "patch 64 81 2/0/0! block 3 at byte 71: expected 16 bytes of header, got the end of the file "
     "after 0 of them",
     NULL},
    {"patch, block too large", OAB_PATCH, PATCH_SECOND + PATCH_SIZE_INSIDE, 41, 0, "",
     "patch 64 80 1/0/0! block 2 at byte 49: expected at most 40 bytes inside (what is left of "
     "the file's size), got 41",
     NULL},
    {"patch, block cut", OAB_PATCH, PATCH_FIRST + PATCH_SIZE, 50, 0, "",
     "patch 64 80 0/0/0! block 1 at byte 28: expected 50 bytes, got the end of the file after 27 "
     "of them",
     NULL},

    {"stored CRC wrong", OAB_STORED, FIRST + CRC, 0x12345678, 0, "",
     FULL_0 "! block 1 at byte 16: expected the CRC 0x12345678 that its header says, got "
	    "0xaae93d59",
     NULL},
    {"stored byte wrong", OAB_STORED, THIRD + BYTES, 0, 0, "",
     "full 128 300 2/2/2! block 3 at byte 304: expected the CRC 0xef28b96d that its header says, "
     "got 0xf8ccdce9",
     NULL},
    {"LZX CRC wrong", OAB_CODED, FIRST + CRC, 0x12345678, 0, "", RAW,
     "full 512 300 0/0/0! block 1 at byte 16: expected the CRC 0x12345678 that its header says, "
     "got 0x2c5f6754"},
    {"LZX raw byte wrong", OAB_RAW, FIRST + BYTES + 40, 0, 0, "", RAW,
     "full 512 300 0/0/0! block 1 at byte 16: expected the CRC 0x2c5f6754 that its header says, "
     "got 0xd8b39fd3"},
    {"no LZX", OAB_CODED, FIRST + BYTES + 2, ONES, 0, "", RAW,
     "full 512 300 0/0/0! block 1 at byte 16: expected LZX of 300 bytes inside, got something else "
     "(libmspack 11)"},
    {"LZX of too few bytes", OAB_RAW, FIRST + SIZE, 300, 332, "", RAW,
     "full 512 300 0/0/0! block 1 at byte 16: expected LZX of 300 bytes inside, got too few bytes "
     "(libmspack 3)"},

    {"a byte behind", OAB_STORED, 0, 0, 0, "x",
     STORED "! expected the end of the file after 3 blocks, at byte 364, got more",
     STORED BOOK "! expected the end of the file after 3 blocks, at byte 364, got more"},
    {"bytes behind a patch", OAB_PATCH, 0, 0, 0, "xyz",
     "patch 64 80 2/0/0! expected the end of the file after 2 blocks, at byte 71, got more", NULL},
    {"a byte behind nothing", OAB_EMPTY, 0, 0, 0, "x",
     "full 128 0 0/0/0! expected the end of the file after 0 blocks, at byte 16, got more",
     "full 128 0 0/0/0 v0 0 0 e3b0c442! expected the end of the file after 0 blocks, at byte 16, "
     "got more"},
    {"cut in the signature", OAB_STORED, 0, 0, 7, "",
     NOTHING "! expected 16 bytes of header, got the end of the file after 7 of them", NULL},
    {"cut in the header", OAB_STORED, 0, 0, 15, "",
     "full 0 0 0/0/0! expected 16 bytes of header, got the end of the file after 15 of them", NULL},
    {"cut in the header of a patch", OAB_PATCH, 0, 0, 16, "",
     "patch 0 0 0/0/0! expected 28 bytes of header, got the end of the file after 16 of them",
     NULL},
    {"cut before a block", OAB_STORED, 0, 0, SECOND, "",
     "full 128 300 1/1/1! block 2 at byte 160: expected 16 bytes of header, got the end of the "
     "file after 0 of them",
     NULL},
    {"cut in a block", OAB_STORED, 0, 0, STORED_END - 1, "",
     "full 128 300 2/2/2! block 3 at byte 304: expected 44 bytes, got the end of the file after "
     "43 of them",
     NULL},
};

/* In pieces of that many bytes; 0: at once. What finish() says, and that feed() said it once. */
static char *
walk(const guint8 *bytes, gsize length, gboolean decode, gsize piece)
{
	g_autoptr(struct_oab_walker) walker =
	    oab_walker_new(decode ? OAB_WALK_HASH : OAB_WALK_LAYOUT);
	g_autoptr(GError) early = NULL;
	g_autoptr(GError) error = NULL;
	struct oab_summary s;
	g_autofree char *sha1 = NULL;
	GString *text = g_string_new(NULL);

	for (gsize given = 0; given < length;) {
		gsize n = piece ? MIN(piece, length - given) : length;
		guint8 *exact = g_memdup2(bytes + given, n);

		g_assert_true(oab_walker_feed(walker, exact, n, early ? NULL : &early) ||
			      early != NULL);
		g_free(exact);
		given += n;
	}
	g_assert_cmpint(oab_walker_finish(walker, &s, &error), ==, error == NULL);
	sha1 = g_compute_checksum_for_data(G_CHECKSUM_SHA1, bytes, length);
	g_assert_cmpstr(s.sha1, ==, sha1);
	g_assert_cmpuint(s.size, ==, length);
	g_string_printf(text, "%s %u %" G_GUINT64_FORMAT " %u/%u/%u",
			s.container ? oab_container_name(s.container) : "unknown", s.block_max,
			s.uncompressed_size, s.blocks, s.stored_blocks, s.checked_blocks);
	if (*s.uncompressed_sha256)
		g_string_append_printf(text, " v%u %x %u %.8s", s.oab_version, s.serial, s.records,
				       s.uncompressed_sha256);
	if (error)
		g_string_append_printf(text, "! %s", error->message);
	if (early)
		g_assert_cmpstr(early->message, ==, error->message);
	return g_string_free(text, FALSE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	static const gsize pieces[] = {0, 1, 7, 100};
	g_autoptr(GByteArray) file = oab_container(row->kind);

	for (gsize i = 0; row->at > 0 && i < 4; i++)
		file->data[row->at + i] = (guint8)(row->value >> 8 * i);
	g_byte_array_append(file, (const guint8 *)row->more, (guint)strlen(row->more));
	if (row->length > 0)
		g_byte_array_set_size(file, (guint)row->length);
	for (gsize i = 0; i < G_N_ELEMENTS(pieces); i++) {
		g_autofree char *walked = walk(file->data, file->len, FALSE, pieces[i]);
		g_autofree char *decoded = walk(file->data, file->len, TRUE, pieces[i]);

		g_assert_cmpstr(walked, ==, row->walked);
		g_assert_cmpstr(decoded, ==, row->decoded ? row->decoded : row->walked);
	}
}

/* A file cut anywhere is truncated, and nothing else. */
static void
test_cut(gconstpointer data)
{
	g_autoptr(GByteArray) file = oab_container((enum oab_kind)GPOINTER_TO_INT(data));

	for (gsize i = 0; i < 2 * (gsize)file->len; i++) {
		g_autoptr(struct_oab_walker) walker =
		    oab_walker_new(i % 2 == 1 ? OAB_WALK_HASH : OAB_WALK_LAYOUT);
		g_autoptr(GError) error = NULL;
		g_autofree guint8 *exact = g_memdup2(file->data, i / 2);
		struct oab_summary summary;

		g_assert_true(oab_walker_feed(walker, exact, i / 2, &error));
		g_assert_false(oab_walker_finish(walker, &summary, &error));
		g_assert_error(error, OAB_FILE_ERROR, OAB_FILE_ERROR_TRUNCATED);
		g_assert_cmpstr(summary.uncompressed_sha256, ==, "");
	}
}

/* A wrong bit in what is stored is found wherever it is. */
static void
test_wrong_bit(void)
{
	g_autoptr(GByteArray) file = oab_container(OAB_STORED);

	for (gsize bit = 8 * (gsize)(SECOND + CRC); bit < 8 * (gsize)THIRD; bit++) {
		g_autofree char *text = NULL;

		file->data[bit / 8] ^= (guint8)(1 << bit % 8);
		text = walk(file->data, file->len, FALSE, 0);
		g_assert_nonnull(strstr(text, "! block 2 at byte 160: expected the CRC "));
		file->data[bit / 8] ^= (guint8)(1 << bit % 8);
	}
}

static void
test_error_codes(void)
{
	static const struct {
		const char *bytes;
		enum oab_file_error code;
	} cases[] = {
	    {"<!DOCTYPE html><html>", OAB_FILE_ERROR_FOREIGN},
	    {"<!DOCTY", OAB_FILE_ERROR_TRUNCATED},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(cases); i++) {
		g_autoptr(struct_oab_walker) walker = oab_walker_new(OAB_WALK_HASH);
		g_autoptr(GError) error = NULL;
		struct oab_summary summary;

		(void)oab_walker_feed(walker, cases[i].bytes, strlen(cases[i].bytes), NULL);
		g_assert_false(oab_walker_finish(walker, &summary, &error));
		g_assert_error(error, OAB_FILE_ERROR, (gint)cases[i].code);
		g_assert_null(oab_container_name(summary.container));
	}
}

/* The whole of both digests, which the rows shorten. */
static void
test_digests(void)
{
	g_autoptr(GByteArray) file = oab_container(OAB_CODED);
	g_autoptr(struct_oab_walker) walker = oab_walker_new(OAB_WALK_HASH);
	struct oab_summary summary;

	g_assert_true(oab_walker_feed(walker, file->data, file->len, NULL));
	g_assert_true(oab_walker_finish(walker, &summary, NULL));
	g_assert_cmpstr(summary.uncompressed_sha256, ==, OAB_BOOK_SHA256);
	g_assert_cmpuint(summary.serial, ==, OAB_BOOK_SERIAL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/oab file/walk/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gint kind = 0; kind < OAB_KIND_COUNT; kind++) {
		g_autofree char *path = g_strdup_printf("/oab file/cut at every byte/%s",
							oab_kind_name((enum oab_kind)kind));

		g_test_add_data_func(path, GINT_TO_POINTER(kind), test_cut);
	}
	g_test_add_func("/oab file/every wrong bit of a stored block", test_wrong_bit);
	g_test_add_func("/oab file/error codes", test_error_codes);
	g_test_add_func("/oab file/digests", test_digests);
	return g_test_run();
}
