/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gathers what the judges of one node's answers look at. */
#ifndef VERDICT_EWS_CASE_H
#define VERDICT_EWS_CASE_H

#include "verdict/ews.h"

/* The talk to one node under judgement. All borrowed. */
struct ews_case {
	const struct ews_findings *findings;
	const struct ews_policy *policy;
	const struct ews_site *site;
	const struct node_offers *node;
	const struct logon *logon;
	const struct check *credentials;
	struct check *check; /* the node's */
	const char *prefix;  /* of performance data labels: "" or "n1_" */
};

/* Judges the document that a question was answered with. */
void ews_document_judge(struct check *check, const struct ews_case *this,
			const struct ews_call *call);

#endif
