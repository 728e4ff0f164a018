/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds a conversation that logs on where it is asked to. */
#include "probe/session.h"

enum { BODY_LIMIT = 1024 * 1024 };

struct session {
	const struct session_request *request;
	struct http *http;
	struct node *node;
	gboolean logged_on; /* on the connection that stands */
};

struct session *
session_new(const struct session_request *request)
{
	struct session *session = g_new0(struct session, 1);

	session->request = request;
	session->http = http_new(request->target);
	session->node = node_new(NULL);
	return session;
}

void
session_free(struct session *session)
{
	http_free(session->http);
	node_free(session->node);
	g_free(session);
}

void
session_give_node(struct session *session, struct node *node)
{
	char *address = node->address;
	struct node *known = session->node;

	*node = *known;
	node->address = address;
	/* Logons to come over the same connection are bound to it. */
	node->certificate = certificate_copy(http_certificate(session->http));
	*known = (struct node){0};
}

/* What to log on with, of what is offered; FALSE when it is nothing of ours. */
static gboolean
choose(const struct session *session, const struct challenge_list *offered,
       struct handshake_request *request)
{
	enum scheme wanted = session->request->scheme;

	request->mechanism = wanted == SCHEME_NEGOTIATE ? MECHANISM_KERBEROS
			     : wanted == SCHEME_NTLM	? MECHANISM_NTLM
							: MECHANISM_PLAIN;
	request->scheme = wanted;
	if (challenge_list_find(offered, wanted))
		return TRUE;
	request->scheme = SCHEME_NEGOTIATE;
	return wanted == SCHEME_NTLM && challenge_list_find(offered, SCHEME_NEGOTIATE);
}

/* The same secret where Extended Protection cannot be the reason. */
static enum secret_state
try_baseline(struct session *session, struct call *call, const struct handshake_request *refused,
	     gpointer grant, struct deadline deadline)
{
	struct http_request asked = {.method = METHOD_GET,
				     .path = session->request->baseline,
				     .body_limit = BODY_LIMIT,
				     .patience_ms = MAX(deadline_left_ms(deadline) / 2, 1),
				     .connection = HTTP_CONNECTION_FRESH};
	struct handshake_request request = *refused;
	enum secret_state secret;

	call->baseline_plain = asked_new(http_ask(session->http, &asked, deadline));
	/* Who does not ask for the secret says nothing of it, whatever he answers. */
	if (call->baseline_plain->answer->status != 401 ||
	    !challenge_list_find(call->baseline_plain->challenges, refused->scheme))
		return SECRET_REFUSED;
	if (!credentials_again(session->request->credentials, deadline, grant, &secret))
		return secret;
	request.method = METHOD_GET;
	request.path = asked.path;
	request.headers = NULL;
	request.body = NULL;
	request.sink = NULL;
	request.fresh = FALSE;
	call->baseline = handshake_begin(session->http, &request, deadline);
	handshake_finish(session->http, call->baseline, &request, deadline);
	/* Where it could not be tried, the refusal before it stands. */
	return handshake_accepted(call->baseline) ? SECRET_ACCEPTED : SECRET_REFUSED;
}

/* Sends what the server judges, when the gate lets it. */
static void
log_on(struct session *session, struct call *call, const struct handshake_request *request,
       struct deadline deadline)
{
	struct credentials *credentials = session->request->credentials;
	struct handshake *handshake = call->handshake;
	gpointer grant = NULL;
	enum secret_state secret;

	handshake->hold = credentials_ask(credentials, deadline, &grant);
	if (handshake->hold != HOLD_NONE)
		return;
	handshake_finish(session->http, handshake, request, deadline);
	secret = credentials_conclude(credentials, handshake);
	session->logged_on = secret == SECRET_ACCEPTED;
	if (secret == SECRET_REFUSED && handshake->mechanism != MECHANISM_KERBEROS &&
	    session->request->baseline)
		secret = try_baseline(session, call, request, grant, deadline);
	credentials_settle(credentials, grant, secret, session->request->place);
}

static void
answer_challenge(struct session *session, struct call *call, const struct http_request *asked,
		 struct deadline deadline)
{
	struct handshake_request request = {.method = asked->method,
					    .path = asked->path,
					    .headers = asked->headers,
					    .body = asked->body,
					    .body_limit = asked->body_limit,
					    .sink = asked->sink,
					    .hostname = session->request->target->hostname,
					    .binding = BINDING_SEEN,
					    .identity = session->request->credentials->identity,
					    .fresh = call->logged_on_before};

	if (!choose(session, call->plain->challenges, &request))
		return;
	call->handshake = handshake_begin(session->http, &request, deadline);
	if (call->handshake->end == HANDSHAKE_CHALLENGED)
		log_on(session, call, &request, deadline);
	for (guint i = 0; i < call->handshake->legs->len; i++) {
		const struct asked *leg = g_ptr_array_index(call->handshake->legs, i);

		node_learn(session->node, leg->answer);
	}
}

struct asked *
session_ask_plainly(struct session *session, const struct http_request *request,
		    struct deadline deadline)
{
	struct answer *answer = http_ask(session->http, request, deadline);

	session->logged_on = session->logged_on && answer->connection_reused;
	node_learn(session->node, answer);
	return asked_new(answer);
}

struct call *
session_ask(struct session *session, const struct http_request *request, struct deadline deadline)
{
	struct call *call = call_new(session_ask_plainly(session, request, deadline));
	const struct answer *answer = call->plain->answer;

	call->logged_on_before = session->logged_on;
	if (answer->outcome == OUTCOME_ANSWERED && answer->status == 401 &&
	    session->request->credentials->identity && session->request->trusted &&
	    session->request->target->tls)
		answer_challenge(session, call, request, deadline);
	return call;
}

struct handshake *
session_ask_fallback(struct session *session, const char *path, struct deadline deadline)
{
	const struct handshake_request request = {.method = METHOD_GET,
						  .path = path,
						  .hostname = session->request->target->hostname,
						  .scheme = SCHEME_NEGOTIATE,
						  .mechanism = MECHANISM_NTLM,
						  .binding = BINDING_SEEN,
						  .fresh = TRUE};
	struct handshake *handshake = handshake_begin(session->http, &request, deadline);

	session->logged_on = FALSE;
	if (handshake->end == HANDSHAKE_CHALLENGED)
		handshake->hold = HOLD_NO_CREDENTIALS;
	return handshake;
}
