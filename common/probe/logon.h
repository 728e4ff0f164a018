/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_LOGON_H
#define PROBE_LOGON_H

#include "probe/gate.h"
#include "probe/handshake.h"
#include "probe/sweep.h"

/* Who is to log on where, and what is to be found out. All borrowed. */
struct logon_request {
	struct sweep_request sweep;
	const GPtrArray
	    *endpoints; /* struct endpoint_choice *, needed as long as the sweep lives */
	/* Where the credentials are tried once more when an endpoint refuses them: Autodiscover,
	 * which has no Extended Protection by design. Needed as long as the sweep lives. */
	const struct endpoint_choice *baseline;
	/* NTLM: NTLM's handshake, also inside Negotiate. NEGOTIATE: Kerberos. BASIC, BEARER. */
	enum scheme scheme;
	const char *account;		 /* for people; NULL without an identity */
	const struct identity *identity; /* NULL: nobody; only challenges are asked for */
	const struct gate *gate;	 /* NULL: the secret cannot be locked */
	gboolean post_too;		 /* the anonymous POST, where clients post */
	guint together;			 /* so many handshakes at the same time; below 2: none */
	gboolean measure_protection;	 /* find out the mode of Extended Protection */
	GBytes *given_certificate;	 /* DER: the one IIS is said to use; NULL: none given */
};

/*
 * Asks every endpoint of every node anonymously and then for NTLM's challenge, under NTLM and raw
 * inside Negotiate; with an identity it logs on there. What may cost the account something comes in
 * this order: one logon at a time until the secret has been accepted; attempts that fail by design
 * only afterwards, and only as many as the gate lets pass. Never NULL; the caller frees.
 */
struct sweep *logon_sweep(const struct logon_request *request, struct deadline deadline);

#endif
