/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the logon budget with many processes and threads at once, and with some that are killed. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "state/logon_accounts.h"
#include "state/logon_budget.h"
#include "tests/support/logon_place.h"
#include "tests/support/scratch.h"

enum {
	CROWD = 100, /* all multiples of the accounts */
	CROWD_WRAPPED = 20,
	THREADS = 30,
	ROUNDS = 50,
	ANSWER_US = 5000,     /* the server takes so long to answer */
	PATIENCE_MS = 120000, /* far more than a slow machine under valgrind needs */
};

struct crowd_row {
	const char *name;
	gboolean accepted;	  /* the secret was, before it was changed on the server */
	enum logon_result result; /* of every logon that is granted */
	guint accounts;		  /* that the crowd is spread over */
	guint least, most;	  /* logons that are granted, for each account; 0: to all */
};

static const struct crowd_row crowd_rows[] = {
    {"an untried secret is refused", FALSE, LOGON_REFUSED, 1, 1, 1},
    {"a good secret is refused", TRUE, LOGON_REFUSED, 1, 1, LOGON_AT_ONCE},
    {"a good secret stays good", TRUE, LOGON_ACCEPTED, 1, 0, 0},
    {"an untried secret is accepted", FALSE, LOGON_ACCEPTED, 1, 0, 0},
    {"no answer to an untried secret", FALSE, LOGON_UNDECIDED, 10, 0, 0},
    {"two accounts are refused", FALSE, LOGON_REFUSED, 2, 1, 1},
    {"two good accounts are refused", TRUE, LOGON_REFUSED, 2, 1, LOGON_AT_ONCE},
};

/* One plugin, beginning to end; its exit code is the permit, or 9 when anything else is wrong. */
static int
play(const struct logon_place *place, const char *user, enum logon_result result)
{
	const struct logon_account account = {user, "CORP", place->password[0]};
	g_autoptr(struct_logon_budget) budget =
	    logon_budget_open(place->path, &account, FALSE, NULL);
	g_autoptr(struct_logon_refusal) refusal = NULL;
	struct logon_grant *grant = NULL;
	enum logon_permit permit;

	if (!budget)
		return 9;
	permit = logon_budget_ask(budget, deadline_in_ms(PATIENCE_MS), &grant, &refusal, NULL);
	if (permit != LOGON_GRANTED)
		return (int)permit;
	g_usleep(ANSWER_US);
	return logon_grant_settle(grant, result, "ews", NULL) ? (int)permit : 9;
}

static const char *
user_name(guint number)
{
	static const char *const names[] = {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"};

	return names[number % G_N_ELEMENTS(names)];
}

/* All begin when `start` is closed. */
static pid_t
start_player(const struct logon_place *place, const struct crowd_row *row, guint number,
	     const int start[2])
{
	const pid_t child = fork();
	char byte;

	if (child != 0)
		return child;
	close(start[1]);
	(void)!read(start[0], &byte, 1);
	_exit(play(place, user_name(number % MAX(row->accounts, 1)), row->result));
}

/* Counts into `granted` of its account; everybody else has to have been told of the refusal. */
static void
end_player(pid_t child, guint *granted)
{
	int status = -1;

	g_assert_cmpint(waitpid(child, &status, 0), ==, child);
	g_assert_true(WIFEXITED(status));
	if (WEXITSTATUS(status) == LOGON_GRANTED)
		(*granted)++;
	else
		g_assert_cmpint(WEXITSTATUS(status), ==, LOGON_REFUSED_BEFORE);
}

/* Under valgrind (see tests/support/run) a process takes a hundred times as long. */
static guint
crowd_size(void)
{
	const char *wrap = g_getenv("TEST_WRAP");

	return wrap && wrap[0] ? CROWD_WRAPPED : CROWD;
}

static void
test_crowd(struct logon_place *place, gconstpointer data)
{
	const struct crowd_row *row = data;
	pid_t children[CROWD];
	const guint crowd = crowd_size();
	const guint all = crowd / MAX(row->accounts, 1);
	guint granted[10] = {0};
	int start[2];

	for (guint i = 0; row->accepted && i < row->accounts; i++)
		g_assert_cmpint(play(place, user_name(i), LOGON_ACCEPTED), ==, LOGON_GRANTED);
	g_assert_cmpint(pipe(start), ==, 0);
	for (guint i = 0; i < crowd; i++)
		children[i] = start_player(place, row, i, start);
	close(start[0]);
	close(start[1]);
	for (guint i = 0; i < crowd; i++)
		end_player(children[i], &granted[i % MAX(row->accounts, 1)]);
	for (guint i = 0; i < row->accounts; i++) {
		g_test_message("account %u: %u logons", i, granted[i]);
		g_assert_cmpuint(granted[i], >=, row->least ? row->least : all);
		g_assert_cmpuint(granted[i], <=, row->most ? row->most : all);
	}
}

/* So many accounts, each refused eight times, that the file takes long to read. */
static void
write_long_file(const struct logon_place *place)
{
	g_autoptr(GHashTable) accounts = logon_accounts_new();
	g_autofree char *text = NULL;

	for (guint i = 0; i < 100; i++) {
		g_autofree char *key = g_strdup_printf("corp\\filler%u", i);
		struct logon_record *record =
		    logon_accounts_enroll(accounts, key, g_get_real_time() / G_USEC_PER_SEC, NULL);

		for (guint k = 0; k < LOGON_REFUSALS; k++)
			logon_record_refuse(record, (guint16)k, 1, "ews of mail.example.com");
	}
	text = logon_accounts_format(accounts);
	scratch_write(place->path, LOGON_FILE_NAME, text, 0600);
}

/* Who was still reading the old file when the refusal was written, and then got the slot, must not
 * log on. */
static void
test_long_file(struct logon_place *place, gconstpointer data)
{
	write_long_file(place);
	test_crowd(place, data);
}

/* What threads of one process share. */
struct group {
	struct logon_budget *budget;
	gint granted, under_way, most;
};

static gpointer
log_on(gpointer data)
{
	struct group *group = data;
	struct logon_grant *grant = NULL;
	g_autoptr(struct_logon_refusal) refusal = NULL;
	gint most;

	if (logon_budget_ask(group->budget, deadline_in_ms(PATIENCE_MS), &grant, &refusal, NULL) !=
	    LOGON_GRANTED)
		return NULL;
	g_atomic_int_inc(&group->granted);
	most = g_atomic_int_add(&group->under_way, 1) + 1;
	if (most > g_atomic_int_get(&group->most))
		g_atomic_int_set(&group->most, most);
	g_usleep(ANSWER_US);
	g_atomic_int_add(&group->under_way, -1);
	(void)logon_grant_settle(grant, LOGON_ACCEPTED, "ews", NULL);
	return NULL;
}

static void
test_threads(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);
	struct group group = {.budget = budget};
	GThread *threads[THREADS];

	for (guint i = 0; i < THREADS; i++)
		threads[i] = g_thread_new(NULL, log_on, &group);
	for (guint i = 0; i < THREADS; i++)
		g_thread_join(threads[i]);
	g_assert_cmpint(group.granted, ==, THREADS);
	g_assert_cmpint(group.most, <=, LOGON_AT_ONCE);
}

/* Writes the file as often as it can, until it is killed. */
static void
play_for_ever(const struct logon_place *place)
{
	const struct logon_account account = {"probe", "CORP", place->password[0]};
	struct logon_budget *budget = logon_budget_open(place->path, &account, FALSE, NULL);
	struct logon_grant *grant = NULL;
	enum logon_permit permit;

	if (!budget)
		_exit(1);
	do {
		permit = logon_budget_ask(budget, deadline_in_ms(PATIENCE_MS), &grant, NULL, NULL);
		if (permit == LOGON_GRANTED)
			(void)logon_grant_settle(grant, LOGON_UNDECIDED, "ews", NULL);
	} while (permit == LOGON_GRANTED);
	_exit(1);
}

/* At whatever moment the holder is killed, its slot is free at once and the file whole. */
static void
test_killed(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);

	for (guint i = 0; i < ROUNDS; i++) {
		const pid_t child = fork();
		struct logon_grant *grant = NULL;
		int status = 0;

		if (child == 0)
			play_for_ever(place);
		g_usleep((gulong)g_test_rand_int_range(0, 20000));
		g_assert_cmpint(kill(child, SIGKILL), ==, 0);
		g_assert_cmpint(waitpid(child, &status, 0), ==, child);
		g_assert_true(WIFSIGNALED(status));
		g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grant, NULL, NULL), ==,
				LOGON_GRANTED);
		g_assert_true(logon_grant_settle(grant, LOGON_UNDECIDED, "ews", NULL));
	}
	/* What a killed writer left is gone after the next one. */
	{
		g_autofree char *list = scratch_list(place->path);

		g_assert_cmpstr(list, ==, LOGON_FILE_NAME " logon-budget.lock");
	}
}

/* A holder that is killed while others wait: one of them is next. */
static void
test_killed_before_others(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);
	struct logon_grant *grant = NULL;
	int told[2];
	char byte;
	pid_t child;

	g_assert_cmpint(pipe(told), ==, 0);
	child = fork();
	if (child == 0) {
		(void)logon_budget_ask(budget, deadline_in_ms(0), &grant, NULL, NULL);
		(void)!write(told[1], "x", 1);
		g_usleep((gulong)PATIENCE_MS * 1000);
		_exit(0);
	}
	g_assert_cmpint(read(told[0], &byte, 1), ==, 1);
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(20), &grant, NULL, NULL), ==,
			LOGON_BUSY);
	g_assert_cmpint(kill(child, SIGKILL), ==, 0);
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(PATIENCE_MS), &grant, NULL, NULL),
			==, LOGON_GRANTED);
	g_assert_cmpint(waitpid(child, NULL, 0), ==, child);
	g_assert_true(logon_grant_settle(grant, LOGON_UNDECIDED, "ews", NULL));
	close(told[0]);
	close(told[1]);
}

/* 0: it could, 1: nothing was left, 2: an error. */
static int
spend_one(const struct logon_place *place, guint per_hour)
{
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);
	g_autoptr(GError) error = NULL;

	if (logon_budget_spend(budget, 1, per_hour, NULL, &error))
		return 0;
	return error ? 2 : 1;
}

/* Everybody spends one: no more than the hour has. */
static void
test_spend(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	enum { PER_HOUR = 7 };
	pid_t children[CROWD / 4] = {0};
	guint spent = 0;

	for (guint i = 0; i < G_N_ELEMENTS(children); i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(spend_one(place, PER_HOUR));
	}
	for (guint i = 0; i < G_N_ELEMENTS(children); i++) {
		int status = -1;

		g_assert_cmpint(waitpid(children[i], &status, 0), ==, children[i]);
		g_assert_true(WIFEXITED(status) && WEXITSTATUS(status) < 2);
		spent += WEXITSTATUS(status) == 0;
	}
	g_assert_cmpuint(spent, ==, PER_HOUR);
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
	for (gsize i = 0; i < G_N_ELEMENTS(crowd_rows); i++) {
		g_autofree char *path = g_strdup_printf("/logon_crowd/%s", crowd_rows[i].name);

		add(path, &crowd_rows[i], test_crowd);
	}
	add("/logon_crowd/a file that takes long to read", &crowd_rows[0], test_long_file);
	add("/logon_crowd/threads", NULL, test_threads);
	add("/logon_crowd/spend", NULL, test_spend);
	add("/logon_crowd/killed", NULL, test_killed);
	add("/logon_crowd/killed before others", NULL, test_killed_before_others);
	return g_test_run();
}
