/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds one answer together with the challenges in it. */
#include "facts/asked.h"

#include "facts/challenge_json.h"

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

gboolean
asked_answered(const struct asked *asked)
{
	return asked && asked->answer->outcome == OUTCOME_ANSWERED;
}

json_t *
asked_to_json(const struct asked *asked)
{
	json_t *object = answer_to_json(asked->answer);

	json_object_set_new(object, "challenges", challenge_list_to_json(asked->challenges));
	return object;
}
