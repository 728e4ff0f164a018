/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_FILE_H
#define STATE_FILE_H

#include "state/directory.h"

/*
 * Opens the plain file `name` with `flags` of open(2) (mode 0600 with O_CREAT), never through a
 * symbolic link. FALSE with a STATE_ERROR unless it belongs to this user or root and nobody else
 * may write to it. TRUE and -1 in `fd` when there is none; the caller closes it.
 */
gboolean state_file_open(const struct state_directory *directory, const char *name, int flags,
			 int *fd, GError **error);

/*
 * The whole file in `bytes`, which the caller frees; NULL when there is none. FALSE with an error
 * when it is not safe (see above), cannot be read, or is larger than `limit`.
 */
gboolean state_file_read(const struct state_directory *directory, const char *name, gsize limit,
			 char **bytes, gsize *length, GError **error);

/*
 * The same of a plain file that the operator named, wherever it is, whoever it belongs to, also
 * behind symbolic links: `path` is one of open(2). FALSE with a G_FILE_ERROR that does not name
 * it; G_FILE_ERROR_NOENT when there is none.
 */
gboolean state_file_read_named(const char *path, gsize limit, char **bytes, gsize *length,
			       GError **error);

/*
 * Makes these bytes the content of `name`: who reads meanwhile sees all of the old file or all of
 * the new one, also after a crash. Who replaces the same file must take turns (state/lock.h).
 * FALSE with a STATE_ERROR, the old file untouched.
 */
gboolean state_file_replace(const struct state_directory *directory, const char *name,
			    const char *bytes, gsize length, GError **error);

/* The same for a file that others are to read: it gets the permissions `mode`. */
gboolean state_file_replace_shared(const struct state_directory *directory, const char *name,
				   const char *bytes, gsize length, guint mode, GError **error);

/* "DIRECTORY/NAME" for a message, cleaned; the caller frees it. */
char *state_file_shown(const struct state_directory *directory, const char *name);

#endif
