/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The manifest of address books. */
#ifndef TESTS_SIM_MANIFEST_H
#define TESTS_SIM_MANIFEST_H

#include "tests/sim/sim_shelf.h"

/* oab.xml of what is on the shelf, with the faults that the settings want; the caller frees it. */
gchar *sim_manifest_write(const struct sim_shelf *shelf, const struct sim_settings *settings);

#endif
