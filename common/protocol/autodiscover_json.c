/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes Autodiscover's JSON. */
#include "protocol/autodiscover_json.h"

#include <jansson.h>

#include "base/text.h"
#include "protocol/autodiscover_build.h"

char *
autodiscover_json_path(const char *email, const char *protocol, guint redirect_count)
{
	g_autofree char *mailbox = g_uri_escape_string(email, NULL, FALSE);

	return g_strdup_printf(
	    "/autodiscover/autodiscover.json?Email=%s&Protocol=%s&RedirectCount=%u", mailbox,
	    protocol, redirect_count);
}

static const char *
get(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

struct autodiscover_answer *
autodiscover_json_parse(const void *bytes, gsize length)
{
	struct autodiscover_answer *answer = autodiscover_answer_new(AUTODISCOVER_JSON);
	json_error_t error = {0};
	json_t *object =
	    length <= AUTODISCOVER_LIMIT_BYTES ? json_loadb(bytes, length, 0, &error) : NULL;

	if (!json_is_object(object)) {
		g_autofree char *shown = text_line(error.text);

		answer->malformed = g_strdup_printf("expected a JSON object, got none: %s", shown);
		json_decref(object);
		return answer;
	}
	autodiscover_put(answer->settings, "Protocol", get(object, "Protocol"), NULL);
	autodiscover_put(answer->settings, "Url", get(object, "Url"), NULL);
	autodiscover_set(&answer->error_code, get(object, "ErrorCode"));
	autodiscover_set(&answer->error_message, get(object, "ErrorMessage"));
	if (!answer->error_code && get(object, "Url"))
		answer->action = AUTODISCOVER_SETTINGS;
	else if (!answer->error_code)
		answer->malformed = g_strdup("expected \"Url\" or \"ErrorCode\", got neither");
	json_decref(object);
	return answer;
}
