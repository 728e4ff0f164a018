/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Exchange Web Services as far as clients use them to show presence. */
#ifndef TESTS_SIM_EWS_H
#define TESTS_SIM_EWS_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* What a client gets that has logged on: its operation's answer, a fault, or a page for what is no
 * request to the service; the caller frees it. */
struct sim_answer *sim_ews_answer(const struct sim_request *request);

#endif
