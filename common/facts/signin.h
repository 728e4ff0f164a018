/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_SIGNIN_H
#define FACTS_SIGNIN_H

#include "facts/ews.h"
#include "facts/oab.h"

/* The steps of a client that signs in. */
enum signin_step { SIGNIN_AUTODISCOVER, SIGNIN_EWS, SIGNIN_OAB, SIGNIN_STEPS };

/* "autodiscover", "ews", "oab": rows of protocol/endpoint.h. */
const char *signin_step_name(enum signin_step step);

/* What a client meets that signs in: all of it, in one run. */
struct signin {
	struct discovery *discovery; /* never NULL */
	struct ews_findings *ews;    /* its sites are empty when Autodiscover gives none */
	struct oab_findings *oab;    /* its site is NULL when Autodiscover gives none */
	/* The manifest, asked for by somebody who has not logged on, as a client's own connection
	 * would: the run's goes on where EWS logged it on. NULL: not asked. */
	struct asked *oab_anonymous;
	struct logon *logon; /* NULL: no credentials */
	struct handshake
	    *fallback; /* NTLM's first message, raw, inside Negotiate, at EWS: whether
			  clients without a ticket can take Negotiate. NULL: not offered */
	gint64 step_us[SIGNIN_STEPS]; /* how long each took */
	gint64 total_us;
};

struct signin *signin_new(void);
void signin_free(struct signin *signin);
AUTOPTR_STRUCT(signin)

/* The first answer at that step to somebody who has not logged on: the challenges are in it. NULL:
 * there was none. Borrowed. */
const struct asked *signin_first_answer(const struct signin *signin, enum signin_step step);

/* The last request of that step; NULL: there was none. Borrowed. */
const struct call *signin_call(const struct signin *signin, enum signin_step step);

/* The server that answered at that step; NULL: none. Borrowed. */
const struct node *signin_node(const struct signin *signin, enum signin_step step);

json_t *signin_to_json(const struct signin *signin);

#endif
