/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_DRIFT_JUDGED_H
#define VERDICT_DRIFT_JUDGED_H

#include "verdict/drift_case.h"

/* What the verdicts say of one node. */
struct judged {
	struct check *auth, *ntlm;
	GPtrArray *questions; /* const struct check * of both, borrowed from them */
};

/* `offers` alone, as if it were the only node. */
struct judged judged_now(const struct drift *drift, struct node_offers *offers,
			 struct logon *logon);

/* What was accepted of it; as if somebody whose credentials were good had logged on, if somebody
 * does now. */
struct judged judged_then(const struct drift_node *node);

void judged_clear(struct judged *judged);

/* The question of that name at that endpoint, or at the node for ""; NULL: it was not asked. */
const struct check *judged_find(const GPtrArray *questions, const char *endpoint, const char *name);

/* The endpoint that a question is about; "" for the node. Borrowed. */
const char *judged_endpoint(const struct check *question);

#endif
