/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_NTLM_H
#define VERDICT_NTLM_H

#include "facts/offer.h"
#include "protocol/endpoint.h"
#include "report/check.h"

/* What the operator says an endpoint's Extended Protection should be. */
struct protection_wish {
	const char *endpoint; /* its name, lower case */
	enum extended_protection mode;
};

/* What the operator wants of logons. All borrowed. */
struct ntlm_policy {
	enum state timeout_state;    /* of a request that the deadline cut off */
	enum state forbidden_state;  /* of a logon that is good, but not allowed there (403) */
	struct threshold time_s;     /* of an endpoint's slowest logon, all its legs together */
	struct threshold skew_s;     /* between the server's clock and ours, without its sign */
	gboolean measure_protection; /* Extended Protection was asked for */
	const GArray *protections;   /* struct protection_wish: in place of Microsoft's table */
	gboolean certificate_given;  /* --iis-cert */
	gint64 now_s;		     /* seconds since 1970 */
};

/*
 * Whether NTLM works on every endpoint of every node: its challenge, the logon, the fallback inside
 * Negotiate, the connection it lives on, Extended Protection, the clock. A check per node when
 * there is more than one, below it a check per endpoint, below that one per question. The caller
 * owns the tree.
 */
struct check *verdict_ntlm(const struct sweep *sweep, const struct ntlm_policy *policy);

#endif
