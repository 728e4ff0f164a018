/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What clients ask for besides, to learn what they need for the operations that matter here. */
#ifndef TESTS_SIM_EWS_ZONES_H
#define TESTS_SIM_EWS_ZONES_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"
#include "tests/sim/sim_xml.h"

/* Both return an answer that the caller frees. */

/* GetServerTimeZones: the server knows one, UTC. */
struct sim_answer *sim_ews_zones(const struct sim_request *request, const xmlNode *operation);

/* ConvertId: there are no items, so every identifier is malformed. */
struct sim_answer *sim_ews_convert_id(const struct sim_request *request, const xmlNode *operation);

#endif
