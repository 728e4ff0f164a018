/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_AUTH_H
#define VERDICT_AUTH_H

#include "facts/offer.h"
#include "report/check.h"
#include "verdict/client.h"
#include "verdict/policy.h"

/* What the operator wants of the endpoints, next to the schemes. All borrowed. */
struct auth_policy {
	const struct policy *policy;
	const GArray *clients;	  /* enum client: whose behaviour is predicted; may be empty */
	enum state order_state;	  /* of a wrong order */
	enum state timeout_state; /* of a request that the deadline cut off */
	struct threshold time_s;  /* of each endpoint's slowest answer */
	struct threshold certificate_days; /* left until the certificate expires */
	gint64 now_s;			   /* the clock, seconds since 1970 */
	gboolean insecure;		   /* the certificate was not verified, on request */
};

/*
 * Whether every endpoint of every node offers the schemes that were chosen for it, in that order. A
 * check per node when there is more than one, below it a check per endpoint, below that one per
 * question. The caller owns the tree.
 */
struct check *verdict_auth(const struct sweep *sweep, const struct auth_policy *policy);

#endif
