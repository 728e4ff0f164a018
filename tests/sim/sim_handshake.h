/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handshake of NTLM over HTTP, which a connection remembers. */
#ifndef TESTS_SIM_HANDSHAKE_H
#define TESTS_SIM_HANDSHAKE_H

#include "tests/sim/sim_logon.h"

/* What a server knows of one connection. All zero for a new one. */
struct sim_link {
	const struct sim_account *account; /* that is logged on; NULL: nobody */
	/* the handshake that is under way; `messages[1]` is NULL when there is none */
	const struct sim_node *node;
	enum sim_scheme scheme;
	gboolean wrapped;
	GBytes *messages[2];
	GBytes *mechanisms; /* the list in the first token of SPNEGO */
};

void sim_link_clear(struct sim_link *link);

/* Judges a request with the scheme NTLM or Negotiate: fills `request->logon` (not its outcome,
 * which is returned), changes `request->link`. */
enum sim_outcome sim_handshake_step(const struct sim_request *request);

#endif
