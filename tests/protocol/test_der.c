/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how DER is read and written. */
#include "protocol/der.h"
#include "tests/support/bytes.h"
#include <string.h>

struct row {
	const char *name, *hex;
	gboolean fits;
	guint8 tag;
	gsize length, left;
};

static const struct row rows[] = {
    {"empty element", "0400", TRUE, 0x04, 0, 0},
    {"short length", "0402 abcd", TRUE, 0x04, 2, 0},
    {"bytes behind it", "0401 ab cdef", TRUE, 0x04, 1, 2},
    {"long length of one byte", "048102 abcd", TRUE, 0x04, 2, 0},
    {"long length of four bytes", "048400000002 abcd", TRUE, 0x04, 2, 0},
    {"constructed", "3002 0500", TRUE, 0x30, 2, 0},
    {"nothing", "", FALSE, 0, 0, 0},
    {"tag alone", "04", FALSE, 0, 0, 0},
    {"tag of several bytes", "1f8101 00", FALSE, 0, 0, 0},
    {"contents cut off", "0402 ab", FALSE, 0, 0, 0},
    {"indefinite length", "3080 0000", FALSE, 0, 0, 0},
    {"length cut off", "0482 01", FALSE, 0, 0, 0},
    {"length of five bytes", "04850000000001 ab", FALSE, 0, 0, 0},
    {"length of 127 bytes", "04ff", FALSE, 0, 0, 0},
    {"huge length", "0484ffffffff ab", FALSE, 0, 0, 0},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GBytes) bytes = bytes_of_hex(row->hex);
	gsize size = 0;
	const void *at = g_bytes_get_data(bytes, &size);
	struct cursor c;
	struct cursor contents;
	guint8 tag = 0;

	cursor_init(&c, at, size);
	g_assert_true(der_next(&c, &tag, &contents) == row->fits);
	g_assert_true(c.failed == !row->fits && contents.failed == !row->fits);
	if (!row->fits)
		return;
	g_assert_cmphex(tag, ==, row->tag);
	g_assert_cmpuint(contents.left, ==, row->length);
	g_assert_cmpuint(c.left, ==, row->left);
}

struct oid_row {
	const char *name, *hex, *oid;
};

static const struct oid_row oids[] = {
    {"NTLM", "060a2b06010401823702020a", "1.3.6.1.4.1.311.2.2.10"},
    {"one byte", "06012a", "1.2"},
    {"0.39", "060127", "0.39"},
    {"2.999", "06028837", "2.999"},
    {"a number of 63 bits", "060a2affffffffffffffff7f", "1.2.9223372036854775807"},
    {"a number of 70 bits", "060b2affffffffffffffffff7f", NULL},
    {"empty", "0600", NULL},
    {"zeros in front", "06032a8001", NULL},
    {"cut off in a number", "06022a81", NULL},
    {"first number cut off", "060181", NULL},
    {"another tag", "04012a", NULL},
    {"past the end", "06022a", NULL},
    {"nothing", "", NULL},
};

static void
test_oid(gconstpointer data)
{
	const struct oid_row *row = data;
	g_autoptr(GBytes) bytes = bytes_of_hex(row->hex);
	gsize size = 0;
	const void *at = g_bytes_get_data(bytes, &size);
	g_autofree char *oid = NULL;
	struct cursor c;

	cursor_init(&c, at, size);
	oid = der_oid(&c);
	g_assert_cmpstr(oid, ==, row->oid);
	g_assert_true(c.failed == (row->oid == NULL));
}

/* What was entered with the wrong tag stays failed. */
static void
test_enter(void)
{
	struct cursor c;
	struct cursor contents;

	cursor_init(&c, "\x30\x02\x05\x00\x05\x00", 6);
	contents = der_enter(&c, DER_SEQUENCE);
	g_assert_cmpuint(contents.left, ==, 2);
	contents = der_enter(&contents, DER_OID);
	g_assert_true(contents.failed && !c.failed);
	(void)der_enter(&c, DER_OID);
	g_assert_true(c.failed);
	g_assert_true(der_enter(&c, 0x05).failed);
}

struct wrap_row {
	const char *name;
	gsize length;
	const char *header;
};

static const struct wrap_row wraps[] = {
    {"nothing", 0, "0400"},
    {"the longest short length", 127, "047f"},
    {"the shortest long length", 128, "048180"},
    {"255", 255, "0481ff"},
    {"256", 256, "04820100"},
    {"65535", 65535, "0482ffff"},
    {"65536", 65536, "0483010000"},
};

static void
test_wrap(gconstpointer data)
{
	const struct wrap_row *row = data;
	GByteArray *contents = g_byte_array_new();
	g_autoptr(GByteArray) element = NULL;
	g_autofree char *header = NULL;
	struct cursor c;

	g_byte_array_set_size(contents, (guint)row->length);
	if (row->length > 0)
		memset(contents->data, 'x', row->length);
	element = der_wrap(DER_OCTET_STRING, contents);
	header = bytes_to_hex(element->data, element->len - row->length);
	g_assert_cmpstr(header, ==, row->header);
	cursor_init(&c, element->data, element->len);
	g_assert_cmpuint(der_enter(&c, DER_OCTET_STRING).left, ==, row->length);
	g_assert_true(!c.failed && c.left == 0);
}

#define ADD(prefix, table, function)                                                               \
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {                                          \
		g_autofree char *path = g_strdup_printf(prefix "%s", (table)[i].name);             \
                                                                                                   \
		g_test_add_data_func(path, &(table)[i], function);                                 \
	}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	ADD("/der/element/", rows, test_row)
	ADD("/der/oid/", oids, test_oid)
	ADD("/der/wrap/", wraps, test_wrap)
	g_test_add_func("/der/enter", test_enter);
	return g_test_run();
}
