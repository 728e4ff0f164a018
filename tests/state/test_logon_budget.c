/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests who may log on, told by what became of earlier logons. */
#include "state/logon_budget.h"

#include "tests/support/logon_place.h"

/* One plugin after the other: who it is, what it gets, what comes of it. */
struct visit {
	const char *user; /* NULL: no more */
	guint password;
	enum logon_permit permit;
	enum logon_result result; /* when it is granted */
	gboolean retry;
};

struct story_row {
	const char *name;
	struct visit visits[8];
};

#define GRANTED(user, password, result)                                                            \
	{                                                                                          \
		user, password, LOGON_GRANTED, result, FALSE                                       \
	}
#define RETRIED(user, password, result)                                                            \
	{                                                                                          \
		user, password, LOGON_GRANTED, result, TRUE                                        \
	}
#define REFUSED(user, password)                                                                    \
	{                                                                                          \
		user, password, LOGON_REFUSED_BEFORE, LOGON_UNDECIDED, FALSE                       \
	}

static const struct story_row story_rows[] = {
    {"accepted again and again",
     {GRANTED("probe", 0, LOGON_ACCEPTED), GRANTED("probe", 0, LOGON_ACCEPTED),
      GRANTED("probe", 0, LOGON_ACCEPTED)}},
    {"refused once, then no more",
     {GRANTED("probe", 0, LOGON_REFUSED), REFUSED("probe", 0), REFUSED("probe", 0)}},
    {"the case of letters does not matter",
     {GRANTED("probe", 0, LOGON_REFUSED), REFUSED("PROBE", 0)}},
    {"no answer is no refusal",
     {GRANTED("probe", 0, LOGON_UNDECIDED), GRANTED("probe", 0, LOGON_UNDECIDED),
      GRANTED("probe", 0, LOGON_REFUSED), REFUSED("probe", 0)}},
    {"refused after it was accepted",
     {GRANTED("probe", 0, LOGON_ACCEPTED), GRANTED("probe", 0, LOGON_REFUSED),
      REFUSED("probe", 0)}},
    {"another account is not concerned",
     {GRANTED("probe", 0, LOGON_REFUSED), GRANTED("other", 0, LOGON_ACCEPTED),
      REFUSED("probe", 0)}},
    {"another secret is tried",
     {GRANTED("probe", 0, LOGON_REFUSED), GRANTED("probe", 1, LOGON_ACCEPTED), REFUSED("probe", 0),
      GRANTED("probe", 1, LOGON_ACCEPTED)}},
    {"two wrong secrets are tried once each",
     {GRANTED("probe", 0, LOGON_REFUSED), GRANTED("probe", 1, LOGON_REFUSED), REFUSED("probe", 0),
      REFUSED("probe", 1)}},
    {"the operator says so",
     {GRANTED("probe", 0, LOGON_REFUSED), RETRIED("probe", 0, LOGON_REFUSED), REFUSED("probe", 0),
      RETRIED("probe", 0, LOGON_ACCEPTED), GRANTED("probe", 0, LOGON_ACCEPTED)}},
    {"the operator says so of another secret",
     {GRANTED("probe", 0, LOGON_REFUSED), RETRIED("probe", 1, LOGON_ACCEPTED),
      REFUSED("probe", 0)}},
    {"the operator says so without need",
     {RETRIED("probe", 0, LOGON_ACCEPTED), RETRIED("probe", 0, LOGON_ACCEPTED)}},
};

/* Each visit is a run of its own: nothing is kept but the files. */
static void
test_story(struct logon_place *place, gconstpointer data)
{
	const struct story_row *row = data;

	for (gsize i = 0; i < G_N_ELEMENTS(row->visits) && row->visits[i].user; i++) {
		const struct visit *visit = &row->visits[i];
		g_autoptr(struct_logon_budget) budget =
		    logon_place_open(place, visit->user, visit->password, visit->retry);
		g_autoptr(struct_logon_refusal) refusal = NULL;
		g_autoptr(GError) error = NULL;
		struct logon_grant *grant = NULL;

		g_test_message("visit %u", (guint)i + 1);
		g_assert_cmpint(
		    logon_budget_ask(budget, deadline_in_ms(0), &grant, &refusal, &error), ==,
		    visit->permit);
		g_assert_no_error(error);
		g_assert_cmpint(grant != NULL, ==, visit->permit == LOGON_GRANTED);
		g_assert_cmpint(refusal != NULL, ==, visit->permit == LOGON_REFUSED_BEFORE);
		if (grant)
			g_assert_true(logon_grant_settle(grant, visit->result, "ews", &error));
		g_assert_no_error(error);
	}
}

static void
test_refusal(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	const gint64 before_s = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);
	g_autoptr(struct_logon_refusal) refusal = NULL;
	struct logon_grant *grant = NULL;

	g_assert_cmpint(logon_place_visit(place, 0, LOGON_REFUSED), ==, LOGON_GRANTED);
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grant, &refusal, NULL), ==,
			LOGON_REFUSED_BEFORE);
	g_assert_cmpstr(refusal->where, ==, "ews of mail.example.com (192.0.2.11)");
	g_assert_cmpint(refusal->at_s, >=, before_s);
	g_assert_cmpint(refusal->at_s, <=, g_get_real_time() / G_USEC_PER_SEC);
}

/* How many of four ask at once and hold what they get: one try, or LOGON_AT_ONCE. */
static void
test_slots(struct logon_place *place, gconstpointer data)
{
	const gboolean accepted = *(const gboolean *)data;
	const guint expected = accepted ? LOGON_AT_ONCE : 1;
	struct logon_grant *grants[LOGON_AT_ONCE + 1] = {NULL};
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);

	if (accepted)
		g_assert_cmpint(logon_place_visit(place, 0, LOGON_ACCEPTED), ==, LOGON_GRANTED);
	for (guint i = 0; i < G_N_ELEMENTS(grants); i++)
		g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grants[i], NULL, NULL),
				==, i < expected ? LOGON_GRANTED : LOGON_BUSY);
	g_assert_cmpint(logon_place_visit(place, 1, LOGON_UNDECIDED), ==, LOGON_BUSY);
	g_assert_true(logon_grant_settle(grants[0], LOGON_UNDECIDED, "ews", NULL));
	grants[0] = NULL;
	/* Another secret waits for all of them, not just for one. */
	g_assert_cmpint(logon_place_visit(place, 1, LOGON_UNDECIDED), ==,
			accepted ? LOGON_BUSY : LOGON_GRANTED);
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grants[0], NULL, NULL), ==,
			LOGON_GRANTED);
	for (guint i = 0; i < expected; i++)
		g_assert_true(logon_grant_settle(grants[i], LOGON_UNDECIDED, "ews", NULL));
}

/* Of three that were refused where it may have another reason one tries again, and its outcome is
 * theirs. */
static void
test_again(struct logon_place *place, gconstpointer data)
{
	const enum logon_result *result = data;
	struct logon_grant *grants[LOGON_AT_ONCE] = {NULL};
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);

	g_assert_cmpint(logon_place_visit(place, 0, LOGON_ACCEPTED), ==, LOGON_GRANTED);
	for (guint i = 0; i < LOGON_AT_ONCE; i++)
		g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &grants[i], NULL, NULL),
				==, LOGON_GRANTED);
	g_assert_cmpint(logon_grant_again(grants[0], deadline_in_ms(0)), ==, LOGON_GRANTED);
	g_assert_cmpint(logon_grant_again(grants[1], deadline_in_ms(0)), ==, LOGON_BUSY);
	g_assert_true(logon_grant_settle(grants[0], *result, "ews", NULL));
	for (guint i = 1; i < LOGON_AT_ONCE; i++) {
		g_assert_cmpint(logon_grant_again(grants[i], deadline_in_ms(0)), ==,
				*result == LOGON_REFUSED ? LOGON_REFUSED_BEFORE : LOGON_GRANTED);
		g_assert_true(logon_grant_settle(grants[i], LOGON_UNDECIDED, "ews", NULL));
	}
}

static void
test_other_account(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autoptr(struct_logon_budget) probe = logon_place_open(place, "probe", 0, FALSE);
	g_autoptr(struct_logon_budget) other = logon_place_open(place, "other", 0, FALSE);
	struct logon_grant *grants[2] = {NULL};

	g_assert_cmpint(logon_budget_ask(probe, deadline_in_ms(0), &grants[0], NULL, NULL), ==,
			LOGON_GRANTED);
	g_assert_cmpint(logon_budget_ask(other, deadline_in_ms(0), &grants[1], NULL, NULL), ==,
			LOGON_GRANTED);
	g_assert_true(logon_grant_settle(grants[0], LOGON_REFUSED, "ews", NULL));
	g_assert_true(logon_grant_settle(grants[1], LOGON_ACCEPTED, "ews", NULL));
}

static void
test_deadline(struct logon_place *place, gconstpointer data)
{
	const gint64 limit_ms = *(const gint64 *)data;
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);
	struct logon_grant *held = NULL;
	struct logon_grant *grant = NULL;
	gint64 began_us;
	gint64 took_ms;

	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(0), &held, NULL, NULL), ==,
			LOGON_GRANTED);
	began_us = g_get_monotonic_time();
	g_assert_cmpint(logon_budget_ask(budget, deadline_in_ms(limit_ms), &grant, NULL, NULL), ==,
			LOGON_BUSY);
	took_ms = (g_get_monotonic_time() - began_us) / 1000;
	g_assert_cmpint(took_ms, >=, limit_ms);
	g_assert_cmpint(took_ms, <=, limit_ms + 100);
	g_assert_true(logon_grant_settle(held, LOGON_UNDECIDED, "ews", NULL));
}

static void
test_spend(struct logon_place *place, gconstpointer data G_GNUC_UNUSED)
{
	const gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(struct_logon_budget) budget = logon_place_open(place, "probe", 0, FALSE);
	g_autoptr(struct_logon_budget) other = logon_place_open(place, "other", 0, FALSE);
	g_autoptr(GError) error = NULL;
	gint64 next_s = 0;

	g_assert_true(logon_budget_spend(budget, 2, 3, &next_s, &error));
	g_assert_false(logon_budget_spend(budget, 2, 3, &next_s, &error));
	g_assert_no_error(error);
	g_assert_cmpint(next_s, >, now_s + 3500);
	g_assert_cmpint(next_s, <=, now_s + 3900 + 60);
	g_assert_true(logon_budget_spend(budget, 1, 3, NULL, &error));
	g_assert_false(logon_budget_spend(budget, 1, 3, NULL, &error));
	g_assert_true(logon_budget_spend(other, 3, 3, NULL, &error));
	g_assert_no_error(error);
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
	static const gboolean accepted[] = {FALSE, TRUE};
	static const gint64 limits_ms[] = {0, 1, 250};
	static const enum logon_result results[] = {LOGON_REFUSED, LOGON_ACCEPTED};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(story_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/logon_budget/story/%s", story_rows[i].name);

		add(path, &story_rows[i], test_story);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(limits_ms); i++) {
		g_autofree char *path =
		    g_strdup_printf("/logon_budget/deadline/%" G_GINT64_FORMAT " ms", limits_ms[i]);

		add(path, &limits_ms[i], test_deadline);
	}
	add("/logon_budget/slots/untried", &accepted[0], test_slots);
	add("/logon_budget/slots/accepted", &accepted[1], test_slots);
	add("/logon_budget/slots/another account", NULL, test_other_account);
	add("/logon_budget/again/refused", &results[0], test_again);
	add("/logon_budget/again/accepted", &results[1], test_again);
	add("/logon_budget/refusal", NULL, test_refusal);
	add("/logon_budget/spend", NULL, test_spend);
	return g_test_run();
}
