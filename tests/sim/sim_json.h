/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Autodiscover's JSON service ("v2"). */
#ifndef TESTS_SIM_JSON_H
#define TESTS_SIM_JSON_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* The URL asked for, an error, or a redirect; the caller frees it. */
struct sim_answer *sim_json_answer(const struct sim_request *request);

#endif
