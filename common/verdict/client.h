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

/* How the computer of a user who is logged on to Windows is set up. */
struct client_mode {
	/* "Enable Integrated Windows Authentication" of the Internet options, the registry's
	 * EnableNegotiate: without it programs that use Windows' HTTP take NTLM and leave Negotiate
	 * aside. (Microsoft, "Why is Communicator prompting me for credentials?") */
	gboolean negotiate;
	gboolean ticket; /* inside, a Kerberos ticket is to be had */
};

/* What one client with cached Windows credentials does with a list of challenges. */
struct prediction {
	const struct challenge *picked; /* borrowed from the list; NULL: none it can use */
	gboolean prompted;		/* the user sees a password box */
	/* The rule rests on a published source, which speaks of computers outside; else it is
	 * common knowledge only. */
	gboolean verified;
	const char *title;  /* "Communicator 2007" */
	const char *why;    /* one sentence */
	const char *source; /* where the rule comes from */
};

/* Whether that client ever goes to the endpoint of that name; TRUE for names of the operator's own.
 */
gboolean client_uses(enum client client, const struct endpoint_choice *endpoint);

/* Pure: the same list always gives the same prediction. */
struct prediction client_predict(enum client client, struct client_mode mode,
				 const struct challenge_list *offered);

/* The usual one of a client outside: Negotiate on, no ticket. */
extern const struct client_mode client_outside;

/* Whether EnableNegotiate means anything to that client. */
gboolean client_obeys_windows(enum client client);

/* Whether it can log on with that scheme at all. */
gboolean client_speaks(enum client client, enum scheme scheme);

/* Whether it shows the password box, too, when the address book cannot
 * be had (said of Communicator alone: the same article). */
gboolean client_prompts_for_oab(enum client client);

/* "Communicator 2007" */
const char *client_title(enum client client);

/* The client of that name in any case; FALSE when there is none. */
gboolean client_from_name(const char *name, enum client *client);

#endif
