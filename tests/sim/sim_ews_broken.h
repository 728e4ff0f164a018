/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is sent in place of an answer of Exchange Web Services. */
#ifndef TESTS_SIM_EWS_BROKEN_H
#define TESTS_SIM_EWS_BROKEN_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* `answer` with the body and the status that the settings say, itself when they say nothing; takes
 * it over, and the caller frees the result. */
struct sim_answer *sim_ews_broken(const struct sim_request *request, struct sim_answer *answer);

#endif
