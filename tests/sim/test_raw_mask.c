/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the masked comparison on which every scenario rests. */
#include "tests/sim/raw_mask.h"

static const struct line_row {
	const char *name;
	const char *expected;
	const char *line;
	gboolean fits;
} LINES[] = {
    {"empty", "", "", TRUE},
    {"same", "all is well", "all is well", TRUE},
    {"other", "all is well", "all is hell", FALSE},
    {"too short", "all is well", "all is", FALSE},
    {"too long", "all is", "all is well", FALSE},
    {"seconds", "time=<s>s", "time=0.012s", TRUE},
    {"seconds without a point", "time=<s>s", "time=12s", FALSE},
    {"seconds without decimals", "time=<s>s", "time=12.s", FALSE},
    {"seconds that begin with the point", "time=<s>s", "time=.5s", FALSE},
    {"negative seconds", "time=<s>s", "time=-0.5s", FALSE},
    {"integer", "exit <n>", "exit 17", TRUE},
    {"negative integer", "days <n>.", "days -2.", TRUE},
    {"integer that is a decimal", "days <n>", "days 1.5", FALSE},
    {"no integer", "days <n>", "days ", FALSE},
    {"anything", "a<*>b", "a and b", TRUE},
    {"anything is nothing", "a<*>b", "ab", TRUE},
    {"anything at the end", "a<*>", "a and b", TRUE},
    {"anything twice", "<*>NTLM<*>", "x NTLM y", TRUE},
    {"anything tries the next place", "<*>ab<n>", "abx ab7", TRUE},
    {"anything and then not", "<*>ab", "abc", FALSE},
    {"a mask that is none", "<b>", "<b>", TRUE},
    {"a mask is not the text of itself", "<n>", "<n>", FALSE},
};

static const struct text_row {
	const char *name;
	const char *expected;
	const char *actual;
	const char *difference;
} TEXTS[] = {
    {"both empty", "", "", NULL},
    {"same", "a\nb\n", "a\nb\n", NULL},
    {"masked", "a <n>\n", "a 1\n", NULL},
    {"one line differs", "a\nb\nc\n", "a\nx\nc\n", " a\n-b\n+x\n c\n"},
    {"a line more", "a\nc\n", "a\nb\nc\n", " a\n+b\n c\n"},
    {"a line less", "a\nb\nc\n", "a\nc\n", " a\n-b\n c\n"},
    {"nothing came", "a\n", "", "-a\n"},
    {"the last line does not end", "a\n", "a", " a\n+\\ no line feed at the end\n"},
    {"an empty line more", "a\n", "a\n\n", " a\n+\n"},
    {"control characters are shown", "a\n", "\033\377\n", "-a\n+\\x1b\\xff\n"},
};

static void
test_line(gconstpointer data)
{
	const struct line_row *row = data;

	g_assert_cmpint(raw_mask_fits(row->expected, row->line), ==, row->fits);
}

static void
test_text(gconstpointer data)
{
	const struct text_row *row = data;
	g_autofree char *difference = raw_mask_difference(row->expected, row->actual);

	g_assert_cmpstr(difference, ==, row->difference);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(LINES); i++) {
		g_autofree char *path = g_strconcat("/mask/line/", LINES[i].name, NULL);

		g_test_add_data_func(path, &LINES[i], test_line);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(TEXTS); i++) {
		g_autofree char *path = g_strconcat("/mask/text/", TEXTS[i].name, NULL);

		g_test_add_data_func(path, &TEXTS[i], test_text);
	}
	return g_test_run();
}
