/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes the visit of a service out of a scene. */
#include "tests/support/service_scene.h"

#include <string.h>

static void
free_call(gpointer data)
{
	struct service_call *named = data;

	g_free(named->name);
	call_free(named->call);
	g_free(named);
}

static struct asked *
steal_plain(struct offer *offer)
{
	struct asked **from = offer->get ? &offer->get : &offer->post;
	struct asked *plain = *from;

	g_assert_nonnull(plain);
	*from = NULL;
	return plain;
}

static struct handshake *
steal_handshake(struct offer *offer)
{
	if (offer->handshakes->len == 0)
		return NULL;
	g_assert_cmpuint(offer->handshakes->len, ==, 1);
	return g_ptr_array_steal_index(offer->handshakes, 0);
}

/* The connection of the last logon that was taken before `count` calls; 0: none. */
static guint
logged_on_port(const GPtrArray *calls, guint count)
{
	guint port = 0;

	for (guint i = 0; i < count; i++) {
		const struct service_call *named = g_ptr_array_index(calls, i);

		if (named->call->handshake && handshake_accepted(named->call->handshake))
			port = handshake_last(named->call->handshake)->answer->local_port;
	}
	return port;
}

static void
add_baseline(struct node_offers *node, const GPtrArray *calls)
{
	struct call *refused = NULL;

	for (guint i = 0; i < calls->len; i++) {
		const struct service_call *named = g_ptr_array_index(calls, i);

		if (named->call->handshake)
			refused = named->call;
	}
	g_assert_nonnull(refused);
	refused->baseline_plain = steal_plain(node->baseline);
	refused->baseline = steal_handshake(node->baseline);
	g_clear_pointer(&node->baseline, offer_free);
}

GPtrArray *
service_scene_calls(struct node_offers *node)
{
	GPtrArray *calls = g_ptr_array_new_with_free_func(free_call);

	for (guint i = 0; i < node->offers->len; i++) {
		struct offer *offer = g_ptr_array_index(node->offers, i);
		struct service_call *named = g_new0(struct service_call, 1);
		guint port;

		named->name = g_strdup(offer->endpoint->name);
		named->call = call_new(steal_plain(offer));
		named->call->handshake = steal_handshake(offer);
		g_ptr_array_add(calls, named);
		port = logged_on_port(calls, i);
		named->call->logged_on_before =
		    port != 0 && named->call->plain->answer->local_port == port;
	}
	if (node->baseline)
		add_baseline(node, calls);
	g_ptr_array_set_size(node->offers, 0);
	return calls;
}

struct call *
service_scene_take(const GPtrArray *calls, const char *name)
{
	for (guint i = 0; i < calls->len; i++) {
		struct service_call *named = g_ptr_array_index(calls, i);

		if (strcmp(named->name, name) == 0)
			return g_steal_pointer(&named->call);
	}
	return NULL;
}

struct site *
service_scene_site(struct scene *scene, const char *url)
{
	struct site *site = site_new(url);

	site->trusted = TRUE;
	if (!site->host)
		return site;
	site->sweep = scene->sweep;
	scene->sweep = sweep_new(site->host);
	scene->sweep->logon = g_steal_pointer(&site->sweep->logon);
	return site;
}
