/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_RANGE_H
#define REPORT_RANGE_H

#include "report/state.h"

/*
 * A threshold range of the monitoring-plugins guidelines, to the letter: [@]start:end, both ends
 * inclusive, start left out = 0 (":10" is "10"), "start:" = up to infinity, "~:" = from minus
 * infinity. A value outside alerts; with '@' a value inside.
 */
struct range {
	gboolean present; /* FALSE: no threshold, never alerts */
	gboolean inside;  /* '@' */
	double start;	  /* -INFINITY for "~" */
	double end;	  /* INFINITY when left out */
};

/*
 * Fixed-point numbers only: no exponent, hex, "inf", "nan", blanks or trailing characters. On
 * failure `range` is untouched and `error` says what was expected and what came.
 */
gboolean range_parse(const char *text, struct range *range, GError **error);

/* A value that is no number alerts whenever there is a threshold. */
gboolean range_alerts(const struct range *range, double value);

/* The shortest text with the same meaning: "10", "10:", "~:10", "@10:20"; "" when not present. */
char *range_format(const struct range *range);

/* The pair that -w and -c make; critical is looked at first. */
struct threshold {
	struct range warning;
	struct range critical;
};

enum state threshold_judge(const struct threshold *threshold, double value);

/* The GError domain of ranges. */
#define RANGE_ERROR (range_error_quark())
GQuark range_error_quark(void);

#endif
