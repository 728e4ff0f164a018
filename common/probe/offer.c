/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the endpoints of a farm what they offer to an anonymous client. */
#include "probe/offer.h"

enum {
	NODES_AT_ONCE = 16,
	BODY_LIMIT = 1024 * 1024,
};

/* One node's part of the work, for a thread of its own. */
struct errand {
	const struct offer_request *request;
	struct deadline deadline;
	GPtrArray *addresses; /* char *; NULL: whatever libcurl resolves */
	struct node_offers *into;
	guint asked, planned; /* requests */
};

/*
 * A hanging endpoint must not keep the others from being asked: while more are waiting, an answer
 * may take half of the time that is left. Connecting may take all of it, for without a connection
 * there is nothing else to ask.
 */
static gint64
patience_of(const struct errand *errand)
{
	gboolean last = errand->asked + 1 >= errand->planned;

	return last ? 0 : MAX(deadline_left_ms(errand->deadline) / 2, 1);
}

static struct asked *
ask(struct errand *errand, struct http *http, enum method method, const char *path)
{
	static const char *const as_clients_post[] = {"Content-Type: text/xml; charset=utf-8",
						      NULL};
	struct http_request request = {.method = method,
				       .path = path,
				       .headers = method == METHOD_POST ? as_clients_post : NULL,
				       .patience_ms = patience_of(errand),
				       .body_limit = BODY_LIMIT};
	struct answer *answer = http_ask(http, &request, errand->deadline);

	errand->asked++;
	node_learn(errand->into->node, answer);
	return asked_new(answer);
}

static struct asked *
not_asked(enum method method, const char *path)
{
	return asked_new(answer_new(method, path));
}

static void
run_errand(struct errand *errand)
{
	struct http_target target = errand->request->target;
	g_autoptr(struct_http) http = NULL;
	const GPtrArray *endpoints = errand->request->endpoints;
	gboolean hopeless = FALSE;

	target.addresses = errand->addresses;
	http = http_new(&target);
	for (guint i = 0; i < endpoints->len; i++) {
		const struct endpoint_choice *endpoint = g_ptr_array_index(endpoints, i);
		struct offer *offer = offer_new(endpoint);
		struct {
			guint flag;
			enum method method;
			struct asked **into;
		} methods[] = {{ENDPOINT_GET, METHOD_GET, &offer->get},
			       {ENDPOINT_POST, METHOD_POST, &offer->post}};

		for (gsize m = 0; m < G_N_ELEMENTS(methods); m++) {
			if (!(endpoint->methods & methods[m].flag))
				continue;
			*methods[m].into =
			    hopeless ? not_asked(methods[m].method, endpoint->path)
				     : ask(errand, http, methods[m].method, endpoint->path);
			hopeless = hopeless || answer_lost((*methods[m].into)->answer);
		}
		g_ptr_array_add(errand->into->offers, offer);
	}
	errand->into->node->certificate = http_steal_certificate(http);
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

/* Errands that several threads take one after the other. */
struct crew {
	struct errand *errands;
	gint count;
	gint next; /* atomic */
};

static gpointer
work_off(gpointer data)
{
	struct crew *crew = data;
	gint mine;

	while ((mine = g_atomic_int_add(&crew->next, 1)) < crew->count)
		run_errand(&crew->errands[mine]);
	return NULL;
}

/*
 * Nodes are asked side by side. The threads are joined, not left to a pool: what the TLS library
 * keeps for each is then gone when this returns.
 */
static void
run_errands(struct errand *errands, guint count)
{
	struct crew crew = {.errands = errands, .count = (gint)count};
	GThread *threads[NODES_AT_ONCE];
	guint helpers = 0;

	/* This thread is one of them; where the system gives no more, fewer have to do. */
	while (helpers + 1 < MIN(count, NODES_AT_ONCE) &&
	       (threads[helpers] = g_thread_try_new("node", work_off, &crew, NULL)) != NULL)
		helpers++;
	work_off(&crew);
	while (helpers > 0)
		g_thread_join(threads[--helpers]);
}

/* The addresses of the name; NULL with the sweep told why when there is none, or when a proxy is to
 * find them. */
static GPtrArray *
find_addresses(const struct offer_request *request, struct sweep *sweep, struct deadline deadline)
{
	const struct http_target *target = &request->target;
	gint64 began = g_get_monotonic_time();
	GPtrArray *addresses;

	sweep->resolved = OUTCOME_ANSWERED;
	if (!request->all_addresses && http_is_proxied(target))
		return NULL;
	addresses = resolve_addresses(target->hostname, request->family, deadline, &sweep->resolved,
				      &sweep->resolve_trouble);
	sweep->resolve_us = g_get_monotonic_time() - began;
	sweep->known_addresses = addresses ? addresses->len : 0;
	return addresses;
}

static GPtrArray *
single(const char *address)
{
	GPtrArray *array = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(array, g_strdup(address));
	return array;
}

struct sweep *
offer_sweep(const struct offer_request *request, struct deadline deadline)
{
	struct sweep *sweep = sweep_new(request->target.hostname);
	gboolean named = request->addresses && request->addresses->len > 0;
	g_autoptr(GPtrArray) found = named ? NULL : find_addresses(request, sweep, deadline);
	const GPtrArray *nodes = named ? request->addresses : request->all_addresses ? found : NULL;
	guint count = nodes ? nodes->len : 1;
	g_autofree struct errand *errands = g_new0(struct errand, count);
	gint64 began = g_get_monotonic_time();

	http_prepare();
	sweep->port = request->target.port;
	sweep->tls = request->target.tls;
	if (named)
		sweep->resolved = OUTCOME_ANSWERED;
	if (sweep->resolved != OUTCOME_ANSWERED)
		return sweep;
	for (guint i = 0; i < count; i++) {
		const char *address = nodes ? g_ptr_array_index(nodes, i) : NULL;

		errands[i] = (struct errand){.request = request,
					     .deadline = deadline,
					     .into = node_offers_new(address),
					     .planned = requests_planned(request->endpoints)};
		errands[i].addresses = address ? single(address)
				       : found ? g_ptr_array_ref(found)
					       : NULL;
		g_ptr_array_add(sweep->nodes, errands[i].into);
	}
	run_errands(errands, count);
	for (guint i = 0; i < count; i++)
		g_clear_pointer(&errands[i].addresses, g_ptr_array_unref);
	sweep->total_us = g_get_monotonic_time() - began + sweep->resolve_us;
	return sweep;
}
