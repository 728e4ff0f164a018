/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_ENDPOINT_H
#define VERDICT_ENDPOINT_H

#include "verdict/auth.h"

/* One node under judgement. All borrowed. */
struct node_case {
	const struct auth_policy *policy;
	const struct sweep *sweep;
	const struct node_offers *offers;
	struct check *check;	  /* the node's, or the root when there is one node only */
	const struct check *lost; /* why the rest of the node could not be asked; NULL: it could */
	const char *prefix;	  /* of performance data labels: "" or "n1_" */
};

/* Adds the check of that endpoint, below it one per question. */
void endpoint_judge(const struct node_case *node, const struct offer *offer);

#endif
