/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_TRAIL_H
#define VERDICT_TRAIL_H

#include "verdict/autodiscover.h"

/* One step under judgement. All borrowed. */
struct trail_case {
	const struct autodiscover_policy *policy;
	const struct discovery *discovery;
	const struct trail *trail;
	const struct logon *logon;	 /* of the whole run; NULL: no credentials */
	const struct check *credentials; /* why nobody logs on; NULL */
	gboolean decisive; /* no step works, and this is the one that clients came furthest with */
};

/* Judges one step: what a client that takes it meets, and what that means beside the others. */
void trail_judge(struct check *check, const struct trail_case *this);

/* "root domain", "autodiscover host" ... */
const char *trail_title(enum discovery_step step);

/* What the step came to, in a few words; the caller frees. */
char *trail_describe(const struct trail *trail);

/* Whether the settings are of an Exchange server, and not of a provider of other mail services. */
gboolean trail_is_exchange(const struct autodiscover_answer *document);

#endif
