/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shares one comparison between those who judge its parts. */
#ifndef VERDICT_DRIFT_CASE_H
#define VERDICT_DRIFT_CASE_H

#include "verdict/drift.h"

/* The whole comparison. All borrowed but what it counts. */
struct drift {
	const struct drift_policy *policy;
	const struct sweep *live;
	const struct fingerprint *was; /* NULL: nothing to compare with */
	const struct fingerprint *is;
	struct check *root;
	guint regressions, changes, improvements;
	guint accepted;			/* findings that the baseline has as well */
	GPtrArray *told;		/* char *: the differences in short, as they were found */
	const struct check *regression; /* the first one; NULL: none */
};

/* One node of it. */
struct drift_node {
	struct drift *drift;
	struct node_offers *offers;
	const struct fingerprint_node *was; /* NULL: nothing to hold it against */
	const struct fingerprint_node *is;
	struct check *check;
	const char *whose; /* "CAS1 (192.0.2.11) ", or "" when there is one node only */
	const char *since; /* "since build 15.2.1544.14 (was 15.2.1544.11): ", or "" */
	GPtrArray *moved;  /* char *: endpoints that are better or worse than they were */
};

/* --- drift_questions.c ------------------------------------------------------------------------ */

/* Compares all that the verdicts say of the node; without `was`, tells it as it is. */
void drift_compare_questions(struct drift_node *node);

/* --- drift_traits.c --------------------------------------------------------------------------- */

/* Compares the facts that no verdict judges, or that all verdicts judge alike. */
void drift_compare_traits(struct drift_node *node);

/* --- drift_given.c ---------------------------------------------------------------------------- */

/* Compares the URLs that clients outside are given, and the address book's sequence, where both are
 * known. */
void drift_compare_given(struct drift *drift);

/* A difference that is neither better nor worse: `check` gets the state that was chosen for it. */
void drift_change(struct drift *drift, struct check *check, const char *whose, const char *format,
		  ...) G_GNUC_PRINTF(4, 5);

#endif
