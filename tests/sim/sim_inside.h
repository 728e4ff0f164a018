/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a client gets once it has logged on. */
#ifndef TESTS_SIM_INSIDE_H
#define TESTS_SIM_INSIDE_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* The answer of the virtual directory to the account that `request->logon` names; the caller frees
 * it. */
struct sim_answer *sim_inside_answer(const struct sim_request *request);

#endif
