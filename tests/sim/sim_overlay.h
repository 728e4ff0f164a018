/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays the groups [NODE/VDIR] of a configuration over what setup leaves. */
#ifndef TESTS_SIM_OVERLAY_H
#define TESTS_SIM_OVERLAY_H

#include "tests/sim/sim_config.h"

/*
 * Gives every virtual directory of every node of `farm` its settings: the defaults of its
 * generation and over them, each over the one before, the groups for all nodes and all directories,
 * for all nodes and one directory, for one node and all directories, for one node and one
 * directory. FALSE and `error` when a group or key is unknown or a value is not what was expected;
 * `path` is for that message.
 */
gboolean sim_overlay_apply(struct sim_farm *farm, const gchar *path, GKeyFile *file,
			   GError **error);

#endif
