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

/* White space round it removed; NULL for an empty one. The caller frees. */
static char *
get(const json_t *object, const char *name)
{
	char *text = g_strdup(json_string_value(json_object_get(object, name)));

	if (text && *g_strstrip(text) == '\0')
		g_clear_pointer(&text, g_free);
	return text;
}

static void
read_members(struct autodiscover_answer *answer, const json_t *object)
{
	g_autofree char *protocol = get(object, "Protocol");
	g_autofree char *url = get(object, "Url");

	answer->error_code = get(object, "ErrorCode");
	answer->error_message = get(object, "ErrorMessage");
	autodiscover_put(answer->settings, "Protocol", protocol, NULL);
	autodiscover_put(answer->settings, "Url", url, NULL);
	/* An empty URL is a setting that was never made. */
	if (!answer->error_code && json_is_string(json_object_get(object, "Url")))
		answer->action = AUTODISCOVER_SETTINGS;
	else if (!answer->error_code)
		answer->malformed = g_strdup("expected \"Url\" or \"ErrorCode\", got neither");
}

struct autodiscover_answer *
autodiscover_json_parse(const void *bytes, gsize length)
{
	struct autodiscover_answer *answer = autodiscover_answer_new(AUTODISCOVER_JSON);
	json_error_t error = {0};
	json_t *object;

	if (length > AUTODISCOVER_LIMIT_BYTES) {
		answer->malformed =
		    g_strdup_printf("expected at most %d bytes of JSON, got %" G_GSIZE_FORMAT,
				    AUTODISCOVER_LIMIT_BYTES, length);
		return answer;
	}
	object = json_loadb(bytes, length, 0, &error);
	if (json_is_object(object)) {
		read_members(answer, object);
	} else {
		g_autofree char *shown = text_line(error.text);

		answer->malformed = g_strdup_printf("expected a JSON object, got none: %s", shown);
	}
	json_decref(object);
	return answer;
}
