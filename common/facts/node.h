/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_NODE_H
#define FACTS_NODE_H

#include <jansson.h>

#include "facts/answer.h"
#include "facts/certificate.h"

/*
 * One server behind the name, as its answers show it. Headers can be stripped or rewritten on the
 * way, so absence proves nothing; an X-FEServer proves that the answer came through Exchange 2013
 * or later.
 */
struct node {
	char *address;	 /* as asked for (--address, or one of the name's); NULL: whichever the name
			    gave */
	char *connected; /* the address that answered; NULL: none did */
	char *front_end; /* X-FEServer */
	char *back_end;	 /* X-CalculatedBETarget, else X-BEServer */
	char *build;	 /* X-OWA-Version, "15.2.1544.11" */
	char *software;	 /* Server */
	char *via;	 /* Via: a proxy named itself */
	gboolean answered;		 /* at least one request was */
	struct certificate *certificate; /* NULL: none was seen */
};

struct node *node_new(const char *address);
void node_free(struct node *node);
AUTOPTR_STRUCT(node)

/* Takes up what the answer's headers say; what an earlier answer said stays. */
void node_learn(struct node *node, const struct answer *answer);

json_t *node_to_json(const struct node *node);

#endif
