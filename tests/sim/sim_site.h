/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers a request as the node it was sent to does. */
#ifndef TESTS_SIM_SITE_H
#define TESTS_SIM_SITE_H

#include "tests/sim/sim_answer.h"
#include "tests/sim/sim_request.h"

/* Finds the virtual directory for `request->path` and sets `vdir`, `rest` and `settings`. FALSE
 * when it lies in none. */
gboolean sim_site_find(struct sim_request *request);

/* The complete answer to a request that sim_site_find() has seen; the caller frees it. */
struct sim_answer *sim_site_answer(const struct sim_request *request);

#endif
