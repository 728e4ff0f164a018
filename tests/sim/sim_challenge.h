/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The WWW-Authenticate fields of a 401. */
#ifndef TESTS_SIM_CHALLENGE_H
#define TESTS_SIM_CHALLENGE_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* The modules that write challenges, each at its own place among the fields of an answer. */
enum sim_challenger {
	SIM_CHALLENGE_BEARER,
	SIM_CHALLENGE_WINDOWS, /* Negotiate and NTLM, in the order of the provider list */
	SIM_CHALLENGE_BASIC,
	SIM_CHALLENGERS, /* how many */
};

/*
 * Appends what `challenger` contributes, which may be nothing; in the middle of a handshake that is
 * the next token and nothing else. With `merged` all challenges stand
 * in one field, joined in the order Bearer, Windows, Basic, at the place of the first that is asked
 * for: Bearer.
 */
void sim_challenge_add(struct sim_answer *answer, const struct sim_request *request,
		       enum sim_challenger challenger);

#endif
