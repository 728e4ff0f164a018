/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of wire_faults as a program: what it prints, and that it ends when it is told to. */
#include <string.h>

#include "tests/sim/raw_challenge.h"
#include "tests/sim/raw_command.h"
#include "tests/sim/raw_mask.h"

enum { LIMIT_MS = 20000 };

/* stdin is at its end from the beginning. */
static const struct row {
	const char *name;
	const char *arguments;
	int status;
	const char *output;
	const char *errors;
} ROWS[] = {
    {"serves until stdin ends", "--until-eof black-hole", 0, "ready port=<n>\n", ""},
    {"speaks TLS", "--until-eof --tls @DIR@ tls-silent", 0, "ready port=<n>\n", ""},
    {"takes a number", "--until-eof reset-at-byte=17", 0, "ready port=<n>\n", ""},
    {"number too large", "--until-eof reset-at-byte=100000", 1, "",
     "wire_faults: reset-at-byte=100000: expected a number of bytes within the answer\n"},
    {"number missing", "--until-eof reset-at-byte", 1, "",
     "wire_faults: no fault is named reset-at-byte\n"},
    {"number too many", "--until-eof black-hole=1", 1, "",
     "wire_faults: no fault is named black-hole=1\n"},
    {"unknown fault", "--until-eof gremlin", 1, "", "wire_faults: no fault is named gremlin\n"},
    {"TLS missing", "--until-eof tls-alert", 1, "", "wire_faults: tls-alert needs TLS\n"},
    {"no fault", "--until-eof", 1, "", "wire_faults: expected the name of one fault; see --list\n"},
    {"two faults", "--until-eof http09 http09", 1, "",
     "wire_faults: expected the name of one fault; see --list\n"},
    {"at a message", "--until-eof --at type3 black-hole", 0, "ready port=<n>\n", ""},
    {"at no message", "--until-eof --at type2 black-hole", 1, "",
     "wire_faults: --at: expected type1 or type3\n"},
    {"no answer to a message", "--until-eof --at type1 reset-on-accept", 1, "",
     "wire_faults: reset-on-accept is no answer to a message of a logon\n"},
    {"port too large", "--until-eof --port 65536 http09", 1, "",
     "wire_faults: --port: expected 0 to 65535\n"},
};

static struct raw_outcome *
run(const char *arguments, const char *directory)
{
	g_autofree char *program =
	    g_test_build_filename(G_TEST_BUILT, "tests", "sim", "wire_faults", NULL);
	g_autofree char *line = g_strconcat("wire_faults ", arguments, NULL);
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	g_auto(GStrv) environment = raw_command_environment("/");
	const struct raw_command command = {
	    .argv = words, .environment = environment, .limit_ms = LIMIT_MS};
	g_autoptr(GError) error = NULL;
	struct raw_outcome *outcome;

	g_free(words[0]);
	words[0] = g_steal_pointer(&program);
	for (char **word = words; *word; word++) {
		if (strcmp(*word, "@DIR@") == 0) {
			g_free(*word);
			*word = g_strdup(directory);
		}
	}
	outcome = raw_command_run(&command, &error);
	g_assert_no_error(error);
	return outcome;
}

static void
assert_fits(const char *expected, const char *actual)
{
	g_autofree char *difference = raw_mask_difference(expected, actual);

	g_assert_cmpstr(difference, ==, NULL);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *directory = g_dir_make_tmp("wire-program-XXXXXX", NULL);
	g_autoptr(struct_raw_outcome) outcome = run(row->arguments, directory);

	raw_command_remove_tree(directory);
	g_assert_cmpint(outcome->status, ==, row->status);
	assert_fits(row->output, outcome->output->str);
	assert_fits(row->errors, outcome->errors->str);
}

/* Each fault by its name, one a line, in the order of the table. */
static void
test_list(void)
{
	g_autoptr(struct_raw_outcome) outcome = run("--list", NULL);
	g_autoptr(GString) expected = g_string_new(NULL);
	const struct raw_fault *tables[] = {raw_faults(), raw_challenge_faults()};

	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
		for (const struct raw_fault *row = tables[i]; row->name; row++)
			g_string_append_printf(expected, "%s <*>\n", row->name);
	g_assert_cmpint(outcome->status, ==, 0);
	assert_fits(expected->str, outcome->output->str);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *path = g_strconcat("/wire_faults/", ROWS[i].name, NULL);

		g_test_add_data_func(path, &ROWS[i], test_row);
	}
	g_test_add_func("/wire_faults/list", test_list);
	return g_test_run();
}
