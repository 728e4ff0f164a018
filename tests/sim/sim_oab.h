/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Downloads of offline address books. */
#ifndef TESTS_SIM_OAB_H
#define TESTS_SIM_OAB_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* The manifest or a file to a client that has logged on; 403, 404 or 405; the caller frees it. */
struct sim_answer *sim_oab_answer(const struct sim_request *request);

#endif
