/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands between a client and a node. */
#ifndef TESTS_SIM_PROXY_H
#define TESTS_SIM_PROXY_H

#include "tests/sim/sim_handshake.h"

/* The connections from a proxy to one listener of a node, for all its clients. All zero at first.
 */
struct sim_backends {
	struct sim_link links[SIM_MULTIPLEX_MAX];
	guint turn;
};

/*
 * Decides which node answers `request`, on which connection (its own, one of `backends`, or
 * `scratch`, which nobody remembers), and whether its credentials get there. `request->settings`
 * must be set.
 */
void sim_proxy_route(struct sim_request *request, struct sim_backends *backends,
		     struct sim_link *scratch);

/* How long the answer takes. */
guint sim_proxy_delay_ms(const struct sim_request *request);

/* Takes fields away from the answer and adds others, as the settings say. */
void sim_proxy_pass_back(struct sim_answer *answer, const struct sim_request *request);

#endif
