/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_PROTECTION_H
#define FACTS_PROTECTION_H

#include "facts/offer.h"

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

/* What became of the logons bound so. */
enum bound_result { BOUND_UNTRIED, BOUND_TAKEN, BOUND_REFUSED };

enum bound_result protection_result(const struct offer *offer, enum binding binding);

enum protection protection_of(const struct offer *offer);

/* What a logon bound so comes to under that mode, as far as protection_of() has to know. */
enum bound_result protection_shows(enum protection protection, enum binding binding);

/* "Allow"; NULL when nothing is known that could be compared. */
const char *protection_text(enum protection protection);

/* The other way. FALSE, and `protection` untouched, when no mode has that text. */
gboolean protection_from_text(const char *text, enum protection *protection);

#endif
