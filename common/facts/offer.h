/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_OFFER_H
#define FACTS_OFFER_H

#include "facts/asked.h"
#include "facts/handshake.h"
#include "facts/logon.h"
#include "facts/node.h"
#include "protocol/endpoint.h"

/* One endpoint of one node: what it offers to somebody who has not logged on, and what became of
 * logging on. */
struct offer {
	const struct endpoint_choice *endpoint; /* borrowed from whoever asked */
	struct asked *get;			/* NULL when clients do not use that method here */
	struct asked *post;
	GPtrArray *handshakes;	/* struct handshake *, in the order they were made; never NULL */
	GPtrArray *together;	/* struct handshake *: those made at the same time on connections of
				   their own; never NULL */
	struct asked *stranger; /* an anonymous request on another connection right after a logon;
				   NULL: none was made */
};

/* All endpoints of one node, in the order they were asked for. */
struct node_offers {
	guint number; /* its place among the sweep's nodes, from 0 */
	struct node *node;
	GPtrArray *offers;	/* struct offer * */
	struct offer *baseline; /* where the credentials were tried once more, because an endpoint
				   had refused them; NULL: not needed */
};

/* Everything one run has seen. */
struct sweep {
	char *hostname;
	guint port;
	gboolean tls;
	enum outcome resolved; /* OUTCOME_ANSWERED, or why the name gave no address */
	char *resolve_trouble;
	gint64 resolve_us;
	guint known_addresses; /* how many the name has; 0 when nobody looked */
	GPtrArray *nodes;      /* struct node_offers *; one, or one per address */
	struct logon *logon;   /* NULL: this run is not one that logs on, or has no credentials */
	gint64 total_us;
};

struct offer *offer_new(const struct endpoint_choice *endpoint);
void offer_free(struct offer *offer);

/* The answer that counts: clients post where they can, so POST's unless only GET was answered. */
const struct asked *offer_decisive(const struct offer *offer);

struct node_offers *node_offers_new(const char *address);
void node_offers_free(struct node_offers *offers);

struct sweep *sweep_new(const char *hostname);
void sweep_free(struct sweep *sweep);
AUTOPTR_STRUCT(sweep)

json_t *sweep_to_json(const struct sweep *sweep);

#endif
