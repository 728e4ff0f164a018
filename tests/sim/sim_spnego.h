/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wrapping around NTLM that SPNEGO (RFC 4178) is. */
#ifndef TESTS_SIM_SPNEGO_H
#define TESTS_SIM_SPNEGO_H

#include "tests/sim/sim_ntlm.h"

/* What is in a token of a client; all is borrowed from it. */
struct sim_spnego {
	struct sim_slice mechanisms; /* its list, as it was encoded; in the first token only */
	gboolean ntlm_first;	     /* of the list */
	struct sim_slice token;	     /* of the mechanism */
	struct sim_slice mic;	     /* over the list */
};

/* TRUE when it is a token of SPNEGO. */
gboolean sim_spnego_read(struct sim_slice token, struct sim_spnego *read);

/* The values of negState. */
enum sim_spnego_state {
	SIM_SPNEGO_COMPLETED,
	SIM_SPNEGO_INCOMPLETE,
	SIM_SPNEGO_REJECTED,
	SIM_SPNEGO_REQUEST_MIC,
};

/* The answer of a server that takes NTLM: with `token`, then with `mic`; both may be absent. The
 * caller unrefs it. */
GBytes *sim_spnego_answer(enum sim_spnego_state state, struct sim_slice token,
			  struct sim_slice mic);

#endif
