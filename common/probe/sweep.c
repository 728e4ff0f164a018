/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Visits the nodes behind one name side by side. */
#include "probe/sweep.h"

enum { NODES_AT_ONCE = 16 };

/* One node's part of the work, for a thread of its own. */
struct errand {
	GPtrArray *addresses; /* char *; NULL: whatever libcurl resolves */
	struct node_offers *into;
};

/* Errands that several threads take one after the other. */
struct crew {
	const struct sweep_request *request;
	sweep_visit visit;
	void *data;
	struct deadline deadline;
	struct errand *errands;
	gint count;
	gint next; /* atomic */
};

static gpointer
work_off(gpointer data)
{
	struct crew *crew = data;
	gint mine;

	while ((mine = g_atomic_int_add(&crew->next, 1)) < crew->count) {
		const struct errand *errand = &crew->errands[mine];
		struct http_target target = crew->request->target;

		target.addresses = errand->addresses;
		crew->visit(&target, errand->into, crew->deadline, crew->data);
	}
	return NULL;
}

/*
 * Nodes are asked side by side. The threads are joined, not left to a pool: what the TLS library
 * keeps for each is then gone when this returns.
 */
static void
run_errands(struct crew *crew)
{
	GThread *threads[NODES_AT_ONCE];
	gint helpers = 0;

	/* This thread is one of them; where the system gives no more, fewer have to do. */
	while (helpers + 1 < MIN(crew->count, NODES_AT_ONCE) &&
	       (threads[helpers] = g_thread_try_new("node", work_off, crew, NULL)) != NULL)
		helpers++;
	work_off(crew);
	while (helpers > 0)
		g_thread_join(threads[--helpers]);
}

/* The addresses of the name; NULL with the sweep told why when there is none, or when a proxy is to
 * find them. */
static GPtrArray *
find_addresses(const struct sweep_request *request, struct sweep *sweep, struct deadline deadline)
{
	const struct http_target *target = &request->target;
	gint64 began = g_get_monotonic_time();
	GPtrArray *addresses;

	sweep->resolved = OUTCOME_ANSWERED;
	if (!request->all_addresses && http_is_proxied(target))
		return NULL;
	addresses = resolve_addresses(&request->resolver, target->hostname, request->family,
				      deadline, &sweep->resolved, &sweep->resolve_trouble);
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
sweep_run(const struct sweep_request *request, sweep_visit visit, void *data,
	  struct deadline deadline)
{
	struct sweep *sweep = sweep_new(request->target.hostname);
	gboolean named = request->addresses && request->addresses->len > 0;
	g_autoptr(GPtrArray) found = named ? NULL : find_addresses(request, sweep, deadline);
	const GPtrArray *nodes = named ? request->addresses : request->all_addresses ? found : NULL;
	guint count = nodes ? nodes->len : 1;
	g_autofree struct errand *errands = g_new0(struct errand, count);
	struct crew crew = {.request = request,
			    .visit = visit,
			    .data = data,
			    .deadline = deadline,
			    .errands = errands,
			    .count = (gint)count};
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

		errands[i].into = node_offers_new(address);
		errands[i].into->number = i;
		errands[i].addresses = address ? single(address)
				       : found ? g_ptr_array_ref(found)
					       : NULL;
		g_ptr_array_add(sweep->nodes, errands[i].into);
	}
	run_errands(&crew);
	for (guint i = 0; i < count; i++)
		g_clear_pointer(&errands[i].addresses, g_ptr_array_unref);
	sweep->total_us = g_get_monotonic_time() - began + sweep->resolve_us;
	return sweep;
}
