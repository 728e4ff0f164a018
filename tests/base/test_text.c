/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that text from outside becomes harmless. */
#include <string.h>

#include "base/text.h"

/* A literal with the count of its bytes, so that a NUL can stand in it. */
#define BYTES(literal) literal, sizeof(literal) - 1

struct clean_row {
	const char *name;
	const char *bytes;
	gsize length;
	gsize limit;
	const char *expected;
};

/* NOLINTBEGIN(misc-misleading-bidirectional): what must come out as '?' */
static const struct clean_row clean_rows[] = {
    {"plain", BYTES("Negotiate, NTLM"), 160, "Negotiate, NTLM"},
    {"empty", BYTES(""), 160, ""},
    {"pipe would begin performance data", BYTES("a|b=1"), 160, "a!b=1"},
    {"mark-up", BYTES("<script>"), 160, "(script)"},
    {"newline would forge a line", BYTES("x\nOK - fine"), 160, "x OK - fine"},
    {"carriage return and newline are one blank", BYTES("a\r\nb"), 160, "a b"},
    {"tab and form feed", BYTES("a\tb\fc"), 160, "a b c"},
    {"vertical tab", BYTES("a\vb"), 160, "a?b"},
    {"blanks are joined", BYTES("a    b"), 160, "a b"},
    {"blanks at both ends go", BYTES("  a  "), 160, "a"},
    {"only blanks", BYTES(" \t\r\n "), 160, ""},
    {"NUL", BYTES("a\0b"), 160, "a?b"},
    {"escape sequence", BYTES("\x1b[31mred"), 160, "?[31mred"},
    {"delete", BYTES("a\x7f"), 160, "a?"},
    {"C1 control",
     BYTES("a\xc2\x9b"
	   "b"),
     160, "a?b"},
    {"next line (U+0085) is a control",
     BYTES("a\xc2\x85"
	   "b"),
     160, "a?b"},
    {"line separator (U+2028)",
     BYTES("a\xe2\x80\xa8"
	   "b"),
     160, "a b"},
    {"paragraph separator (U+2029)",
     BYTES("a\xe2\x80\xa9"
	   "b"),
     160, "a b"},
    {"no-break space",
     BYTES("a\xc2\xa0"
	   "b"),
     160, "a b"},
    {"right-to-left override",
     BYTES("a\xe2\x80\xae"
	   "b"),
     160, "a?b"},
    {"right-to-left isolate",
     BYTES("a\xe2\x81\xa7"
	   "b"),
     160, "a?b"},
    {"zero width space",
     BYTES("a\xe2\x80\x8b"
	   "b"),
     160, "a?b"},
    {"byte order mark",
     BYTES("\xef\xbb\xbf"
	   "a"),
     160, "?a"},
    {"private use stays", BYTES("\xee\x80\x80"), 160, "\xee\x80\x80"},
    {"unassigned", BYTES("\xcd\xb8"), 160, "?"},
    {"umlaut stays", BYTES("M\xc3\xbcller"), 160, "M\xc3\xbcller"},
    {"four bytes stay", BYTES("\xf0\x9f\x98\x80"), 160, "\xf0\x9f\x98\x80"},
    {"Latin-1 byte", BYTES("M\xfcller"), 160, "M?ller"},
    {"lone continuation byte",
     BYTES("a\x80"
	   "b"),
     160, "a?b"},
    {"overlong slash", BYTES("\xc0\xaf"), 160, "??"},
    {"surrogate", BYTES("\xed\xa0\x80"), 160, "???"},
    {"beyond U+10FFFF", BYTES("\xf4\x90\x80\x80"), 160, "????"},
    {"cut inside a character by the length", BYTES("a\xc3"), 160, "a?"},
    {"as long as the limit", BYTES("abcdef"), 6, "abcdef"},
    {"one byte too long", BYTES("abcdefg"), 6, "abc..."},
    {"cut at a character", BYTES("ab\xc3\xbc\xc3\xbc\xc3\xbc"), 6, "ab..."},
    {"character fits exactly before the dots",
     BYTES("a\xc3\xbc"
	   "defgh"),
     6, "a\xc3\xbc..."},
    {"limit of the dots alone", BYTES("abcdef"), 3, "..."},
    {"limit too small for the dots", BYTES("abcdef"), 2, ""},
    {"limit 0", BYTES("abcdef"), 0, ""},
    {"trailing blanks do not count against the limit", BYTES("abc   "), 3, "abc"},
    {"a blank that fits without the character behind it", BYTES("abc d"), 4, "a..."},
    {"a cut behind a blank", BYTES("abc defgh"), 7, "abc ..."},
};
/* NOLINTEND(misc-misleading-bidirectional) */

static void
test_clean(gconstpointer data)
{
	const struct clean_row *row = data;
	/* Of exact size, so that a sanitizer sees a byte read too many. */
	g_autofree char *exact = g_malloc(row->length ? row->length : 1);
	g_autofree char *cleaned = NULL;

	memcpy(exact, row->bytes, row->length);
	cleaned = text_clean(exact, (gssize)row->length, row->limit);
	g_assert_cmpstr(cleaned, ==, row->expected);
	g_assert_true(g_utf8_validate(cleaned, -1, NULL));
	g_assert_cmpuint(strlen(cleaned), <=, row->limit);
}

static void
test_clean_to_nul(void)
{
	g_autofree char *cleaned = text_clean("up to\0here", -1, 100);

	g_assert_cmpstr(cleaned, ==, "up to");
}

static void
test_line_limit(void)
{
	g_autofree char *longest = g_strnfill(TEXT_LINE, 'x');
	g_autofree char *longer = g_strnfill(TEXT_LINE + 1, 'x');
	g_autofree char *kept = text_line(longest);
	g_autofree char *cut = text_line(longer);

	g_assert_cmpstr(kept, ==, longest);
	g_assert_cmpuint(strlen(cut), ==, TEXT_LINE);
	g_assert_true(g_str_has_suffix(cut, "x..."));
}

static void
test_line_null(void)
{
	g_autofree char *line = text_line(NULL);

	g_assert_cmpstr(line, ==, "");
}

static void
test_utf8_keeps_the_rest(void)
{
	static const char bytes[] = "a|b\n<\xff>";
	g_autofree char *valid = text_utf8(bytes, sizeof(bytes) - 1);

	g_assert_cmpstr(valid, ==, "a|b\n<\xef\xbf\xbd>");
}

struct enumerate_row {
	const char *name;
	const char *words[4];
	const char *expected;
};

static const struct enumerate_row enumerate_rows[] = {
    {"none", {NULL}, ""},
    {"one", {"a"}, "a"},
    {"two", {"a", "b"}, "a and b"},
    {"three", {"a", "b", "c"}, "a, b and c"},
};

static void
test_enumerate(gconstpointer data)
{
	const struct enumerate_row *row = data;
	g_autofree char *text = text_enumerate(row->words, " and ");

	g_assert_cmpstr(text, ==, row->expected);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(clean_rows); i++) {
		g_autofree char *path = g_strdup_printf("/text/clean/%s", clean_rows[i].name);

		g_test_add_data_func(path, &clean_rows[i], test_clean);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(enumerate_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/text/enumerate/%s", enumerate_rows[i].name);

		g_test_add_data_func(path, &enumerate_rows[i], test_enumerate);
	}
	g_test_add_func("/text/clean to NUL", test_clean_to_nul);
	g_test_add_func("/text/line limit", test_line_limit);
	g_test_add_func("/text/line of NULL", test_line_null);
	g_test_add_func("/text/utf8 keeps the rest", test_utf8_keeps_the_rest);
	return g_test_run();
}
