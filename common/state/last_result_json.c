/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a last result down and reads it again. */
#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "state/last_result_parts.h"
#include "state/safe.h"

enum { VERSION = 1 };

static json_t *
check_to_json(const struct last_check *check)
{
	return json_pack("{s:s,s:s,s:s}", "path", check->path, "state", state_name(check->state),
			 "summary", check->summary);
}

static json_t *
event_to_json(const struct last_event *event)
{
	json_t *object =
	    json_pack("{s:s,s:s,s:I,s:s,s:s,s:s,s:s}", "id", event->id, "sink", event->sink,
		      "at_us", (json_int_t)event->at_us, "state", state_name(event->state), "check",
		      event->check, "headline", event->headline, "address", event->address);

	if (!event->first)
		json_object_set_new(object, "before", json_string(state_name(event->before)));
	return object;
}

char *
last_result_format(const struct last_result *result)
{
	json_t *checks = json_array();
	json_t *events = json_array();
	json_t *object;
	char *dumped;
	char *text;

	for (guint i = 0; i < result->checks->len; i++)
		json_array_append_new(checks, check_to_json(result->checks->pdata[i]));
	for (guint i = 0; i < result->events->len; i++)
		json_array_append_new(events, event_to_json(result->events->pdata[i]));
	object = json_pack("{s:i,s:s,s:s,s:s,s:s,s:s,s:s,s:I,s:I,s:I,s:o,s:o}", "version", VERSION,
			   "service", result->service, "target", result->target, "instance",
			   result->instance, "state", state_name(result->state), "headline",
			   result->headline, "perfdata", result->perfdata, "checked",
			   (json_int_t)result->checked_s, "changed", (json_int_t)result->changed_s,
			   "lost", (json_int_t)result->lost, "checks", checks, "events", events);
	if (result->changed)
		json_object_set_new(object, "previous", json_string(state_name(result->previous)));
	dumped = json_dumps(object, JSON_COMPACT);
	text = g_strconcat(dumped, "\n", NULL);
	json_decref(object);
	free(dumped);
	return text;
}

/* NULL when there is none; the caller frees. */
static char *
take_text(const json_t *object, const char *key, gsize limit)
{
	const json_t *value = json_object_get(object, key);

	return json_is_string(value)
		   ? text_clean(json_string_value(value), (gssize)json_string_length(value), limit)
		   : NULL;
}

static gboolean
take_state(const json_t *object, const char *key, enum state *state)
{
	const char *name = json_string_value(json_object_get(object, key));

	return name && state_parse(name, state);
}

/* From 0 up to a time in microseconds that a clock may show. */
static gboolean
take_number(const json_t *object, const char *key, gint64 *number)
{
	const json_t *value = json_object_get(object, key);

	*number = json_integer_value(value);
	return json_is_integer(value) && *number >= 0 && *number < (gint64)1 << 60;
}

static gboolean
parse_check(const json_t *object, struct last_result *result)
{
	g_autofree char *path = take_text(object, "path", LAST_TEXT);
	g_autofree char *summary = take_text(object, "summary", LAST_TEXT);
	enum state state;

	if (!path || !summary || !take_state(object, "state", &state))
		return FALSE;
	last_result_add_check(result, path, state, summary);
	return TRUE;
}

static gboolean
parse_event(const json_t *object, struct last_result *result)
{
	g_autoptr(struct_last_event) event = g_new0(struct last_event, 1);

	event->id = take_text(object, "id", LAST_TEXT);
	event->sink = take_text(object, "sink", LAST_TEXT);
	event->check = take_text(object, "check", LAST_TEXT);
	event->headline = take_text(object, "headline", LAST_TEXT);
	event->address = take_text(object, "address", LAST_TEXT);
	event->first = !take_state(object, "before", &event->before);
	if (!event->id || !event->sink || !event->check || !event->headline || !event->address ||
	    !take_number(object, "at_us", &event->at_us) ||
	    !take_state(object, "state", &event->state))
		return FALSE;
	last_result_add_event(result, g_steal_pointer(&event));
	return TRUE;
}

static gboolean
parse_all(const json_t *array, struct last_result *result,
	  gboolean (*parse)(const json_t *object, struct last_result *result))
{
	if (!json_is_array(array))
		return FALSE;
	for (gsize i = 0; i < json_array_size(array); i++) {
		if (!parse(json_array_get(array, i), result))
			return FALSE;
	}
	return TRUE;
}

static gboolean
parse_numbers(const json_t *object, struct last_result *result)
{
	gint64 version;
	gint64 lost;

	if (!take_number(object, "version", &version) || version != VERSION ||
	    !take_number(object, "checked", &result->checked_s) || result->checked_s == 0 ||
	    !take_number(object, "changed", &result->changed_s) ||
	    !take_number(object, "lost", &lost))
		return FALSE;
	result->lost = (guint64)lost;
	return TRUE;
}

/* NULL when it is something else. */
static struct last_result *
parse_object(const json_t *object)
{
	g_autofree char *service = take_text(object, "service", LAST_TEXT);
	g_autofree char *target = take_text(object, "target", LAST_TEXT);
	g_autofree char *instance = take_text(object, "instance", LAST_TEXT);
	g_autofree char *headline = take_text(object, "headline", LAST_TEXT);
	g_autofree char *perfdata = take_text(object, "perfdata", LAST_PERFDATA);
	g_autoptr(struct_last_result) result = NULL;

	if (!service || !target || !instance || !headline || !perfdata)
		return NULL;
	result = last_result_new(service, target, instance);
	g_free(result->headline);
	result->headline = g_steal_pointer(&headline);
	g_free(result->perfdata);
	result->perfdata = g_steal_pointer(&perfdata);
	result->changed = take_state(object, "previous", &result->previous);
	if (!take_state(object, "state", &result->state) || !parse_numbers(object, result) ||
	    !parse_all(json_object_get(object, "checks"), result, parse_check) ||
	    !parse_all(json_object_get(object, "events"), result, parse_event))
		return NULL;
	return g_steal_pointer(&result);
}

struct last_result *
last_result_parse(const char *bytes, gsize length, GError **error)
{
	json_t *object = length <= LAST_FILE_LIMIT
			     ? json_loadb(bytes, length, JSON_REJECT_DUPLICATES, NULL)
			     : NULL;
	struct last_result *result = parse_object(object);

	json_decref(object);
	if (!result)
		g_set_error(error, STATE_ERROR, STATE_UNUSABLE,
			    "expected the last result of a service, version %d, found something "
			    "else",
			    VERSION);
	return result;
}
