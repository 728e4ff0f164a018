/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_PERFDATA_H
#define REPORT_PERFDATA_H

#include "base/autoptr.h"
#include "report/range.h"

/* The units our performance data uses, and no others: every consumer reads these. */
enum unit { UNIT_NONE, UNIT_SECONDS, UNIT_BYTES, UNIT_PERCENT, UNIT_COUNTER };

/* One measured value. There is no "U": what could not be measured is left out. */
struct perfdata {
	char *label; /* [a-z0-9_]+, unique within its first 19 characters */
	double value;
	enum unit unit;
	struct threshold threshold; /* ranges may be absent */
	double minimum;		    /* NAN: none */
	double maximum;		    /* NAN: none */
};

/* `label` is copied; characters outside [a-z0-9_] become '_', capitals small. */
struct perfdata *perfdata_new(const char *label, enum unit unit, double value);
void perfdata_free(struct perfdata *perfdata);
AUTOPTR_STRUCT(perfdata)

/* "s", "B", "%", "c" or "". */
const char *unit_text(enum unit unit);

/* `value` in fixed point, at most six decimals, no trailing zeros, '.' in every locale. */
char *perfdata_number(double value);

/* label=value[unit][;warn[;crit[;min[;max]]]] with trailing ';' left out. */
char *perfdata_format(const struct perfdata *perfdata);

/*
 * Copies of `items` (struct perfdata *) as every output shows them, owned by the array: a label
 * that equals an earlier one in its first 19 characters ends there in "_2" (3, 4 ...), so
 * nothing is lost to a round-robin database; values that are no finite number are left out.
 */
GPtrArray *perfdata_tidy(const GPtrArray *items);

/* perfdata_tidy() of `items`, formatted, blank separated. */
char *perfdata_join(const GPtrArray *items);

#endif
