/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replaces --extra-opts by the options of ini files. */
#include "report/extra_opts.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "base/text.h"
#include "report/input.h"

enum { FILE_LIMIT = 1024 * 1024 };

/* In the order in which monitoring-plugins 2.3.3 was seen to try them. */
static const char *const names_in_path[] = {
    "monitoring-plugins.ini",
    "plugins.ini",
    "nagios-plugins.ini",
};
static const char *const usual_files[] = {
    "/usr/local/etc/monitoring-plugins/monitoring-plugins.ini",
    "/usr/local/etc/monitoring-plugins.ini",
    "/etc/monitoring-plugins/monitoring-plugins.ini",
    "/etc/monitoring-plugins.ini",
    "/etc/nagios/plugins.ini",
    "/usr/local/nagios/etc/plugins.ini",
    "/usr/local/etc/nagios/plugins.ini",
    "/etc/opt/nagios/plugins.ini",
    "/etc/nagios-plugins.ini",
    "/usr/local/etc/nagios-plugins.ini",
    "/etc/opt/nagios-plugins.ini",
};

/*
 * The first of the usual names that is there in a directory of NAGIOS_CONFIG_PATH; NULL for
 * none.
 */
static char *
find_in_path(const char *path)
{
	g_auto(GStrv) directories = g_strsplit(path, ":", -1);

	for (gsize d = 0; directories[d]; d++) {
		for (gsize n = 0; directories[d][0] && n < G_N_ELEMENTS(names_in_path); n++) {
			g_autofree char *file =
			    g_build_filename(directories[d], names_in_path[n], NULL);

			if (g_access(file, F_OK) == 0)
				return g_steal_pointer(&file);
		}
	}
	return NULL;
}

/* The file when --extra-opts names none. */
static char *
find_file(GError **error)
{
	const char *file = g_getenv("MP_CONFIG_FILE");
	const char *path = g_getenv("NAGIOS_CONFIG_PATH");
	char *found;

	if (file && file[0])
		return g_strdup(file);
	found = path ? find_in_path(path) : NULL;
	for (gsize i = 0; !found && i < G_N_ELEMENTS(usual_files); i++) {
		if (g_access(usual_files[i], F_OK) == 0)
			found = g_strdup(usual_files[i]);
	}
	if (!found)
		g_set_error(
		    error, EXTRA_OPTS_ERROR, 0,
		    "no ini file: neither MP_CONFIG_FILE nor NAGIOS_CONFIG_PATH leads to one, "
		    "and none of the usual ones, such as %s, is there (or say "
		    "--extra-opts=SECTION@FILE)",
		    usual_files[3]);
	return found;
}

static char *
read_file(const char *file, gsize *length, GError **error)
{
	char *bytes;
	int fd;

	if (g_str_equal(file, "-"))
		return input_read(STDIN_FILENO, FILE_LIMIT, length, error);
	fd = open(file, O_RDONLY | O_CLOEXEC | O_NOCTTY);
	if (fd < 0) {
		input_failed(errno, error);
		return NULL;
	}
	bytes = input_read(fd, FILE_LIMIT, length, error);
	close(fd);
	return bytes;
}

/* `locator` is [SECTION][@FILE]. */
static gboolean
append_section(const char *locator, const char *program, GPtrArray *arguments, GError **error)
{
	const gsize section_length = strcspn(locator, "@");
	const gboolean has_file = locator[section_length] && locator[section_length + 1];
	g_autofree char *section =
	    section_length > 0 ? g_strndup(locator, section_length) : g_strdup(program);
	g_autofree char *file =
	    has_file ? g_strdup(locator + section_length + 1) : find_file(error);
	g_autofree char *shown = text_line(file);
	g_autofree char *bytes = NULL;
	gsize length;

	if (!file) {
		g_prefix_error(error, "--extra-opts: ");
		return FALSE;
	}
	bytes = read_file(file, &length, error);
	if (bytes && extra_opts_parse(bytes, length, section, arguments, error))
		return TRUE;
	g_prefix_error(error,
		       "--extra-opts: %s: ", g_str_equal(file, "-") ? "standard input" : shown);
	return FALSE;
}

/* The locator when `argument` is --extra-opts ("" for the option alone); NULL otherwise. */
static const char *
locator_of(const char *argument)
{
	static const char option[] = "--extra-opts";
	const gsize length = sizeof(option) - 1;

	if (!g_str_has_prefix(argument, option))
		return NULL;
	if (argument[length] == '=')
		return argument + length + 1;
	return argument[length] ? NULL : "";
}

char **
extra_opts_expand(char *const *argv, GError **error)
{
	g_autofree char *program = g_path_get_basename(argv[0] ? argv[0] : "");
	g_autoptr(GPtrArray) expanded = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GPtrArray) others = g_ptr_array_new();

	g_ptr_array_add(expanded, g_strdup(argv[0] ? argv[0] : ""));
	for (gsize i = 1; argv[0] && argv[i]; i++) {
		const char *locator = locator_of(argv[i]);

		if (!locator) {
			g_ptr_array_add(others, argv[i]);
			continue;
		}
		if (g_str_equal(argv[i], "--extra-opts") && argv[i + 1] && argv[i + 1][0] != '-')
			locator = argv[++i];
		if (!append_section(locator, program, expanded, error))
			return NULL;
	}
	for (guint i = 0; i < others->len; i++)
		g_ptr_array_add(expanded, g_strdup(others->pdata[i]));
	g_ptr_array_add(expanded, NULL);
	return (char **)g_ptr_array_free(g_steal_pointer(&expanded), FALSE);
}
