/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows what logons with different channel bindings say of Extended Protection. */
#include "facts/protection.h"

static const char *const texts[] = {
    [PROTECTION_UNMEASURED] = NULL,
    [PROTECTION_NONE] = "None",
    [PROTECTION_ALLOW] = "Allow",
    [PROTECTION_REQUIRE] = "Require",
    [PROTECTION_ALLOW_BRIDGED] = "Allow, against another certificate",
    [PROTECTION_REQUIRE_BRIDGED] = "Require, against another certificate",
    [PROTECTION_BRIDGED] = "Allow or Require, against another certificate",
    [PROTECTION_REFUSES_ALL] = NULL,
};
_Static_assert(G_N_ELEMENTS(texts) == PROTECTION_COUNT, "a text for every mode");

static const enum bound_result shown[][BINDING_COUNT] = {
    [PROTECTION_NONE] = {[BINDING_SEEN] = BOUND_TAKEN,
			 [BINDING_ABSENT] = BOUND_TAKEN,
			 [BINDING_WRONG] = BOUND_TAKEN},
    [PROTECTION_ALLOW] = {[BINDING_SEEN] = BOUND_TAKEN,
			  [BINDING_ABSENT] = BOUND_TAKEN,
			  [BINDING_WRONG] = BOUND_REFUSED},
    [PROTECTION_REQUIRE] = {[BINDING_SEEN] = BOUND_TAKEN, [BINDING_ABSENT] = BOUND_REFUSED},
    [PROTECTION_ALLOW_BRIDGED] = {[BINDING_SEEN] = BOUND_REFUSED, [BINDING_ABSENT] = BOUND_TAKEN},
    [PROTECTION_REQUIRE_BRIDGED] = {[BINDING_SEEN] = BOUND_REFUSED,
				    [BINDING_ABSENT] = BOUND_REFUSED,
				    [BINDING_GIVEN] = BOUND_TAKEN},
    [PROTECTION_BRIDGED] = {[BINDING_SEEN] = BOUND_REFUSED, [BINDING_GIVEN] = BOUND_TAKEN},
    [PROTECTION_REFUSES_ALL] = {[BINDING_SEEN] = BOUND_REFUSED, [BINDING_ABSENT] = BOUND_REFUSED},
};
_Static_assert(G_N_ELEMENTS(shown) == PROTECTION_COUNT, "a row for every mode");

const char *
protection_text(enum protection protection)
{
	return texts[protection];
}

gboolean
protection_from_text(const char *text, enum protection *protection)
{
	for (guint i = 0; i < PROTECTION_COUNT; i++) {
		if (g_strcmp0(texts[i], text) == 0 && text) {
			*protection = (enum protection)i;
			return TRUE;
		}
	}
	return FALSE;
}

enum bound_result
protection_shows(enum protection protection, enum binding binding)
{
	return shown[protection][binding];
}

/* The last one counts, for the model itself may have been bound so too. */
enum bound_result
protection_result(const struct offer *offer, enum binding binding)
{
	enum bound_result result = BOUND_UNTRIED;

	for (guint i = 0; i < offer->handshakes->len; i++) {
		const struct handshake *handshake = g_ptr_array_index(offer->handshakes, i);

		if (handshake->binding != binding || handshake->mechanism == MECHANISM_PLAIN)
			continue;
		if (handshake_accepted(handshake))
			return BOUND_TAKEN;
		if (handshake->end == HANDSHAKE_REFUSED)
			result = BOUND_REFUSED;
	}
	return result;
}

enum protection
protection_of(const struct offer *offer)
{
	enum bound_result seen = protection_result(offer, BINDING_SEEN);
	enum bound_result absent = protection_result(offer, BINDING_ABSENT);
	enum bound_result wrong = protection_result(offer, BINDING_WRONG);
	enum bound_result given = protection_result(offer, BINDING_GIVEN);

	if (seen == BOUND_TAKEN) {
		if (absent == BOUND_REFUSED)
			return PROTECTION_REQUIRE;
		if (absent == BOUND_TAKEN && wrong != BOUND_UNTRIED)
			return wrong == BOUND_TAKEN ? PROTECTION_NONE : PROTECTION_ALLOW;
		return PROTECTION_UNMEASURED;
	}
	if (seen == BOUND_UNTRIED)
		return PROTECTION_UNMEASURED;
	if (absent == BOUND_TAKEN)
		return PROTECTION_ALLOW_BRIDGED;
	if (given == BOUND_TAKEN)
		return absent == BOUND_REFUSED ? PROTECTION_REQUIRE_BRIDGED : PROTECTION_BRIDGED;
	return absent == BOUND_REFUSED ? PROTECTION_REFUSES_ALL : PROTECTION_UNMEASURED;
}
