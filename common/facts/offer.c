/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what the endpoints of a farm offer to an anonymous client. */
#include "facts/offer.h"

#include "facts/challenge_json.h"
#include "facts/json_text.h"

static struct challenge_list *
read_challenges(const struct answer *answer)
{
	g_autofree struct challenge_field *fields =
	    g_new(struct challenge_field, MAX(answer->headers->len, 1));
	gsize count = 0;

	for (guint i = 0; i < answer->headers->len; i++) {
		const struct header *header = g_ptr_array_index(answer->headers, i);

		if (g_ascii_strcasecmp(header->name, "WWW-Authenticate") == 0)
			fields[count++] = (struct challenge_field){header->value, header->length};
	}
	return challenge_list_parse(fields, count);
}

struct asked *
asked_new(struct answer *answer)
{
	struct asked *asked = g_new(struct asked, 1);

	asked->answer = answer;
	asked->challenges = read_challenges(answer);
	return asked;
}

void
asked_free(struct asked *asked)
{
	if (!asked)
		return;
	answer_free(asked->answer);
	challenge_list_free(asked->challenges);
	g_free(asked);
}

struct offer *
offer_new(const struct endpoint_choice *endpoint)
{
	struct offer *offer = g_new0(struct offer, 1);

	offer->endpoint = endpoint;
	return offer;
}

void
offer_free(struct offer *offer)
{
	asked_free(offer->get);
	asked_free(offer->post);
	g_free(offer);
}

gboolean
asked_answered(const struct asked *asked)
{
	return asked && asked->answer->outcome == OUTCOME_ANSWERED;
}

const struct asked *
offer_decisive(const struct offer *offer)
{
	return asked_answered(offer->post) || !offer->get ? offer->post : offer->get;
}

struct node_offers *
node_offers_new(const char *address)
{
	struct node_offers *offers = g_new(struct node_offers, 1);

	offers->node = node_new(address);
	offers->offers = g_ptr_array_new_with_free_func((GDestroyNotify)offer_free);
	return offers;
}

void
node_offers_free(struct node_offers *offers)
{
	node_free(offers->node);
	g_ptr_array_unref(offers->offers);
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
	g_free(sweep);
}

static void
asked_into(json_t *object, const char *key, const struct asked *asked)
{
	json_t *answer;

	if (!asked)
		return;
	answer = answer_to_json(asked->answer);
	json_object_set_new(answer, "challenges", challenge_list_to_json(asked->challenges));
	json_object_set_new(object, key, answer);
}

static json_t *
offers_to_json(const GPtrArray *offers)
{
	json_t *array = json_array();

	for (guint i = 0; i < offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(offers, i);
		json_t *object = json_object();

		json_set_text(object, "endpoint", offer->endpoint->name);
		json_set_text(object, "path", offer->endpoint->path);
		asked_into(object, "get", offer->get);
		asked_into(object, "post", offer->post);
		json_array_append_new(array, object);
	}
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
	for (guint i = 0; i < sweep->nodes->len; i++) {
		const struct node_offers *offers = g_ptr_array_index(sweep->nodes, i);
		json_t *node = node_to_json(offers->node);

		json_object_set_new(node, "offers", offers_to_json(offers->offers));
		json_array_append_new(nodes, node);
	}
	json_object_set_new(object, "nodes", nodes);
	return object;
}
