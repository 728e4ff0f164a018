/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the files of last results and the changes that wait, with many processes and killed ones.
 */
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "state/outbox.h"
#include "state/result_store.h"
#include "tests/support/scratch.h"

enum { CROWD = 100, CROWD_WRAPPED = 15, PATIENCE_MS = 120000, MANY = 1000, ROUNDS = 50 };

static const char sink[] = "nms.example.com";

struct place {
	char *path;
	struct result_store *store;
	struct outbox *outbox; /* where a child that ends before it is freed still knows it */
};

static void
set_up(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	place->path = scratch_new();
	place->store = result_store_open(place->path, NULL);
	g_assert_nonnull(place->store);
}

static void
tear_down(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	result_store_free(place->store);
	scratch_free(place->path);
}

static gboolean
put(struct result_store *store, const char *target, enum state state, struct result_change *change)
{
	g_autoptr(struct_last_result) seen = last_result_new("EXCHANGE AUTH", target, "");
	struct last_seen what = {
	    .result = seen, .at_us = g_get_real_time(), .sink = sink, .check = "ews"};

	seen->state = state;
	last_result_add_check(seen, "ews order", state, "as it is");
	return result_store_put(store, &what, deadline_in_ms(PATIENCE_MS), change, NULL);
}

static void
put_well(struct result_store *store, const char *target, enum state state,
	 struct result_change *change)
{
	const gboolean good = put(store, target, state, change);

	g_assert_true(good);
}

static guint
crowd_size(void)
{
	const char *wrap = g_getenv("TEST_WRAP");

	return wrap && wrap[0] ? CROWD_WRAPPED : CROWD;
}

/* How one of a crowd ends: 0 unless something was wrong. */
typedef int (*player)(const char *path, guint number);

static void
play_crowd(const struct place *place, guint crowd, player play)
{
	g_autofree pid_t *children = g_new0(pid_t, crowd);
	int start[2];

	g_assert_cmpint(pipe(start), ==, 0);
	for (guint i = 0; i < crowd; i++) {
		char byte;

		children[i] = fork();
		if (children[i] == 0) {
			close(start[1]);
			(void)!read(start[0], &byte, 1);
			_exit(play(place->path, i));
		}
	}
	close(start[0]);
	close(start[1]);
	for (guint i = 0; i < crowd; i++) {
		int status = -1;

		g_assert_cmpint(waitpid(children[i], &status, 0), ==, children[i]);
		g_assert_cmpint(status, ==, 0);
	}
}

static int
put_one(const char *path, guint number)
{
	g_autoptr(struct_result_store) store = result_store_open(path, NULL);
	g_autofree char *target = g_strdup_printf("mail%u.example.com", number);
	struct result_change change;

	return store && put(store, target, STATE_CRITICAL, &change) && change.changed ? 0 : 1;
}

/* Each of its own service: all are there, all wait. */
static void
test_crowd(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	const guint crowd = crowd_size();
	g_autoptr(GPtrArray) all = NULL;
	guint unread = 1;

	play_crowd(place, crowd, put_one);
	all = result_store_all(place->store, &unread);
	g_assert_cmpuint(all->len, ==, crowd);
	g_assert_cmpuint(unread, ==, 0);
	g_assert_cmpuint(outbox_peek(place->store, sink), ==, crowd);
}

static int
put_same(const char *path, guint number)
{
	g_autoptr(struct_result_store) store = result_store_open(path, NULL);
	struct result_change change;

	(void)number;
	return store && put(store, "mail.example.com", STATE_CRITICAL, &change) ? 0 : 1;
}

/* All of the same service see the same change: it waits once. */
static void
test_crowd_of_one(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	play_crowd(place, crowd_size(), put_same);
	g_assert_cmpuint(outbox_peek(place->store, sink), ==, 1);
}

/* Writes a line for all that it sends. */
static int
send_all(const char *path, guint number)
{
	g_autoptr(struct_result_store) store = result_store_open(path, NULL);
	g_autofree char *log = g_build_filename(path, "log", NULL);
	g_autoptr(struct_outbox) outbox = NULL;
	const struct last_result *result;
	const struct last_event *event;

	(void)number;
	outbox = outbox_open(store, sink, deadline_in_ms(PATIENCE_MS), NULL);
	while (outbox && outbox_next(outbox, &result, &event)) {
		g_autofree char *line = g_strdup_printf("%s %s\n", event->id, result->target);
		FILE *file = g_fopen(log, "a");

		if (!file || fputs(line, file) < 0 || fclose(file) != 0)
			return 1;
		if (!outbox_told(outbox, deadline_in_ms(PATIENCE_MS), NULL))
			return 1;
	}
	return outbox ? 0 : 1;
}

static int
put_and_send(const char *path, guint number)
{
	return put_one(path, number) + send_all(path, number);
}

/* Everybody tells what waits: every change once, whoever does it. */
static void
test_crowd_that_sends(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	const guint crowd = crowd_size();
	g_autoptr(GHashTable) ids = g_hash_table_new(g_str_hash, g_str_equal);
	g_autofree char *log = NULL;
	g_auto(GStrv) lines = NULL;

	play_crowd(place, crowd, put_and_send);
	log = scratch_read(place->path, "log", NULL);
	lines = g_strsplit(g_strchomp(log), "\n", -1);
	g_assert_cmpuint(g_strv_length(lines), ==, crowd);
	for (gsize i = 0; lines[i]; i++)
		g_assert_true(g_hash_table_add(ids, lines[i]));
	g_assert_cmpuint(outbox_peek(place->store, sink), ==, 0);
}

/* Changes state and sends, until it is killed: what is sent twice has the same id, nothing is out
 * of order, nothing is lost. */
static void
test_killed(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *log = NULL;
	g_auto(GStrv) lines = NULL;
	struct result_change change;
	guint told = 0;

	put_well(place->store, "mail.example.com", STATE_OK, &change);
	scratch_write(place->path, "log", "", 0600);
	for (guint i = 0; i < ROUNDS; i++) {
		const pid_t child = fork();

		if (child == 0) {
			struct result_store *store = result_store_open(place->path, NULL);

			for (guint k = 0;; k++) {
				(void)put(store, "mail.example.com",
					  k % 2 ? STATE_OK : STATE_CRITICAL, &change);
				(void)send_all(place->path, 0);
			}
		}
		g_usleep((gulong)g_test_rand_int_range(0, 20000));
		g_assert_cmpint(kill(child, SIGKILL), ==, 0);
		g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
	}
	g_assert_cmpint(send_all(place->path, 0), ==, 0);
	g_assert_cmpuint(outbox_peek(place->store, sink), ==, 0);
	log = scratch_read(place->path, "log", NULL);
	lines = g_strsplit(g_strchomp(log), "\n", -1);
	for (gsize i = 1; lines[0] && lines[i]; i++) {
		told += g_strcmp0(lines[i], lines[i - 1]) != 0 ? 1 : 0;
		for (gsize k = 0; k + 1 < i; k++)
			g_assert_true(g_strcmp0(lines[i], lines[k]) != 0 ||
				      g_strcmp0(lines[i], lines[i - 1]) == 0);
	}
	g_test_message("%u changes told", told);
}

/* Who waits for a turn while another tries in vain does not try again; the next one does. */
static void
test_in_vain(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	struct result_change change;
	int told[2];
	pid_t child;
	int status;
	char byte;

	put_well(place->store, "mail.example.com", STATE_CRITICAL, &change);
	place->outbox = outbox_open(place->store, sink, deadline_in_ms(0), NULL);
	g_assert_nonnull(place->outbox);
	g_assert_cmpuint(outbox_count(place->outbox), ==, 1);
	g_assert_cmpint(pipe(told), ==, 0);
	child = fork();
	if (child == 0) {
		struct result_store *store = result_store_open(place->path, NULL);
		GError *error = NULL;

		if (outbox_open(store, sink, deadline_in_ms(0), &error) || !error)
			_exit(1);
		g_error_free(error);
		(void)!write(told[1], "x", 1);
		status = outbox_open(store, sink, deadline_in_ms(PATIENCE_MS), NULL) ? 2 : 0;
		result_store_free(store);
		_exit(status);
	}
	g_assert_cmpint(read(told[0], &byte, 1), ==, 1);
	g_usleep(50000);
	outbox_failed(place->outbox);
	outbox_free(place->outbox);
	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_cmpint(status, ==, 0);
	place->outbox = outbox_open(place->store, sink, deadline_in_ms(0), NULL);
	g_assert_nonnull(place->outbox);
	g_assert_cmpuint(outbox_count(place->outbox), ==, 1);
	outbox_free(place->outbox);
}

struct hostile_row {
	const char *name;
	const char *text; /* NULL: a link to a good file */
	guint mode;
};

static const struct hostile_row hostile_rows[] = {
    {"empty", "", 0600},
    {"half a file", "{\"version\":1,\"service\":", 0600},
    {"of another version", "{\"version\":2}", 0600},
    {"writable for all", "{}", 0666},
    {"a link", NULL, 0},
    {"another service's",
     "{\"version\":1,\"service\":\"EXCHANGE AUTH\",\"target\":\"other\",\"instance\":\"\","
     "\"state\":\"OK\",\"headline\":\"\",\"perfdata\":\"\",\"checked\":1,\"changed\":1,"
     "\"lost\":0,\"checks\":[],\"events\":[]}",
     0600},
};

/* Such a file stands in nobody's way: everything begins anew. */
static void
test_hostile(struct place *place, gconstpointer data)
{
	const struct hostile_row *row = data;
	g_autofree char *results = g_build_filename(place->path, "results", NULL);
	g_autoptr(GPtrArray) all = NULL;
	g_auto(GStrv) names = NULL;
	g_autofree char *list = NULL;
	g_autofree char *path = NULL;
	struct result_change change;
	guint unread = 0;

	put_well(place->store, "mail.example.com", STATE_OK, &change);
	list = scratch_list(results);
	names = g_strsplit(list, " ", 2);
	path = g_build_filename(results, names[0], NULL);
	if (row->text) {
		g_assert_cmpint(g_unlink(path), ==, 0);
		scratch_write(results, names[0], row->text, row->mode);
	} else {
		g_autofree char *other = g_build_filename(place->path, "other", NULL);

		g_assert_cmpint(g_rename(path, other), ==, 0);
		g_assert_cmpint(symlink(other, path), ==, 0);
	}
	all = result_store_all(place->store, &unread);
	g_assert_cmpuint(all->len + unread, ==, 1);
	put_well(place->store, "mail.example.com", STATE_OK, &change);
	g_assert_true(change.anew);
	put_well(place->store, "mail.example.com", STATE_OK, &change);
	g_assert_false(change.anew);
}

/* What an agent does when it is asked. */
static void
test_many(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(GPtrArray) all = NULL;
	gint64 began_us;

	for (guint i = 0; i < MANY; i++) {
		g_autofree char *target = g_strdup_printf("mail%04u.example.com", i);
		struct result_change change;

		put_well(place->store, target, STATE_OK, &change);
	}
	began_us = g_get_monotonic_time();
	all = result_store_all(place->store, NULL);
	g_test_message("%u results read in %d ms", all->len,
		       (int)((g_get_monotonic_time() - began_us) / 1000));
	g_assert_cmpuint(all->len, ==, MANY);
	for (guint i = 0; i < MANY; i++) {
		const struct last_result *result = all->pdata[i];
		g_autofree char *target = g_strdup_printf("mail%04u.example.com", i);

		g_assert_cmpstr(result->target, ==, target);
	}
}

static void
add(const char *path, gconstpointer data, void (*test)(struct place *place, gconstpointer data))
{
	g_test_add(path, struct place, data, set_up, test, tear_down);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(hostile_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/result_store/hostile/%s", hostile_rows[i].name);

		add(path, &hostile_rows[i], test_hostile);
	}
	add("/result_store/crowd", NULL, test_crowd);
	add("/result_store/crowd of one service", NULL, test_crowd_of_one);
	add("/result_store/crowd that sends", NULL, test_crowd_that_sends);
	add("/result_store/killed", NULL, test_killed);
	add("/result_store/in vain", NULL, test_in_vain);
	add("/result_store/many", NULL, test_many);
	return g_test_run();
}
