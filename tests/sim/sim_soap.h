/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Autodiscover's SOAP service: GetUserSettings. */
#ifndef TESTS_SIM_SOAP_H
#define TESTS_SIM_SOAP_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* The answer to a POST; the caller frees it. */
struct sim_answer *sim_soap_answer(const struct sim_request *request);

#endif
