/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_PROTECTION_H
#define VERDICT_PROTECTION_H

#include "verdict/logon_case.h"

/*
 * What the logons bound rightly, not at all and wrongly say of Extended Protection, by IIS'
 * documented table of tokenChecking: None takes all three, Allow refuses a wrong binding alone,
 * Require takes the right one alone.
 */
enum protection {
	PROTECTION_UNMEASURED,
	PROTECTION_NONE,
	PROTECTION_ALLOW,
	PROTECTION_REQUIRE,
	PROTECTION_ALLOW_BRIDGED,   /* unbound is taken, bound to the certificate seen is not */
	PROTECTION_REQUIRE_BRIDGED, /* bound to the certificate given is taken, unbound is not */
	PROTECTION_BRIDGED,	    /* bound to the certificate given is taken; no more is known */
	PROTECTION_REFUSES_ALL,	    /* whatever it is bound to */
	PROTECTION_COUNT
};

enum protection protection_of(const struct offer *offer);

/* The certificate seen is not the one that IIS checks bindings against. */
gboolean protection_is_bridged(enum protection protection);

/* Says so, with the cure. */
void protection_judge_bridge(struct check *check, const struct logon_case *this,
			     enum protection protection);

/* Adds the check "protection" when it was asked for: what was measured against the operator's wish,
 * else Microsoft's table. */
void protection_judge(const struct logon_case *this);

/* "Allow", for comparing nodes; NULL when it is not known. */
const char *protection_text(enum protection protection);

#endif
