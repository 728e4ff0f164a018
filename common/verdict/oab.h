/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_OAB_H
#define VERDICT_OAB_H

#include "facts/oab.h"
#include "report/check.h"

/* What the operator wants of the offline address book. All borrowed. */
struct oab_policy {
	enum state timeout_state;
	struct threshold time_s; /* of the manifest, its logon included */
	struct threshold age_s;	 /* of the manifest, by its Last-Modified */
	struct threshold
	    drop_percent; /* how much smaller the address book is than at the last run */
	gint64 now_s;	  /* seconds since 1970 */
};

/* The same, below a check of the caller's who judges the credentials and the way to the URL
 * himself: `logon` NULL without any, `credentials` what credentials_judge() gave. */
void oab_judge(struct check *root, const struct oab_findings *findings, const struct logon *logon,
	       const struct check *credentials, const struct oab_policy *policy);

/* Whether a client outside can download a correct, fresh address book: at every node the manifest,
 * its files, what changed since the last run. The caller owns the tree. */
struct check *verdict_oab(const struct oab_findings *findings, const struct oab_policy *policy);

#endif
