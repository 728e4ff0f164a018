/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetUserAvailability. */
#ifndef TESTS_SIM_EWS_AVAILABILITY_H
#define TESTS_SIM_EWS_AVAILABILITY_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"
#include "tests/sim/sim_xml.h"

/* A response per mailbox, in the order of the request; a fault when the window, the interval or the
 * view is none. The caller frees the answer. */
struct sim_answer *sim_ews_availability(const struct sim_request *request,
					const xmlNode *operation);

#endif
