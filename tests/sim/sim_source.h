/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads single values of a configuration file, with messages that say where and what was expected.
 */
#ifndef TESTS_SIM_SOURCE_H
#define TESTS_SIM_SOURCE_H

#include <glib.h>

/* What is being read; both are borrowed. */
struct sim_source {
	const gchar *path; /* for messages */
	GKeyFile *file;
};

/* Sets `error` to "PATH: [GROUP] KEY: ..." and returns FALSE. `key` may be NULL when the group
 * itself is wrong. */
gboolean sim_source_wrong(const struct sim_source *source, const gchar *group, const gchar *key,
			  GError **error, const gchar *format, ...) G_GNUC_PRINTF(5, 6);

/* FALSE and `error` when the group has another key than `known`, which are separated by ", ". */
gboolean sim_source_check_keys(const struct sim_source *source, const gchar *group,
			       const gchar *known, GError **error);

/* The value of a key, or a copy of `otherwise` when it is not there (NULL: then it is an error).
 * The caller frees it. NULL and `error` when it is no word without blanks ... */
gchar *sim_source_word(const struct sim_source *source, const gchar *group, const gchar *key,
		       const gchar *otherwise, GError **error);

/* ... or, where blanks and letters beyond ASCII are welcome, no single line of text. */
gchar *sim_source_line(const struct sim_source *source, const gchar *group, const gchar *key,
		       const gchar *otherwise, GError **error);

/* These leave the variable alone when the key is not there. */
gboolean sim_source_flag(const struct sim_source *source, const gchar *group, const gchar *key,
			 gboolean *flag, GError **error);
gboolean sim_source_number(const struct sim_source *source, const gchar *group, const gchar *key,
			   gint64 least, gint64 most, gint64 *number, GError **error);

#endif
