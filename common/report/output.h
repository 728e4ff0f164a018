/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_OUTPUT_H
#define REPORT_OUTPUT_H

#include <jansson.h>

#include "report/check.h"

enum output_format { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_OPENMETRICS };

/* What a plugin found, ready to be told. */
struct report {
	const char *service; /* "EXCHANGE AUTH", borrowed */
	char *target;        /* whom it was about, a host name as the operator wrote it; may be NULL */
	struct check *root;
	json_t *facts; /* what was seen; may be NULL */
};

/* Takes `root` and `facts`; copies `target`. */
struct report *report_new(const char *service, const char *target, struct check *root, json_t *facts);
void report_free(struct report *report);
AUTOPTR_STRUCT(report)

int report_exit_code(const struct report *report);

/*
 * Line 1 "SERVICE STATE - headline | perfdata"; then a line per finding that is not OK with its evidence and remedies, at
 * most OUTPUT_BUDGET bytes without -v (findings that do not fit are counted in a last line, performance data is never
 * cut). `verbosity` 0 to 3. Exactly one '|' in the whole text when there is performance data, none otherwise.
 */
char *output_text(const struct report *report, guint verbosity);
enum { OUTPUT_BUDGET = 4096 };

/* One JSON object: service, target, state, exit_code, headline, perfdata, checks (the tree), facts. */
char *output_json(const struct report *report);

/* Gauges in the OpenMetrics text format that `promtool check metrics` accepts without a word; ends in "# EOF". */
char *output_openmetrics(const struct report *report);

/* Writes to standard output and flushes; FALSE when not all of it could be written. The only function of the house that prints. */
gboolean output_print(const char *text);

#endif
