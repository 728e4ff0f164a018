/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a list of challenges as JSON. */
#include "facts/challenge_json.h"
#include "facts/json_text.h"

static json_t *
parameters_to_json(const GPtrArray *parameters)
{
	json_t *object = json_object();

	for (guint i = 0; i < parameters->len; i++) {
		const struct challenge_parameter *p = g_ptr_array_index(parameters, i);

		json_set_text(object, p->name, p->value);
	}
	return object;
}

static json_t *
challenge_to_json(const struct challenge *challenge)
{
	json_t *object = json_object();

	json_set_text(object, "scheme", challenge->scheme_name);
	json_object_set_new(object, "field", json_integer(challenge->field));
	json_set_text(object, "token", challenge->token);
	if (challenge->parameters->len > 0)
		json_object_set_new(object, "parameters",
				    parameters_to_json(challenge->parameters));
	return object;
}

json_t *
challenge_list_to_json(const struct challenge_list *list)
{
	json_t *object = json_object();
	json_t *challenges = json_array();

	json_object_set_new(object, "fields", json_integer(list->fields));
	for (guint i = 0; i < list->challenges->len; i++)
		json_array_append_new(challenges, challenge_to_json(challenge_list_at(list, i)));
	json_object_set_new(object, "challenges", challenges);
	json_set_text(object, "error", list->malformed);
	return object;
}
