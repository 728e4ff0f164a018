/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The virtual directories of a client access server and how setup leaves them. */
#ifndef TESTS_SIM_VDIR_H
#define TESTS_SIM_VDIR_H

#include "tests/sim/sim_generation.h"
#include "tests/sim/sim_settings.h"

enum sim_vdir {
	SIM_AUTODISCOVER,
	SIM_EWS,
	SIM_OAB,
	SIM_MAPI,
	SIM_RPC,
	SIM_ACTIVESYNC,
	SIM_OWA,
	SIM_ECP,
	SIM_POWERSHELL,
	SIM_API,
	SIM_VDIRS, /* how many */
};

/* In configurations, lower case: the path without its slash. A constant string. */
const gchar *sim_vdir_name(enum sim_vdir vdir);

/* FALSE when there is none of that name (letters in any case), and `vdir` is left alone. */
gboolean sim_vdir_parse(const gchar *name, enum sim_vdir *vdir);

/* All names, separated by ", "; the caller frees it. */
gchar *sim_vdir_names(void);

/* TRUE when managed availability answers healthcheck.htm there. */
gboolean sim_vdir_has_healthcheck(enum sim_vdir vdir);

/*
 * The virtual directory that `path` (as "/EWS/Exchange.asmx") lies in, letters in any case as IIS
 * compares them. `rest` becomes the part behind it ("/Exchange.asmx" or ""), borrowed from `path`.
 * FALSE when it lies in none.
 */
gboolean sim_vdir_of_path(const gchar *path, enum sim_vdir *vdir, const gchar **rest);

/* What a fresh installation has; the caller frees it. */
struct sim_settings *sim_vdir_defaults(enum sim_vdir vdir, enum sim_generation generation);

#endif
