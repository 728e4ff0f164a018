/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what is remembered of one account, and for how long. */
#include "state/logon_record.h"

enum { NOW_S = 1800000000, HOUR = 3600, DAY = 24 * HOUR, WEEK = 7 * DAY };

/* Each is a question, or a deed whose answer is always 1. */
enum deed { END, ACCEPT, REFUSE, FORGET, TRUSTED, NOTED, REFUSED, USED };

struct step {
	enum deed deed;
	guint16 fingerprint;
	gint64 after_s; /* NOW_S */
	gboolean expected;
};

struct story_row {
	const char *name;
	struct step steps[12];
};

static const struct story_row story_rows[] = {
    {"a new account",
     {{TRUSTED, 0, 0, FALSE}, {NOTED, 0, 0, FALSE}, {REFUSED, 0, 0, FALSE}, {USED, 0, 0, TRUE}}},
    {"accepted",
     {{ACCEPT, 1, 0, TRUE}, {TRUSTED, 1, 0, TRUE}, {NOTED, 1, 0, TRUE}, {REFUSED, 1, 0, FALSE}}},
    {"another secret is not trusted",
     {{ACCEPT, 1, 0, TRUE}, {TRUSTED, 2, 0, FALSE}, {NOTED, 2, 0, FALSE}}},
    {"the latest accepted secret counts",
     {{ACCEPT, 1, 0, TRUE}, {ACCEPT, 2, 1, TRUE}, {TRUSTED, 1, 1, FALSE}, {TRUSTED, 2, 1, TRUE}}},
    {"noted for an hour",
     {{ACCEPT, 1, 0, TRUE}, {NOTED, 1, HOUR - 1, TRUE}, {NOTED, 1, HOUR, FALSE}}},
    {"trusted for a week",
     {{ACCEPT, 1, 0, TRUE}, {TRUSTED, 1, WEEK - 1, TRUE}, {TRUSTED, 1, WEEK, FALSE}}},
    {"the clock was set back a little",
     {{ACCEPT, 1, 0, TRUE}, {TRUSTED, 1, -HOUR + 1, TRUE}, {NOTED, 1, -HOUR + 1, TRUE}}},
    {"the clock was set back by much",
     {{ACCEPT, 1, 0, TRUE},
      {TRUSTED, 1, -HOUR, FALSE},
      {NOTED, 1, -HOUR, FALSE},
      {USED, 1, -HOUR, FALSE},
      {ACCEPT, 1, -HOUR, TRUE},
      {TRUSTED, 1, -HOUR, TRUE},
      {NOTED, 1, -HOUR, TRUE}}},
    {"used for a day", {{USED, 0, DAY - 1, TRUE}, {USED, 0, DAY, FALSE}}},
    {"refused", {{REFUSE, 1, 0, TRUE}, {REFUSED, 1, 0, TRUE}, {REFUSED, 2, 0, FALSE}}},
    {"refused for ever", {{REFUSE, 1, 0, TRUE}, {REFUSED, 1, 3650 * (gint64)DAY, TRUE}}},
    {"refused when the clock was wrong", {{REFUSE, 1, 0, TRUE}, {REFUSED, 1, -NOW_S, TRUE}}},
    {"a refusal ends the trust",
     {{ACCEPT, 1, 0, TRUE},
      {REFUSE, 1, 1, TRUE},
      {TRUSTED, 1, 1, FALSE},
      {FORGET, 1, 1, TRUE},
      {TRUSTED, 1, 1, FALSE}}},
    {"that of another secret does not",
     {{ACCEPT, 1, 0, TRUE}, {REFUSE, 2, 1, TRUE}, {TRUSTED, 1, 1, TRUE}, {REFUSED, 2, 1, TRUE}}},
    {"an acceptance does not undo a refusal",
     {{REFUSE, 1, 0, TRUE}, {ACCEPT, 1, 1, TRUE}, {REFUSED, 1, 1, TRUE}, {TRUSTED, 1, 1, FALSE}}},
    {"forgotten",
     {{REFUSE, 1, 0, TRUE},
      {REFUSE, 2, 0, TRUE},
      {FORGET, 1, 0, TRUE},
      {REFUSED, 1, 0, FALSE},
      {REFUSED, 2, 0, TRUE}}},
    {"nothing to forget", {{FORGET, 1, 0, TRUE}, {REFUSED, 1, 0, FALSE}}},
    {"two wrong secrets that take turns are refused once each",
     {{REFUSE, 1, 0, TRUE}, {REFUSE, 2, 0, TRUE}, {REFUSED, 1, 0, TRUE}, {REFUSED, 2, 0, TRUE}}},
    {"the ninth takes the place of the first",
     {{REFUSE, 1, 0, TRUE},
      {REFUSE, 2, 0, TRUE},
      {REFUSE, 3, 0, TRUE},
      {REFUSE, 4, 0, TRUE},
      {REFUSE, 5, 0, TRUE},
      {REFUSE, 6, 0, TRUE},
      {REFUSE, 7, 0, TRUE},
      {REFUSE, 8, 0, TRUE},
      {REFUSED, 1, 0, TRUE},
      {REFUSE, 9, 0, TRUE},
      {REFUSED, 1, 0, FALSE},
      {REFUSED, 2, 0, TRUE}}},
};

static gboolean
take_step(struct logon_record *record, const struct step *step)
{
	const gint64 now_s = NOW_S + step->after_s;

	switch (step->deed) {
	case ACCEPT:
		logon_record_accept(record, step->fingerprint, now_s);
		return TRUE;
	case REFUSE:
		logon_record_refuse(record, step->fingerprint, now_s, "ews");
		return TRUE;
	case FORGET:
		logon_record_forget(record, step->fingerprint);
		return TRUE;
	case TRUSTED:
		return logon_record_trusted(record, step->fingerprint, now_s);
	case NOTED:
		return logon_record_noted(record, step->fingerprint, now_s);
	case REFUSED:
		return logon_record_refused(record, step->fingerprint) != NULL;
	case USED:
		return logon_record_used(record, now_s);
	case END:
		break;
	}
	g_assert_not_reached();
}

static struct logon_record *
new_record(void)
{
	static const guint8 salt[LOGON_SALT_LENGTH] = {1, 2, 3};

	return logon_record_new(salt, NOW_S);
}

static void
test_story(gconstpointer data)
{
	const struct story_row *row = data;
	g_autoptr(struct_logon_record) record = new_record();

	for (gsize i = 0; i < G_N_ELEMENTS(row->steps) && row->steps[i].deed != END; i++) {
		const struct step *step = &row->steps[i];

		if (take_step(record, step) != step->expected)
			g_test_message("step %u is wrong", (guint)i + 1);
		g_assert_cmpint(take_step(record, step), ==, step->expected);
	}
}

static void
test_where(void)
{
	g_autoptr(struct_logon_record) record = new_record();
	const struct logon_refused *refused;

	logon_record_refuse(record, 7, NOW_S, "ews of a\nb|c");
	logon_record_refuse(record, 7, NOW_S + 1, "another");
	refused = logon_record_refused(record, 7);
	g_assert_cmpstr(refused->where, ==, "ews of a b!c");
	g_assert_cmpint(refused->at_s, ==, NOW_S);
	logon_record_refuse(record, 8, NOW_S, NULL);
	g_assert_cmpstr(logon_record_refused(record, 8)->where, ==, "");
}

/* Spending: when, how many of how many, whether it works, and if not, when it will. */
struct spending {
	gint64 after_s;
	guint count, per_hour;
	gboolean expected;
	gint64 next_after_s; /* NOW_S, which is the beginning of a span; -1: 0, never */
};

struct spend_row {
	const char *name;
	struct spending steps[16]; /* up to the first with nothing in it */
};

static const struct spend_row spend_rows[] = {
    {"all at once", {{0, 4, 4, TRUE, 0}, {0, 1, 4, FALSE, HOUR + 300}}},
    {"one by one", {{0, 1, 2, TRUE, 0}, {1, 1, 2, TRUE, 0}, {2, 1, 2, FALSE, HOUR + 300}}},
    {"too many at once take nothing", {{0, 5, 4, FALSE, -1}, {0, 4, 4, TRUE, 0}}},
    {"none are always left", {{0, 4, 4, TRUE, 0}, {1, 0, 4, TRUE, 0}}},
    {"nothing is allowed", {{0, 1, 0, FALSE, -1}}},
    {"the largest number",
     {{0, G_MAXUINT, G_MAXUINT, TRUE, 0}, {1, 1, G_MAXUINT, FALSE, HOUR + 300}}},
    {"the limit was lowered", {{0, 4, 4, TRUE, 0}, {1, 1, 2, FALSE, HOUR + 300}}},
    {"when the hour is over",
     {{299, 4, 4, TRUE, 0}, {HOUR + 299, 1, 4, FALSE, HOUR + 300}, {HOUR + 300, 4, 4, TRUE, 0}}},
    {"as soon as so many are left",
     {{0, 2, 4, TRUE, 0},
      {600, 2, 4, TRUE, 0},
      {700, 1, 4, FALSE, HOUR + 300},
      {700, 3, 4, FALSE, HOUR + 900},
      {HOUR + 300, 2, 4, TRUE, 0},
      {HOUR + 300, 1, 4, FALSE, HOUR + 900}}},
    {"in every span of an hour",
     {{0, 1, 13, TRUE, 0},
      {300, 1, 13, TRUE, 0},
      {600, 1, 13, TRUE, 0},
      {900, 1, 13, TRUE, 0},
      {1200, 1, 13, TRUE, 0},
      {1500, 1, 13, TRUE, 0},
      {1800, 1, 13, TRUE, 0},
      {2100, 1, 13, TRUE, 0},
      {2400, 1, 13, TRUE, 0},
      {2700, 1, 13, TRUE, 0},
      {3000, 1, 13, TRUE, 0},
      {3300, 1, 13, TRUE, 0},
      {3899, 1, 13, TRUE, 0},
      {3899, 1, 13, FALSE, 3900},
      {3900, 1, 13, TRUE, 0}}},
    {"the clock was set back", {{0, 4, 4, TRUE, 0}, {-1, 4, 4, TRUE, 0}}},
    {"the clock was ten years ahead",
     {{3650 * (gint64)DAY, 4, 4, TRUE, 0}, {0, 4, 4, TRUE, 0}, {0, 1, 4, FALSE, HOUR + 300}}},
};

static void
test_spend(gconstpointer data)
{
	const struct spend_row *row = data;
	g_autoptr(struct_logon_record) record = new_record();

	for (gsize i = 0; i < G_N_ELEMENTS(row->steps); i++) {
		const struct spending *step = &row->steps[i];
		const gint64 next_s = step->next_after_s < 0 ? 0 : NOW_S + step->next_after_s;
		gint64 found_s = -1;

		if (step->count == 0 && step->per_hour == 0)
			break;
		g_test_message("step %u", (guint)i + 1);
		g_assert_cmpint(logon_record_spend(record, step->count, step->per_hour,
						   NOW_S + step->after_s, &found_s),
				==, step->expected);
		g_assert_cmpint(found_s, ==, step->expected ? -1 : next_s);
	}
}

/* Whatever the times, no hour has more: a random walk against a list of all that was spent. */
static void
test_no_hour_has_more(void)
{
	enum { STEPS = 3000, PER_HOUR = 6 };
	g_autoptr(struct_logon_record) record = new_record();
	g_autoptr(GArray) spent = g_array_new(FALSE, FALSE, sizeof(gint64));
	gint64 now_s = NOW_S;
	gint64 next_s;

	for (guint i = 0; i < STEPS; i++) {
		guint within_hour = 0;

		now_s += g_test_rand_int_range(0, 900);
		if (logon_record_spend(record, 1, PER_HOUR, now_s, &next_s))
			g_array_append_val(spent, now_s);
		else
			g_assert_cmpint(next_s, >, now_s);
		for (guint k = spent->len; k > 0; k--)
			within_hour += g_array_index(spent, gint64, k - 1) > now_s - HOUR;
		g_assert_cmpuint(within_hour, <=, PER_HOUR);
	}
	g_assert_cmpuint(spent->len, >, STEPS / 4);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_assert_cmpint(NOW_S % LOGON_SPAN_S, ==, 0);
	for (gsize i = 0; i < G_N_ELEMENTS(story_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/logon_record/story/%s", story_rows[i].name);

		g_test_add_data_func(path, &story_rows[i], test_story);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(spend_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/logon_record/spend/%s", spend_rows[i].name);

		g_test_add_data_func(path, &spend_rows[i], test_spend);
	}
	g_test_add_func("/logon_record/where", test_where);
	g_test_add_func("/logon_record/spend/no hour has more", test_no_hour_has_more);
	return g_test_run();
}
