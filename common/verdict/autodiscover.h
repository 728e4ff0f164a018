/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_AUTODISCOVER_H
#define VERDICT_AUTODISCOVER_H

#include "facts/discovery.h"
#include "report/check.h"

/* What an external URL has to be. Borrowed. */
struct url_wish {
	const char *name; /* "EwsUrl" */
	const char *url;
};

/* What the operator wants of Autodiscover. All borrowed. */
struct autodiscover_policy {
	enum state timeout_state;
	struct threshold time_s;     /* until the step that clients take had its answer */
	const char *const *required; /* "EwsUrl" ..., NULL: must be given to clients outside */
	const GArray *urls;	     /* struct url_wish */
	gboolean urls_untried;	     /* nobody tried the URLs: only a missing one counts */
	gint64 now_s;		     /* seconds since 1970 */
};

/*
 * Whether a client outside finds its server: each step of the discovery, the answer in all its
 * forms, the URLs in it. The caller owns the tree.
 */
struct check *verdict_autodiscover(const struct discovery *discovery,
				   const struct autodiscover_policy *policy);

/*
 * The same, below a check of the caller's who judges the credentials himself: `logon` NULL without
 * any, `credentials` what credentials_judge() gave.
 */
void autodiscover_judge(struct check *root, const struct discovery *discovery,
			const struct logon *logon, const struct check *credentials,
			const struct autodiscover_policy *policy);

/* The names --require and --expect-url take ("ews", "as", "oof", "oab") and the elements they stand
 * for ("EwsUrl" ...); NULL-terminated. */
extern const char *const autodiscover_url_words[];
extern const char *const autodiscover_url_names[];

#endif
