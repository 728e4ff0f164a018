/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the endpoints of a farm what they offer to an anonymous client. */
#include "probe/offer.h"

enum { BODY_LIMIT = 1024 * 1024 };

/* The requests to one node, one after the other. */
struct round {
	struct http *http;
	struct node_offers *into;
	struct deadline deadline;
	guint asked, planned;
	gboolean hopeless; /* the server itself is out of reach */
};

/*
 * A hanging endpoint must not keep the others from being asked: while more are waiting, an answer
 * may take half of the time that is left. Connecting may take all of it, for without a connection
 * there is nothing else to ask.
 */
static gint64
patience_of(const struct round *round)
{
	gboolean last = round->asked + 1 >= round->planned;

	return last ? 0 : MAX(deadline_left_ms(round->deadline) / 2, 1);
}

struct asked *
offer_ask(struct http *http, struct node *node, enum method method, const char *path,
	  enum http_connection connection, gint64 patience_ms, struct deadline deadline)
{
	static const char *const as_clients_post[] = {"Content-Type: text/xml; charset=utf-8",
						      NULL};
	struct http_request request = {.method = method,
				       .path = path,
				       .headers = method == METHOD_POST ? as_clients_post : NULL,
				       .patience_ms = patience_ms,
				       .connection = connection,
				       .body_limit = BODY_LIMIT};
	struct answer *answer = http_ask(http, &request, deadline);

	node_learn(node, answer);
	return asked_new(answer);
}

static struct asked *
ask(struct round *round, enum method method, const char *path)
{
	struct asked *asked;

	if (round->hopeless)
		return asked_new(answer_new(method, path));
	asked = offer_ask(round->http, round->into->node, method, path, HTTP_CONNECTION_ANY,
			  patience_of(round), round->deadline);
	round->asked++;
	round->hopeless = answer_lost(asked->answer);
	return asked;
}

static guint
requests_planned(const GPtrArray *endpoints)
{
	guint count = 0;

	for (guint i = 0; i < endpoints->len; i++) {
		const struct endpoint_choice *endpoint = g_ptr_array_index(endpoints, i);

		count += (endpoint->methods & ENDPOINT_GET ? 1U : 0U) +
			 (endpoint->methods & ENDPOINT_POST ? 1U : 0U);
	}
	return count;
}

/* What every visit is told. */
struct plan {
	const GPtrArray *endpoints;
};

static void
visit(const struct http_target *target, struct node_offers *into, struct deadline deadline,
      void *data)
{
	const GPtrArray *endpoints = ((const struct plan *)data)->endpoints;
	g_autoptr(struct_http) http = http_new(target);
	struct round round = {.http = http,
			      .into = into,
			      .deadline = deadline,
			      .planned = requests_planned(endpoints)};

	for (guint i = 0; i < endpoints->len; i++) {
		const struct endpoint_choice *endpoint = g_ptr_array_index(endpoints, i);
		struct offer *offer = offer_new(endpoint);

		if (endpoint->methods & ENDPOINT_GET)
			offer->get = ask(&round, METHOD_GET, endpoint->path);
		if (endpoint->methods & ENDPOINT_POST)
			offer->post = ask(&round, METHOD_POST, endpoint->path);
		g_ptr_array_add(into->offers, offer);
	}
	into->node->certificate = http_steal_certificate(http);
}

struct sweep *
offer_sweep(const struct sweep_request *request, const GPtrArray *endpoints,
	    struct deadline deadline)
{
	struct plan plan = {.endpoints = endpoints};

	return sweep_run(request, visit, &plan, deadline);
}
