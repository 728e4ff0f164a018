/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how pasted console lines are split. */
#include "protocol/console.h"
#include <string.h>

struct row {
	const char *name;
	const char *line;
	const char
	    *expected; /* "appcmd" or "adsutil", then each argument in brackets; NULL: none */
};

static const struct row rows[] = {
    {"bare", "appcmd list config", "appcmd[list][config]"},
    {"with the ending", "appcmd.exe list", "appcmd[list]"},
    {"any case", "AppCmd.EXE list", "appcmd[list]"},
    {"prompt", "C:\\Windows\\System32\\inetsrv>appcmd list", "appcmd[list]"},
    {"prompt and a blank", "C:\\> appcmd list", "appcmd[list]"},
    {"prompt with blanks in the path", "C:\\Documents and Settings\\me>appcmd list",
     "appcmd[list]"},
    {"PowerShell prompt", "PS C:\\> & C:\\x\\appcmd.exe list", "appcmd[list]"},
    {"variable", "%windir%\\system32\\inetsrv\\appcmd.exe set config", "appcmd[set][config]"},
    {"quoted path", "\"C:\\Program Files\\IIS Express\\appcmd.exe\" list", "appcmd[list]"},
    {"script host", "cscript adsutil.vbs get w3svc/1", "adsutil[get][w3svc/1]"},
    {"script host with a switch",
     "cscript //nologo C:\\Inetpub\\AdminScripts\\adsutil.vbs enum w3svc", "adsutil[enum][w3svc]"},
    {"quoted argument", "appcmd list config \"Default Web Site/EWS\" /x",
     "appcmd[list][config][Default Web Site/EWS][/x]"},
    {"quotation marks inside a word", "appcmd set /+\"providers.[value='NTLM']\"",
     "appcmd[set][/+providers.[value='NTLM']]"},
    {"empty argument", "adsutil set a/b \"\"", "adsutil[set][a/b][]"},
    {"quotation mark never closed", "appcmd \"list config", "appcmd[list config]"},
    {"no argument", "appcmd", "appcmd"},
    {"output redirected", "appcmd list config > out.xml", "appcmd[list][config]"},
    {"output redirected without a blank", "appcmd list >out.xml 2>&1", "appcmd[list]"},
    {"errors redirected", "appcmd list 2>nul", "appcmd[list]"},
    {"piped", "appcmd list | more", "appcmd[list]"},
    {"tabs", "\tappcmd\tlist\t", "appcmd[list]"},
    {"another program", "iisreset /noforce", NULL},
    {"in a longer word", "myappcmd list", NULL},
    {"as an argument's part", "type appcmd.exe.config", NULL},
    {"empty", "", NULL},
    {"prompt alone", "C:\\>", NULL},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_console_command) command = console_command_parse(row->line);
	g_autoptr(GString) got = g_string_new(NULL);

	if (!row->expected) {
		g_assert_null(command);
		return;
	}
	g_assert_nonnull(command);
	g_string_append(got, command->program == CONSOLE_APPCMD ? "appcmd" : "adsutil");
	for (guint i = 0; i < command->arguments->len; i++)
		g_string_append_printf(got, "[%s]", console_command_argument(command, i));
	g_assert_cmpstr(got->str, ==, row->expected);
	g_assert_cmpstr(console_command_argument(command, command->arguments->len), ==, "");
}

static void
test_argument_limit(void)
{
	g_autoptr(GString) line = g_string_new("appcmd");
	g_autoptr(struct_console_command) command = NULL;

	for (guint i = 0; i < 2 * CONSOLE_ARGUMENT_LIMIT; i++)
		g_string_append(line, " x");
	command = console_command_parse(line->str);
	g_assert_cmpuint(command->arguments->len, ==, CONSOLE_ARGUMENT_LIMIT);
}

static void
test_lines(void)
{
	static const char text[] = " one \r\n\r\ntwo\nthree";
	static const char *const expected[] = {"one", "", "two", "three"};
	struct cursor c;

	cursor_init(&c, text, strlen(text));
	for (gsize i = 0; i < G_N_ELEMENTS(expected); i++) {
		g_autofree char *line = console_take_line(&c);

		g_assert_cmpstr(line, ==, expected[i]);
	}
	g_assert_null(console_take_line(&c));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/console/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/console/argument limit", test_argument_limit);
	g_test_add_func("/console/lines", test_lines);
	return g_test_run();
}
