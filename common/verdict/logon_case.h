/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what the judges of one endpoint's logons look at. */
#ifndef VERDICT_LOGON_CASE_H
#define VERDICT_LOGON_CASE_H

#include "verdict/ntlm.h"
#include "verdict/remedy.h"

/* One endpoint of one node under judgement. All borrowed. */
struct logon_case {
	const struct ntlm_policy *policy;
	const struct sweep *sweep;
	const struct node_offers *offers;
	const struct offer *offer;
	struct check *endpoint; /* where the questions' checks go */
	const struct check
	    *credentials; /* why nobody logs on, or nobody any more; NULL: no reason */
	const struct check
	    *failed; /* the logon's check when it is not good: others follow from it; NULL */
	struct remedy_place place;
	const char *prefix; /* of performance data labels: "" or "n1_" */
};

#endif
