/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A running farm: certificates, ports and a listener or two per node. */
#ifndef TESTS_SIM_SERVICE_H
#define TESTS_SIM_SERVICE_H

#include "tests/sim/sim_config.h"

#include <stdio.h>

struct sim_service;

/* What the command line says. */
struct sim_service_plan {
	const gchar *directory; /* of the certificates */
	guint16 port;		/* 0: find one */
	guint16 http_port;	/* 0: find one, if the farm has listeners without TLS */
	FILE *log;		/* NULL: none */
};

/* Every listener accepts connections when it returns. `farm` and the log must outlive it. NULL and
 * `error` when a certificate, an address or a listener cannot be had; nothing is left running then.
 */
struct sim_service *sim_service_start(const struct sim_farm *farm,
				      const struct sim_service_plan *plan, GError **error);

/* The port of the listeners with TLS ... */
guint16 sim_service_port(const struct sim_service *service);

/* ... and of those without, 0 when there are none. */
guint16 sim_service_http_port(const struct sim_service *service);

/* Stops all listeners; delayed answers are given up. */
void sim_service_free(struct sim_service *service);

AUTOPTR_STRUCT(sim_service)

#endif
