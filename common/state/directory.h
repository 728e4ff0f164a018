/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_DIRECTORY_H
#define STATE_DIRECTORY_H

#include "base/autoptr.h"

/*
 * Where files are that outlive a run. Its files are reached through `fd`, so they are those of the
 * directory that was judged, whatever happens to its name meanwhile.
 */
struct state_directory {
	int fd;
	char *path;
};

/*
 * The path to use: `option` (of --state-dir; may be NULL or ""), else a directory of our own and
 * of this user in the one that the environment names for the state of plugins (MP_STATE_PATH,
 * then NAGIOS_PLUGIN_STATE_DIRECTORY, as the monitoring-plugins do; not when we run with
 * somebody else's rights), else the one that was built in. Never NULL; the caller frees it.
 */
char *state_directory_choose(const char *option);

/*
 * Opens it, and makes it first (mode 0700) when it is missing and its parent is there. NULL with a
 * STATE_ERROR unless it belongs to this user or root, can be written to, and nobody else may.
 */
struct state_directory *state_directory_open(const char *path, GError **error);

/*
 * Opens the directory of a file that the operator named, whoever it belongs to: what is read there
 * is judged by its content. NULL with a STATE_ERROR.
 */
struct state_directory *state_directory_open_named(const char *path, GError **error);

void state_directory_free(struct state_directory *directory);
AUTOPTR_STRUCT(state_directory)

#endif
