/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a scenario: servers that answer in a written way, one command, and what must come of it. */
#ifndef TESTS_SIM_RAW_SCENARIO_H
#define TESTS_SIM_RAW_SCENARIO_H

#include "tests/sim/raw_server.h"

/* The format is described in tests/plugins/README.md. */

struct raw_scenario_server {
	gboolean tls;
	char *address;	   /* NULL: 127.0.0.1 */
	char *certificate; /* the name of a certificate_kind */
	guint accepts;	   /* 0: no limit */
	GArray *answers;   /* of struct raw_answer, ended as a plan wants it */
};

struct raw_scenario_file {
	char *name;
	char *text;
	guint mode;
};

struct raw_scenario {
	char *shows;	    /* the free text at the beginning */
	GPtrArray *servers; /* of struct raw_scenario_server */
	GPtrArray *files;   /* of struct raw_scenario_file */
	char **environment; /* "NAME=VALUE" */
	char *input;	    /* NULL: none */
	char **argv;
	int status;
	char *output;	     /* with masks; NULL: any */
	GPtrArray *patterns; /* regular expressions the output must match */
	GPtrArray *lacks;    /* texts the output must not contain */
	char *requests;	     /* heads with LF, masked, an empty line between two; NULL: any */
	GPtrArray *owned;    /* what the answers borrow */
};

#define RAW_SCENARIO_ERROR (raw_scenario_error_quark())

enum raw_scenario_error {
	RAW_SCENARIO_ERROR_SYNTAX,     /* a section, an option or a step that does not exist */
	RAW_SCENARIO_ERROR_VARIABLE,   /* an @NAME@ nobody set */
	RAW_SCENARIO_ERROR_INCOMPLETE, /* says too little to be able to fail */
};

GQuark raw_scenario_error_quark(void);

/*
 * `text` with each @NAME@ replaced: by the value in `variables`, or by `directory`/NAME when it has
 * a section "file NAME". The caller frees it; NULL and `error` set when a name is neither.
 */
char *raw_scenario_fill(const char *text, GHashTable *variables, const char *directory,
			GError **error);

/* NULL and `error` set, which names the line, when `text` is no scenario. The caller frees the
 * result. */
struct raw_scenario *raw_scenario_parse(const char *text, GError **error);

void raw_scenario_free(struct raw_scenario *scenario);

AUTOPTR_STRUCT(raw_scenario)

#endif
