/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what the endpoints of a farm offer to an anonymous client. */
#include "facts/offer.h"

#include "facts/json_text.h"

struct offer *
offer_new(const struct endpoint_choice *endpoint)
{
	struct offer *offer = g_new0(struct offer, 1);

	offer->endpoint = endpoint;
	offer->handshakes = g_ptr_array_new_with_free_func((GDestroyNotify)handshake_free);
	offer->together = g_ptr_array_new_with_free_func((GDestroyNotify)handshake_free);
	return offer;
}

void
offer_free(struct offer *offer)
{
	if (!offer)
		return;
	asked_free(offer->get);
	asked_free(offer->post);
	g_ptr_array_unref(offer->handshakes);
	g_ptr_array_unref(offer->together);
	asked_free(offer->stranger);
	g_free(offer);
}

const struct asked *
offer_decisive(const struct offer *offer)
{
	return asked_answered(offer->post) || !offer->get ? offer->post : offer->get;
}

struct node_offers *
node_offers_new(const char *address)
{
	struct node_offers *offers = g_new0(struct node_offers, 1);

	offers->node = node_new(address);
	offers->offers = g_ptr_array_new_with_free_func((GDestroyNotify)offer_free);
	return offers;
}

void
node_offers_free(struct node_offers *offers)
{
	node_free(offers->node);
	g_ptr_array_unref(offers->offers);
	offer_free(offers->baseline);
	g_free(offers);
}

struct sweep *
sweep_new(const char *hostname)
{
	struct sweep *sweep = g_new0(struct sweep, 1);

	sweep->hostname = g_strdup(hostname);
	sweep->nodes = g_ptr_array_new_with_free_func((GDestroyNotify)node_offers_free);
	return sweep;
}

void
sweep_free(struct sweep *sweep)
{
	if (!sweep)
		return;
	g_free(sweep->hostname);
	g_free(sweep->resolve_trouble);
	g_ptr_array_unref(sweep->nodes);
	logon_free(sweep->logon);
	g_free(sweep);
}

static void
asked_into(json_t *object, const char *key, const struct asked *asked)
{
	if (asked)
		json_object_set_new(object, key, asked_to_json(asked));
}

/* Left out where there was none: a run that does not log on has no use for the word. */
static void
handshakes_into(json_t *object, const char *key, const GPtrArray *handshakes)
{
	json_t *array;

	if (handshakes->len == 0)
		return;
	array = json_array();
	for (guint i = 0; i < handshakes->len; i++)
		json_array_append_new(array, handshake_to_json(g_ptr_array_index(handshakes, i)));
	json_object_set_new(object, key, array);
}

static json_t *
offer_to_json(const struct offer *offer)
{
	json_t *object = json_object();

	json_set_text(object, "endpoint", offer->endpoint->name);
	json_set_text(object, "path", offer->endpoint->path);
	asked_into(object, "get", offer->get);
	asked_into(object, "post", offer->post);
	handshakes_into(object, "handshakes", offer->handshakes);
	handshakes_into(object, "handshakes_together", offer->together);
	asked_into(object, "stranger", offer->stranger);
	return object;
}

static json_t *
offers_to_json(const GPtrArray *offers)
{
	json_t *array = json_array();

	for (guint i = 0; i < offers->len; i++)
		json_array_append_new(array, offer_to_json(g_ptr_array_index(offers, i)));
	return array;
}

json_t *
sweep_to_json(const struct sweep *sweep)
{
	json_t *object = json_object();
	json_t *nodes = json_array();

	json_set_text(object, "hostname", sweep->hostname);
	json_object_set_new(object, "port", json_integer(sweep->port));
	json_object_set_new(object, "tls", json_boolean(sweep->tls));
	json_set_text(object, "resolved", outcome_name(sweep->resolved));
	json_set_text(object, "resolve_trouble", sweep->resolve_trouble);
	json_object_set_new(object, "resolve_seconds", json_seconds(sweep->resolve_us));
	json_object_set_new(object, "known_addresses", json_integer(sweep->known_addresses));
	json_object_set_new(object, "seconds", json_seconds(sweep->total_us));
	if (sweep->logon)
		json_object_set_new(object, "logon", logon_to_json(sweep->logon));
	for (guint i = 0; i < sweep->nodes->len; i++) {
		const struct node_offers *offers = g_ptr_array_index(sweep->nodes, i);
		json_t *node = node_to_json(offers->node);

		json_object_set_new(node, "offers", offers_to_json(offers->offers));
		if (offers->baseline)
			json_object_set_new(node, "baseline", offer_to_json(offers->baseline));
		json_array_append_new(nodes, node);
	}
	json_object_set_new(object, "nodes", nodes);
	return object;
}
