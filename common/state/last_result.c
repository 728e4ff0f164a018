/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what a run found with what the run before it had found. */
#include "state/last_result.h"

#include <sys/random.h>

#include "base/text.h"
#include "state/last_result_parts.h"

static void
free_check(gpointer data)
{
	struct last_check *check = data;

	g_free(check->path);
	g_free(check->summary);
	g_free(check);
}

void
last_event_free(struct last_event *event)
{
	g_free(event->id);
	g_free(event->sink);
	g_free(event->check);
	g_free(event->headline);
	g_free(event->address);
	g_free(event);
}

static void
free_event(gpointer data)
{
	last_event_free(data);
}

struct last_result *
last_result_new(const char *service, const char *target, const char *instance)
{
	struct last_result *result = g_new0(struct last_result, 1);

	result->service = text_clean(service, -1, LAST_TEXT);
	result->target = text_clean(target, -1, LAST_TEXT);
	result->instance = text_clean(instance, -1, LAST_TEXT);
	result->headline = g_strdup("");
	result->perfdata = g_strdup("");
	result->state = STATE_UNKNOWN;
	result->checks = g_ptr_array_new_with_free_func(free_check);
	result->events = g_ptr_array_new_with_free_func(free_event);
	return result;
}

void
last_result_free(struct last_result *result)
{
	if (!result)
		return;
	g_free(result->service);
	g_free(result->target);
	g_free(result->instance);
	g_free(result->headline);
	g_free(result->perfdata);
	g_ptr_array_unref(result->checks);
	g_ptr_array_unref(result->events);
	g_free(result);
}

void
last_result_add_check(struct last_result *result, const char *path, enum state state,
		      const char *summary)
{
	struct last_check *check;

	if (result->checks->len >= LAST_CHECKS)
		return;
	check = g_new0(struct last_check, 1);
	check->path = text_clean(path, -1, LAST_TEXT);
	check->state = state;
	check->summary = text_clean(summary, -1, LAST_TEXT);
	g_ptr_array_add(result->checks, check);
}

void
last_result_add_event(struct last_result *result, struct last_event *event)
{
	g_ptr_array_add(result->events, event);
	if (result->events->len > LAST_EVENTS) {
		g_ptr_array_remove_index(result->events, 0);
		result->lost++;
	}
}

/* Not GLib's random numbers: they are the same in all children of a process. The caller frees. */
static char *
new_id(void)
{
	guint64 number[2] = {0};

	if (getrandom(number, sizeof(number), 0) != (gssize)sizeof(number))
		return g_uuid_string_random();
	return g_strdup_printf("%016" G_GINT64_MODIFIER "x%016" G_GINT64_MODIFIER "x", number[0],
			       number[1]);
}

static void
drop_old(struct last_result *result, gint64 now_us)
{
	const gint64 since_us = now_us - (gint64)LAST_EVENT_DAYS * 24 * 3600 * G_USEC_PER_SEC;

	while (result->events->len > 0 &&
	       ((const struct last_event *)result->events->pdata[0])->at_us < since_us) {
		g_ptr_array_remove_index(result->events, 0);
		result->lost++;
	}
}

static void
queue(struct last_result *result, const struct last_seen *seen)
{
	struct last_event *event = g_new0(struct last_event, 1);

	event->id = new_id();
	event->sink = text_clean(seen->sink, -1, LAST_TEXT);
	event->at_us = seen->at_us;
	event->first = result->checked_s == 0;
	event->before = result->state;
	event->state = seen->result->state;
	event->check = text_clean(seen->check ? seen->check : "", -1, LAST_TEXT);
	event->headline = text_clean(seen->result->headline, -1, LAST_TEXT);
	event->address = text_clean(seen->address ? seen->address : "", -1, LAST_TEXT);
	last_result_add_event(result, event);
}

static void
swap_texts(struct last_result *result, struct last_result *seen)
{
	g_free(result->headline);
	result->headline = text_clean(seen->headline, -1, LAST_TEXT);
	g_free(result->perfdata);
	result->perfdata = text_clean(seen->perfdata, -1, LAST_PERFDATA);
	g_ptr_array_unref(result->checks);
	result->checks = g_steal_pointer(&seen->checks);
	seen->checks = g_ptr_array_new_with_free_func(free_check);
}

gboolean
last_result_take(struct last_result *result, struct last_seen *seen)
{
	const gint64 at_s = MAX(seen->at_us / G_USEC_PER_SEC, 1);
	const gboolean first = result->checked_s == 0;
	const gboolean differs = seen->result->state != (first ? STATE_OK : result->state);

	drop_old(result, seen->at_us);
	if (seen->sink && (differs || seen->always))
		queue(result, seen);
	if (first) {
		result->changed_s = at_s;
	} else if (differs) {
		result->changed = TRUE;
		result->previous = result->state;
		result->changed_s = at_s;
	}
	result->state = seen->result->state;
	result->checked_s = at_s;
	swap_texts(result, seen->result);
	return differs;
}

const struct last_event *
last_result_waiting(const struct last_result *result, const char *sink)
{
	for (guint i = 0; i < result->events->len; i++) {
		const struct last_event *event = result->events->pdata[i];

		if (g_str_equal(event->sink, sink))
			return event;
	}
	return NULL;
}

gboolean
last_result_told(struct last_result *result, const char *id)
{
	for (guint i = 0; i < result->events->len; i++) {
		const struct last_event *event = result->events->pdata[i];

		if (g_str_equal(event->id, id)) {
			g_ptr_array_remove_index(result->events, i);
			return TRUE;
		}
	}
	return FALSE;
}
