/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_SWEEP_H
#define PROBE_SWEEP_H

#include "base/deadline.h"
#include "facts/offer.h"
#include "probe/http.h"
#include "probe/resolve.h"

/* Whom to visit. Everything borrowed. */
struct sweep_request {
	struct http_target target;  /* its `addresses` are not looked at */
	const GPtrArray *addresses; /* char *: nodes named by the operator; NULL or empty: none */
	gboolean all_addresses;	    /* every address of the name is a node */
	enum family family;
	struct resolver resolver;
};

/* Asks one node, whose addresses `target` holds, and fills in its facts. Called in several threads
 * at once; `data` is the caller's own. */
typedef void (*sweep_visit)(const struct http_target *target, struct node_offers *into,
			    struct deadline deadline, void *data);

/* Visits every node, side by side. Never NULL; the caller frees. */
struct sweep *sweep_run(const struct sweep_request *request, sweep_visit visit, void *data,
			struct deadline deadline);

#endif
