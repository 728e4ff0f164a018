/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the URL of a service and visits the servers behind it, logging on where they ask for it. */
#ifndef PROBE_SITE_H
#define PROBE_SITE_H

#include "facts/site.h"
#include "probe/discovery.h"
#include "probe/session.h"
#include "probe/sweep.h"

/* Where a service is looked for, and as whom. All borrowed. */
struct site_request {
	const char *url; /* the operator's; NULL: Autodiscover gives it */
	/* Whom to discover; its target, addresses and resolver hold for the service as well where
	 * its host is the operator's own. Its account, identity and gate are this run's. */
	struct discovery_request discovery;
	gboolean all_addresses; /* every address of the service's name is a node */
	/* Several services of one host are visited over one connection (for a run that asks one
	 * node of each): a later visit goes on where an earlier one ended. */
	gboolean reuse;
	const char *service; /* for people: "ews" */
};

/* Everything one run shares. `logon` (NULL without an identity) is for the facts. */
struct site_run {
	const struct site_request *request;
	struct credentials credentials;
	struct logon *logon;
	struct deadline deadline;
	GPtrArray *kept; /* struct site_session *: those to go on with */
};

void site_run_init(struct site_run *run, const struct site_request *request,
		   struct deadline deadline);
void site_run_clear(struct site_run *run);

/* The discovery for the run's mailbox. Never NULL; the caller frees. */
struct discovery *site_discover(struct site_run *run);

/* Asks one node, in the session that was begun with it; called in several threads at once. `data`
 * is the caller's own. */
typedef void (*site_talk)(struct session *session, const struct node_offers *node,
			  struct deadline deadline, void *data);

/* Visits every node behind the site's name, side by side, and fills in the site's facts. */
void site_visit(struct site_run *run, struct site *site, site_talk talk, void *data);

#endif
