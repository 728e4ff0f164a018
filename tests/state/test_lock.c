/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that locks exclude each other as they should, and never longer than told. */
#include <sys/wait.h>
#include <unistd.h>

#include "state/lock.h"
#include "state/safe.h"
#include "tests/support/scratch.h"

struct place {
	char *path;
	struct state_directory *directory;
	struct state_lock *one, *other;
	GThread *thread; /* that holds the first for a while */
};

static void
set_up(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	place->path = scratch_new();
	place->directory = state_directory_open(place->path, NULL);
	g_assert_nonnull(place->directory);
	place->one = state_lock_open(place->directory, "lock", NULL);
	place->other = state_lock_open(place->directory, "lock", NULL);
	g_assert_true(place->one && place->other);
}

static void
tear_down(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	if (place->one)
		state_lock_free(place->one);
	state_lock_free(place->other);
	state_directory_free(place->directory);
	scratch_free(place->path);
}

struct pair_row {
	const char *name;
	struct state_range held;
	enum state_lock_kind held_kind;
	struct state_range wanted;
	enum state_lock_kind wanted_kind;
	gboolean got;
};

#define FAR ((gint64)1 << 42)

static const struct pair_row pair_rows[] = {
    {"the same byte", {5, 1}, STATE_EXCLUSIVE, {5, 1}, STATE_EXCLUSIVE, FALSE},
    {"the next byte", {5, 1}, STATE_EXCLUSIVE, {6, 1}, STATE_EXCLUSIVE, TRUE},
    {"the byte before", {5, 1}, STATE_EXCLUSIVE, {4, 1}, STATE_EXCLUSIVE, TRUE},
    {"one of many", {5, 3}, STATE_EXCLUSIVE, {7, 1}, STATE_EXCLUSIVE, FALSE},
    {"many round one", {6, 1}, STATE_EXCLUSIVE, {5, 3}, STATE_EXCLUSIVE, FALSE},
    {"far beyond the end", {FAR, 3}, STATE_EXCLUSIVE, {FAR + 2, 1}, STATE_EXCLUSIVE, FALSE},
    {"shared with shared", {5, 1}, STATE_SHARED, {5, 1}, STATE_SHARED, TRUE},
    {"shared with exclusive", {5, 1}, STATE_SHARED, {5, 1}, STATE_EXCLUSIVE, FALSE},
    {"exclusive with shared", {5, 1}, STATE_EXCLUSIVE, {5, 1}, STATE_SHARED, FALSE},
};

/* Two descriptions of one process, as of two threads; what is dropped or closed is free. */
static void
test_pair(struct place *place, gconstpointer data)
{
	const struct pair_row *row = data;
	g_autoptr(GError) error = NULL;

	g_assert_true(state_lock_try(place->one, row->held_kind, row->held, &error));
	g_assert_cmpint(state_lock_try(place->other, row->wanted_kind, row->wanted, &error), ==,
			row->got);
	g_assert_no_error(error);
	state_lock_drop(place->other, row->wanted);
	state_lock_drop(place->one, row->held);
	g_assert_true(state_lock_try(place->other, row->wanted_kind, row->wanted, &error));
	state_lock_drop(place->other, row->wanted);
	g_assert_true(state_lock_try(place->one, row->held_kind, row->held, &error));
	state_lock_free(g_steal_pointer(&place->one));
	g_assert_true(state_lock_try(place->other, row->wanted_kind, row->wanted, &error));
	g_assert_no_error(error);
}

static int
try_once(const struct place *place, struct state_range range)
{
	g_autoptr(struct_state_lock) lock = state_lock_open(place->directory, "lock", NULL);

	return lock && state_lock_try(lock, STATE_EXCLUSIVE, range, NULL) ? 0 : 1;
}

/* 0: it got the lock. */
static int
try_in_child(const struct place *place, struct state_range range)
{
	const pid_t child = fork();
	int status = -1;

	if (child == 0)
		_exit(try_once(place, range));
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	return status;
}

static void
test_processes(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	const struct state_range range = {5, 3};

	g_assert_true(state_lock_try(place->one, STATE_EXCLUSIVE, range, NULL));
	g_assert_cmpint(try_in_child(place, range), !=, 0);
	state_lock_drop(place->one, range);
	g_assert_cmpint(try_in_child(place, range), ==, 0);
	/* The child's ended with it. */
	g_assert_true(state_lock_try(place->one, STATE_EXCLUSIVE, range, NULL));
}

static void
test_deadline(struct place *place, gconstpointer data)
{
	const gint64 limit_ms = *(const gint64 *)data;
	const struct state_range range = {5, 1};
	g_autofree char *expected = g_strdup_printf(
	    "%s/lock: expected it to become free in time, found it locked all the while; cure: see "
	    "which process holds it (fuser %s/lock)",
	    place->path, place->path);
	g_autoptr(GError) error = NULL;
	gint64 began_us;
	gint64 took_ms;

	g_assert_true(state_lock_try(place->one, STATE_EXCLUSIVE, range, NULL));
	began_us = g_get_monotonic_time();
	g_assert_false(state_lock_take(place->other, STATE_EXCLUSIVE, range,
				       deadline_in_ms(limit_ms), &error));
	took_ms = (g_get_monotonic_time() - began_us) / 1000;
	g_assert_cmpint(took_ms, >=, limit_ms);
	g_assert_cmpint(took_ms, <=, limit_ms + 100);
	g_assert_cmpstr(error->message, ==, expected);
}

static gpointer
drop_soon(gpointer data)
{
	struct place *place = data;

	g_usleep(50000);
	state_lock_free(g_steal_pointer(&place->one));
	return NULL;
}

static void
test_wait(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	const struct state_range range = {5, 1};
	g_autoptr(GError) error = NULL;
	gboolean got;

	g_assert_true(state_lock_try(place->one, STATE_EXCLUSIVE, range, NULL));
	place->thread = g_thread_new("holder", drop_soon, place);
	got = state_lock_take(place->other, STATE_EXCLUSIVE, range, deadline_in_ms(5000), &error);
	g_thread_join(place->thread);
	g_assert_no_error(error);
	g_assert_true(got);
}

static void
test_passed_deadline(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	const struct state_range range = {5, 1};

	g_assert_true(
	    state_lock_take(place->one, STATE_EXCLUSIVE, range, deadline_in_ms(-1000), NULL));
}

static void
test_flag(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_assert_false(state_lock_flagged(place->one));
	g_assert_true(state_lock_flag(place->one, TRUE));
	g_assert_true(state_lock_flagged(place->one));
	g_assert_true(state_lock_flagged(place->other));
	g_assert_true(state_lock_flag(place->other, FALSE));
	g_assert_false(state_lock_flagged(place->one));
}

static void
test_link(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *link = scratch_path(place->path, "link");
	g_autofree char *expected = g_strdup_printf(
	    "%s: expected a plain file of user %lu, who runs this, or of root, that nobody else "
	    "may write to, found a symbolic link; cure: see who made it, then remove it",
	    link, (unsigned long)geteuid());
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(symlink("lock", link), ==, 0);
	g_assert_null(state_lock_open(place->directory, "link", &error));
	g_assert_cmpstr(error->message, ==, expected);
}

int
main(int argc, char **argv)
{
	static const gint64 limits_ms[] = {0, 1, 150};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(pair_rows); i++) {
		g_autofree char *path = g_strdup_printf("/lock/pair/%s", pair_rows[i].name);

		g_test_add(path, struct place, &pair_rows[i], set_up, test_pair, tear_down);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(limits_ms); i++) {
		g_autofree char *path =
		    g_strdup_printf("/lock/deadline/%" G_GINT64_FORMAT " ms", limits_ms[i]);

		g_test_add(path, struct place, &limits_ms[i], set_up, test_deadline, tear_down);
	}
	g_test_add("/lock/processes", struct place, NULL, set_up, test_processes, tear_down);
	g_test_add("/lock/becomes free", struct place, NULL, set_up, test_wait, tear_down);
	g_test_add("/lock/deadline/passed, but free", struct place, NULL, set_up,
		   test_passed_deadline, tear_down);
	g_test_add("/lock/flag", struct place, NULL, set_up, test_flag, tear_down);
	g_test_add("/lock/link", struct place, NULL, set_up, test_link, tear_down);
	return g_test_run();
}
