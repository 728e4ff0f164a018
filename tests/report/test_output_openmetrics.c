/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the metrics, byte for byte and by Prometheus' own judge. */
#include <math.h>
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "report/output.h"

static void
build_root_only(struct check *root)
{
	check_judge(root, STATE_UNKNOWN, "unknown option --foo");
}

static void
build_tree(struct check *root)
{
	struct check *ews = check_add(root, "ews");

	check_judge(check_add(ews, "order"), STATE_WARNING, "x");
	check_judge(check_add(ews, "tls"), STATE_OK, "x");
	check_judge(check_add(root, "oab"), STATE_CRITICAL, "x");
	check_add(root, "owa");
}

static void
build_values(struct check *root)
{
	check_judge(root, STATE_OK, "x");
	check_measure(root, "time", UNIT_SECONDS, 0.25, NULL, 0);
	check_measure(root, "size", UNIT_BYTES, 1e15, NULL, 0);
	check_measure(root, "used", UNIT_PERCENT, 97, NULL, 0);
	check_measure(root, "seen", UNIT_COUNTER, 3, NULL, 0);
	check_measure(root, "skew", UNIT_NONE, -0.5, NULL, NAN);
	check_measure(root, "time", UNIT_SECONDS, 2e-7, NULL, 0);
	check_measure(root, "gone", UNIT_SECONDS, NAN, NULL, 0);
	check_measure(root, "endless", UNIT_SECONDS, INFINITY, NULL, 0);
}

static void
build_hostile(struct check *root)
{
	check_judge(check_add(root, "a\"b\\c\nd\x01\xff M\xc3\xbcller"), STATE_OK, "x");
}

/* The same series twice is an error to every reader. */
static void
build_twins(struct check *root)
{
	for (guint i = 0; i < 3; i++)
		check_judge(check_add(root, "ews"), STATE_OK, "x");
}

struct row {
	const char *name;
	const char *target;
	void (*build)(struct check *root);
	const char *expected;
};

#define STATE_FAMILY                                                                               \
	"# HELP exchange_state State of the whole check: 0 OK, 1 WARNING, 2 CRITICAL, 3 "          \
	"UNKNOWN.\n"                                                                               \
	"# TYPE exchange_state gauge\n"
#define CHECK_FAMILY                                                                               \
	"# HELP exchange_check_state State of one check: 0 OK, 1 WARNING, 2 CRITICAL, 3 "          \
	"UNKNOWN.\n"                                                                               \
	"# TYPE exchange_check_state gauge\n"

static const struct row rows[] = {
    {"a usage error", NULL, build_root_only,
     STATE_FAMILY "exchange_state{service=\"EXCHANGE AUTH\"} 3\n# EOF\n"},
    {"every check", "mail.example.com", build_tree,
     STATE_FAMILY
     "exchange_state{service=\"EXCHANGE AUTH\",target=\"mail.example.com\"} 2\n" CHECK_FAMILY
     "exchange_check_state{service=\"EXCHANGE AUTH\",target=\"mail.example.com\",check=\"ews\"} 1\n"
     "exchange_check_state{service=\"EXCHANGE AUTH\",target=\"mail.example.com\",check=\"ews "
     "order\"} 1\n"
     "exchange_check_state{service=\"EXCHANGE AUTH\",target=\"mail.example.com\",check=\"ews "
     "tls\"} 0\n"
     "exchange_check_state{service=\"EXCHANGE AUTH\",target=\"mail.example.com\",check=\"oab\"} 2\n"
     "exchange_check_state{service=\"EXCHANGE AUTH\",target=\"mail.example.com\",check=\"owa\"} 3\n"
     "# EOF\n"},
    {"values in base units", NULL, build_values,
     STATE_FAMILY
     "exchange_state{service=\"EXCHANGE AUTH\"} 0\n"
     "# HELP exchange_perfdata_value Performance data without a unit.\n"
     "# TYPE exchange_perfdata_value gauge\n"
     "exchange_perfdata_value{service=\"EXCHANGE AUTH\",label=\"skew\"} -0.5\n"
     "# HELP exchange_perfdata_seconds Performance data in seconds.\n"
     "# TYPE exchange_perfdata_seconds gauge\n"
     "exchange_perfdata_seconds{service=\"EXCHANGE AUTH\",label=\"time\"} 0.25\n"
     "exchange_perfdata_seconds{service=\"EXCHANGE AUTH\",label=\"time_2\"} 0.0000002\n"
     "# HELP exchange_perfdata_bytes Performance data in bytes.\n"
     "# TYPE exchange_perfdata_bytes gauge\n"
     "exchange_perfdata_bytes{service=\"EXCHANGE AUTH\",label=\"size\"} 1000000000000000\n"
     "# HELP exchange_perfdata_ratio Performance data in percent, as a ratio.\n"
     "# TYPE exchange_perfdata_ratio gauge\n"
     "exchange_perfdata_ratio{service=\"EXCHANGE AUTH\",label=\"used\"} 0.97\n"
     "# HELP exchange_perfdata_events Performance data that counts events.\n"
     "# TYPE exchange_perfdata_events gauge\n"
     "exchange_perfdata_events{service=\"EXCHANGE AUTH\",label=\"seen\"} 3\n"
     "# EOF\n"},
    {"labels are escaped", "x\"}\n1 ", build_hostile,
     STATE_FAMILY
     "exchange_state{service=\"EXCHANGE AUTH\",target=\"x\\\"}\\n1 \"} 0\n" CHECK_FAMILY
     "exchange_check_state{service=\"EXCHANGE AUTH\",target=\"x\\\"}\\n1 "
     "\",check=\"a\\\"b\\\\c\\nd?"
     "\xef\xbf\xbd M\xc3\xbcller\"} 0\n"
     "# EOF\n"},
    {"no series twice", NULL, build_twins,
     STATE_FAMILY "exchange_state{service=\"EXCHANGE AUTH\"} 0\n" CHECK_FAMILY
		  "exchange_check_state{service=\"EXCHANGE AUTH\",check=\"ews\"} 0\n"
		  "exchange_check_state{service=\"EXCHANGE AUTH\",check=\"ews (2)\"} 0\n"
		  "exchange_check_state{service=\"EXCHANGE AUTH\",check=\"ews (3)\"} 0\n"
		  "# EOF\n"},
};

static char *
make_metrics(const struct row *row)
{
	struct check *root = check_new("root");
	g_autoptr(struct_report) report = report_new("EXCHANGE AUTH", row->target, root, NULL);

	row->build(root);
	return output_openmetrics(report);
}

static void
test_bytes(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *text = make_metrics(row);

	g_assert_cmpstr(text, ==, row->expected);
}

/* `promtool check metrics` says nothing and is content. */
static void
test_promtool(gconstpointer data)
{
	const struct row *row = data;
	const char *named = g_getenv("PROMTOOL");
	g_autofree char *promtool = named ? g_strdup(named) : g_find_program_in_path("promtool");
	g_autofree char *text = make_metrics(row);
	g_autofree char *file = NULL;
	g_autofree char *command = NULL;
	g_autofree char *out = NULL;
	g_autofree char *err = NULL;
	int status = -1;
	int fd;

	if (!promtool) {
		g_test_message("promtool is missing (Debian: prometheus; or name one in PROMTOOL)");
		g_test_fail();
		return;
	}
	fd = g_file_open_tmp("metrics-XXXXXX", &file, NULL);
	g_assert_cmpint(fd, >=, 0);
	close(fd);
	g_assert_true(g_file_set_contents(file, text, -1, NULL));
	command = g_strdup_printf("sh -c '%s check metrics <%s'", promtool, file);
	g_assert_true(g_spawn_command_line_sync(command, &out, &err, &status, NULL));
	g_unlink(file);
	g_assert_cmpstr(out, ==, "");
	g_assert_cmpstr(err, ==, "");
	g_assert_cmpint(status, ==, 0);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *bytes =
		    g_strdup_printf("/output openmetrics/bytes/%s", rows[i].name);
		g_autofree char *promtool =
		    g_strdup_printf("/output openmetrics/promtool/%s", rows[i].name);

		g_test_add_data_func(bytes, &rows[i], test_bytes);
		g_test_add_data_func(promtool, &rows[i], test_promtool);
	}
	return g_test_run();
}
