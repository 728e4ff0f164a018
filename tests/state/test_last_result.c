/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what counts as a change of a service, and the file it is kept in. */
#include <string.h>

#include "state/last_result.h"

static const char sink[] = "nms.example.com";

/* --- changes ------------------------------------------------------------------------------ */

struct change_row {
	const char *name;
	const char *states; /* of runs: o k w c u; a capital with --trap-always */
	const char *told;   /* "before>after", in order; - for none before */
	gint64 changed_s;   /* the number of the run */
	const char *previous;
};

static const struct change_row change_rows[] = {
    {"the first is OK", "o", "", 1, NULL},
    {"the first is not", "c", "->CRITICAL", 1, NULL},
    {"nothing changes", "ooo", "", 1, NULL},
    {"bad and good again", "oco", "OK>CRITICAL CRITICAL>OK", 3, "CRITICAL"},
    {"stays bad", "occc", "OK>CRITICAL", 2, "OK"},
    {"from bad to less bad", "ocw", "OK>CRITICAL CRITICAL>WARNING", 3, "CRITICAL"},
    {"through UNKNOWN", "ouo", "OK>UNKNOWN UNKNOWN>OK", 3, "UNKNOWN"},
    {"always", "OOC", "->OK OK>OK OK>CRITICAL", 3, "OK"},
};

static enum state
state_of(char letter)
{
	switch (g_ascii_tolower(letter)) {
	case 'o':
		return STATE_OK;
	case 'w':
		return STATE_WARNING;
	case 'c':
		return STATE_CRITICAL;
	default:
		return STATE_UNKNOWN;
	}
}

static gboolean
run(struct last_result *result, enum state state, gint64 at_s, gboolean always)
{
	g_autoptr(struct_last_result) seen = last_result_new("EXCHANGE AUTH", "mail", "");
	struct last_seen what = {.result = seen,
				 .at_us = at_s * G_USEC_PER_SEC,
				 .check = "ews order",
				 .address = "192.0.2.11",
				 .sink = sink,
				 .always = always};

	seen->state = state;
	g_free(seen->headline);
	seen->headline = g_strdup_printf("run %d", (int)at_s);
	last_result_add_check(seen, "ews order", state, "as it is");
	return last_result_take(result, &what);
}

static char *
told(const struct last_result *result)
{
	g_autoptr(GString) all = g_string_new(NULL);

	for (guint i = 0; i < result->events->len; i++) {
		const struct last_event *event = result->events->pdata[i];

		g_string_append_printf(all, "%s%s>%s", i > 0 ? " " : "",
				       event->first ? "-" : state_name(event->before),
				       state_name(event->state));
	}
	return g_strdup(all->str);
}

static void
test_change(gconstpointer data)
{
	const struct change_row *row = data;
	g_autoptr(struct_last_result) result = last_result_new("EXCHANGE AUTH", "mail", "");
	g_autofree char *all = NULL;

	for (gsize i = 0; row->states[i]; i++)
		(void)run(result, state_of(row->states[i]), (gint64)i + 1,
			  g_ascii_isupper(row->states[i]));
	all = told(result);
	g_assert_cmpstr(all, ==, row->told);
	g_assert_cmpint(result->changed_s, ==, row->changed_s);
	g_assert_cmpint(result->checked_s, ==, (gint64)strlen(row->states));
	g_assert_cmpstr(result->changed ? state_name(result->previous) : NULL, ==, row->previous);
	g_assert_cmpuint(result->checks->len, ==, 1);
}

/* Of what waits too long the oldest is lost, and counted. */
static void
test_lost(void)
{
	g_autoptr(struct_last_result) result = last_result_new("EXCHANGE AUTH", "mail", "");
	const struct last_event *event;

	for (gint64 i = 0; i < LAST_EVENTS + 5; i++)
		(void)run(result, i % 2 ? STATE_OK : STATE_CRITICAL, i + 1, FALSE);
	g_assert_cmpuint(result->events->len, ==, LAST_EVENTS);
	g_assert_cmpuint(result->lost, ==, 5);
	event = last_result_waiting(result, sink);
	g_assert_cmpint(event->at_us, ==, (gint64)6 * G_USEC_PER_SEC);
	g_assert_null(last_result_waiting(result, "another.example.com"));
	g_assert_false(last_result_told(result, "another id"));
	g_assert_true(last_result_told(result, event->id));
	g_assert_cmpint(last_result_waiting(result, sink)->at_us, ==, (gint64)7 * G_USEC_PER_SEC);
}

/* Nor does it wait for ever, for a sink that nobody has any more. */
static void
test_old(void)
{
	const gint64 days_s = (gint64)LAST_EVENT_DAYS * 24 * 3600;
	g_autoptr(struct_last_result) result = last_result_new("EXCHANGE AUTH", "mail", "");

	(void)run(result, STATE_CRITICAL, 1, FALSE);
	(void)run(result, STATE_CRITICAL, days_s + 1, FALSE);
	g_assert_cmpuint(result->events->len, ==, 1);
	(void)run(result, STATE_CRITICAL, days_s + 2, FALSE);
	g_assert_cmpuint(result->events->len, ==, 0);
	g_assert_cmpuint(result->lost, ==, 1);
}

/* --- the file ----------------------------------------------------------------------------- */

static void
test_written_and_read(void)
{
	g_autoptr(struct_last_result) result =
	    last_result_new("EXCHANGE AUTH", "mail|\n.example.com", "192.0.2.11 \xc3\xa4\xff");
	g_autoptr(struct_last_result) again = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	g_autofree char *text_again = NULL;

	for (gint64 i = 0; i < 100; i++)
		last_result_add_check(result, "a check", STATE_WARNING, "what it says");
	g_assert_cmpuint(result->checks->len, ==, LAST_CHECKS);
	(void)run(result, STATE_CRITICAL, 1, FALSE);
	(void)run(result, STATE_OK, 2, FALSE);
	text = last_result_format(result);
	again = last_result_parse(text, strlen(text), &error);
	g_assert_no_error(error);
	text_again = last_result_format(again);
	g_assert_cmpstr(text, ==, text_again);
	g_assert_cmpstr(again->target, ==, "mail! .example.com");
	g_assert_cmpuint(again->events->len, ==, 2);
}

struct hostile_row {
	const char *name;
	const char *from, *to; /* a good file with this exchanged */
};

static const struct hostile_row hostile_rows[] = {
    {"empty", NULL, ""},
    {"no JSON", NULL, "{"},
    {"an array", NULL, "[]"},
    {"NUL bytes", "run 1", "run \\u0000"},
    {"another version", "\"version\":1", "\"version\":2"},
    {"a state nobody knows", "\"state\":\"CRITICAL\"", "\"state\":\"FINE\""},
    {"a number for a text", "\"target\":\"mail\"", "\"target\":1"},
    {"a time before time", "\"checked\":1", "\"checked\":-1"},
    {"a time after all", "\"checked\":1", "\"checked\":1152921504606846976"},
    {"never checked", "\"checked\":1", "\"checked\":0"},
    {"a key twice", "\"lost\":0", "\"lost\":0,\"lost\":0"},
    {"checks that are none", "\"checks\":[{", "\"checks\":[1,{"},
    {"events that are none", "\"events\":[{", "\"events\":{\"a\":{"},
    {"an event without an id", "\"id\":", "\"idea\":"},
    {"cut off", "\"events\":[{", NULL},
};

static void
test_hostile(gconstpointer data)
{
	const struct hostile_row *row = data;
	g_autoptr(struct_last_result) result = last_result_new("EXCHANGE AUTH", "mail", "");
	g_autoptr(struct_last_result) read = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *good = NULL;
	g_autofree char *bad = NULL;
	const char *at;

	(void)run(result, STATE_CRITICAL, 1, FALSE);
	good = last_result_format(result);
	if (row->from) {
		at = strstr(good, row->from);
		g_assert_nonnull(at);
		bad = g_strdup_printf("%.*s%s%s", (int)(at - good), good, row->to ? row->to : "",
				      row->to ? at + strlen(row->from) : "");
	} else {
		bad = g_strdup(row->to);
	}
	read = last_result_parse(bad, strlen(bad), &error);
	g_assert_null(read);
	g_assert_true(error && g_str_has_prefix(error->message, "expected the last result"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(change_rows); i++) {
		g_autofree char *path = g_strdup_printf("/last_result/%s", change_rows[i].name);

		g_test_add_data_func(path, &change_rows[i], test_change);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(hostile_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/last_result/hostile/%s", hostile_rows[i].name);

		g_test_add_data_func(path, &hostile_rows[i], test_hostile);
	}
	g_test_add_func("/last_result/what waits too long", test_lost);
	g_test_add_func("/last_result/what waits for ever", test_old);
	g_test_add_func("/last_result/written and read", test_written_and_read);
	return g_test_run();
}
