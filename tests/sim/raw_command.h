/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs one command with a time limit and keeps all it wrote. */
#ifndef TESTS_SIM_RAW_COMMAND_H
#define TESTS_SIM_RAW_COMMAND_H

#include "base/autoptr.h"

struct raw_command {
	char **argv;	       /* argv[0] is searched in the PATH of `environment` */
	char **environment;    /* all of it */
	const char *directory; /* NULL: where we are */
	const char *input;     /* NULL: /dev/null */
	guint limit_ms;	       /* killed after that */
};

struct raw_outcome {
	int status;	 /* of exit; -1 when a signal ended it */
	int signal;	 /* 0: none */
	gint64 took_ms;	 /* from before its start to its end */
	GString *output; /* any bytes; `str` ends with a NUL beyond `len` */
	GString *errors;
};

/* NULL and `error` (G_SPAWN_ERROR, G_FILE_ERROR) set when it could not be started. Threads may call
 * it. */
struct raw_outcome *raw_command_run(const struct raw_command *command, GError **error);

void raw_outcome_free(struct raw_outcome *outcome);

/*
 * The environment that tests give: PATH, what sanitizers and valgrind read, LC_ALL=C, TZ=UTC, HOME
 * in `home`, nothing that changes what a plugin does. The caller frees it.
 */
char **raw_command_environment(const char *home);

/*
 * `argv` as it is to be run: a name without a slash that is a program in `directory` is that
 * program, and what PLUGIN_WRAP says, such as "valgrind -q", stands before it. Other names are left
 * to the PATH, except those of the project: NULL and `error` set when they are not built. The
 * caller frees it.
 */
char **raw_command_resolve(char **argv, const char *directory, GError **error);

/* Removes `directory` with all that is in it. */
void raw_command_remove_tree(const char *directory);

AUTOPTR_STRUCT(raw_outcome)

#endif
