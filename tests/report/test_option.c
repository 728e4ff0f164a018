/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the command line: what is read, what is refused and with which words. */
#include <stddef.h>
#include <string.h>

#include "report/option.h"
#include "report/range.h"

struct first_values {
	char *name;
	GPtrArray *many;
	gint64 port;
	gboolean four, six;
};

struct second_values {
	struct threshold threshold;
	enum state state;
	guint policy;
	guint verbosity;
	struct option_timeout timeout;
	gboolean extra;
};

static const char *const policies[] = {"communicator", "negotiate-first", "any", NULL};

#define FIRST(field)  offsetof(struct first_values, field)
#define SECOND(field) offsetof(struct second_values, field)

static const struct option_row first_rows[] = {
    {"hostname", 'H', OPTION_STRING, FIRST(name), "NAME", "the server", NULL, 0, 0},
    {"address", 'I', OPTION_STRINGS, FIRST(many), "IP", "connect to this address", NULL, 0, 0},
    {"port", 'p', OPTION_INTEGER, FIRST(port), "N", "port", NULL, 1, 65535},
    {"use-ipv4", '4', OPTION_FLAG, FIRST(four), NULL, "only IPv4", NULL, 0, 0},
    {"use-ipv6", '6', OPTION_FLAG, FIRST(six), NULL, "only IPv6", NULL, 0, 0},
};

static const struct option_row second_rows[] = {
    {"warning", 'w', OPTION_RANGE, SECOND(threshold.warning), "RANGE", "warn", NULL, 0, 0},
    {"warn-skew", 0, OPTION_RANGE, SECOND(threshold.critical), "RANGE", "skew", NULL, 0, 0},
    {"order-state", 0, OPTION_STATE, SECOND(state), "STATE", "what a wrong order is", NULL, 0, 0},
    {"policy", 0, OPTION_CHOICE, SECOND(policy), "NAME", "which order is right", policies, 0, 0},
    {"verbose", 'v', OPTION_COUNT, SECOND(verbosity), NULL, "more", NULL, 0, 0},
    {"timeout", 't', OPTION_TIMEOUT, SECOND(timeout), "SECONDS[:STATE]",
     "the whole run is over by then, whatever the peer does and however slowly it does it", NULL, 0,
     0},
    {"extra-opts", 0, OPTION_FLAG, SECOND(extra), "[=[SECTION][@FILE]]", "from an ini file", NULL,
     0, 0},
};

struct values {
	struct first_values first;
	struct second_values second;
	struct option_group groups[2];
};

static void
set_up(struct values *values)
{
	memset(values, 0, sizeof(*values));
	values->second.timeout = (struct option_timeout){10, STATE_CRITICAL};
	values->groups[0] =
	    (struct option_group){"First", first_rows, G_N_ELEMENTS(first_rows), &values->first};
	values->groups[1] = (struct option_group){"Second", second_rows, G_N_ELEMENTS(second_rows),
						  &values->second};
}

/* Everything that was set, in the order of the rows. */
static char *
describe(const struct values *values)
{
	GString *out = g_string_new(NULL);
	const struct first_values *first = &values->first;
	const struct second_values *second = &values->second;
	g_autofree char *warning = range_format(&second->threshold.warning);
	g_autofree char *skew = range_format(&second->threshold.critical);

	if (first->name)
		g_string_append_printf(out, " H=%s", first->name);
	for (guint i = 0; first->many && i < first->many->len; i++)
		g_string_append_printf(out, " I=%s", (const char *)first->many->pdata[i]);
	if (first->port)
		g_string_append_printf(out, " p=%d", (int)first->port);
	g_string_append(out, first->four ? " 4" : "");
	g_string_append(out, first->six ? " 6" : "");
	if (warning[0])
		g_string_append_printf(out, " w=%s", warning);
	if (skew[0])
		g_string_append_printf(out, " skew=%s", skew);
	if (second->state)
		g_string_append_printf(out, " state=%s", state_name(second->state));
	if (second->policy)
		g_string_append_printf(out, " policy=%s", policies[second->policy]);
	if (second->verbosity)
		g_string_append_printf(out, " v=%u", second->verbosity);
	if (second->timeout.seconds < 10 || second->timeout.seconds > 10 ||
	    second->timeout.state != STATE_CRITICAL)
		g_string_append_printf(out, " t=%.1f:%s", second->timeout.seconds,
				       state_name((enum state)second->timeout.state));
	return g_string_free(out, FALSE);
}

struct row {
	const char
	    *arguments; /* separated by blanks; '_' stands for a blank, "''" for an empty one */
	const char *expected; /* what is set in the end */
	const char *error;    /* NULL: none */
};

static const struct row rows[] = {
    {"", "", NULL},
    {"--hostname mail", " H=mail", NULL},
    {"--hostname=mail", " H=mail", NULL},
    {"-H mail", " H=mail", NULL},
    {"-Hmail", " H=mail", NULL},
    {"-H=mail", " H==mail", NULL},
    {"--hostname=", " H=", NULL},
    {"--hostname ''", " H=", NULL},
    {"--hostname=a=b", " H=a=b", NULL},
    {"-H one -H two", " H=two", NULL},
    {"-H --port", " H=--port", NULL},
    {"-H -4", " H=-4", NULL},
    {"-H \xff", " H=\xff", NULL},
    {"-I ::1 --address=192.0.2.1 -I192.0.2.2", " I=::1 I=192.0.2.1 I=192.0.2.2", NULL},
    {"-p 443", " p=443", NULL},
    {"-p1", " p=1", NULL},
    {"-p 65535", " p=65535", NULL},
    {"-4", " 4", NULL},
    {"-46", " 4 6", NULL},
    {"-4v6", " 4 6 v=1", NULL},
    {"--use-ipv6", " 6", NULL},
    {"-4H mail", " H=mail 4", NULL},
    {"-4Hmail", " H=mail 4", NULL},
    {"-w -5:10", " w=-5:10", NULL},
    {"-w-5:10", " w=-5:10", NULL},
    {"--warning -5:10", " w=-5:10", NULL},
    {"--warning=@10:20 --warn-skew ~:5", " w=@10:20 skew=~:5", NULL},
    {"--order-state critical", " state=CRITICAL", NULL},
    {"--order-state=1", " state=WARNING", NULL},
    {"--policy any", " policy=any", NULL},
    {"--policy any --policy communicator", "", NULL},
    {"-vvv", " v=3", NULL},
    {"-v -v --verbose", " v=3", NULL},
    {"-t 5", " t=5.0:CRITICAL", NULL},
    {"-t 5:unknown", " t=5.0:UNKNOWN", NULL},
    {"-t5:WARNING", " t=5.0:WARNING", NULL},
    {"-t 0.1:0", " t=0.1:OK", NULL},
    {"-t 3600", " t=3600.0:CRITICAL", NULL},
    {"-t 5:ok -t 10", " t=10.0:OK", NULL},

    {"-H", "", "--hostname (-H): expected NAME, got nothing"},
    {"--hostname", "", "--hostname (-H): expected NAME, got nothing"},
    {"--warn-skew", "", "--warn-skew: expected RANGE, got nothing"},
    {"-4H", " 4", "--hostname (-H): expected NAME, got nothing"},
    {"--host mail", "", "unknown option --host (try --help)"},
    {"--foo", "", "unknown option --foo (try --help)"},
    {"--password=hunter2", "", "unknown option --password (try --help)"},
    {"--hostnames=x", "", "unknown option --hostnames (try --help)"},
    {"--=x", "", "unknown option -- (try --help)"},
    {"-x", "", "unknown option -x (try --help)"},
    {"-xsecret", "", "unknown option -x (try --help)"},
    {"-4x6", " 4", "unknown option -x (try --help)"},
    {"-\xc3\xbc", "", "unknown option -? (try --help)"},
    {"--a\x1b|b", "", "unknown option --a?!b (try --help)"},
    {"---hostname", "", "unknown option ---hostname (try --help)"},
    {"mail", "", "unexpected argument \"mail\" (try --help)"},
    {"-4 mail -6", " 4 6", "unexpected argument \"mail\" (try --help)"},
    {"-", "", "unexpected argument \"-\" (try --help)"},
    {"--", "", "unexpected argument \"--\" (try --help)"},
    {"''", "", "unexpected argument \"\" (try --help)"},
    {"--use-ipv4=yes", "", "--use-ipv4 (-4): expected no value, got \"yes\""},
    {"--verbose=3", "", "--verbose (-v): expected no value, got \"3\""},
    {"-p 0", "", "--port (-p): expected a whole number from 1 to 65535, got \"0\""},
    {"-p 65536", "", "--port (-p): expected a whole number from 1 to 65535, got \"65536\""},
    {"-p -1", "", "--port (-p): expected a whole number from 1 to 65535, got \"-1\""},
    {"-p 443x", "", "--port (-p): expected a whole number from 1 to 65535, got \"443x\""},
    {"-p 0x1bb", "", "--port (-p): expected a whole number from 1 to 65535, got \"0x1bb\""},
    {"-p 4.5", "", "--port (-p): expected a whole number from 1 to 65535, got \"4.5\""},
    {"-p _443", "", "--port (-p): expected a whole number from 1 to 65535, got \"443\""},
    {"-p ''", "", "--port (-p): expected a whole number from 1 to 65535, got \"\""},
    {"-p https", "", "--port (-p): expected a whole number from 1 to 65535, got \"https\""},
    {"-p 99999999999999999999", "",
     "--port (-p): expected a whole number from 1 to 65535, got \"99999999999999999999\""},
    {"-w 20:10", "",
     "--warning (-w): expected a range such as 10, 10:, ~:10, 10:20 or @10:20, got \"20:10\" (the "
     "start is above the end)"},
    {"--warn-skew 10x", "",
     "--warn-skew: expected a range such as 10, 10:, ~:10, 10:20 or @10:20, got \"10x\""},
    {"--order-state bad", "",
     "--order-state: expected ok, warning, critical or unknown, got \"bad\""},
    {"--policy foo", "", "--policy: expected communicator, negotiate-first or any, got \"foo\""},
    {"--policy Any", "", "--policy: expected communicator, negotiate-first or any, got \"Any\""},
    {"--policy=a|b", "", "--policy: expected communicator, negotiate-first or any, got \"a!b\""},
#define TIMEOUT                                                                                    \
	"--timeout (-t): expected SECONDS or SECONDS:STATE with 0.1 to 3600 seconds and ok, "      \
	"warning, critical or unknown, got "
    {"-t 0", "", TIMEOUT "\"0\""},
    {"-t 0.09", "", TIMEOUT "\"0.09\""},
    {"-t 3600.1", "", TIMEOUT "\"3600.1\""},
    {"-t -5", "", TIMEOUT "\"-5\""},
    {"-t 5s", "", TIMEOUT "\"5s\""},
    {"-t 5:", "", TIMEOUT "\"5:\""},
    {"-t 5:bad", "", TIMEOUT "\"5:bad\""},
    {"-t :ok", "", TIMEOUT "\":ok\""},
    {"-t 5:ok:ok", "", TIMEOUT "\"5:ok:ok\""},
    {"-t inf", "", TIMEOUT "\"inf\""},
    /* What follows the first error is read, and its errors are not told. */
    {"-p x -4 --foo --policy any", " 4 policy=any",
     "--port (-p): expected a whole number from 1 to 65535, got \"x\""},
};

static char **
split(const char *arguments)
{
	char **argv = g_strsplit(arguments, " ", -1);

	for (gsize i = 0; argv[i]; i++) {
		if (g_str_equal(argv[i], "''"))
			argv[i][0] = '\0';
		g_strdelimit(argv[i], "_", ' ');
	}
	return argv;
}

static void
test_parse(gconstpointer data)
{
	const struct row *row = data;
	struct values values;
	g_autofree char *line =
	    g_strconcat("check_x", row->arguments[0] ? " " : "", row->arguments, NULL);
	g_auto(GStrv) argv = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *set = NULL;

	set_up(&values);
	argv = split(line);
	g_assert_cmpint(option_parse(values.groups, 2, argv, &error), ==, row->error == NULL);
	g_assert_cmpstr(error ? error->message : NULL, ==, row->error);
	set = describe(&values);
	g_assert_cmpstr(set, ==, row->expected);
	option_clear(values.groups, 2);
	g_assert_null(values.first.name);
	g_assert_null(values.first.many);
}

static void
test_no_program_name(void)
{
	struct values values;
	char *argv[] = {NULL};

	set_up(&values);
	g_assert_true(option_parse(values.groups, 2, argv, NULL));
}

static void
test_clear_twice(void)
{
	struct values values;
	char program[] = "x", option[] = "-Hmail";
	char *argv[] = {program, option, NULL};

	set_up(&values);
	g_assert_true(option_parse(values.groups, 2, argv, NULL));
	option_clear(values.groups, 2);
	option_clear(values.groups, 2);
	g_assert_null(values.first.name);
}

static void
test_help(void)
{
	struct values values;
	g_autofree char *help = NULL;

	set_up(&values);
	help = option_help(values.groups, 2);
	g_assert_cmpstr(
	    help, ==,
	    "First:\n"
	    "  -H, --hostname NAME         the server\n"
	    "  -I, --address IP            connect to this address\n"
	    "  -p, --port N                port (1 to 65535)\n"
	    "  -4, --use-ipv4              only IPv4\n"
	    "  -6, --use-ipv6              only IPv6\n"
	    "\n"
	    "Second:\n"
	    "  -w, --warning RANGE         warn\n"
	    "      --warn-skew RANGE       skew\n"
	    "      --order-state STATE     what a wrong order is\n"
	    "      --policy NAME           which order is right: communicator,\n"
	    "                              negotiate-first or any\n"
	    "  -v, --verbose               more\n"
	    "  -t, --timeout SECONDS[:STATE]\n"
	    "                              the whole run is over by then, whatever the peer\n"
	    "                              does and however slowly it does it\n"
	    "      --extra-opts[=[SECTION][@FILE]]\n"
	    "                              from an ini file\n");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strescape(rows[i].arguments, NULL);
		g_autofree char *path =
		    g_strdup_printf("/option/%s/%s", rows[i].error ? "refused" : "read",
				    text[0] ? text : "nothing");

		g_test_add_data_func(path, &rows[i], test_parse);
	}
	g_test_add_func("/option/no program name", test_no_program_name);
	g_test_add_func("/option/clear twice", test_clear_twice);
	g_test_add_func("/option/help", test_help);
	return g_test_run();
}
