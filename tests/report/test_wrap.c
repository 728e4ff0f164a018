/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how text is broken into lines. */
#include <string.h>

#include "report/wrap.h"

#define DIGITS40 "1234567890123456789012345678901234567890"

struct row {
	const char *name;
	guint indent;
	const char *text;
	const char *expected;
};

static const struct row rows[] = {
    {"nothing", 0, "", ""},
    {"one word", 0, "a", "a"},
    {"exactly one line", 0, DIGITS40 " 123456789012345678901234567890123456789",
     DIGITS40 " 123456789012345678901234567890123456789"},
    {"one column too many", 0, DIGITS40 " " DIGITS40, DIGITS40 "\n" DIGITS40},
    {"exactly one line behind an indent", 40, DIGITS40, DIGITS40},
    {"indented", 70, "1234 6789 1", "1234 6789\n" DIGITS40 "                              1"},
    {"a word wider than a line stands alone", 0, "a " DIGITS40 DIGITS40 "1 b",
     "a\n" DIGITS40 DIGITS40 "1\nb"},
    {"a first word wider than a line", 0, DIGITS40 DIGITS40 "1", DIGITS40 DIGITS40 "1"},
    {"several blanks are one", 0, "a   b", "a b"},
    {"blanks at the end go", 0, "a  ", "a"},
    {"brackets stay together", 60, "-H NAME [--policy NAME]",
     "-H NAME\n" DIGITS40 "                    [--policy NAME]"},
    {"nested brackets stay together", 60, "-H NAME [[a] b c d e f]",
     "-H NAME\n" DIGITS40 "                    [[a] b c d e f]"},
    {"behind brackets it goes on", 60, "[a] [b c] dd ee ff gg",
     "[a] [b c] dd ee ff\n" DIGITS40 "                    gg"},
    {"a closing bracket alone changes nothing", 60, "a] b c d e f g h i j k",
     "a] b c d e f g h i j\n" DIGITS40 "                    k"},
    {"a bracket that is never closed", 70, "a [b c d e f g h i",
     "a\n" DIGITS40 "                              [b c d e f g h i"},
};

/* What stands for the indent in `expected`: forty digits are forty blanks there. */
static char *
blank_indents(const char *expected)
{
	g_auto(GStrv) lines = g_strsplit(expected, "\n", -1);

	for (gsize i = 0; lines[i]; i++) {
		if (i > 0 && g_str_has_prefix(lines[i], DIGITS40 " "))
			memset(lines[i], ' ', strlen(DIGITS40));
	}
	return g_strjoinv("\n", lines);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *expected = blank_indents(row->expected);
	g_autoptr(GString) out = g_string_new(NULL);

	wrap_append(out, row->text, row->indent);
	g_assert_cmpstr(out->str, ==, expected);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/wrap/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
