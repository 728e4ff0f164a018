/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what stands behind the work of a plugin, and the remarks it leaves. */
#include <string.h>

#include "report/plugin.h"

/* What the epilogue of a run saw. */
struct seen {
	gboolean refuse;
	guint runs;
	gint64 left_ms; /* when it ran */
	gint64 work_ms; /* that the work was given */
	char *word;	/* its option */
};

static const struct option_row rows[] = {
    {"word", 0, OPTION_STRING, G_STRUCT_OFFSET(struct seen, word), "WORD", "a word", NULL, 0, 0},
};

static gboolean
check(const void *values, GError **error)
{
	const struct seen *seen = values;

	return !seen->refuse || option_refuse(error, "--word: expected another one");
}

static gint64
reserve_us(const void *values G_GNUC_UNUSED, gint64 limit_us)
{
	return limit_us / 2;
}

static void
run(const struct plugin_ending *ending, void *values)
{
	struct seen *seen = values;

	seen->runs++;
	seen->left_ms = deadline_left_ms(ending->deadline);
	g_assert_cmpuint(ending->count, ==, 2);
	report_remark(ending->report, "a remark with a %s", "| and\na line");
}

static struct report *
work(const struct plugin *plugin, const struct plugin_run *plugin_run, void *data, GError **error)
{
	struct seen *seen = data;
	struct check *root = check_new("root");

	(void)error;
	seen->work_ms = deadline_left_ms(plugin_run->deadline);
	check_judge(root, STATE_OK, "all is well");
	return report_new(plugin->service, "mail.example.com", root, NULL);
}

struct epilogue_row {
	const char *name;
	const char *argument;
	gboolean refuse;
	guint runs;
	int exit_code;
};

static const struct epilogue_row epilogue_rows[] = {
    {"behind the work", "-t10", FALSE, 1, 0},
    {"its options are the plugin's", "--word=it", FALSE, 1, 0},
    {"it refuses", "-t10", TRUE, 0, 3},
    {"not behind help", "--help", FALSE, 0, 3},
    {"not behind a usage error", "--nonsense", FALSE, 0, 3},
};

/* Standard output is the test's own: TAP's readers pass over what is not theirs. */
static void
test_epilogue(gconstpointer data)
{
	static const struct plugin plugin = {
	    .name = "check_tiny", .service = "TINY", .question = "Is it?", .usage = ""};
	const struct epilogue_row *row = data;
	struct seen seen = {.refuse = row->refuse};
	const struct plugin_epilogue epilogue = {.group = {"Epilogue", rows, 1, &seen},
						 .check = check,
						 .reserve_us = reserve_us,
						 .run = run};
	g_autofree char *argument = g_strdup(row->argument);
	char name[] = "check_tiny";
	char *argv[] = {name, argument, NULL};
	int exit_code;

	exit_code = plugin_main_with(&plugin, 2, argv, NULL, 0, work, &seen, &epilogue);
	g_assert_cmpint(exit_code, ==, row->exit_code);
	g_assert_cmpuint(seen.runs, ==, row->runs);
	if (row->runs == 0)
		return;
	g_assert_cmpint(seen.work_ms, <=, 5000);
	g_assert_cmpint(seen.left_ms, >, 5000);
}

static void
test_remarks(void)
{
	struct check *root = check_new("root");
	g_autoptr(struct_report) report = report_new("TINY", "mail.example.com", root, NULL);
	g_autofree char *plain = NULL;
	g_autofree char *text = NULL;
	g_autofree char *json = NULL;

	check_judge(root, STATE_OK, "all is well");
	plain = output_json(report);
	g_assert_null(strstr(plain, "remarks"));
	report_remark(report, "one with a %s", "| and\na line");
	report_remark(report, "another");
	text = output_text(report, 0);
	g_assert_cmpstr(text, ==, "TINY OK - all is well\none with a ! and a line\nanother\n");
	json = output_json(report);
	g_assert_nonnull(strstr(json, "\"remarks\": [\n    \"one with a"));
	g_assert_cmpint(report_exit_code(report), ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(epilogue_rows); i++) {
		g_autofree char *path = g_strdup_printf("/epilogue/%s", epilogue_rows[i].name);

		g_test_add_data_func(path, &epilogue_rows[i], test_epilogue);
	}
	g_test_add_func("/epilogue/remarks", test_remarks);
	return g_test_run();
}
