/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes answers of Exchange Web Services as JSON. */
#include "facts/ews_json.h"

#include "facts/json_text.h"

static json_t *
response_to_json(const struct ews_response *response)
{
	json_t *object = json_object();

	json_set_text(object, "class", response->response_class);
	json_set_text(object, "code", response->code);
	json_set_text(object, "message", response->message);
	json_set_text(object, "view_type", response->view_type);
	json_set_text(object, "merged_free_busy", response->merged_free_busy);
	if (response->view_type)
		json_object_set_new(object, "events", json_integer(response->events));
	return object;
}

static json_t *
responses_to_json(const GPtrArray *responses)
{
	json_t *array = json_array();

	for (guint i = 0; i < responses->len; i++)
		json_array_append_new(array, response_to_json(g_ptr_array_index(responses, i)));
	return array;
}

/* Adds what a fault says, and how long to wait wherever that was said. */
static void
add_fault(json_t *answer_object, const struct ews_answer *answer)
{
	gboolean is_fault =
	    answer->fault_code || answer->fault_message || answer->fault_response_code;
	json_t *object = is_fault ? json_object() : answer_object;

	if (is_fault)
		json_object_set_new(answer_object, "fault", object);
	json_set_text(object, "code", answer->fault_code);
	json_set_text(object, "message", answer->fault_message);
	json_set_text(object, "response_code", answer->fault_response_code);
	if (answer->back_off_ms >= 0)
		json_object_set_new(object, "back_off_ms", json_integer(answer->back_off_ms));
}

json_t *
ews_answer_to_json(const struct ews_answer *answer)
{
	json_t *object = json_object();

	json_set_text(object, "operation", answer->operation);
	json_set_text(object, "server_version", answer->server_version);
	json_object_set_new(object, "responses", responses_to_json(answer->responses));
	json_set_text(object, "oof_state", answer->oof_state);
	json_set_text(object, "external_audience", answer->external_audience);
	add_fault(object, answer);
	json_set_text(object, "error", answer->malformed);
	return object;
}
