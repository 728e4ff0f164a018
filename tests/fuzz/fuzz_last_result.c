/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the file of a last result. */
#include <string.h>

#include "base/text.h"
#include "state/last_result.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_line(const char *text)
{
	g_autofree char *clean = text_clean(text, -1, G_MAXINT);

	g_assert_cmpstr(clean, ==, text);
}

/* What was read can be told, taken up and written as the same. */
static void
check_result(struct last_result *result)
{
	g_autofree char *text = last_result_format(result);
	g_autoptr(struct_last_result) again = last_result_parse(text, strlen(text), NULL);
	g_autofree char *text_again = again ? last_result_format(again) : NULL;

	g_assert_cmpstr(text, ==, text_again);
	check_line(result->target);
	check_line(result->headline);
	g_assert_cmpuint(result->checks->len, <=, LAST_CHECKS);
	g_assert_cmpuint(result->events->len, <=, LAST_EVENTS);
	for (guint i = 0; i < result->events->len; i++) {
		const struct last_event *event = result->events->pdata[i];

		check_line(event->headline);
		g_assert_nonnull(last_result_waiting(result, event->sink));
	}
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_last_result) result = last_result_parse((const char *)data, size, &error);
	g_autoptr(struct_last_result) seen = last_result_new("EXCHANGE AUTH", "mail", "");
	struct last_seen what = {.result = seen, .at_us = 1, .sink = "nms.example.com"};

	if (!result) {
		g_assert_true(error && g_str_has_prefix(error->message, "expected "));
		return 0;
	}
	check_result(result);
	seen->state = result->state == STATE_OK ? STATE_CRITICAL : STATE_OK;
	g_assert_true(last_result_take(result, &what));
	g_assert_nonnull(last_result_waiting(result, what.sink));
	check_result(result);
	return 0;
}
