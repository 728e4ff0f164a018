/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells what a plugin found, in the form that was asked for. */
#ifndef REPORT_OUTPUT_H
#define REPORT_OUTPUT_H

#include <jansson.h>

#include "report/check.h"

enum output_format { OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_OPENMETRICS };

/* What a plugin found, ready to be told. */
struct report {
	const char *service; /* "EXCHANGE AUTH", borrowed */
	char *target; /* whom it was about, a host name as the operator wrote it; may be NULL */
	struct check *root;
	json_t *facts;	    /* what was seen; may be NULL */
	char *address;	    /* of the only node that was asked; may be NULL */
	GPtrArray *remarks; /* char *: what is to be told of the run itself */
};

/* Takes `root` and `facts`; copies `target`. */
struct report *report_new(const char *service, const char *target, struct check *root,
			  json_t *facts);
void report_free(struct report *report);
AUTOPTR_STRUCT(report)

int report_exit_code(const struct report *report);

/* A line about the run itself, not about what it found: told always, last, whatever the state. */
void report_remark(struct report *report, const char *format, ...) G_GNUC_PRINTF(2, 3);

/*
 * Line 1 "SERVICE STATE - headline | perfdata"; then for every finding that is not OK a line
 * "[STATE] path: summary" with its evidence and its remedies below, indented ("cure: ..."; the
 * same ones a second time: "cure: as for PATH"). A finding that follows from another is one
 * line. `verbosity` 0 to 3: from 1 also the OK ones and details, 2 requests and answers, 3
 * transcripts. At 0 at most OUTPUT_BUDGET bytes unless line 1 alone needs more: what does not
 * fit is counted in a last line, performance data is never cut. Exactly one '|' in the whole
 * text when there is performance data, none otherwise; valid UTF-8 without control characters
 * whatever the tree holds.
 */
char *output_text(const struct report *report, guint verbosity);
enum { OUTPUT_BUDGET = 4096 };

/*
 * One JSON object: service, target, state, exit_code, headline, perfdata (label, value, unit,
 * warning and critical as {inside, start, end}, minimum, maximum; null for absent and infinite),
 * then what the root says of itself, and facts. A check says: summary (null: not judged),
 * evidence, details, remedies (arrays of texts), follows_from (path or null), checks (array),
 * and below the root also name, path, state (the worst below and with it). With remarks, also
 * remarks (an array of texts).
 */
char *output_json(const struct report *report);

/*
 * Gauges in the OpenMetrics text format that `promtool check metrics` accepts without a word;
 * ends in "# EOF". exchange_state (the exit code), exchange_check_state for each check, and a
 * family for each unit: exchange_perfdata_seconds, _bytes, _ratio, _events, _value.
 */
char *output_openmetrics(const struct report *report);

/*
 * Writes to standard output and flushes; FALSE when not all of it could be written. The only
 * function of the house that prints.
 */
gboolean output_print(const char *text);

#endif
