/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listening sockets: one per node, on its own address, all on the same port. */
#ifndef TESTS_SIM_PORT_H
#define TESTS_SIM_PORT_H

#include "tests/sim/sim_config.h"

/*
 * Binds the address of every node that listens with (`tls`) or without TLS to `port`, or for 0 to a
 * port that is free on all of them, and listens. The descriptors, in the order of the nodes, go
 * into `sockets` (room for one per node; -1 for one that does not listen); the caller closes them.
 * 0 and `error`, with nothing left open, when an address cannot be had; else the port.
 */
guint16 sim_port_listen(const struct sim_farm *farm, gboolean tls, guint16 port, int *sockets,
			GError **error);

/* Closes the first `count` of them. */
void sim_port_close(const int *sockets, guint count);

#endif
