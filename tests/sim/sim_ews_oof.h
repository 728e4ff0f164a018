/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetUserOofSettings. */
#ifndef TESTS_SIM_EWS_OOF_H
#define TESTS_SIM_EWS_OOF_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"
#include "tests/sim/sim_xml.h"

/* The settings for their owner, a fault for everybody else; the caller frees the answer. */
struct sim_answer *sim_ews_oof(const struct sim_request *request, const xmlNode *operation);

#endif
