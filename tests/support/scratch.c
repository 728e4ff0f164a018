/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives tests a directory to write in. */
#include "tests/support/scratch.h"

#include <string.h>

#include <glib/gstdio.h>

char *
scratch_new(void)
{
	g_autoptr(GError) error = NULL;
	char *directory = g_dir_make_tmp("scratch-XXXXXX", &error);

	g_assert_no_error(error);
	return directory;
}

void
scratch_free(char *directory)
{
	char program[] = "rm";
	char option[] = "-rf";
	char *argv[] = {program, option, directory, NULL};

	g_assert_true(g_spawn_sync(NULL, argv, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL,
				   NULL, NULL));
	g_free(directory);
}

char *
scratch_path(const char *directory, const char *name)
{
	return g_build_filename(directory, name, NULL);
}

char *
scratch_read(const char *directory, const char *name, gsize *length)
{
	g_autofree char *path = scratch_path(directory, name);
	g_autoptr(GError) error = NULL;
	char *text = NULL;

	g_assert_true(g_file_get_contents(path, &text, length, &error));
	g_assert_no_error(error);
	return text;
}

void
scratch_write(const char *directory, const char *name, const char *text, guint mode)
{
	g_autofree char *path = scratch_path(directory, name);

	g_assert_true(g_file_set_contents(path, text, -1, NULL));
	g_assert_cmpint(g_chmod(path, mode), ==, 0);
}

static gint
compare(gconstpointer a, gconstpointer b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

char *
scratch_list(const char *directory)
{
	g_autoptr(GDir) dir = g_dir_open(directory, 0, NULL);
	g_autoptr(GPtrArray) names = g_ptr_array_new_with_free_func(g_free);
	const char *name;

	g_assert_nonnull(dir);
	while ((name = g_dir_read_name(dir)))
		g_ptr_array_add(names, g_strdup(name));
	g_ptr_array_sort(names, compare);
	g_ptr_array_add(names, NULL);
	return g_strjoinv(" ", (char **)names->pdata);
}
