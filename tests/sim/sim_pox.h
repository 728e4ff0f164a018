/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Autodiscover's service of plain old XML. */
#ifndef TESTS_SIM_POX_H
#define TESTS_SIM_POX_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

#define SIM_POX_SCHEMAS "http://schemas.microsoft.com/exchange/autodiscover/"

/* Settings, a redirect or an error, all with status 200; the caller frees it. */
struct sim_answer *sim_pox_answer(const struct sim_request *request);

#endif
