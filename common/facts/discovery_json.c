/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a discovery as JSON. */
#include "facts/discovery.h"

#include "facts/autodiscover_facts.h"
#include "facts/json_text.h"

static void
set_document(json_t *object, const struct autodiscover_answer *document)
{
	if (document)
		json_object_set_new(object, "document", autodiscover_answer_to_json(document));
}

static void
set_unresolved(json_t *object, enum outcome resolved, const char *trouble)
{
	if (resolved == OUTCOME_ANSWERED)
		return;
	json_set_text(object, "resolved", outcome_name(resolved));
	json_set_text(object, "resolve_trouble", trouble);
}

static json_t *
hop_to_json(const struct hop *hop)
{
	json_t *object = json_object();

	json_set_text(object, "url", hop->url);
	json_object_set_new(object, "trusted", json_boolean(hop->trusted));
	set_unresolved(object, hop->resolved, hop->resolve_trouble);
	if (hop->call)
		json_object_set_new(object, "call", call_to_json(hop->call));
	json_object_set_new(object, "node", node_to_json(hop->node));
	set_document(object, hop->document);
	return object;
}

static json_t *
trail_to_json(const struct trail *trail)
{
	json_t *object = json_object();
	json_t *hops = json_array();
	json_t *services = json_array();

	json_set_text(object, "step", discovery_step_name(trail->step));
	json_set_text(object, "end", trail_end_name(trail->end));
	json_set_text(object, "redirect", trail->redirect);
	json_object_set_new(object, "seconds", json_seconds(trail->total_us));
	if (trail->step == DISCOVERY_SRV)
		set_unresolved(object, trail->resolved, trail->resolve_trouble);
	for (guint i = 0; i < trail->services->len; i++) {
		const struct srv_record *record = g_ptr_array_index(trail->services, i);

		json_array_append_new(services,
				      json_pack("{s:o, s:i, s:i, s:i}", "target",
						json_text(record->target, -1), "priority",
						(int)record->priority, "weight",
						(int)record->weight, "port", (int)record->port));
	}
	for (guint i = 0; i < trail->hops->len; i++)
		json_array_append_new(hops, hop_to_json(g_ptr_array_index(trail->hops, i)));
	json_object_set_new(object, "services", services);
	json_object_set_new(object, "hops", hops);
	return object;
}

static json_t *
disclosure_to_json(const struct disclosure *disclosure)
{
	json_t *object = json_object();

	json_set_text(object, "form", disclosure->form);
	json_set_text(object, "url", disclosure->url);
	if (disclosure->call)
		json_object_set_new(object, "call", call_to_json(disclosure->call));
	set_document(object, disclosure->document);
	return object;
}

static json_t *
given_url_to_json(const struct given_url *given)
{
	json_t *object = json_object();

	json_set_text(object, "name", given->name);
	json_set_text(object, "block", given->block);
	json_set_text(object, "url", given->url);
	json_set_text(object, "authentication", given->authentication);
	set_unresolved(object, given->resolved, given->resolve_trouble);
	if (given->asked)
		json_object_set_new(object, "asked", asked_to_json(given->asked));
	if (given->node)
		json_object_set_new(object, "node", node_to_json(given->node));
	return object;
}

static json_t *
one_to_json(const struct discovery *discovery)
{
	json_t *object = json_object();
	json_t *trails = json_array();
	json_t *disclosures = json_array();
	json_t *given_urls = json_array();

	json_set_text(object, "email", discovery->email);
	json_object_set_new(object, "seconds", json_seconds(discovery->total_us));
	if (discovery->winner < DISCOVERY_STEPS)
		json_set_text(object, "winner", discovery_step_name(discovery->winner));
	if (discovery->logon)
		json_object_set_new(object, "logon", logon_to_json(discovery->logon));
	for (guint step = 0; step < DISCOVERY_STEPS; step++)
		if (discovery->trails[step])
			json_array_append_new(trails, trail_to_json(discovery->trails[step]));
	for (guint i = 0; i < discovery->disclosures->len; i++)
		json_array_append_new(
		    disclosures, disclosure_to_json(g_ptr_array_index(discovery->disclosures, i)));
	for (guint i = 0; i < discovery->given_urls->len; i++)
		json_array_append_new(
		    given_urls, given_url_to_json(g_ptr_array_index(discovery->given_urls, i)));
	json_object_set_new(object, "trails", trails);
	json_object_set_new(object, "disclosures", disclosures);
	json_object_set_new(object, "given_urls", given_urls);
	return object;
}

json_t *
discovery_to_json(const struct discovery *discovery)
{
	json_t *array = json_array();

	for (; discovery; discovery = discovery->next)
		json_array_append_new(array, one_to_json(discovery));
	return json_pack("{s:o}", "discoveries", array);
}
