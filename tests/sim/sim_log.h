/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A line per request, for tests that count logons. */
#ifndef TESTS_SIM_LOG_H
#define TESTS_SIM_LOG_H

#include "tests/sim/sim_request.h"

#include <stdio.h>

/* Where a request came in. */
struct sim_arrival {
	const gchar *node;
	gint connection;
	const gchar *authorization; /* as the client sent it; NULL: none */
};

/* Appends the line that README.md beside this file describes; never a credential. */
void sim_log_write(FILE *log, const struct sim_arrival *arrival, const struct sim_request *request,
		   guint status);

#endif
