/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_CLIENT_H
#define VERDICT_CLIENT_H

#include "protocol/challenge.h"
#include "protocol/endpoint.h"

enum client {
	CLIENT_COMMUNICATOR_2007,
	CLIENT_LYNC,
	CLIENT_OUTLOOK,
	CLIENT_MAC,
	CLIENT_MOBILE,
	CLIENT_COUNT
};

/* Names for --client in the order of the enum, NULL-terminated. */
extern const char *const client_names[];

/* What one client outside, with cached Windows credentials and no Kerberos ticket, does with a list
 * of challenges. */
struct prediction {
	const struct challenge *picked; /* borrowed from the list; NULL: none it can use */
	gboolean prompted;		/* the user sees a password box */
	gboolean
	    verified; /* the rule rests on a published source; else it is common knowledge only */
	const char *title;  /* "Communicator 2007" */
	const char *why;    /* one sentence */
	const char *source; /* where the rule comes from */
};

/* Whether that client ever goes to the endpoint of that name; TRUE for names of the operator's own.
 */
gboolean client_uses(enum client client, const struct endpoint_choice *endpoint);

/* Pure: the same list always gives the same prediction. */
struct prediction client_predict(enum client client, const struct challenge_list *offered);

/* The client of that name in any case; FALSE when there is none. */
gboolean client_from_name(const char *name, enum client *client);

#endif
