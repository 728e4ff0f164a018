/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how much time is left. */
#include "base/deadline.h"

/* The machine may be slow, so the rows allow for a second where the clock goes on. */
enum { SLACK_MS = 1000 };

struct row {
	const char *name;
	gint64 ms;
	gint64 left_ms; /* at most, and not more than SLACK_MS below */
	gboolean passed;
};

static const struct row rows[] = {
    {"a minute", 60000, 60000, FALSE},
    {"an hour", 3600000, 3600000, FALSE},
    {"now", 0, 0, TRUE},
    {"long ago", -60000, 0, TRUE},
    {"farthest", G_MAXINT32, G_MAXINT32, FALSE},
};

static void
test_in_ms(gconstpointer data)
{
	const struct row *row = data;
	struct deadline deadline = deadline_in_ms(row->ms);

	g_assert_cmpint(deadline_left_ms(deadline), <=, row->left_ms);
	g_assert_cmpint(deadline_left_ms(deadline), >=, MAX(row->left_ms - SLACK_MS, 0));
	g_assert_cmpint(deadline_passed(deadline), ==, row->passed);
}

struct within_row {
	const char *name;
	gint64 outer_ms, inner_ms;
	gboolean outer_wins;
};

static const struct within_row within_rows[] = {
    {"inner is earlier", 60000, 1000, FALSE},
    {"outer is earlier", 1000, 60000, TRUE},
    {"outer has passed", -1000, 60000, TRUE},
    {"inner has passed", 60000, -1000, FALSE},
};

static void
test_within(gconstpointer data)
{
	const struct within_row *row = data;
	struct deadline outer = deadline_in_ms(row->outer_ms);
	struct deadline inner = deadline_within(outer, row->inner_ms);

	g_assert_cmpint(inner.end_us, <=, outer.end_us);
	g_assert_cmpint(inner.end_us == outer.end_us, ==, row->outer_wins);
}

struct hurry_row {
	const char *name;
	gint64 ms;	 /* the deadline's own */
	gint64 hurry_ms; /* what somebody else sets, from now; 0: nothing yet */
	gint64 left_ms;	 /* at most, and not more than SLACK_MS below */
	gint64 wait_ms;	 /* at most */
};

static const struct hurry_row hurry_rows[] = {
    {"nobody has set it yet", 60000, 0, 60000, 50}, {"it is earlier", 60000, 5000, 5000, 50},
    {"it is later", 5000, 60000, 5000, 50},	    {"it has passed", 60000, -1, 0, 0},
    {"the deadline has passed", -1, 60000, 0, 0},   {"less is left than one waits", 20, 0, 20, 20},
};

/* Set behind the deadline's back: it, and one made within it, pass then. */
static void
test_hurry(gconstpointer data)
{
	const struct hurry_row *row = data;
	_Atomic gint64 hurry_us = 0;
	struct deadline outer = deadline_in_ms(row->ms);
	struct deadline inner;

	outer.hurry_us = &hurry_us;
	inner = deadline_within(outer, G_MAXINT32);
	if (row->hurry_ms != 0)
		hurry_us = g_get_monotonic_time() + row->hurry_ms * 1000;
	g_assert_cmpint(deadline_left_ms(outer), <=, row->left_ms);
	g_assert_cmpint(deadline_left_ms(outer), >=, MAX(row->left_ms - SLACK_MS, 0));
	g_assert_cmpint(deadline_left_ms(inner), <=, row->left_ms);
	g_assert_cmpint(deadline_left_ms(inner), >=, MAX(row->left_ms - SLACK_MS, 0));
	g_assert_cmpint(deadline_wait_ms(inner), <=, row->wait_ms);
	g_assert_cmpint(deadline_passed(inner), ==, row->left_ms == 0);
}

/* Nobody hurries: one waits for all that is left. */
static void
test_unhurried(void)
{
	struct deadline deadline = deadline_in_ms(60000);

	g_assert_null(deadline.hurry_us);
	g_assert_cmpint(deadline_wait_ms(deadline), >, 60000 - SLACK_MS);
	g_assert_cmpint(deadline_wait_ms(deadline_within(deadline, -1)), ==, 0);
}

static gpointer
hurry(gpointer data)
{
	_Atomic gint64 *hurry_us = data;

	g_usleep(20000);
	*hurry_us = g_get_monotonic_time();
	return NULL;
}

/* Whoever looks again as often as he is told sees it in time. */
static void
test_hurried_meanwhile(void)
{
	_Atomic gint64 hurry_us = 0;
	struct deadline deadline = deadline_in_ms(60000);
	gint64 began = g_get_monotonic_time();
	GThread *thread;

	deadline.hurry_us = &hurry_us;
	thread = g_thread_new("hurry", hurry, &hurry_us);
	while (!deadline_passed(deadline))
		g_usleep((gulong)deadline_wait_ms(deadline) * 1000);
	g_thread_join(thread);
	g_assert_cmpint(g_get_monotonic_time() - began, <, (gint64)10 * G_USEC_PER_SEC);
}

/* A poll() of 0 ms would spin through the last millisecond. */
static void
test_rounded_up(void)
{
	struct deadline deadline = {.end_us =
					g_get_monotonic_time() + (gint64)5 * G_USEC_PER_SEC + 1};

	g_assert_cmpint(deadline_left_ms(deadline), >, 4000);
	deadline.end_us = g_get_monotonic_time() + G_USEC_PER_SEC;
	while (g_get_monotonic_time() < deadline.end_us - 500)
		g_usleep(100);
	/* Less than a millisecond is left, or nothing; never more than one. */
	g_assert_cmpint(deadline_left_ms(deadline), <=, 1);
	while (!deadline_passed(deadline))
		g_assert_cmpint(deadline_left_ms(deadline), <=, 1);
	g_assert_cmpint(g_get_monotonic_time(), >=, deadline.end_us);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/deadline/in ms/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_in_ms);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(within_rows); i++) {
		g_autofree char *path = g_strdup_printf("/deadline/within/%s", within_rows[i].name);

		g_test_add_data_func(path, &within_rows[i], test_within);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(hurry_rows); i++) {
		g_autofree char *path = g_strdup_printf("/deadline/hurry/%s", hurry_rows[i].name);

		g_test_add_data_func(path, &hurry_rows[i], test_hurry);
	}
	g_test_add_func("/deadline/hurry/nobody does", test_unhurried);
	g_test_add_func("/deadline/hurry/meanwhile", test_hurried_meanwhile);
	g_test_add_func("/deadline/rounded up", test_rounded_up);
	return g_test_run();
}
