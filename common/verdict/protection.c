/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges Extended Protection. */
#include "verdict/protection.h"

#include <string.h>

gboolean
protection_is_bridged(enum protection protection)
{
	return protection == PROTECTION_ALLOW_BRIDGED || protection == PROTECTION_REQUIRE_BRIDGED ||
	       protection == PROTECTION_BRIDGED;
}

void
protection_judge_bridge(struct check *check, const struct logon_case *this,
			enum protection protection)
{
	gboolean proved = protection != PROTECTION_ALLOW_BRIDGED ||
			  protection_result(this->offer, BINDING_GIVEN) == BOUND_TAKEN;

	check_judge(
	    check, STATE_CRITICAL,
	    "the certificate seen here is not the one that IIS checks against: every client "
	    "that sends channel bindings is refused");
	check_note(check, NOTE_EVIDENCE, "bound to the certificate seen: refused%s%s",
		   protection_result(this->offer, BINDING_ABSENT) == BOUND_TAKEN
		       ? "; unbound: let in"
		       : "",
		   proved ? "; bound to the certificate given: let in" : "");
	check_note(check, NOTE_EVIDENCE, "Extended Protection: %s", protection_text(protection));
	if (!this->policy->certificate_given)
		check_note(check, NOTE_DETAIL,
			   "--iis-cert FILE, the certificate that IIS uses, would prove it");
	check_remedy(check, "give what stands in front the very certificate that IIS uses; while "
			    "it has another one, Extended Protection must be None there");
	remedy_extended_protection(check, &this->place, EXTENDED_PROTECTION_NONE);
}

/* What it should be; FALSE when nobody says. */
static gboolean
expected(const struct logon_case *this, enum extended_protection *mode, gboolean *wished)
{
	const struct endpoint_choice *endpoint = this->offer->endpoint;
	const GArray *wishes = this->policy->protections;

	*wished = FALSE;
	for (guint i = 0; wishes && i < wishes->len; i++) {
		const struct protection_wish *wish =
		    &g_array_index(wishes, struct protection_wish, i);

		if (strcmp(wish->endpoint, endpoint->name) != 0)
			continue;
		*mode = wish->mode;
		*wished = TRUE;
	}
	if (!*wished && endpoint->known)
		*mode = endpoint->known->recommended;
	return *wished || endpoint->known != NULL;
}

/* What follows for clients where it is not what it should be. */
static const char *
consequence(enum extended_protection mode, enum extended_protection wanted)
{
	if (mode < wanted)
		return "logons can be relayed";
	return mode == EXTENDED_PROTECTION_REQUIRE
		   ? "clients that send no channel bindings are refused"
		   : "clients behind a proxy or balancer with another certificate are refused";
}

static void
judge_mode(struct check *check, const struct logon_case *this, enum extended_protection mode)
{
	enum extended_protection wanted = EXTENDED_PROTECTION_NONE;
	gboolean wished = FALSE;
	const char *is = extended_protection_name(mode);

	if (!expected(this, &wanted, &wished)) {
		check_judge(check, STATE_OK, "Extended Protection is %s", is);
		return;
	}
	if (mode == wanted) {
		check_judge(check, STATE_OK, "Extended Protection is %s, as %s", is,
			    wished ? "expected" : "Microsoft recommends");
		return;
	}
	check_judge(check, STATE_WARNING, "Extended Protection is %s, %s %s: %s", is,
		    wished ? "expected was" : "Microsoft recommends",
		    extended_protection_name(wanted), consequence(mode, wanted));
	remedy_extended_protection(check, &this->place, wanted);
}

static gboolean
was_held(const struct offer *offer, enum hold hold)
{
	for (guint i = 0; i < offer->handshakes->len; i++) {
		const struct handshake *handshake = g_ptr_array_index(offer->handshakes, i);

		if (handshake->hold == hold)
			return TRUE;
	}
	return FALSE;
}

static void
judge_unmeasured(struct check *check, const struct logon_case *this)
{
	if (was_held(this->offer, HOLD_NO_BINDING)) {
		check_judge(check, STATE_UNKNOWN,
			    "Extended Protection cannot be measured: the certificate seen has no "
			    "channel binding (a signature without a hash, as Ed25519's), or none "
			    "was seen");
		return;
	}
	/* By the account's budget it is held as all logons are. */
	if (!this->credentials && was_held(this->offer, HOLD_HOUR_SPENT)) {
		check_judge(check, STATE_UNKNOWN,
			    "Extended Protection was not measured: enough logons failed by design "
			    "this hour");
		check_remedy(check, "measure it in a service of its own, once an hour");
		return;
	}
	check_judge(check, STATE_UNKNOWN, "Extended Protection was not measured: %s",
		    protection_result(this->offer, BINDING_SEEN) == BOUND_TAKEN
			? "a logon that would show it brought no answer of use"
			: "that takes a logon which is let in");
	if (this->failed || this->credentials)
		check_follows(check, this->failed ? this->failed : this->credentials);
}

void
protection_judge(const struct logon_case *this)
{
	enum protection protection = protection_of(this->offer);
	struct check *check;

	/* What refuses the very logon that was bound to the certificate seen is told there, with
	 * the cure. */
	if (!this->policy->measure_protection || protection_is_bridged(protection) ||
	    protection == PROTECTION_REFUSES_ALL)
		return;
	check = check_add(this->endpoint, "protection");
	switch (protection) {
	case PROTECTION_NONE:
		judge_mode(check, this, EXTENDED_PROTECTION_NONE);
		return;
	case PROTECTION_ALLOW:
		judge_mode(check, this, EXTENDED_PROTECTION_ALLOW);
		return;
	case PROTECTION_REQUIRE:
		judge_mode(check, this, EXTENDED_PROTECTION_REQUIRE);
		return;
	case PROTECTION_ALLOW_BRIDGED:
	case PROTECTION_REQUIRE_BRIDGED:
	case PROTECTION_BRIDGED:
	case PROTECTION_REFUSES_ALL:
	case PROTECTION_UNMEASURED:
	case PROTECTION_COUNT:
		break;
	}
	judge_unmeasured(check, this);
}
