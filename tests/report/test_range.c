/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests threshold ranges against the plugin guidelines. */
#include <math.h>

#include "report/range.h"

#define END NAN

/* What a text means, by the values at and around its ends. */
struct meaning_row {
	const char *text;
	const char *canonical;
	double quiet[5], alert[5]; /* values, up to END */
	const char *trap;	   /* what another implementation makes of it */
};

static const struct meaning_row meaning_rows[] = {
    {"10", "10", {0, 5, 10, END}, {-0.1, 10.1, END}, "mp 3 reads ~:10: no alert below 0"},
    {"0:10", "10", {0, 10, END}, {-1, 11, END}, NULL},
    {":10", "10", {0, 10, END}, {-1, 11, END}, NULL},
    {"10:", "10:", {10, 1e15, END}, {9.999, -1, END}, NULL},
    {"0:", "0:", {0, 1e15, END}, {-0.001, END}, NULL},
    {"~:10",
     "~:10",
     {-1e15, 10, END},
     {10.001, END},
     "mp 3 leaves the end out when the start is minus infinity: alert at 10"},
    {"~:0", "~:0", {-1, 0, END}, {0.001, END}, NULL},
    {"~:", "~:", {-1e15, 0, 1e15, END}, {END}, NULL},
    {"10:20", "10:20", {10, 15, 20, END}, {9.9, 20.1, END}, NULL},
    {"@10:20", "@10:20", {9.9, 20.1, END}, {10, 15, 20, END}, NULL},
    {"@10", "@10", {-0.1, 10.1, END}, {0, 10, END}, NULL},
    {"@10:", "@10:", {9.9, END}, {10, 1e15, END}, NULL},
    {"@~:10", "@~:10", {10.1, END}, {-1e15, 10, END}, NULL},
    {"@~:", "@~:", {END}, {-1e15, 0, 1e15, END}, NULL},
    {"-5:10", "-5:10", {-5, 10, END}, {-5.1, 10.1, END}, NULL},
    {"-20:-10", "-20:-10", {-20, -10, END}, {-21, -9, END}, NULL},
    {"-5:", "-5:", {-5, END}, {-5.1, END}, NULL},
    {"10:10", "10:10", {10, END}, {9.99, 10.01, END}, NULL},
    {"0", "0", {0, END}, {-0.001, 0.001, END}, NULL},
    {"-0:5", "5", {-0.0, 5, END}, {-0.1, END}, NULL},
    {"0.25:0.5",
     "0.25:0.5",
     {0.25, 0.5, END},
     {0.24, 0.51, END},
     "mp 3 compares doubles as integers"},
    {"1.5", "1.5", {1.4, 1.5, END}, {1.6, END}, "mp 3 compares doubles as integers"},
    {".5:5.", "0.5:5", {0.5, 5, END}, {0.49, 5.01, END}, NULL},
    {"0.0000001", "0.0000001", {1e-7, END}, {2e-7, END}, "1e-07"},
    {"1000000000000000", "1000000000000000", {1e15, END}, {1e15 + 1, END}, "1e+15"},
};

static gboolean
same_range(const struct range *a, const struct range *b)
{
	return a->present == b->present && a->inside == b->inside && a->start == b->start &&
	       a->end == b->end;
}

static void
test_meaning(gconstpointer data)
{
	const struct meaning_row *row = data;
	g_autoptr(GError) error = NULL;
	g_autofree char *written = NULL;
	struct range range = {0}, again = {0};

	g_assert_true(range_parse(row->text, &range, &error));
	g_assert_no_error(error);
	g_assert_true(range.present);
	for (gsize i = 0; !isnan(row->quiet[i]); i++)
		g_assert_false(range_alerts(&range, row->quiet[i]));
	for (gsize i = 0; !isnan(row->alert[i]); i++)
		g_assert_true(range_alerts(&range, row->alert[i]));
	g_assert_true(range_alerts(&range, NAN));
	written = range_format(&range);
	g_assert_cmpstr(written, ==, row->canonical);
	g_assert_true(range_parse(written, &again, NULL));
	g_assert_true(same_range(&range, &again));
}

#define EXPECTED "expected a range such as 10, 10:, ~:10, 10:20 or @10:20, got "

struct refused_row {
	const char *text;
	const char *message;
	const char *trap;
};

static const struct refused_row refused_rows[] = {
    {"", EXPECTED "\"\"", NULL},
    {"@", EXPECTED "\"@\"", NULL},
    {":", EXPECTED "\":\" (a ':' without a number)", NULL},
    {"@:", EXPECTED "\"@:\" (a ':' without a number)", NULL},
    {"~", EXPECTED "\"~\"", "mp 2 lets it pass"},
    {"~:~", EXPECTED "\"~:~\"", NULL},
    {"10:~", EXPECTED "\"10:~\"", NULL},
    {"~10", EXPECTED "\"~10\"", NULL},
    {"~~:10", EXPECTED "\"~~:10\"", NULL},
    {"20:10", EXPECTED "\"20:10\" (the start is above the end)", "mp 3 takes it"},
    {"@20:10", EXPECTED "\"@20:10\" (the start is above the end)", NULL},
    {"-5", EXPECTED "\"-5\" (it means 0 to that number; for \"below\" write it with a ':')", NULL},
    {"10x", EXPECTED "\"10x\"", "mp 2 and 3 take it"},
    {"1:12%", EXPECTED "\"1:12%\"", "mp 3 takes it"},
    {"1x:12", EXPECTED "\"1x:12\"", NULL},
    {"10:20:30", EXPECTED "\"10:20:30\"", NULL},
    {"10::20", EXPECTED "\"10::20\"", NULL},
    {"@@10", EXPECTED "\"@@10\"", NULL},
    {"10@20", EXPECTED "\"10@20\"", NULL},
    {"inf", EXPECTED "\"inf\"", "strtod() takes it"},
    {"0:inf", EXPECTED "\"0:inf\"", "strtod() takes it"},
    {"-inf:0", EXPECTED "\"-inf:0\"", "strtod() takes it"},
    {"nan", EXPECTED "\"nan\"", "strtod() takes it"},
    {"1e3", EXPECTED "\"1e3\"", "strtod() takes it"},
    {"0x10", EXPECTED "\"0x10\"", "strtod() takes it"},
    {" 10", EXPECTED "\"10\"", "strtod() takes it"},
    {"10 ", EXPECTED "\"10\"", NULL},
    {"10: 20", EXPECTED "\"10: 20\"", NULL},
    {"1,5", EXPECTED "\"1,5\"", NULL},
    {"+5", EXPECTED "\"+5\"", NULL},
    {"a|b", EXPECTED "\"a!b\"", "a '|' in the output is performance data"},
    {"10\n20", EXPECTED "\"10 20\"", "a newline in the output is another line"},
};

static void
test_refused(gconstpointer data)
{
	const struct refused_row *row = data;
	const struct range before = {TRUE, TRUE, 3, 4};
	struct range range = before;
	g_autoptr(GError) error = NULL;

	g_assert_false(range_parse(row->text, &range, &error));
	g_assert_error(error, RANGE_ERROR, 0);
	g_assert_cmpstr(error->message, ==, row->message);
	g_assert_true(same_range(&range, &before));
}

static void
test_absent(void)
{
	const struct range range = {0};
	g_autofree char *text = range_format(&range);

	g_assert_cmpstr(text, ==, "");
	g_assert_false(range_alerts(&range, -1));
	g_assert_false(range_alerts(&range, 1e300));
	g_assert_false(range_alerts(&range, NAN));
}

struct threshold_row {
	const char *name;
	const char *warning, *critical; /* NULL: none */
	double value;
	enum state state;
};

static const struct threshold_row threshold_rows[] = {
    {"none", NULL, NULL, 1e9, STATE_OK},
    {"below both", "5", "10", 5, STATE_OK},
    {"warning", "5", "10", 5.1, STATE_WARNING},
    {"critical at its end is not reached", "5", "10", 10, STATE_WARNING},
    {"critical", "5", "10", 10.1, STATE_CRITICAL},
    {"critical is looked at first", "10", "5", 20, STATE_CRITICAL},
    {"critical inside warning's good range", "10", "5", 7, STATE_CRITICAL},
    {"only warning", "5", NULL, 6, STATE_WARNING},
    {"only critical", NULL, "5", 6, STATE_CRITICAL},
    {"negative with a plain number", "5", NULL, -1, STATE_WARNING},
    {"inverted", "@5:6", "@7:8", 5, STATE_WARNING},
};

static void
test_threshold(gconstpointer data)
{
	const struct threshold_row *row = data;
	struct threshold threshold = {0};

	if (row->warning)
		g_assert_true(range_parse(row->warning, &threshold.warning, NULL));
	if (row->critical)
		g_assert_true(range_parse(row->critical, &threshold.critical, NULL));
	g_assert_cmpint(threshold_judge(&threshold, row->value), ==, row->state);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(meaning_rows); i++) {
		g_autofree char *path = g_strdup_printf(
		    "/range/means/%s%s%s", meaning_rows[i].text, meaning_rows[i].trap ? ": " : "",
		    meaning_rows[i].trap ? meaning_rows[i].trap : "");

		g_test_add_data_func(path, &meaning_rows[i], test_meaning);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(refused_rows); i++) {
		g_autofree char *text = g_strescape(refused_rows[i].text, NULL);
		g_autofree char *path = g_strdup_printf(
		    "/range/refused/\"%s\"%s%s", text, refused_rows[i].trap ? ": " : "",
		    refused_rows[i].trap ? refused_rows[i].trap : "");

		g_test_add_data_func(path, &refused_rows[i], test_refused);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(threshold_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/range/threshold/%s", threshold_rows[i].name);

		g_test_add_data_func(path, &threshold_rows[i], test_threshold);
	}
	g_test_add_func("/range/absent", test_absent);
	return g_test_run();
}
