/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What distinguishes the generations of Exchange as a client sees them. */
#ifndef TESTS_SIM_GENERATION_H
#define TESTS_SIM_GENERATION_H

#include <glib.h>

enum sim_generation {
	SIM_EXCHANGE_2007,
	SIM_EXCHANGE_2010,
	SIM_EXCHANGE_2013,
	SIM_EXCHANGE_2016,
	SIM_EXCHANGE_2019,
	SIM_EXCHANGE_SE,
};

struct sim_generation_facts {
	const gchar *name;   /* in configurations: "2007" ... "SE" */
	const gchar *build;  /* when the configuration names none */
	const gchar *family; /* what every build of it begins with */
	const gchar *server; /* the Server field of IIS ... */
	const gchar
	    *kernel_server; /* ... and of http.sys below it, when no worker process answers */
	const gchar *asp_net;
	const gchar *windows; /* the version that NTLM tells */
	/*
	 * 2013 brought the front end: it names itself and the request in every answer of a virtual
	 * directory, leaves out the pages of IIS, and serves healthcheck.htm.
	 */
	gboolean front_end;
	gboolean basic_last;	   /* the Basic challenge follows X-FEServer */
	guint32 owa_version_since; /* third number of the first build with X-OWA-Version on a 401 */
};

/* Never NULL; constant. */
const struct sim_generation_facts *sim_generation_facts(enum sim_generation generation);

/* FALSE when no generation has that name (letters in any case), and `generation` is left alone. */
gboolean sim_generation_parse(const gchar *name, enum sim_generation *generation);

/* All names, separated by ", "; the caller frees it. */
gchar *sim_generation_names(void);

/* TRUE for four numbers separated by dots that begin as builds of this generation do. */
gboolean sim_generation_owns_build(enum sim_generation generation, const gchar *build);

enum { SIM_BUILD_NUMBERS = 4 };

/* The four numbers of a build that some generation owns. */
void sim_generation_build_numbers(const gchar *build, guint numbers[SIM_BUILD_NUMBERS]);

/* TRUE when a server of that build shows X-OWA-Version on a 401 too. */
gboolean sim_generation_shows_build(enum sim_generation generation, const gchar *build);

#endif
