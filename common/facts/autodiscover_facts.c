/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes an answer of Autodiscover as JSON. */
#include "facts/autodiscover_facts.h"

#include "facts/json_text.h"

/* The first of a name counts. */
static void
values_into(json_t *object, const GPtrArray *values)
{
	for (guint i = 0; i < values->len; i++) {
		const struct autodiscover_value *value = g_ptr_array_index(values, i);

		if (!json_object_get(object, value->name))
			json_set_text(object, value->name, value->value);
	}
}

static void
set_values(json_t *object, const char *key, const GPtrArray *values)
{
	json_t *inner;

	if (values->len == 0)
		return;
	inner = json_object();
	values_into(inner, values);
	json_object_set_new(object, key, inner);
}

static json_t *
protocol_to_json(const struct autodiscover_protocol *protocol)
{
	json_t *object = json_object();

	json_set_text(object, "Type", protocol->type);
	json_set_text(object, "place", protocol->place);
	values_into(object, protocol->values);
	return object;
}

static json_t *
protocols_to_json(const GPtrArray *protocols)
{
	json_t *array = json_array();

	for (guint i = 0; i < protocols->len; i++) {
		const struct autodiscover_protocol *protocol = g_ptr_array_index(protocols, i);
		json_t *object = protocol_to_json(protocol);
		json_t *inner = json_array();

		for (guint n = 0; n < protocol->inner->len; n++)
			json_array_append_new(
			    inner, protocol_to_json(g_ptr_array_index(protocol->inner, n)));
		if (json_array_size(inner) > 0)
			json_object_set(object, "inner", inner);
		json_decref(inner);
		json_array_append_new(array, object);
	}
	return array;
}

static void
set_error(json_t *object, const struct autodiscover_answer *answer)
{
	json_t *error;

	if (answer->malformed) {
		json_set_text(object, "error", answer->malformed);
		return;
	}
	if (!answer->error_code)
		return;
	error = json_object();
	json_set_text(error, "code", answer->error_code);
	json_set_text(error, "message", answer->error_message);
	json_set_text(error, "debug", answer->error_debug);
	json_object_set_new(object, "error", error);
}

json_t *
autodiscover_answer_to_json(const struct autodiscover_answer *answer)
{
	json_t *object = json_object();

	json_set_text(object, "schema", autodiscover_schema_name(answer->schema));
	json_set_text(object, "action", autodiscover_action_name(answer->action));
	json_set_text(object, "redirect", answer->redirect);
	set_error(object, answer);
	set_values(object, "user", answer->user);
	if (answer->schema == AUTODISCOVER_OUTLOOK)
		json_object_set_new(object, "protocols", protocols_to_json(answer->protocols));
	set_values(object, "settings", answer->settings);
	set_values(object, "setting_errors", answer->setting_errors);
	json_set_text(object, "server_version", answer->server_version);
	json_set_text(object, "odd_namespace", answer->odd_namespace);
	return object;
}
