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
	g_test_add_func("/deadline/rounded up", test_rounded_up);
	return g_test_run();
}
