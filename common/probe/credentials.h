/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_CREDENTIALS_H
#define PROBE_CREDENTIALS_H

#include "probe/gate.h"
#include "probe/handshake.h"

/*
 * The credentials of one run, shared by the threads that visit its nodes: what is known of the
 * secret so far, and the gate that stands before it. Once the secret has been accepted anywhere in
 * this run the gate is not asked again; once it has been refused, nobody tries it. A server may
 * check a secret and not tell (it cuts the connection, it fails): after one such answer every
 * further try counts as a logon that fails by design.
 */
struct credentials {
	const struct identity *identity; /* NULL: nobody logs on. Borrowed */
	const struct gate *gate; /* NULL: the secret cannot be locked (a ticket). Borrowed */
	GMutex mutex;		 /* guards the rest */
	struct logon *logon;	 /* the run's facts; NULL without an identity. Borrowed */
	gboolean unclear;	 /* it was sent, and the answer said nothing of it */
};

void credentials_init(struct credentials *credentials, const struct identity *identity,
		      const struct gate *gate, struct logon *logon);
void credentials_clear(struct credentials *credentials);

/* HOLD_NONE when the secret may be sent now; waits for that half of the time at most. `grant` is to
 * be given to credentials_settle(); NULL when nothing is to be settled. */
enum hold credentials_ask(struct credentials *credentials, struct deadline deadline,
			  gpointer *grant);

/* Before the secret is sent once more for that grant, because its refusal may have another reason:
 * FALSE when it must not be, and what to conclude in `secret`. Waits as credentials_ask() does. */
gboolean credentials_again(const struct credentials *credentials, struct deadline deadline,
			   gpointer grant, enum secret_state *secret);

/* What the logon said of the secret; nothing is done without a grant, but for the run's own
 * knowledge. */
void credentials_settle(struct credentials *credentials, gpointer grant, enum secret_state secret,
			const char *where);

/* What a handshake says of the secret; where that was accepted before, a refusal says nothing. */
enum secret_state credentials_conclude(struct credentials *credentials,
				       const struct handshake *handshake);

/* Whether the secret was accepted somewhere in this run: then a refusal elsewhere is not its fault.
 */
gboolean credentials_are_good(struct credentials *credentials);

/* Whether one more logon that fails by design may be made. */
gboolean credentials_spend(const struct credentials *credentials);

#endif
