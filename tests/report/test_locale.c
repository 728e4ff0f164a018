/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that a locale with a decimal comma changes nothing. */
#include <locale.h>
#include <string.h>

#include "report/number.h"
#include "report/option.h"
#include "report/output.h"

static void
test_number(void)
{
	g_autofree char *text = number_format(-1234.5, 6);
	g_autofree char *exact = number_exact(0.1);
	double value = 0;

	g_assert_cmpstr(text, ==, "-1234.5");
	g_assert_cmpstr(exact, ==, "0.1");
	g_assert_true(number_parse("0.5", -1, &value));
	g_assert_true(value == 0.5);
	g_assert_false(number_parse("0,5", -1, &value));
}

static void
test_range(void)
{
	struct range range = {0};
	g_autofree char *text = NULL;

	g_assert_true(range_parse("0.25:1.5", &range, NULL));
	g_assert_true(range_alerts(&range, 0.2));
	g_assert_false(range_alerts(&range, 1.5));
	text = range_format(&range);
	g_assert_cmpstr(text, ==, "0.25:1.5");
	g_assert_false(range_parse("0,25", &range, NULL));
}

static void
test_timeout(void)
{
	static const struct option_row rows[] = {
	    {"timeout", 't', OPTION_TIMEOUT, 0, "SECONDS[:STATE]", "a time", NULL, 0, 0},
	};
	struct option_timeout timeout = {10, 0};
	const struct option_group group = {"Output", rows, 1, &timeout};
	char program[] = "x", good[] = "-t0.5:ok", bad[] = "-t0,5";
	char *with_point[] = {program, good, NULL};
	char *with_comma[] = {program, bad, NULL};

	g_assert_true(option_parse(&group, 1, with_point, NULL));
	g_assert_true(timeout.seconds == 0.5);
	g_assert_false(option_parse(&group, 1, with_comma, NULL));
}

static struct report *
make_report(void)
{
	struct check *root = check_new("root");

	check_judge(root, STATE_OK, "fine");
	check_measure(root, "time", UNIT_SECONDS, 0.125, NULL, 0);
	return report_new("SERVICE", NULL, root, NULL);
}

static void
test_outputs(void)
{
	g_autoptr(struct_report) report = make_report();
	g_autofree char *text = output_text(report, 0);
	g_autofree char *json = output_json(report);
	g_autofree char *metrics = output_openmetrics(report);

	g_assert_cmpstr(text, ==, "SERVICE OK - fine | time=0.125s;;;0\n");
	g_assert_nonnull(strstr(json, "\"value\": 0.125,"));
	g_assert_nonnull(strstr(metrics, "label=\"time\"} 0.125\n"));
}

/* Makes such a locale in `directory` and goes into it; FALSE when this system cannot. */
static gboolean
enter_comma_locale(const char *directory)
{
	g_autofree char *command =
	    g_strdup_printf("localedef -c -i de_DE -f UTF-8 %s/comma", directory);

	g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL);
	g_setenv("LOCPATH", directory, TRUE);
	g_setenv("LC_ALL", "comma", TRUE);
	return setlocale(LC_ALL, "") && g_str_equal(localeconv()->decimal_point, ",");
}

struct row {
	const char *name;
	void (*test)(void);
};

static const struct row rows[] = {
    {"number", test_number},
    {"range", test_range},
    {"timeout", test_timeout},
    {"outputs", test_outputs},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;

	if (g_str_equal(localeconv()->decimal_point, ",")) {
		row->test();
	} else {
		g_test_message("localedef makes no de_DE here (Debian: locales)");
		g_test_fail();
	}
}

int
main(int argc, char **argv)
{
	g_autofree char *directory = g_dir_make_tmp("locale-XXXXXX", NULL);
	g_autofree char *command = g_strdup_printf("rm -rf %s", directory);
	int result;

	g_assert_nonnull(directory);
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	if (!enter_comma_locale(directory))
		g_assert_nonnull(setlocale(LC_ALL, "C"));
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/locale/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	result = g_test_run();
	g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL);
	return result;
}
