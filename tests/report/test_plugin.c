/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests the frame of all plugins from outside: this program starts itself again as a tiny
 * plugin.
 */
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <stddef.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "config.h"
#include "report/plugin.h"

static const char as_plugin[] = "TEST_AS_PLUGIN";

/* --- the tiny plugin ---------------------------------------------------------------------- */

struct tiny_options {
	char *name;
	GPtrArray *many;
	enum state state;
	gboolean refuse, nothing, chatter, about, deadline;
};

#define AT(field) offsetof(struct tiny_options, field)

static const struct option_row tiny_rows[] = {
    {"hostname", 'H', OPTION_STRING, AT(name), "NAME", "the server", NULL, 0, 0},
    {"many", 0, OPTION_STRINGS, AT(many), "WORD", "as often as you like", NULL, 0, 0},
    {"state", 0, OPTION_STATE, AT(state), "STATE", "what comes out", NULL, 0, 0},
    {"refuse", 0, OPTION_FLAG, AT(refuse), NULL, "options that make no sense together", NULL, 0, 0},
    {"nothing", 0, OPTION_FLAG, AT(nothing), NULL, "neither report nor error", NULL, 0, 0},
    {"chatter", 0, OPTION_FLAG, AT(chatter), NULL, "what a library may log", NULL, 0, 0},
    {"about", 0, OPTION_FLAG, AT(about), NULL, "how the process is protected", NULL, 0, 0},
    {"deadline", 0, OPTION_FLAG, AT(deadline), NULL, "how much time there is", NULL, 0, 0},
};

static void
tell_about(struct check *check)
{
	struct sigaction action;
	const mode_t mask = umask(0);

	g_assert_cmpint(sigaction(SIGPIPE, NULL, &action), ==, 0);
	check_judge(check, STATE_OK, "dumpable %d, umask %03o, SIGPIPE %s", prctl(PR_GET_DUMPABLE),
		    (unsigned)mask, action.sa_handler == SIG_IGN ? "ignored" : "not ignored");
}

static void
judge(struct check *check, const struct tiny_options *options, const struct plugin_run *run)
{
	if (options->about)
		tell_about(check);
	else if (options->deadline)
		check_judge(check, STATE_OK, "%d s, then %s",
			    (int)((deadline_left_ms(run->deadline) + 999) / 1000),
			    state_name(run->timeout_state));
	else
		check_judge(check, options->state, "the word is %s",
			    options->many ? (const char *)options->many->pdata[0] : "none");
}

static struct report *
tiny_work(const struct plugin *plugin, const struct plugin_run *run, void *data, GError **error)
{
	const struct tiny_options *options = data;
	struct check *root, *only;

	if (options->refuse)
		g_set_error(error, OPTION_ERROR, 0, "--refuse: expected something else");
	if (options->refuse || options->nothing)
		return NULL;
	if (options->chatter) {
		g_warning("a warning");
		g_log("other", G_LOG_LEVEL_CRITICAL, "of another library");
		g_message("a message");
	}
	root = check_new("tiny");
	only = check_add(root, "only");
	judge(only, options, run);
	check_note(only, NOTE_EVIDENCE, "an evidence");
	check_note(only, NOTE_EXCHANGE, "an exchange");
	check_measure(only, "value", UNIT_NONE, 1, NULL, 0);
	return report_new(plugin->service, options->name, root, NULL);
}

static int
tiny_plugin(int argc, char **argv)
{
	static const struct plugin plugin = {
	    .name = "check_tiny",
	    .service = "TINY",
	    .question = "Is there a question so long that it must be broken into two lines to be "
			"asked in full?",
	    .usage = "-H NAME [--many WORD]... [--state STATE] [--refuse] [--nothing] [--chatter] "
		     "[--about] [--deadline]",
	    .examples = "  check_tiny -H mail.example.com\n",
	};
	struct tiny_options options = {0};
	const struct option_group group = {"Tiny", tiny_rows, G_N_ELEMENTS(tiny_rows), &options};
	const int exit_code = plugin_main(&plugin, argc, argv, &group, 1, tiny_work, &options);

	g_assert_null(options.name);
	g_assert_null(options.many);
	return exit_code;
}

/* --- what it must print ------------------------------------------------------------------- */

#define HELP                                                                                       \
	"Usage: check_tiny -H NAME [--many WORD]... [--state STATE] [--refuse]\n"                  \
	"       [--nothing] [--chatter] [--about] [--deadline]\n"                                  \
	"\n"                                                                                       \
	"Is there a question so long that it must be broken into two lines to be asked in\n"       \
	"full?\n"                                                                                  \
	"\n"                                                                                       \
	"Tiny:\n"                                                                                  \
	"  -H, --hostname NAME         the server\n"                                               \
	"      --many WORD             as often as you like\n"                                     \
	"      --state STATE           what comes out\n"                                           \
	"      --refuse                options that make no sense together\n"                      \
	"      --nothing               neither report nor error\n"                                 \
	"      --chatter               what a library may log\n"                                   \
	"      --about                 how the process is protected\n"                             \
	"      --deadline              how much time there is\n"                                   \
	"\n"                                                                                       \
	"Output:\n"                                                                                \
	"  -t, --timeout SECONDS[:STATE]\n"                                                        \
	"                              the whole run is over by then; STATE is what being\n"       \
	"                              cut off means (default: 10:critical)\n"                     \
	"      --output-format FORMAT  the exit code is the same in all (default: text;\n"         \
	"                              multi-line is another name for it): text, json,\n"          \
	"                              openmetrics or multi-line\n"                                \
	"  -v, --verbose               once: all checks with their evidence; twice:\n"             \
	"                              requests and answers; three times: a transcript\n"          \
	"      --extra-opts[=[SECTION][@FILE]]\n"                                                  \
	"                              take the options of this section of an ini file\n"          \
	"                              before those of the command line\n"                         \
	"  -h, --help                  this text\n"                                                \
	"  -V, --version               name and version\n"                                         \
	"\n"                                                                                       \
	"Examples:\n"                                                                              \
	"  check_tiny -H mail.example.com\n"

#define VERSION_LINE "check_tiny (exchange-auth-plugins) " PACKAGE_VERSION "\n"
#define FINE	     "TINY OK - 1 check, all good | value=1;;;0\n"
#define FORMAT_ERROR                                                                               \
	"--output-format: expected text, json, openmetrics or multi-line, got \\\"xml\\\""

static const char json_error[] = "{\n"
				 "  \"service\": \"TINY\",\n"
				 "  \"target\": null,\n"
				 "  \"state\": \"UNKNOWN\",\n"
				 "  \"exit_code\": 3,\n"
				 "  \"headline\": \"unknown option --foo (try --help)\",\n"
				 "  \"perfdata\": [],\n"
				 "  \"summary\": \"unknown option --foo (try --help)\",\n"
				 "  \"evidence\": [],\n"
				 "  \"details\": [],\n"
				 "  \"remedies\": [],\n"
				 "  \"follows_from\": null,\n"
				 "  \"checks\": [],\n"
				 "  \"facts\": null\n"
				 "}\n";

#define METRICS                                                                                    \
	"# HELP exchange_state State of the whole check: 0 OK, 1 WARNING, 2 CRITICAL, 3 "          \
	"UNKNOWN.\n"                                                                               \
	"# TYPE exchange_state gauge\n"                                                            \
	"exchange_state{service=\"TINY\""

struct row {
	const char *arguments; /* separated by blanks */
	int exit_code;
	const char *expected;
};

static const struct row rows[] = {
    {"", 0, FINE},
    {"--state ok", 0, FINE},
    {"--state warning", 1,
     "TINY WARNING - the word is none | value=1;;;0\n[WARNING] only: the word is none\n"
     "  an evidence\n"},
    {"--state critical", 2,
     "TINY CRITICAL - the word is none | value=1;;;0\n[CRITICAL] only: the word is none\n"
     "  an evidence\n"},
    {"--state unknown", 3,
     "TINY UNKNOWN - the word is none | value=1;;;0\n[UNKNOWN] only: the word is none\n"
     "  an evidence\n"},
    {"-v", 0, FINE "[OK] only: the word is none\n  an evidence\n"},
    {"-vv", 0, FINE "[OK] only: the word is none\n  an evidence\n  an exchange\n"},
    {"-v -vv", 0, FINE "[OK] only: the word is none\n  an evidence\n  an exchange\n"},
    {"--output-format text", 0, FINE},
    {"--output-format multi-line", 0, FINE},
    {"-h", 3, HELP},
    {"--help", 3, HELP},
    {"-H mail -t 5 -h", 3, HELP},
    {"--help --output-format json", 3, HELP},
    {"--help --refuse", 3, HELP},
    {"-V", 3, VERSION_LINE},
    {"--version", 3, VERSION_LINE},
    {"-hV", 3, HELP},
    {"--deadline", 0, "TINY OK - 1 check, all good | value=1;;;0\n"},
    {"--deadline -v", 0, FINE "[OK] only: 10 s, then CRITICAL\n  an evidence\n"},
    {"--deadline -vt 25:unknown", 0, FINE "[OK] only: 25 s, then UNKNOWN\n  an evidence\n"},
    {"--about -v", 0, FINE "[OK] only: dumpable 0, umask 077, SIGPIPE ignored\n  an evidence\n"},
    {"--chatter", 0, FINE},
    {"--refuse", 3, "TINY UNKNOWN - --refuse: expected something else\n"},
    {"--refuse -vvv", 3, "TINY UNKNOWN - --refuse: expected something else\n"},
    {"--nothing", 3, "TINY UNKNOWN - the plugin gave no answer\n"},
    {"--foo", 3, "TINY UNKNOWN - unknown option --foo (try --help)\n"},
    {"mail.example.com", 3,
     "TINY UNKNOWN - unexpected argument \"mail.example.com\" (try --help)\n"},
    {"--help --foo", 3, "TINY UNKNOWN - unknown option --foo (try --help)\n"},
    {"-t 5:never", 3,
     "TINY UNKNOWN - --timeout (-t): expected SECONDS or SECONDS:STATE with 0.1 to 3600 seconds "
     "and ok, warning, critical or unknown, got \"5:never\"\n"},
    {"--output-format xml", 3,
     "TINY UNKNOWN - --output-format: expected text, json, openmetrics or multi-line, got "
     "\"xml\"\n"},
    {"--output-format json --foo", 3, json_error},
    {"--foo --output-format json", 3, json_error},
    {"--foo --output-format=json --many x", 3, json_error},
    {"--foo --output-format openmetrics", 3, METRICS "} 3\n# EOF\n"},
    {"--output-format openmetrics -H mail --state warning", 1,
     METRICS ",target=\"mail\"} 1\n"
	     "# HELP exchange_check_state State of one check: 0 OK, 1 WARNING, 2 CRITICAL, 3 "
	     "UNKNOWN.\n"
	     "# TYPE exchange_check_state gauge\n"
	     "exchange_check_state{service=\"TINY\",target=\"mail\",check=\"only\"} 1\n"
	     "# HELP exchange_perfdata_value Performance data without a unit.\n"
	     "# TYPE exchange_perfdata_value gauge\n"
	     "exchange_perfdata_value{service=\"TINY\",target=\"mail\",label=\"value\"} 1\n"
	     "# EOF\n"},
    /* Options from ini files: in front of the others. */
    {"--extra-opts=@tiny.ini", 1,
     "TINY WARNING - the word is ini | value=1;;;0\n[WARNING] only: the word is ini\n"
     "  an evidence\n"},
    {"--state ok --extra-opts=@tiny.ini -v", 0, FINE "[OK] only: the word is ini\n  an evidence\n"},
    {"--extra-opts=format@tiny.ini --foo", 3, json_error},
    {"--extra-opts=bad@tiny.ini", 3, "TINY UNKNOWN - unknown option --foo (try --help)\n"},
    {"--extra-opts=again@tiny.ini", 3,
     "TINY UNKNOWN - --extra-opts: expected on the command line, found in an ini file\n"},
    {"--extra-opts=nosuch@tiny.ini", 3,
     "TINY UNKNOWN - --extra-opts: tiny.ini: no section [nosuch] with options in it\n"},
    {"--extra-opts nosuch@tiny.ini --output-format openmetrics", 3, METRICS "} 3\n# EOF\n"},
    {"--extra-opts=broken@tiny.ini --help", 3,
     "TINY UNKNOWN - --extra-opts: tiny.ini: line 11: expected NAME = VALUE, found no '='\n"},
};

static const char ini[] = "[check_tiny]\n"
			  "many = ini\n"
			  "state = warning\n"
			  "[format]\n"
			  "output-format = json\n"
			  "[bad]\nfoo = 1\n"
			  "[again]\nextra-opts =\n"
			  "[broken]\nnothing\n";

/* --- running it ---------------------------------------------------------------------------- */

struct place {
	char *directory;
};

static void
set_up(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	place->directory = g_dir_make_tmp("plugin-XXXXXX", NULL);
	g_assert_nonnull(place->directory);
	g_assert_cmpint(g_chdir(place->directory), ==, 0);
	g_assert_true(g_file_set_contents("tiny.ini", ini, -1, NULL));
}

static void
tear_down(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_unlink("tiny.ini");
	g_assert_cmpint(g_chdir("/"), ==, 0);
	g_rmdir(place->directory);
	g_free(place->directory);
}

/* The file to execute, then argv[0] and the arguments. */
static char **
command_line(const char *arguments)
{
	g_autofree char *self = g_file_read_link("/proc/self/exe", NULL);
	g_autofree char *line =
	    g_strconcat(self, " check_tiny", arguments[0] ? " " : "", arguments, NULL);

	return g_strsplit(line, " ", -1);
}

static char **
environment(const char *value)
{
	return g_environ_setenv(g_get_environ(), as_plugin, value, TRUE);
}

static void
run_row(const char *how, const struct row *row)
{
	g_auto(GStrv) argv = command_line(row->arguments);
	g_auto(GStrv) envp = environment(how);
	g_autofree char *out = NULL;
	g_autofree char *err = NULL;
	int status = -1;

	g_assert_true(g_spawn_sync(NULL, argv, envp, G_SPAWN_FILE_AND_ARGV_ZERO, NULL, NULL, &out,
				   &err, &status, NULL));
	g_assert_cmpstr(err, ==, "");
	g_assert_cmpstr(out, ==, row->expected);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, row->exit_code);
}

static void
test_row(struct place *place G_GNUC_UNUSED, gconstpointer data)
{
	run_row("yes", data);
}

/* execve() allows it. */
static void
test_no_arguments(struct place *place G_GNUC_UNUSED, gconstpointer data)
{
	run_row("without argv", data);
}

/* A way in which standard output is of no use. */
enum broken { OUTPUT_FULL, OUTPUT_CLOSED, OUTPUT_NO_READER };

static int
make_broken(enum broken broken)
{
	int ends[2];

	switch (broken) {
	case OUTPUT_FULL:
		return open("/dev/full", O_WRONLY | O_CLOEXEC);
	case OUTPUT_CLOSED:
		return open("/dev/null", O_RDONLY | O_CLOEXEC); /* not to be written to */
	case OUTPUT_NO_READER:
		g_assert_cmpint(pipe(ends), ==, 0);
		close(ends[0]);
		return ends[1];
	}
	return -1;
}

struct broken_row {
	const char *name;
	enum broken broken;
	const char *arguments;
};

static const struct broken_row broken_rows[] = {
    {"a full disk", OUTPUT_FULL, "--state ok"},
    {"not to be written", OUTPUT_CLOSED, "--state ok"},
    {"a reader that went away", OUTPUT_NO_READER, "--state ok"},
    {"a reader that went away before the help", OUTPUT_NO_READER, "--help"},
    {"a full disk and CRITICAL", OUTPUT_FULL, "--state critical"},
};

static void
test_broken_output(gconstpointer data)
{
	const struct broken_row *row = data;
	g_auto(GStrv) argv = command_line(row->arguments);
	g_auto(GStrv) envp = environment("yes");
	const int output = make_broken(row->broken);
	GPid pid;
	int status = -1;

	g_assert_cmpint(output, >=, 0);
	g_assert_true(g_spawn_async_with_fds(NULL, argv, envp,
					     G_SPAWN_FILE_AND_ARGV_ZERO | G_SPAWN_DO_NOT_REAP_CHILD,
					     NULL, NULL, &pid, -1, output, -1, NULL));
	close(output);
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 3);
}

/* A pipe that takes no more for a while, and says so instead of waiting. */
static void
test_slow_reader(void)
{
	g_autofree char *word = g_strnfill(150000, 'w');
	g_autofree char *arguments = g_strconcat("--state warning -v --many=", word + 100000, NULL);
	g_auto(GStrv) argv = command_line(arguments);
	g_auto(GStrv) envp = environment("yes");
	g_autofree char *buffer = g_malloc(65536);
	int ends[2];
	gsize total = 0;
	gssize got;
	GPid pid;
	int status = -1;

	g_assert_cmpint(pipe2(ends, O_CLOEXEC), ==, 0);
	g_assert_cmpint(fcntl(ends[1], F_SETPIPE_SZ, 4096), ==, 4096);
	g_assert_cmpint(fcntl(ends[1], F_SETFL, O_NONBLOCK), ==, 0);
	g_assert_true(g_spawn_async_with_fds(NULL, argv, envp,
					     G_SPAWN_FILE_AND_ARGV_ZERO | G_SPAWN_DO_NOT_REAP_CHILD,
					     NULL, NULL, &pid, -1, ends[1], -1, NULL));
	close(ends[1]);
	g_usleep(100000);
	while ((got = read(ends[0], buffer, 65536)) > 0)
		total += (gsize)got;
	close(ends[0]);
	g_assert_cmpint(waitpid(pid, &status, 0), ==, pid);
	g_assert_true(WIFEXITED(status));
	g_assert_cmpint(WEXITSTATUS(status), ==, 1);
	g_assert_cmpuint(total, >, 50000);
}

static void
test_help_width(void)
{
	g_auto(GStrv) lines = g_strsplit(HELP, "\n", -1);

	for (gsize i = 0; lines[i]; i++)
		g_assert_cmpuint(strlen(lines[i]), <=, 80);
}

int
main(int argc, char **argv)
{
	static const struct row no_arguments = {"", 0, FINE};
	const char *how = g_getenv(as_plugin);

	if (how)
		return tiny_plugin(g_str_equal(how, "yes") ? argc : 0, argv);
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/plugin/%zu: %s", i, rows[i].arguments);

		g_test_add(path, struct place, &rows[i], set_up, test_row, tear_down);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(broken_rows); i++) {
		g_autofree char *path = g_strdup_printf("/plugin/output/%s", broken_rows[i].name);

		g_test_add_data_func(path, &broken_rows[i], test_broken_output);
	}
	g_test_add("/plugin/not even a name", struct place, &no_arguments, set_up,
		   test_no_arguments, tear_down);
	g_test_add_func("/plugin/output/a slow reader", test_slow_reader);
	g_test_add_func("/plugin/help is not too wide", test_help_width);
	return g_test_run();
}
