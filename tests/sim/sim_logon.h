/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs a client on, as IIS and the security packages of Windows do. */
#ifndef TESTS_SIM_LOGON_H
#define TESTS_SIM_LOGON_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"
#include "tests/sim/sim_token.h"

/* What came of one request's credentials. */
struct sim_logon {
	struct sim_token token;
	enum sim_outcome outcome;
	const struct sim_account *account; /* that was meant; NULL: none */
	guint bad_passwords;		   /* of the account, with this one */
	gchar *answer; /* the value of WWW-Authenticate; NULL: none of its own */
};

void sim_logon_clear(struct sim_logon *logon);

/* TRUE when the request may pass. Fills `request->logon`, changes `request->link`. */
gboolean sim_logon_try(const struct sim_request *request);

/* Adds what a logon leaves on the answer behind it. */
void sim_logon_mark(struct sim_answer *answer, const struct sim_request *request);

#endif
