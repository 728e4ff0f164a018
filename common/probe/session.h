/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_SESSION_H
#define PROBE_SESSION_H

#include "facts/call.h"
#include "facts/node.h"
#include "probe/credentials.h"

/*
 * A conversation with one host that logs on where it is asked to: as a client that first asks
 * anonymously. Once logged on it goes on over that connection without logging on again.
 */
struct session;

/* All borrowed, and needed as long as the session lives. */
struct session_request {
	const struct http_target *target;
	struct credentials *credentials;
	enum scheme scheme; /* NTLM: also inside Negotiate where that alone is offered */
	gboolean trusted;   /* the secret may go to this host (probe/trust.h) */
	const char *place;  /* for people: "autodiscover of mail.example.com" */
	/* Where the credentials are tried once more when the host refuses them, before they count
	 * as refused: the path of its Autodiscover; NULL: nowhere. */
	const char *baseline;
};

struct session *session_new(const struct session_request *request);
void session_free(struct session *session);
AUTOPTR_STRUCT(session)

/* Asks, logs on when that is what the host wants. Never NULL; the caller frees. */
struct call *session_ask(struct session *session, const struct http_request *request,
			 struct deadline deadline);

/* Asks, and does not log on whatever the host wants. Never NULL; the caller frees. */
struct asked *session_ask_plainly(struct session *session, const struct http_request *request,
				  struct deadline deadline);

/*
 * Sends NTLM's first message, raw, inside Negotiate, on a new connection: whether clients without a
 * ticket can take that. It names nobody. Never NULL; the caller frees.
 */
struct handshake *session_ask_fallback(struct session *session, const char *path,
				       struct deadline deadline);

/* Adds what the host's answers told of it to `node`, with a copy of its certificate. */
void session_give_node(struct session *session, struct node *node);

#endif
