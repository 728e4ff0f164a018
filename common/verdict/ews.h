/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_EWS_H
#define VERDICT_EWS_H

#include "facts/ews.h"
#include "report/check.h"

/* What the operator wants of EWS. All borrowed. */
struct ews_policy {
	enum state timeout_state;
	struct threshold time_s;   /* of each question, its logon included */
	const char *expected_busy; /* "busy": what the first mailbox has to be at the moment asked
				      about, a word of ews_free_busy_words; NULL: anything */
	const char *expected_oof;  /* "disabled", "enabled", "scheduled"; NULL: anything */
	gint64 now_s;		   /* seconds since 1970 */
};

/* "any", then "free", "tentative", "busy", "oof", "nodata" in the order of MergedFreeBusy's digits
 * (MS-OXWAVLS 2.2.4.17); NULL-terminated. */
extern const char *const ews_free_busy_words[];
/* "any", then OofState's words (MS-OXWOOF) in lower case: "disabled", "enabled", "scheduled";
 * NULL-terminated. */
extern const char *const ews_oof_words[];

/*
 * The same, below a check of the caller's who judges the credentials and the way to the URL
 * himself: `logon` NULL without any, `credentials` what credentials_judge() gave.
 */
void ews_judge(struct check *root, const struct ews_findings *findings, const struct logon *logon,
	       const struct check *credentials, const struct ews_policy *policy);

/* Whether free/busy and out-of-office work: at every node, each question, each mailbox. The caller
 * owns the tree. */
struct check *verdict_ews(const struct ews_findings *findings, const struct ews_policy *policy);

#endif
