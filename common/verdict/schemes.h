/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_SCHEMES_H
#define VERDICT_SCHEMES_H

#include "protocol/challenge.h"
#include "report/check.h"
#include "verdict/policy.h"
#include "verdict/remedy.h"

/* One list of schemes and where it can be changed. */
struct schemes_case {
	const struct challenge_list *offered;
	/* The providers as a configuration writes them; NULL: what is offered on the wire.
	 * Borrowed. */
	const struct provider_list *providers;
	const struct wanted *wanted;
	struct remedy_place place;
	enum state order_state;
	/* An X-FEServer was seen, so no proxy answered in Exchange's place. */
	gboolean through_exchange;
	const char *via; /* what a proxy said of itself, cleaned; NULL: none did */
	/* "POST" when GET gets another list: IIS makes no such difference, so the cure is not
	 * there. NULL: no difference. */
	const char *only_for;
};

/* The provider list behind what is offered. */
struct provider_list schemes_providers(const struct challenge_list *offered);

/* Adds to `parent` the checks "schemes" (required, desired, forbidden ones) and "order" (Negotiate
 * against NTLM, or --expect's). */
void schemes_judge(struct check *parent, const struct schemes_case *this);

#endif
