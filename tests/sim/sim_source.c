/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single values of a configuration file. */
#include "tests/sim/sim_source.h"

#include <string.h>

gboolean
sim_source_wrong(const struct sim_source *source, const gchar *group, const gchar *key,
		 GError **error, const gchar *format, ...)
{
	va_list arguments;
	g_autofree gchar *what = NULL;

	va_start(arguments, format);
	what = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_set_error(error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_INVALID_VALUE, "%s: [%s]%s%s: %s",
		    source->path, group, key ? " " : "", key ? key : "", what);
	return FALSE;
}

gboolean
sim_source_check_keys(const struct sim_source *source, const gchar *group, const gchar *known,
		      GError **error)
{
	g_auto(GStrv) keys = g_key_file_get_keys(source->file, group, NULL, NULL);
	g_auto(GStrv) names = g_strsplit(known, ", ", -1);

	for (guint i = 0; keys && keys[i]; i++)
		if (!g_strv_contains((const gchar *const *)names, keys[i]))
			return sim_source_wrong(source, group, keys[i], error,
						"unknown key; expected one of %s", known);
	return TRUE;
}

/* The value as it stands; NULL and `error` when it is missing or empty. */
static gchar *
read_value(const struct sim_source *source, const gchar *group, const gchar *key,
	   const gchar *otherwise, GError **error)
{
	g_autofree gchar *value = g_key_file_get_string(source->file, group, key, NULL);

	if (!value && otherwise)
		return g_strdup(otherwise);
	if (value && *value)
		return g_steal_pointer(&value);
	sim_source_wrong(source, group, key, error,
			 value ? "expected a name, got nothing" : "missing");
	return NULL;
}

gchar *
sim_source_word(const struct sim_source *source, const gchar *group, const gchar *key,
		const gchar *otherwise, GError **error)
{
	g_autofree gchar *value = read_value(source, group, key, otherwise, error);

	for (const gchar *at = value; at && *at; at++) {
		if (!g_ascii_isgraph(*at) || strchr("\"<>\\", *at)) {
			sim_source_wrong(source, group, key, error,
					 "expected a name without blanks, got \"%s\"", value);
			return NULL;
		}
	}
	return g_steal_pointer(&value);
}

gchar *
sim_source_line(const struct sim_source *source, const gchar *group, const gchar *key,
		const gchar *otherwise, GError **error)
{
	g_autofree gchar *value = read_value(source, group, key, otherwise, error);

	for (const gchar *at = value; at && *at; at++) {
		if ((guchar)*at < 0x20 || *at == 0x7f) {
			sim_source_wrong(source, group, key, error,
					 "expected one line without control characters");
			return NULL;
		}
	}
	return g_steal_pointer(&value);
}

gboolean
sim_source_flag(const struct sim_source *source, const gchar *group, const gchar *key,
		gboolean *flag, GError **error)
{
	g_autofree gchar *value =
	    sim_source_word(source, group, key, *flag ? "true" : "false", error);

	*flag = value && strcmp(value, "true") == 0;
	return value && (*flag || strcmp(value, "false") == 0 ||
			 sim_source_wrong(source, group, key, error,
					  "expected true or false, got \"%s\"", value));
}

gboolean
sim_source_number(const struct sim_source *source, const gchar *group, const gchar *key,
		  gint64 least, gint64 most, gint64 *number, GError **error)
{
	g_autofree gchar *value = g_key_file_get_string(source->file, group, key, NULL);

	return !value || g_ascii_string_to_signed(value, 10, least, most, number, NULL) ||
	       sim_source_wrong(source, group, key, error,
				"expected a number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
				", got \"%s\"",
				least, most, value);
}
