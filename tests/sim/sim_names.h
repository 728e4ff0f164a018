/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names in the certificates of a farm. */
#ifndef TESTS_SIM_NAMES_H
#define TESTS_SIM_NAMES_H

#include "tests/sim/sim_config.h"
#include "tests/sim/sim_source.h"

/* Those of the service, and what `names` of the group adds. FALSE and `error` when one is there
 * twice. */
gboolean sim_names_read(const struct sim_source *source, const gchar *group, struct sim_farm *farm,
			GError **error);

/* Adds the hosts of the nodes. Several nodes may have the same one: a service with several
 * addresses. */
void sim_names_add_hosts(struct sim_farm *farm);

#endif
