/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what the judges of one node's address book look at. */
#ifndef VERDICT_OAB_CASE_H
#define VERDICT_OAB_CASE_H

#include "verdict/oab.h"

/* The address book of one node under judgement. All borrowed. */
struct oab_case {
	const struct oab_findings *findings;
	const struct oab_policy *policy;
	const struct oab_book *book;
	const struct node_offers *node;
	const struct logon *logon; /* NULL: no credentials */
	const struct check *credentials;
	struct check *check; /* the node's */
	const char *prefix;  /* of performance data labels: "" or "n1_" */
};

/* Adds a value to the performance data, its label behind the node's prefix. */
void oab_measure(struct check *check, const struct oab_case *this, const char *label,
		 enum unit unit, double value, const struct threshold *threshold);

/* "3 h", the caller frees. */
char *oab_age_text(gint64 seconds);

/* Adds the check "age", by the manifest's Last-Modified; nothing when it has none and nobody wants
 * to know. */
void oab_judge_age(const struct oab_case *this);

/* Adds the check "progress": the address book against what the last run saw of it, if any did. */
void oab_judge_progress(const struct oab_case *this);

#endif
