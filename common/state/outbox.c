/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands out the changes that wait for a sink, one after the other. */
#include "state/outbox.h"

#include <string.h>

#include "state/file.h"
#include "state/lock.h"
#include "state/result_store_parts.h"

enum { NOTE_LIMIT = 64 };

struct waiting {
	char *number;
	struct last_result *result;
};

struct outbox {
	struct result_store *store;
	char *sink;
	char *note_name; /* of the file that says when the sink failed */
	GPtrArray *all;	 /* struct waiting *, each with at least one event for the sink */
};

static void
free_waiting(gpointer data)
{
	struct waiting *waiting = data;

	g_free(waiting->number);
	last_result_free(waiting->result);
	g_free(waiting);
}

/* A mark of a sender that was killed, or of a service that has nothing to tell any more. */
static void
tidy(const struct result_store *store, const char *number, struct deadline deadline)
{
	const struct state_range turn = result_store_file_turn(number);
	g_autoptr(struct_last_result) result = NULL;

	if (!state_lock_take(store->lock, STATE_EXCLUSIVE, turn, deadline, NULL))
		return;
	result = result_store_load(store, number, NULL);
	if (result && result->events->len == 0)
		(void)result_store_save(store, number, result, NULL);
	state_lock_drop(store->lock, turn);
}

static void
gather(struct outbox *outbox, struct deadline deadline)
{
	g_autoptr(GPtrArray) numbers = result_store_waiting(outbox->store);

	for (guint i = 0; i < numbers->len; i++) {
		g_autoptr(struct_last_result) result =
		    result_store_load(outbox->store, numbers->pdata[i], NULL);
		struct waiting *waiting;

		if (!result)
			continue;
		if (result->events->len == 0)
			tidy(outbox->store, numbers->pdata[i], deadline);
		if (!last_result_waiting(result, outbox->sink))
			continue;
		waiting = g_new0(struct waiting, 1);
		waiting->number = g_strdup(numbers->pdata[i]);
		waiting->result = g_steal_pointer(&result);
		g_ptr_array_add(outbox->all, waiting);
	}
}

/* Whether somebody noted between `since_us` and now that the sink failed; a later moment is of an
 * earlier start of this machine. */
static gboolean
failed_since(const struct outbox *outbox, gint64 since_us)
{
	g_autofree char *bytes = NULL;
	g_autofree char *text = NULL;
	gsize length = 0;
	gint64 at_us = 0;

	if (!state_file_read(outbox->store->waiting, outbox->note_name, NOTE_LIMIT, &bytes, &length,
			     NULL) ||
	    !bytes)
		return FALSE;
	text = g_strndup(bytes, length);
	return g_ascii_string_to_signed(text, 10, 0, G_MAXINT64, &at_us, NULL) &&
	       at_us > since_us && at_us <= g_get_monotonic_time();
}

struct outbox *
outbox_open(struct result_store *store, const char *sink, struct deadline deadline, GError **error)
{
	g_autoptr(struct_outbox) outbox = g_new0(struct outbox, 1);
	g_autofree char *number = result_store_number("sink", sink, "");
	const gint64 began_us = g_get_monotonic_time();

	outbox->sink = g_strdup(sink);
	outbox->note_name = g_strconcat("failed-", number, NULL);
	outbox->all = g_ptr_array_new_with_free_func(free_waiting);
	if (!state_lock_take(store->lock, STATE_EXCLUSIVE, result_store_sink_turn(sink), deadline,
			     error))
		return NULL;
	outbox->store = store;
	if (failed_since(outbox, began_us))
		return NULL;
	gather(outbox, deadline);
	return g_steal_pointer(&outbox);
}

void
outbox_free(struct outbox *outbox)
{
	if (!outbox)
		return;
	if (outbox->store)
		state_lock_drop(outbox->store->lock, result_store_sink_turn(outbox->sink));
	g_ptr_array_unref(outbox->all);
	g_free(outbox->note_name);
	g_free(outbox->sink);
	g_free(outbox);
}

/* The one whose first event is the oldest; NULL for none. */
static struct waiting *
first(const struct outbox *outbox)
{
	struct waiting *oldest = NULL;
	gint64 oldest_us = 0;

	for (guint i = 0; i < outbox->all->len; i++) {
		struct waiting *waiting = outbox->all->pdata[i];
		const gint64 at_us = last_result_waiting(waiting->result, outbox->sink)->at_us;

		if (!oldest || at_us < oldest_us) {
			oldest = waiting;
			oldest_us = at_us;
		}
	}
	return oldest;
}

gboolean
outbox_next(const struct outbox *outbox, const struct last_result **result,
	    const struct last_event **event)
{
	const struct waiting *waiting = first(outbox);

	if (!waiting)
		return FALSE;
	*result = waiting->result;
	*event = last_result_waiting(waiting->result, outbox->sink);
	return TRUE;
}

/* From the file as it is now: its service may have run meanwhile. */
static gboolean
strike(const struct result_store *store, struct waiting *waiting, const char *id, GError **error)
{
	g_autoptr(struct_last_result) now = result_store_load(store, waiting->number, error);

	if (!now)
		return FALSE;
	if (last_result_told(now, id) && !result_store_save(store, waiting->number, now, error))
		return FALSE;
	last_result_free(waiting->result);
	waiting->result = g_steal_pointer(&now);
	return TRUE;
}

gboolean
outbox_told(struct outbox *outbox, struct deadline deadline, GError **error)
{
	struct waiting *waiting = first(outbox);
	const struct state_range turn = result_store_file_turn(waiting->number);
	g_autofree char *id = g_strdup(last_result_waiting(waiting->result, outbox->sink)->id);
	gboolean good;

	if (!state_lock_take(outbox->store->lock, STATE_EXCLUSIVE, turn, deadline, error))
		return FALSE;
	good = strike(outbox->store, waiting, id, error);
	state_lock_drop(outbox->store->lock, turn);
	if (good && !last_result_waiting(waiting->result, outbox->sink))
		g_ptr_array_remove_fast(outbox->all, waiting);
	return good;
}

void
outbox_failed(struct outbox *outbox)
{
	g_autofree char *text = g_strdup_printf("%" G_GINT64_FORMAT, g_get_monotonic_time());

	(void)state_file_replace(outbox->store->waiting, outbox->note_name, text, strlen(text),
				 NULL);
}

static guint
count_of(const struct last_result *result, const char *sink)
{
	guint count = 0;

	for (guint i = 0; i < result->events->len; i++) {
		const struct last_event *event = result->events->pdata[i];

		count += g_str_equal(event->sink, sink) ? 1 : 0;
	}
	return count;
}

guint
outbox_count(const struct outbox *outbox)
{
	guint count = 0;

	for (guint i = 0; i < outbox->all->len; i++) {
		const struct waiting *waiting = outbox->all->pdata[i];

		count += count_of(waiting->result, outbox->sink);
	}
	return count;
}

guint
outbox_peek(const struct result_store *store, const char *sink)
{
	g_autoptr(GPtrArray) numbers = result_store_waiting(store);
	guint count = 0;

	for (guint i = 0; i < numbers->len; i++) {
		g_autoptr(struct_last_result) result =
		    result_store_load(store, numbers->pdata[i], NULL);

		count += result ? count_of(result, sink) : 0;
	}
	return count;
}
