/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_OFFER_H
#define PROBE_OFFER_H

#include "probe/sweep.h"

/*
 * Asks every endpoint (struct endpoint_choice *, needed as long as the sweep lives) of every node
 * anonymously, with GET and, where clients post, with POST; the endpoints of one node one after the
 * other on one connection. Never NULL; the caller frees.
 */
struct sweep *offer_sweep(const struct sweep_request *request, const GPtrArray *endpoints,
			  struct deadline deadline);

/* One anonymous request; whatever it is answered, the node learns from it. `patience_ms` as in
 * struct http_request. Never NULL; the caller frees. */
struct asked *offer_ask(struct http *http, struct node *node, enum method method, const char *path,
			enum http_connection connection, gint64 patience_ms,
			struct deadline deadline);

#endif
