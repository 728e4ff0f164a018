/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests --extra-opts against what monitoring-plugins 2.3.3 was seen to do. */
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "report/extra_opts.h"

/* A literal with the count of its bytes, so that a NUL can stand in it. */
#define BYTES(literal) literal, sizeof(literal) - 1

struct parse_row {
	const char *name;
	const char *bytes;
	gsize length;
	const char *section;
	const char *expected; /* the arguments, each in brackets */
	const char *error;    /* NULL: none */
};

#define NONE "no section [s] with options in it"

static const struct parse_row parse_rows[] = {
    {"an option", BYTES("[s]\nname = value\n"), "s", "[--name=value]", NULL},
    {"without blanks", BYTES("[s]\nname=value\n"), "s", "[--name=value]", NULL},
    {"no value", BYTES("[s]\nname =\n"), "s", "[--name]", NULL},
    {"no value but blanks", BYTES("[s]\nname =  \t \n"), "s", "[--name]", NULL},
    {"one letter (mp: -w=5, which getopt reads as \"=5\")", BYTES("[s]\nw = 5\n"), "s", "[-w][5]",
     NULL},
    {"one letter without a value", BYTES("[s]\nv =\n"), "s", "[-v]", NULL},
    {"one letter, the value begins with a dash", BYTES("[s]\nw = -5:10\n"), "s", "[-w][-5:10]",
     NULL},
    {"two letters", BYTES("[s]\nww = 5\n"), "s", "[--ww=5]", NULL},
    {"order is kept, a name may come again", BYTES("[s]\nb=1\na=2\nb=3\n"), "s",
     "[-b][1][-a][2][-b][3]", NULL},
    {"blanks round the value go, inside they stay", BYTES("[s]\n  name \t=  a  b \t\n"), "s",
     "[--name=a  b]", NULL},
    {"quotes are kept", BYTES("[s]\nname = \"a b\" 'c'\n"), "s", "[--name=\"a b\" 'c']", NULL},
    {"a comment sign in a value is no comment", BYTES("[s]\nname = p@ss ;word #1\n"), "s",
     "[--name=p@ss ;word #1]", NULL},
    {"an equals sign in a value", BYTES("[s]\nname = a=b=c\n"), "s", "[--name=a=b=c]", NULL},
    {"brackets in a value", BYTES("[s]\nname = [::1]\n"), "s", "[--name=[::1]]", NULL},
    {"backslashes and dollars are kept", BYTES("[s]\nusername = CORP\\probe$x\n"), "s",
     "[--username=CORP\\probe$x]", NULL},
    {"bytes that are no UTF-8 are kept", BYTES("[s]\nname = \xff\n"), "s", "[--name=\xff]", NULL},
    {"comments", BYTES("# a\n; b\n[s]\n#c=1\n;d=2\n  # e\n\t;f\nname=value\n"), "s",
     "[--name=value]", NULL},
    {"empty lines", BYTES("\n\n[s]\n\n  \nname=value\n\n"), "s", "[--name=value]", NULL},
    {"no newline at the end", BYTES("[s]\nname=value"), "s", "[--name=value]", NULL},
    {"lines from Windows", BYTES("[s]\r\nname=value\r\nflag=\r\n"), "s", "[--name=value][--flag]",
     NULL},
    {"blanks in the brackets", BYTES("[  s\t]\nname=value\n"), "s", "[--name=value]", NULL},
    {"blanks before the brackets", BYTES("  [s]\nname=value\n"), "s", "[--name=value]", NULL},
    {"a comment behind the brackets", BYTES("[s] # here\nname=value\n"), "s", "[--name=value]",
     NULL},
    {"a name with a blank", BYTES("[my section]\nname=value\n"), "my section", "[--name=value]",
     NULL},
    {"other sections are not ours", BYTES("[a]\nx=1\n[s]\nname=value\n[b]\ny=2\n"), "s",
     "[--name=value]", NULL},
    {"other sections may hold anything", BYTES("[a]\nno equals sign\n=\n[s]\nname=value\n"), "s",
     "[--name=value]", NULL},
    {"a section that comes again goes on", BYTES("[s]\na1=1\n[b]\nb1=2\n[s]\nc1=3\n"), "s",
     "[--a1=1][--c1=3]", NULL},
    {"names match exactly: longer", BYTES("[ss]\nname=value\n"), "s", "", NONE},
    {"names match exactly: shorter", BYTES("[s]\nname=value\n"), "ss", "",
     "no section [ss] with options in it"},
    {"names match exactly: case", BYTES("[S]\nname=value\n"), "s", "", NONE},
    {"nothing at all", BYTES(""), "s", "", NONE},
    {"only blank lines", BYTES("\n \n"), "s", "", NONE},
    {"an empty section", BYTES("[s]\n[a]\nname=value\n"), "s", "", NONE},
    {"a section with comments only", BYTES("[s]\n#name=value\n"), "s", "", NONE},
    {"no equals sign", BYTES("[s]\nname\n"), "s", "",
     "line 2: expected NAME = VALUE, found no '='"},
    {"what stood before stays", BYTES("[s]\na1=1\nname\n"), "s", "[--a1=1]",
     "line 3: expected NAME = VALUE, found no '='"},
    {"no equals sign in a last line of one letter", BYTES("[s]\na1=1\nx"), "s", "[--a1=1]",
     "line 3: expected NAME = VALUE, found no '='"},
    {"no name", BYTES("[s]\n\n= value\n"), "s", "", "line 3: expected NAME = VALUE, found no name"},
    {"an option before any section", BYTES("# x\nname = value\n[s]\n"), "s", "",
     "line 2: expected [SECTION] before the first option"},
    {"a bracket that is not closed", BYTES("[s\nname=value\n"), "s", "",
     "line 1: expected [SECTION], found no ']'"},
    {"text behind the brackets (mp takes it for an option)", BYTES("[s] name=value\n"), "s", "",
     "line 1: expected nothing behind [SECTION] but a comment"},
    {"text behind the brackets of another section", BYTES("[a] x\n[s]\nname=value\n"), "s",
     "[--name=value]", NULL},
    {"a NUL byte in a value", BYTES("[s]\nname=val\0ue\n"), "s", "",
     "line 2: a NUL byte; this is no text file"},
    {"a NUL byte in another section", BYTES("[a]\n\0\n[s]\nname=value\n"), "s", "",
     "line 2: a NUL byte; this is no text file"},
    {"a section that is not there is shown clean", BYTES("[a]\nx=1\n"), "s|\n\x1b", "",
     "no section [s! ?] with options in it"},
};

static char *
in_brackets(char *const *arguments, gsize count)
{
	GString *out = g_string_new(NULL);

	for (gsize i = 0; i < count; i++)
		g_string_append_printf(out, "[%s]", arguments[i]);
	return g_string_free(out, FALSE);
}

static void
test_parse(gconstpointer data)
{
	const struct parse_row *row = data;
	g_autofree char *exact = g_malloc(row->length ? row->length : 1);
	g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;
	g_autofree char *shown = NULL;

	memcpy(exact, row->bytes, row->length);
	g_assert_cmpint(extra_opts_parse(exact, row->length, row->section, arguments, &error), ==,
			row->error == NULL);
	g_assert_cmpstr(error ? error->message : NULL, ==, row->error);
	shown = in_brackets((char **)arguments->pdata, arguments->len);
	g_assert_cmpstr(shown, ==, row->expected);
}

/* A directory with ini files, and no word of them in the environment. */
struct place {
	char *directory;
};

static void
write_file(const struct place *place, const char *name, const char *text)
{
	g_autofree char *path = g_build_filename(place->directory, name, NULL);
	g_autofree char *above = g_path_get_dirname(path);

	g_assert_cmpint(g_mkdir_with_parents(above, 0700), ==, 0);
	g_assert_true(g_file_set_contents(path, text, -1, NULL));
}

static void
set_up(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_unsetenv("MP_CONFIG_FILE");
	g_unsetenv("NAGIOS_CONFIG_PATH");
	place->directory = g_dir_make_tmp("extra-opts-XXXXXX", NULL);
	g_assert_nonnull(place->directory);
	write_file(place, "a.ini",
		   "[check_x]\nfrom = a\n[other]\nfrom = other\nw = 5\n[o]\nfrom = one letter\n");
	write_file(place, "mp/monitoring-plugins.ini", "[check_x]\nfrom = mp\n");
	write_file(place, "mp/plugins.ini", "[check_x]\nfrom = not this\n");
	write_file(place, "p/plugins.ini", "[check_x]\nfrom = plugins\n");
	write_file(place, "n/nagios-plugins.ini", "[check_x]\nfrom = nagios\n");
	write_file(place, "bad.ini", "[check_x]\nfine = 1\nnot fine\n");
	g_assert_cmpint(g_chdir(place->directory), ==, 0);
}

static void
tear_down(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *command = g_strdup_printf("rm -rf '%s'", place->directory);

	g_assert_cmpint(g_chdir("/"), ==, 0);
	g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
	g_free(place->directory);
}

struct expand_row {
	const char *arguments; /* separated by blanks, argv[0] first */
	const char *mp_config_file, *nagios_config_path;
	const char *expected; /* in brackets */
	const char *error;
};

static const struct expand_row expand_rows[] = {
    {"/usr/lib/check_x", NULL, NULL, "[/usr/lib/check_x]", NULL},
    {"check_x -H mail -v", NULL, NULL, "[check_x][-H][mail][-v]", NULL},
    {"/usr/lib/check_x --extra-opts=@a.ini", NULL, NULL, "[/usr/lib/check_x][--from=a]", NULL},
    {"check_x -v --extra-opts=@a.ini -H mail", NULL, NULL, "[check_x][--from=a][-v][-H][mail]",
     NULL},
    {"check_x --extra-opts=other@a.ini -v", NULL, NULL, "[check_x][--from=other][-w][5][-v]", NULL},
    {"check_x --extra-opts=@a.ini --extra-opts=other@a.ini", NULL, NULL,
     "[check_x][--from=a][--from=other][-w][5]", NULL},
    {"check_x --extra-opts=other@a.ini -v --extra-opts=@a.ini", NULL, NULL,
     "[check_x][--from=other][-w][5][--from=a][-v]", NULL},
    {"check_x --extra-opts=o@a.ini", NULL, NULL, "[check_x][--from=one letter]", NULL},
    /* The value may stand alone, unless it looks like an option. */
    {"check_x --extra-opts other@a.ini -v", NULL, NULL, "[check_x][--from=other][-w][5][-v]", NULL},
    {"check_x --extra-opts @a.ini", NULL, NULL, "[check_x][--from=a]", NULL},
    {"check_x --extra-opts -v", "a.ini", NULL, "[check_x][--from=a][-v]", NULL},
    {"check_x -v --extra-opts", "a.ini", NULL, "[check_x][--from=a][-v]", NULL},
    {"check_x --extra-opts=", "a.ini", NULL, "[check_x][--from=a]", NULL},
    {"check_x --extra-opts=@", "a.ini", NULL, "[check_x][--from=a]", NULL},
    {"check_x --extra-opts=other", "a.ini", NULL, "[check_x][--from=other][-w][5]", NULL},
    {"check_x --extra-opts=other@", "a.ini", NULL, "[check_x][--from=other][-w][5]", NULL},
    {"check_x --extra-optsx", NULL, NULL, "[check_x][--extra-optsx]", NULL},
    {"check_x --extra-opt", NULL, NULL, "[check_x][--extra-opt]", NULL},
    /* Where files are looked for, first things first. */
    {"check_x --extra-opts", "a.ini", "mp", "[check_x][--from=a]", NULL},
    {"check_x --extra-opts", "", "mp", "[check_x][--from=mp]", NULL},
    {"check_x --extra-opts", NULL, "mp:p:n", "[check_x][--from=mp]", NULL},
    {"check_x --extra-opts", NULL, "p:mp", "[check_x][--from=plugins]", NULL},
    {"check_x --extra-opts", NULL, "n", "[check_x][--from=nagios]", NULL},
    {"check_x --extra-opts", NULL, "::nowhere::n:", "[check_x][--from=nagios]", NULL},
    {"check_x --extra-opts=@a.ini", "bad.ini", "mp", "[check_x][--from=a]", NULL},
    /* What goes wrong is said with the file's name. */
    {"check_x --extra-opts=nosuch@a.ini", NULL, NULL, NULL,
     "--extra-opts: a.ini: no section [nosuch] with options in it"},
    {"check_y --extra-opts=@a.ini", NULL, NULL, NULL,
     "--extra-opts: a.ini: no section [check_y] with options in it"},
    {"check_x --extra-opts=@bad.ini", NULL, NULL, NULL,
     "--extra-opts: bad.ini: line 3: expected NAME = VALUE, found no '='"},
    {"check_x --extra-opts=@no.ini", NULL, NULL, NULL,
     "--extra-opts: no.ini: No such file or directory"},
    {"check_x --extra-opts=@mp", NULL, NULL, NULL, "--extra-opts: mp: Is a directory"},
    {"check_x --extra-opts", "no.ini", "mp", NULL,
     "--extra-opts: no.ini: No such file or directory"},
    {"check_x --extra-opts=@a.ini --extra-opts=@bad.ini", NULL, NULL, NULL,
     "--extra-opts: bad.ini: line 3: expected NAME = VALUE, found no '='"},
    {"check_x --extra-opts=@a|b", NULL, NULL, NULL, "--extra-opts: a!b: No such file or directory"},
    {"check_x --extra-opts=@/dev/zero", NULL, NULL, NULL,
     "--extra-opts: /dev/zero: larger than 1048576 bytes"},
    {"check_x --extra-opts=@/dev/null", NULL, NULL, NULL,
     "--extra-opts: /dev/null: no section [check_x] with options in it"},
};

static void
set_or_not(const char *name, const char *value)
{
	if (value)
		g_setenv(name, value, TRUE);
}

static void
test_expand(struct place *place G_GNUC_UNUSED, gconstpointer data)
{
	const struct expand_row *row = data;
	g_auto(GStrv) argv = g_strsplit(row->arguments, " ", -1);
	g_auto(GStrv) expanded = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *shown = NULL;

	set_or_not("MP_CONFIG_FILE", row->mp_config_file);
	set_or_not("NAGIOS_CONFIG_PATH", row->nagios_config_path);
	expanded = extra_opts_expand(argv, &error);
	g_assert_cmpstr(error ? error->message : NULL, ==, row->error);
	if (expanded)
		shown = in_brackets(expanded, g_strv_length(expanded));
	g_assert_cmpstr(shown, ==, row->expected);
}

static void
test_no_arguments(void)
{
	char *argv[] = {NULL};
	g_auto(GStrv) expanded = extra_opts_expand(argv, NULL);

	g_assert_cmpuint(g_strv_length(expanded), ==, 1);
	g_assert_cmpstr(expanded[0], ==, "");
}

/* No file anywhere; only where this machine has none in the usual places. */
static void
test_no_file(struct place *place G_GNUC_UNUSED, gconstpointer data G_GNUC_UNUSED)
{
	char program[] = "check_nothing_of_the_kind", option[] = "--extra-opts";
	char *argv[] = {program, option, NULL};
	g_autoptr(GError) error = NULL;
	g_auto(GStrv) expanded = extra_opts_expand(argv, &error);

	g_assert_null(expanded);
	/* An ini file of this machine has no such section. */
	g_assert_true(g_str_has_prefix(error->message, "--extra-opts: no ini file: neither ") ||
		      g_str_has_suffix(error->message, "with options in it"));
}

/* The largest file, and one byte more. */
static void
test_limit(struct place *place, gconstpointer data)
{
	const gsize size = *(const gsize *)data;
	static const char head[] = "[check_x]\nfrom = big\n";
	g_autofree char *filler = g_strnfill(size - strlen(head), '#');
	g_autofree char *text = g_strconcat(head, filler, NULL);
	char program[] = "check_x", option[] = "--extra-opts=@big.ini";
	char *argv[] = {program, option, NULL};
	g_auto(GStrv) expanded = NULL;
	g_autoptr(GError) error = NULL;

	write_file(place, "big.ini", text);
	expanded = extra_opts_expand(argv, &error);
	if (size <= 1048576) {
		g_assert_no_error(error);
		g_assert_cmpstr(expanded[1], ==, "--from=big");
	} else {
		g_assert_null(expanded);
		g_assert_cmpstr(error->message, ==,
				"--extra-opts: big.ini: larger than 1048576 bytes");
	}
}

static void
test_stdin(struct place *place G_GNUC_UNUSED, gconstpointer data)
{
	const char *text = data;
	char program[] = "check_x", option[] = "--extra-opts=@-";
	char *argv[] = {program, option, NULL};
	g_auto(GStrv) expanded = NULL;
	g_autoptr(GError) error = NULL;
	const int before = dup(STDIN_FILENO);
	int ends[2];

	g_assert_cmpint(pipe(ends), ==, 0);
	g_assert_cmpint(write(ends[1], text, strlen(text)), ==, (gssize)strlen(text));
	close(ends[1]);
	dup2(ends[0], STDIN_FILENO);
	close(ends[0]);
	expanded = extra_opts_expand(argv, &error);
	dup2(before, STDIN_FILENO);
	close(before);
	if (expanded)
		g_assert_cmpstr(expanded[1], ==, "--from=pipe");
	else
		g_assert_cmpstr(
		    error->message, ==,
		    "--extra-opts: standard input: no section [check_x] with options in it");
	g_assert_cmpint(expanded != NULL, ==, strlen(text) > 0);
}

static void
test_unreadable(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	char program[] = "check_x", option[] = "--extra-opts=@secret.ini";
	char *argv[] = {program, option, NULL};
	g_auto(GStrv) expanded = NULL;
	g_autoptr(GError) error = NULL;

	write_file(place, "secret.ini", "[check_x]\nfrom = secret\n");
	g_assert_cmpint(g_chmod("secret.ini", 0), ==, 0);
	g_assert_cmpint(g_chmod(place->directory, 0755), ==, 0);
	if (geteuid() == 0)
		g_assert_cmpint(seteuid(65534), ==, 0);
	expanded = extra_opts_expand(argv, &error);
	if (getuid() == 0)
		g_assert_cmpint(seteuid(0), ==, 0);
	g_assert_null(expanded);
	g_assert_cmpstr(error->message, ==, "--extra-opts: secret.ini: Permission denied");
}

int
main(int argc, char **argv)
{
	static const gsize sizes[] = {1048576, 1048577};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(parse_rows); i++) {
		g_autofree char *path = g_strdup_printf("/extra opts/parse/%s", parse_rows[i].name);

		g_test_add_data_func(path, &parse_rows[i], test_parse);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(expand_rows); i++) {
		g_autofree char *text = g_strdelimit(g_strdup(expand_rows[i].arguments), "/", '.');
		g_autofree char *path = g_strdup_printf("/extra opts/expand/%zu: %s", i, text);

		g_test_add(path, struct place, &expand_rows[i], set_up, test_expand, tear_down);
	}
	g_test_add_func("/extra opts/not even a name", test_no_arguments);
	g_test_add("/extra opts/no file", struct place, NULL, set_up, test_no_file, tear_down);
	g_test_add("/extra opts/limit/largest", struct place, &sizes[0], set_up, test_limit,
		   tear_down);
	g_test_add("/extra opts/limit/larger", struct place, &sizes[1], set_up, test_limit,
		   tear_down);
	g_test_add("/extra opts/standard input", struct place, "[check_x]\nfrom = pipe\n", set_up,
		   test_stdin, tear_down);
	g_test_add("/extra opts/standard input is empty", struct place, "", set_up, test_stdin,
		   tear_down);
	g_test_add("/extra opts/unreadable", struct place, NULL, set_up, test_unreadable,
		   tear_down);
	return g_test_run();
}
