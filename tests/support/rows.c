/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads files of test rows. */
#include "tests/support/rows.h"

#include <string.h>

const char *
row_section(const struct row *row, const char *name)
{
	const GString *text = g_hash_table_lookup(row->sections, name);

	return text ? text->str : "";
}

/* A line each, so that two texts can be laid beside each other. */
static void
show(const char *title, const char *text)
{
	g_auto(GStrv) lines = g_strsplit(text, "\n", -1);

	g_test_message("--- %s", title);
	for (gsize i = 0; lines[i]; i++)
		g_test_message("%s", lines[i]);
}

void
row_compare(const struct row *row, const char *section, const char *text)
{
	const char *expected = row_section(row, section);

	if (strcmp(expected, text) == 0)
		return;
	show(section, expected);
	show("got", text);
	g_test_fail();
}

static void
free_text(gpointer data)
{
	g_string_free(data, TRUE);
}

static struct row *
row_new(const char *name)
{
	struct row *row = g_new(struct row, 1);

	row->name = g_strdup(name);
	row->sections = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_text);
	return row;
}

static void
row_free(gpointer data)
{
	struct row *row = data;

	g_free(row->name);
	g_hash_table_unref(row->sections);
	g_free(row);
}

/* Takes off empty lines at the end of each section. */
static void
row_finish(struct row *row)
{
	GHashTableIter iter;
	gpointer value;

	g_hash_table_iter_init(&iter, row->sections);
	while (g_hash_table_iter_next(&iter, NULL, &value)) {
		GString *text = value;

		while (g_str_has_suffix(text->str, "\n\n") || strcmp(text->str, "\n") == 0)
			g_string_truncate(text, text->len - 1);
	}
}

static GPtrArray *
rows_parse(const char *file, const char *bytes)
{
	g_auto(GStrv) lines = g_strsplit(bytes, "\n", -1);
	GPtrArray *rows = g_ptr_array_new_with_free_func(row_free);
	struct row *row = NULL;
	GString *section = NULL;

	for (gsize i = 0; lines[i]; i++) {
		if (g_str_has_prefix(lines[i], "=== ")) {
			row = row_new(lines[i] + strlen("=== "));
			section = NULL;
			g_ptr_array_add(rows, row);
		} else if (row && g_str_has_prefix(lines[i], "--- ")) {
			section = g_string_new(NULL);
			g_assert_false(g_hash_table_contains(row->sections, lines[i] + 4));
			g_hash_table_insert(row->sections, g_strdup(lines[i] + 4), section);
		} else if (section) {
			g_string_append_printf(section, "%s\n", lines[i]);
		} else if (row && *lines[i] != '\0') {
			g_error("%s: row \"%s\": \"%s\" stands in no section", file, row->name,
				lines[i]);
		}
	}
	for (guint i = 0; i < rows->len; i++)
		row_finish(g_ptr_array_index(rows, i));
	return rows;
}

/* A name as GLib's test paths want it: no slash, no blank. */
static char *
test_path(const char *file, const char *name)
{
	g_autofree char *base = g_path_get_basename(file);
	g_autofree char *plain = g_strdelimit(g_strdup(name), "/ ", '-');
	char *dot = strrchr(base, '.');

	if (dot)
		*dot = '\0';
	return g_strdup_printf("/%s/%s", base, plain);
}

/* Adds the tests of one file. They live as long as the array, which the caller frees. */
static GPtrArray *
rows_add(const char *file, GTestDataFunc run)
{
	g_autofree char *path = g_test_build_filename(G_TEST_DIST, file, NULL);
	g_autofree char *bytes = NULL;
	g_autoptr(GError) error = NULL;
	GPtrArray *rows;

	if (!g_file_get_contents(path, &bytes, NULL, &error))
		g_error("%s", error->message);
	rows = rows_parse(file, bytes);
	if (rows->len == 0)
		g_error("%s: no rows", path);
	for (guint i = 0; i < rows->len; i++) {
		struct row *row = g_ptr_array_index(rows, i);
		g_autofree char *name = test_path(file, row->name);

		g_test_add_data_func(name, row, run);
	}
	return rows;
}

int
rows_run(const char *const *files, gsize count, GTestDataFunc run)
{
	g_autoptr(GPtrArray) all =
	    g_ptr_array_new_with_free_func((GDestroyNotify)g_ptr_array_unref);

	for (gsize i = 0; i < count; i++)
		g_ptr_array_add(all, rows_add(files[i], run));
	return g_test_run();
}
