/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the file of the logon budget: aged, broken, vanished, on a full disk, and without secrets.
 */
#include "state/logon_budget.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <jansson.h>

#include "state/lock.h"
#include "tests/support/logon_place.h"
#include "tests/support/scratch.h"

/* The state file, changed by `edit` as if time had passed or the clock had jumped. */
static void
edit_file(const struct logon_place *place, void (*edit)(json_t *account))
{
	gsize length;
	g_autofree char *text = scratch_read(place->path, LOGON_FILE_NAME, &length);
	json_t *root = json_loadb(text, length, 0, NULL);
	json_t *accounts = json_object_get(root, "accounts");
	g_autofree char *changed = NULL;
	const char *key;
	json_t *account;

	json_object_foreach(accounts, key, account)
	{
		edit(account);
	}
	changed = json_dumps(root, 0);
	json_decref(root);
	scratch_write(place->path, LOGON_FILE_NAME, changed, 0600);
}

static void
add_to_members(json_t *object, gint64 seconds)
{
	const char *key;
	json_t *member;

	json_object_foreach(object, key, member)
	{
		if (g_str_has_suffix(key, "_s"))
			json_integer_set(member, json_integer_value(member) + seconds);
	}
}

static void
add_to_times(json_t *account, gint64 seconds)
{
	json_t *refused = json_object_get(account, "refused");

	add_to_members(account, seconds);
	add_to_members(json_object_get(account, "accepted"), seconds);
	for (gsize i = 0; i < json_array_size(refused); i++)
		add_to_members(json_array_get(refused, i), seconds);
}

static void
age_by_a_week(json_t *account)
{
	add_to_times(account, -(gint64)7 * 24 * 3600);
}

static void
age_by_two_hours(json_t *account)
{
	add_to_times(account, -7200);
}

static void
age_by_sixty_days(json_t *account)
{
	add_to_times(account, -(gint64)60 * 24 * 3600);
}

static void
put_ten_years_ahead(json_t *account)
{
	add_to_times(account, (gint64)3650 * 24 * 3600);
}

struct aged_row {
	const char *name;
	void (*edit)(json_t *account);
	guint at_once; /* of a secret that was accepted */
};

static const struct aged_row aged_rows[] = {
    {"two hours old", age_by_two_hours, LOGON_AT_ONCE},
    {"a week old", age_by_a_week, 1},
    {"of a clock that was ahead", put_ten_years_ahead, 1},
};

static void
test_aged(struct logon_place *place, gconstpointer data)
{
	const struct aged_row *row = data;
	g_autoptr(struct_logon_budget) budget = NULL;
	struct logon_grant *grants[LOGON_AT_ONCE] = {NULL};

	g_assert_cmpint(logon_place_visit(place, 0, LOGON_ACCEPTED), ==, LOGON_GRANTED);
	edit_file(place, row->edit);
	budget = logon_place_open(place, "probe", 0, FALSE);
	for (guint i = 0; i < LOGON_AT_ONCE; i++)
		g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grants[i], NULL, NULL),
				==, i < row->at_once ? LOGON_GRANTED : LOGON_BUSY);
	for (guint i = 0; i < row->at_once; i++)
		g_assert_true(logon_grant_settle(grants[i], LOGON_ACCEPTED, "ews", NULL));
	/* The acceptance is of today again. */
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grants[0], NULL, NULL), ==,
			LOGON_GRANTED);
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grants[1], NULL, NULL), ==,
			LOGON_GRANTED);
	g_assert_true(logon_grant_settle(grants[0], LOGON_UNDECIDED, "ews", NULL));
	g_assert_true(logon_grant_settle(grants[1], LOGON_UNDECIDED, "ews", NULL));
}

/* A refused account that is asked for now and then is not forgotten after 90 days. */
static void
test_refused_for_long(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(struct_logon_budget) other = logon_place_open(place, "other", 0, FALSE);
	struct logon_grant *grant = NULL;

	g_assert_cmpint(logon_place_visit(place, 0, LOGON_REFUSED), ==, LOGON_GRANTED);
	for (guint i = 0; i < 4; i++) {
		edit_file(place, i == 3 ? put_ten_years_ahead : age_by_sixty_days);
		g_assert_cmpint(logon_place_visit(place, 0, LOGON_UNDECIDED), ==,
				LOGON_REFUSED_BEFORE);
		/* Who writes drops what is old. */
		g_assert_cmpint(logon_budget_ask(other, deadline_in_ms(0), &grant, NULL, NULL), ==,
				LOGON_GRANTED);
		g_assert_true(logon_grant_settle(grant, LOGON_UNDECIDED, "ews", NULL));
	}
}

/* Healthy runs leave the file as it is. */
static void
test_no_write(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *path = scratch_path(place->path, LOGON_FILE_NAME);
	struct stat before;
	struct stat after;

	g_assert_cmpint(logon_place_visit(place, 0, LOGON_ACCEPTED), ==, LOGON_GRANTED);
	g_assert_cmpint(stat(path, &before), ==, 0);
	for (guint i = 0; i < 3; i++)
		g_assert_cmpint(logon_place_visit(place, 0, LOGON_ACCEPTED), ==, LOGON_GRANTED);
	g_assert_cmpint(logon_place_visit(place, 0, LOGON_UNDECIDED), ==, LOGON_GRANTED);
	g_assert_cmpint(stat(path, &after), ==, 0);
	g_assert_cmpuint(after.st_ino, ==, before.st_ino);
	g_assert_cmpint(after.st_mtim.tv_nsec, ==, before.st_mtim.tv_nsec);
	g_assert_cmpuint(after.st_mode, ==, S_IFREG | 0600);
}

static void
test_vanished(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *path = scratch_path(place->path, LOGON_FILE_NAME);
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);
	struct logon_grant *grant = NULL;

	g_assert_cmpint(logon_place_visit(place, 0, LOGON_REFUSED), ==, LOGON_GRANTED);
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grant, NULL, NULL), ==,
			LOGON_GRANTED);
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_true(logon_grant_settle(grant, LOGON_REFUSED, "ews", NULL));
	g_assert_cmpint(logon_place_visit(place, 0, LOGON_UNDECIDED), ==, LOGON_REFUSED_BEFORE);
}

struct broken_row {
	const char *name;
	const char *text;
	const char *error; /* behind the file's name */
};

#define CURE "; cure: remove the file (every refused password is then tried once more)"

static const struct broken_row broken_rows[] = {
    {"an empty file", "", "expected JSON, found in line 1: "},
    {"a torn file", "{\n \"accounts\": {", "expected JSON, found in line 2: "},
    {"an older release", "{\"version\": 0, \"accounts\": {}}",
     "expected version 1, found 0, of another release" CURE},
    {"a newer release", "{\"version\": 2, \"accounts\": {}}",
     "expected version 1, found 2, of another release" CURE},
    {"something else", "[]",
     "expected an object of \"accounts\" and \"version\", found another" CURE},
};

/* Neither a new run nor one that is under way logs on. */
static void
test_broken(struct logon_place *place, gconstpointer data)
{
	const struct broken_row *row = data;
	const struct logon_account account = {"probe", "CORP", place->password[0]};
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);
	g_autofree char *expected =
	    g_strdup_printf("%s/" LOGON_FILE_NAME ": %s", place->path, row->error);
	g_autoptr(GError) open_error = NULL;
	g_autoptr(GError) ask_error = NULL;
	g_autoptr(GError) spend_error = NULL;
	struct logon_grant *grant = NULL;
	g_autofree char *text = NULL;

	scratch_write(place->path, LOGON_FILE_NAME, row->text, 0600);
	g_assert_null(logon_budget_open(place->path, &account, TRUE, &open_error));
	g_assert_true(g_str_has_prefix(open_error->message, expected));
	g_assert_true(g_str_has_suffix(open_error->message, CURE));
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grant, NULL, &ask_error), ==,
			LOGON_BROKEN);
	g_assert_cmpstr(ask_error->message, ==, open_error->message);
	g_assert_false(logon_budget_spend(budget, 1, 1, NULL, &spend_error));
	g_assert_cmpstr(spend_error->message, ==, open_error->message);
	text = scratch_read(place->path, LOGON_FILE_NAME, NULL);
	g_assert_cmpstr(text, ==, row->text);
}

static void
test_unsafe(struct logon_place *place, gconstpointer data)
{
	const char *name = data;
	const struct logon_account account = {"probe", "CORP", place->password[0]};
	g_autofree char *expected =
	    g_strdup_printf("%s/%s: expected a plain file", place->path, name);
	g_autoptr(GError) error = NULL;

	scratch_write(place->path, name, "{\"version\": 1, \"accounts\": {}}", 0666);
	g_assert_null(logon_budget_open(place->path, &account, FALSE, &error));
	g_assert_true(g_str_has_prefix(error->message, expected));
}

static void
test_unsafe_directory(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	const struct logon_account account = {"probe", "CORP", place->password[0]};
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(g_chmod(place->path, 0777), ==, 0);
	g_assert_null(logon_budget_open(place->path, &account, FALSE, &error));
	g_assert_true(g_str_has_prefix(error->message, place->path));
}

static void
test_no_account(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	const struct logon_account account = {"", "CORP", place->password[0]};
	g_autoptr(GError) error = NULL;

	g_assert_null(logon_budget_open(place->path, &account, FALSE, &error));
	g_assert_true(g_str_has_prefix(error->message, "expected an account's name"));
}

/* No byte can be written, as on a full disk (a lock file's length can); or again. */
static void
set_room(gboolean room)
{
	struct rlimit limit;

	(void)signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	limit.rlim_cur = room ? limit.rlim_max : 8;
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_untried_without_room(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);
	g_autoptr(GError) error = NULL;
	struct logon_grant *grant = NULL;
	enum logon_permit permit;

	set_room(FALSE);
	permit = logon_budget_ask(budget, deadline_in_ms(0), &grant, NULL, &error);
	set_room(TRUE);
	g_assert_cmpint(permit, ==, LOGON_BROKEN);
	g_assert_true(strstr(error->message, "File too large; cure: make room"));
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grant, NULL, NULL), ==,
			LOGON_GRANTED);
	g_assert_true(logon_grant_settle(grant, LOGON_UNDECIDED, "ews", NULL));
}

/* A good secret is refused when the disk is full: the refusal is lost, but nobody tries again. */
static void
test_refused_without_room(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);
	g_autoptr(GError) error = NULL;
	struct logon_grant *grant = NULL;
	gboolean settled;
	enum logon_permit permit;

	g_assert_cmpint(logon_place_visit(place, 0, LOGON_ACCEPTED), ==, LOGON_GRANTED);
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grant, NULL, NULL), ==,
			LOGON_GRANTED);
	set_room(FALSE);
	settled = logon_grant_settle(grant, LOGON_REFUSED, "ews", &error);
	permit = logon_budget_ask(budget, deadline_in_ms(0), &grant, NULL, NULL);
	set_room(TRUE);
	g_assert_false(settled);
	g_assert_true(strstr(error->message, "File too large; cure: make room"));
	g_assert_cmpint(permit, ==, LOGON_BROKEN);
	/* With room again: one try, which is written down. */
	g_assert_cmpint(logon_place_visit(place, 0, LOGON_REFUSED), ==, LOGON_GRANTED);
	g_assert_cmpint(logon_place_visit(place, 0, LOGON_REFUSED), ==, LOGON_REFUSED_BEFORE);
}

/* Somebody is writing all the while: who must write first is busy, who need not may log on. */
static void
test_turn(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	const struct state_range turn = {0, 1};
	g_autoptr(struct_state_directory) directory = state_directory_open(place->path, NULL);
	g_autoptr(struct_state_lock) lock = state_lock_open(directory, "logon-budget.lock", NULL);
	g_autoptr(struct_logon_budget) untried = logon_place_open(place, "probe", 1, FALSE);
	g_autoptr(GError) error = NULL;
	struct logon_grant *grant = NULL;

	g_assert_cmpint(logon_place_visit(place, 0, LOGON_ACCEPTED), ==, LOGON_GRANTED);
	g_assert_true(state_lock_try(lock, STATE_EXCLUSIVE, turn, NULL));
	g_assert_cmpint(logon_budget_ask(untried, deadline_in_ms(30), &grant, NULL, &error), ==,
			LOGON_BUSY);
	g_assert_no_error(error);
	g_assert_cmpint(logon_place_visit(place, 0, LOGON_ACCEPTED), ==, LOGON_GRANTED);
	state_lock_drop(lock, turn);
	g_assert_cmpint(logon_place_visit(place, 1, LOGON_UNDECIDED), ==, LOGON_GRANTED);
}

/* Neither the password nor a hash of it, plain or salted, in no file. */
static void
test_no_secret(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	/* MD4 of "Password" in UTF-16, the NTLM hash; the same without UTF-16. */
	g_autoptr(GPtrArray) words = g_ptr_array_new_with_free_func(g_free);
	static const GChecksumType types[] = {G_CHECKSUM_MD5, G_CHECKSUM_SHA1, G_CHECKSUM_SHA256,
					      G_CHECKSUM_SHA384, G_CHECKSUM_SHA512};
	g_auto(GStrv) names = NULL;
	g_autofree char *list = NULL;

	g_ptr_array_add(words, g_strdup("Password"));
	g_ptr_array_add(words, g_strdup("P\\u0000a"));
	g_ptr_array_add(words, g_strdup("a4f49c406510bdcab6824ee7c30fd852"));
	for (gsize i = 0; i < G_N_ELEMENTS(types); i++)
		g_ptr_array_add(words, g_compute_checksum_for_string(types[i], "Password", -1));
	g_assert_cmpint(logon_place_visit(place, 0, LOGON_ACCEPTED), ==, LOGON_GRANTED);
	g_assert_cmpint(logon_place_visit(place, 0, LOGON_REFUSED), ==, LOGON_GRANTED);
	list = scratch_list(place->path);
	g_assert_cmpstr(list, ==, "logon-budget.json logon-budget.lock");
	names = g_strsplit(list, " ", -1);
	for (gsize i = 0; names[i]; i++) {
		gsize length = 0;
		g_autofree char *text = scratch_read(place->path, names[i], &length);
		g_autofree char *lower = g_ascii_strdown(text, -1);

		g_assert_cmpuint(strlen(text), ==, length);
		for (guint k = 0; k < words->len; k++) {
			const char *word = words->pdata[k];

			g_assert_null(strstr(text, word));
			/* Four bytes of a hash are more than what may be there. */
			if (k >= 2) {
				g_autofree char *begin = g_strndup(word, 8);

				g_assert_null(strstr(lower, begin));
			}
		}
	}
}

static void
add(const char *path, gconstpointer data,
    void (*run)(struct logon_place *place, gconstpointer data))
{
	g_test_add(path, struct logon_place, data, logon_place_set_up, run, logon_place_tear_down);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(aged_rows); i++) {
		g_autofree char *path = g_strdup_printf("/logon_file/aged/%s", aged_rows[i].name);

		add(path, &aged_rows[i], test_aged);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(broken_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/logon_file/broken/%s", broken_rows[i].name);

		add(path, &broken_rows[i], test_broken);
	}
	add("/logon_file/aged/refused for long", NULL, test_refused_for_long);
	add("/logon_file/no write", NULL, test_no_write);
	add("/logon_file/vanished", NULL, test_vanished);
	add("/logon_file/unsafe/file", LOGON_FILE_NAME, test_unsafe);
	add("/logon_file/unsafe/lock", "logon-budget.lock", test_unsafe);
	add("/logon_file/unsafe/directory", NULL, test_unsafe_directory);
	add("/logon_file/no account", NULL, test_no_account);
	add("/logon_file/no room/untried", NULL, test_untried_without_room);
	add("/logon_file/no room/refused", NULL, test_refused_without_room);
	add("/logon_file/turn", NULL, test_turn);
	add("/logon_file/no secret", NULL, test_no_secret);
	return g_test_run();
}
