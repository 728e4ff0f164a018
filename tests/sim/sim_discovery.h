/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The three services of Autodiscover, by path. */
#ifndef TESTS_SIM_DISCOVERY_H
#define TESTS_SIM_DISCOVERY_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* Both return an answer that the caller frees. */

/* What needs no logon, or is not there in that generation; NULL when a logon comes first. */
struct sim_answer *sim_discovery_outside(const struct sim_request *request);

/* What a client gets that has logged on. */
struct sim_answer *sim_discovery_inside(const struct sim_request *request);

#endif
