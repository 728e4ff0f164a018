/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_SCHEMES_H
#define VERDICT_SCHEMES_H

#include "protocol/challenge.h"
#include "report/check.h"
#include "verdict/policy.h"
#include "verdict/remedy.h"

/* One list of schemes and where it can be changed: seen on the wire or read from a configuration. */
struct schemes_case {
	const struct challenge_list *offered;
	const struct wanted *wanted;
	struct remedy_place place;
	enum state order_state;
	gboolean through_exchange; /* an X-FEServer was seen: the list passed no pre-authenticating proxy */
};

/* Adds to `parent` the checks "schemes" (required, desired, forbidden ones) and "order" (Negotiate against NTLM, or --expect's). */
void schemes_judge(struct check *parent, const struct schemes_case *this);

#endif
