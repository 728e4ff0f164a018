/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how outside text is put into JSON. */
#include "facts/json_text.h"

#include "tests/support/json_compare.h"

struct text_row {
	const char *name;
	const char *bytes;
	gssize length; /* -1: up to the NUL */
	const char *expected;
};

static const struct text_row text_rows[] = {
    {"plain", "NTLM", -1, "\"NTLM\""},
    {"empty", "", -1, "\"\""},
    {"none", NULL, -1, "null"},
    {"no bytes of many", "NTLM", 0, "\"\""},
    {"a part", "NTLM", 2, "\"NT\""},
    {"what JSON escapes", "a\"b\\c\n\033", -1, "\"a\\\"b\\\\c\\n\\u001B\""},
    {"UTF-8", "gr\303\274n", -1, "\"gr\303\274n\""},
    {"Latin 1", "gr\374n", -1, "\"gr\357\277\275n\""},
    {"cut in a character", "gr\303", -1, "\"gr\357\277\275\""},
    {"a surrogate", "\355\240\200", -1, "\"\357\277\275\357\277\275\357\277\275\""},
    {"NUL inside", "a\0b", 3, "\"a\357\277\275b\""},
    {"NUL alone", "\0", 1, "\"\357\277\275\""},
    {"beyond Unicode", "\364\220\200\200", -1,
     "\"\357\277\275\357\277\275\357\277\275\357\277\275\""},
};

static void
test_text(gconstpointer data)
{
	const struct text_row *row = data;

	json_compare(json_text(row->bytes, row->length), row->expected);
}

static void
test_set(void)
{
	json_t *object = json_object();

	json_set_text(object, "absent", NULL);
	json_set_text(object, "empty", "");
	json_set_text(object, "bad", "\377");
	json_compare(object, "{\"empty\":\"\",\"bad\":\"\357\277\275\"}");
}

static void
test_texts(void)
{
	g_autoptr(GPtrArray) texts = g_ptr_array_new();

	json_compare(json_texts(NULL), "[]");
	json_compare(json_texts(texts), "[]");
	g_ptr_array_add(texts, (gpointer) "a");
	g_ptr_array_add(texts, (gpointer) "\377");
	json_compare(json_texts(texts), "[\"a\",\"\357\277\275\"]");
}

static void
test_seconds(void)
{
	json_compare(json_seconds(0), "0.0");
	json_compare(json_seconds(1500000), "1.5");
	json_compare(json_seconds(250), "0.00025000000000000001");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(text_rows); i++) {
		g_autofree char *path = g_strdup_printf("/json_text/text/%s", text_rows[i].name);

		g_test_add_data_func(path, &text_rows[i], test_text);
	}
	g_test_add_func("/json_text/set", test_set);
	g_test_add_func("/json_text/texts", test_texts);
	g_test_add_func("/json_text/seconds", test_seconds);
	return g_test_run();
}
