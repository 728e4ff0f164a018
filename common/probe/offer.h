/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_OFFER_H
#define PROBE_OFFER_H

#include "base/deadline.h"
#include "facts/offer.h"
#include "probe/http.h"
#include "probe/resolve.h"

/* Whom to ask for what. Everything borrowed; the endpoints as long as the sweep lives. */
struct offer_request {
	struct http_target target;  /* its `addresses` are not looked at */
	const GPtrArray *addresses; /* char *: nodes named by the operator; NULL or empty: none */
	gboolean all_addresses;	    /* every address of the name is a node */
	enum family family;
	const GPtrArray *endpoints; /* struct endpoint_choice * */
};

/*
 * Asks every endpoint of every node anonymously, with GET and, where clients post, with POST. Nodes
 * are asked side by side, the endpoints of one node one after the other on one connection. Never
 * NULL; the caller frees.
 */
struct sweep *offer_sweep(const struct offer_request *request, struct deadline deadline);

#endif
