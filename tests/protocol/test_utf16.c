/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests UTF-16. */
#include "protocol/utf16.h"
#include "tests/support/bytes.h"
#include <string.h>

struct row {
	const char *name, *utf8;
	const char *hex, *upper; /* NULL: no UTF-8 */
};

static const struct row rows[] = {
    {"nothing", "", "", ""},
    {"no text", NULL, "", ""},
    {"ASCII", "aZ{", "61005a007b00", "41005a007b00"},
    {"e with acute", "\xc3\xa9", "e900", "c900"},
    {"sharp s has no single capital", "\xc3\x9f", "df00", "df00"},
    {"Cyrillic", "\xd0\xb6", "3604", "1604"},
    {"Greek with an iota below", "\xe1\xbe\x80", "801f", "881f"},
    {"last of the BMP", "\xef\xbf\xbf", "ffff", "ffff"},
    {"Deseret stays", "\xf0\x90\x90\xa8", "01d828dc", "01d828dc"},
    {"last of all", "\xf4\x8f\xbf\xbf", "ffdbffdf", "ffdbffdf"},
    {"no UTF-8", "a\xff", NULL, NULL},
    {"a surrogate in UTF-8", "\xed\xa0\x80", NULL, NULL},
    {"longer than it need be", "\xc1\x81", NULL, NULL},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	GByteArray *units = utf16_from_utf8(row->utf8);

	g_assert_true((units == NULL) == (row->hex == NULL));
	if (units) {
		g_autofree char *hex = bytes_to_hex(units->data, units->len);
		g_autofree char *upper = NULL;
		g_autofree char *back = NULL;
		const char *wrong = NULL;

		back = utf16_to_utf8(units->data, units->len, &wrong);
		g_assert_cmpstr(back, ==, row->utf8 ? row->utf8 : "");
		g_assert_null(wrong);
		utf16_to_upper(units);
		upper = bytes_to_hex(units->data, units->len);
		g_assert_cmpstr(hex, ==, row->hex);
		g_assert_cmpstr(upper, ==, row->upper);
	}
	utf16_wipe(units);
}

struct wrong_row {
	const char *name, *hex, *utf8, *wrong;
};

static const struct wrong_row wrongs[] = {
    {"odd", "410042", "A", "an odd number of bytes"},
    {"one byte", "41", "", "an odd number of bytes"},
    {"NUL", "41000000", "A\xef\xbf\xbd", "a NUL"},
    {"high surrogate at the end", "00d8", "\xef\xbf\xbd", "a lone surrogate"},
    {"high surrogate before a letter", "00d84100",
     "\xef\xbf\xbd"
     "A",
     "a lone surrogate"},
    {"low surrogate", "00dc", "\xef\xbf\xbd", "a lone surrogate"},
    {"two high, one low", "00d800d800dc", "\xef\xbf\xbd\xf0\x90\x80\x80", "a lone surrogate"},
    {"the first is told", "000000d841", "\xef\xbf\xbd\xef\xbf\xbd", "a NUL"},
};

static void
test_wrong(gconstpointer data)
{
	const struct wrong_row *row = data;
	g_autoptr(GBytes) bytes = bytes_of_hex(row->hex);
	gsize length = 0;
	const void *at = g_bytes_get_data(bytes, &length);
	const char *wrong = NULL;
	g_autofree char *utf8 = utf16_to_utf8(at, length, &wrong);

	g_assert_cmpstr(utf8, ==, row->utf8);
	g_assert_cmpstr(wrong, ==, row->wrong);
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
	ADD("/utf16/text/", rows, test_row)
	ADD("/utf16/wrong/", wrongs, test_wrong)
	return g_test_run();
}
