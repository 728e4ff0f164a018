/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_OFFER_H
#define FACTS_OFFER_H

#include "facts/answer.h"
#include "facts/node.h"
#include "protocol/challenge.h"
#include "protocol/endpoint.h"

/* What one anonymous request was answered with. */
struct asked {
	struct answer *answer;
	struct challenge_list *challenges; /* of its WWW-Authenticate fields; never NULL */
};

/* One endpoint of one node: what it offers to somebody who has not logged on. */
struct offer {
	const struct endpoint_choice *endpoint; /* borrowed from whoever asked */
	struct asked *get;			/* NULL when clients do not use that method here */
	struct asked *post;
};

/* All endpoints of one node, in the order they were asked for. */
struct node_offers {
	struct node *node;
	GPtrArray *offers; /* struct offer * */
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
	gint64 total_us;
};

/* Takes `answer` and reads its challenges. */
struct asked *asked_new(struct answer *answer);
void asked_free(struct asked *asked);

struct offer *offer_new(const struct endpoint_choice *endpoint);
void offer_free(struct offer *offer);

/* The answer that counts: clients post where they can, so POST's unless only GET was answered. */
const struct asked *offer_decisive(const struct offer *offer);

/* `asked` may be NULL. */
gboolean asked_answered(const struct asked *asked);

struct node_offers *node_offers_new(const char *address);
void node_offers_free(struct node_offers *offers);

struct sweep *sweep_new(const char *hostname);
void sweep_free(struct sweep *sweep);
AUTOPTR_STRUCT(sweep)

json_t *sweep_to_json(const struct sweep *sweep);

#endif
