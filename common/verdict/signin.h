/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_SIGNIN_H
#define VERDICT_SIGNIN_H

#include "facts/signin.h"
#include "report/check.h"
#include "verdict/client.h"

/* What the operator wants of a sign-in. All borrowed. */
struct signin_policy {
	enum client client;
	enum state timeout_state;
	struct threshold time_s; /* of all steps together */
	gint64 now_s;		 /* seconds since 1970 */
};

/*
 * Whether the user of that client is asked for a password when it signs in, at which step, why, and
 * what cures it: one check for each way in which his computer may be set up (client_mode), in front
 * of the steps' own checks, which follow from it where they are the cause. A rule of the client
 * that nobody published makes a WARNING at most. The caller owns the tree.
 */
struct check *verdict_signin(const struct signin *signin, const struct signin_policy *policy);

#endif
