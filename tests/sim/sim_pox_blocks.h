/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The protocol blocks of a settings document. */
#ifndef TESTS_SIM_POX_BLOCKS_H
#define TESTS_SIM_POX_BLOCKS_H

#include "tests/sim/sim_markup.h"
#include "tests/sim/sim_request.h"

/* Writes all blocks that this generation sends to a client of these capabilities. */
void sim_pox_blocks_add(struct sim_markup *markup, const struct sim_request *request,
			const struct sim_account *mailbox);

/* What AuthPackage says of Outlook Anywhere to this client; NULL when it says nothing. A constant
 * string or one of the settings. */
const gchar *sim_pox_blocks_auth_package(const struct sim_request *request);

#endif
