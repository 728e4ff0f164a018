/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One HTTP listener of one node. */
#ifndef TESTS_SIM_LISTENER_H
#define TESTS_SIM_LISTENER_H

#include "tests/sim/sim_binding.h"
#include "tests/sim/sim_config.h"

#include <stdio.h>

/* What all listeners of a farm share; outlives them. Of it change while they run: `stopping`, under
 * `lock`, and what requests change, under `logons`. */
struct sim_shared {
	const struct sim_farm *farm;
	guint16 port;
	guint16 http_port;
	FILE *log; /* a line per request; NULL: none */
	GMutex lock;
	GCond wake; /* delayed answers wait on it */
	gboolean stopping;
	GMutex logons;
	guint *bad_passwords;	     /* per account */
	struct sim_memory *memories; /* per node */
};

/* What a listener with TLS needs. */
struct sim_tls {
	const struct issued_certificate *certificate;
	guint8 binding[SIM_BINDING_BYTES]; /* of the certificate that IIS has */
};

struct sim_listener;

/*
 * Serves `node` at the listening socket `fd`, which it takes over, with TLS when `tls` is not NULL
 * (copied). Threads of its own answer until it is freed. NULL and `error` set when it
 * cannot; `fd` is closed then too.
 */
struct sim_listener *sim_listener_start(struct sim_shared *shared, const struct sim_node *node,
					int fd, const struct sim_tls *tls, GError **error);

/* Stops serving and waits for its threads. `shared->stopping` must be set (and `wake` signalled) if
 * answers are delayed. */
void sim_listener_free(struct sim_listener *listener);

#endif
