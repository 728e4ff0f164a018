/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests where user name and password come from, and that nothing of them is told. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "report/login_options.h"

/* A literal with the count of its bytes, so that a NUL can stand in it. */
#define BYTES(literal) literal, sizeof(literal) - 1

/* "username,domain,password", with "-" for what is not there. */
static char *
describe(const struct login *login)
{
	return g_strdup_printf("%s,%s,%s", login->username ? login->username : "-",
			       login->domain ? login->domain : "-",
			       login->password ? secret_peek(login->password, NULL) : "-");
}

struct parse_row {
	const char *name;
	const char *bytes;
	gsize length;
	const char *expected; /* NULL: refused */
	const char *error;
};

#define KEYS_EXPECTED "expected \"username = ...\", \"password = ...\" or \"domain = ...\""

static const struct parse_row parse_rows[] = {
    {"all three", BYTES("username = probe\npassword = secret\ndomain = CORP\n"),
     "probe,CORP,secret", NULL},
    {"in another order", BYTES("domain = CORP\npassword = secret\nusername = probe\n"),
     "probe,CORP,secret", NULL},
    {"nothing", BYTES(""), "-,-,-", NULL},
    {"only the password", BYTES("password = secret\n"), "-,-,secret", NULL},
    {"no newline at the end", BYTES("password=secret"), "-,-,secret", NULL},
    {"no blanks", BYTES("username=probe\npassword=secret\n"), "probe,-,secret", NULL},
    {"blanks and tabs before the key and round the sign",
     BYTES(" \tusername \t = \t probe\n  password\t=\tsecret\n"), "probe,-,secret", NULL},
    {"trailing blanks belong to a password", BYTES("password = secret  \n"), "-,-,secret  ", NULL},
    {"trailing blanks do not belong to names", BYTES("username = probe \t\ndomain = CORP \n"),
     "probe,CORP,-", NULL},
    {"quotes belong to it", BYTES("password = \"se'cret\"\n"), "-,-,\"se'cret\"", NULL},
    {"a comment sign belongs to it", BYTES("password = #se;cret # no comment\n"),
     "-,-,#se;cret # no comment", NULL},
    {"an equals sign belongs to it", BYTES("password = =a=b\n"), "-,-,=a=b", NULL},
    {"backslash and percent sign belong to it", BYTES("password = a\\n%s$x\n"), "-,-,a\\n%s$x",
     NULL},
    {"a control character belongs to it",
     BYTES("password = a\x01"
	   "b\n"),
     "-,-,a\x01"
     "b",
     NULL},
    {"umlauts", BYTES("username = M\xc3\xbcller\npassword = \xc3\xa4\xc3\xb6\n"),
     "M\xc3\xbcller,-,\xc3\xa4\xc3\xb6", NULL},
    {"comments and empty lines", BYTES("# a\n\n  # password = b\n \t\npassword = secret\n"),
     "-,-,secret", NULL},
    {"lines from Windows", BYTES("username = probe\r\n\r\npassword = secret\r\n"), "probe,-,secret",
     NULL},
    {"a carriage return inside belongs to it", BYTES("password = a\rb\n"), "-,-,a\rb", NULL},
    {"a byte order mark", BYTES("\xef\xbb\xbfpassword = secret\n"), "-,-,secret", NULL},
    {"a domain in the user name", BYTES("username = CORP\\probe\n"), "probe,CORP,-", NULL},
    {"it counts more than the line", BYTES("username = CORP\\probe\ndomain = OTHER\n"),
     "probe,CORP,-", NULL},
    {"also when that comes first", BYTES("domain = OTHER\nusername = CORP\\probe\n"),
     "probe,CORP,-", NULL},
    {"no domain before the backslash", BYTES("username = \\probe\ndomain = OTHER\n"), "probe,-,-",
     NULL},
    {"a second backslash belongs to the name", BYTES("username = CORP\\a\\b\n"), "a\\b,CORP,-",
     NULL},
    {"user@domain needs no domain", BYTES("domain = CORP\nusername = probe@example.com\n"),
     "probe@example.com,-,-", NULL},
    {"one letter each", BYTES("domain = C\nusername = p\npassword = s\n"), "p,C,s", NULL},
    {"nothing but a byte order mark", BYTES("\xef\xbb\xbf"), "-,-,-", NULL},
    {"an empty domain is none", BYTES("domain =\nusername = probe\n"), "probe,-,-", NULL},
    {"an empty user name", BYTES("username =\n"), NULL,
     "line 1: expected a value that is not empty"},
    {"a user name of blanks", BYTES("username =   \n"), NULL,
     "line 1: expected a value that is not empty"},
    {"an empty password", BYTES("\npassword =\n"), NULL,
     "line 2: expected a value that is not empty"},
    {"a password alone in a line", BYTES("username = probe\nhunter2\n"), NULL,
     "line 2: " KEYS_EXPECTED},
    {"a key nobody knows", BYTES("passwort = hunter2\n"), NULL, "line 1: " KEYS_EXPECTED},
    {"a key in capitals", BYTES("Password = hunter2\n"), NULL, "line 1: " KEYS_EXPECTED},
    {"the beginning of a key", BYTES("pass = hunter2\n"), NULL, "line 1: " KEYS_EXPECTED},
    {"no key", BYTES("= hunter2\n"), NULL, "line 1: " KEYS_EXPECTED},
    {"a section", BYTES("[hunter2]\n"), NULL, "line 1: " KEYS_EXPECTED},
    {"a key twice", BYTES("password = a\nusername = b\npassword = hunter2\n"), NULL,
     "line 3: expected each of username, password and domain once"},
    {"Latin-1", BYTES("password = hunter\xfc\n"), NULL, "line 1: expected text in UTF-8"},
    {"a NUL byte in the password",
     BYTES("password = hunter\0"
	   "2\n"),
     NULL, "line 1: expected text in UTF-8"},
    {"a NUL byte before the sign", BYTES("pass\0word = hunter2\n"), NULL, "line 1: " KEYS_EXPECTED},
    {"UTF-16", BYTES("\xff\xfep\0a\0s\0s\0"), NULL, "line 1: " KEYS_EXPECTED},
    {"no user behind the domain", BYTES("password = hunter2\nusername = CORP\\\n"), NULL,
     "line 2: expected DOMAIN\\user or user@domain without control characters"},
    {"a control character in the user name",
     BYTES("username = hunter\x1b"
	   "2\n"),
     NULL, "line 1: expected DOMAIN\\user or user@domain without control characters"},
    {"a control character in the domain", BYTES("domain = hunter\t2\n"), NULL,
     "line 1: expected a domain without control characters"},
};

static void
test_parse(gconstpointer data)
{
	const struct parse_row *row = data;
	g_autofree char *exact = g_malloc(row->length ? row->length : 1);
	g_autoptr(struct_login) login = g_new0(struct login, 1);
	g_autoptr(GError) error = NULL;
	g_autofree char *shown = NULL;

	memcpy(exact, row->bytes, row->length);
	g_assert_cmpint(login_parse(exact, row->length, login, &error), ==, row->expected != NULL);
	g_assert_cmpstr(error ? error->message : NULL, ==, row->error);
	if (error)
		g_assert_null(strstr(error->message, "hunter"));
	shown = describe(login);
	if (row->expected)
		g_assert_cmpstr(shown, ==, row->expected);
}

static void
test_parse_wipes(void)
{
	char bytes[] = "username = probe\npassword = hunter2\n";
	g_autoptr(struct_login) login = g_new0(struct login, 1);

	g_assert_true(login_parse(bytes, sizeof(bytes) - 1, login, NULL));
	g_assert_cmpstr(secret_peek(login->password, NULL), ==, "hunter2");
	for (gsize i = 0; i + 7 < sizeof(bytes); i++)
		g_assert_cmpint(memcmp(bytes + i, "hunter2", 7), !=, 0);
}

/* A directory with auth files. */
struct place {
	char *directory;
};

static void
set_up(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_unsetenv("EXCHANGE_AUTH_PASSWORD");
	place->directory = g_dir_make_tmp("login-XXXXXX", NULL);
	g_assert_nonnull(place->directory);
	g_assert_cmpint(g_chdir(place->directory), ==, 0);
	g_assert_true(g_file_set_contents("auth", "username = CORP\\probe\npassword = from file\n",
					  -1, NULL));
	g_assert_true(g_file_set_contents("bare", "username = probe\ndomain = CORP\n", -1, NULL));
	g_assert_true(g_file_set_contents("bad", "\nhunter2\n", -1, NULL));
	g_assert_cmpint(g_chmod("auth", 0600), ==, 0);
	g_assert_cmpint(g_chmod("bare", 0600), ==, 0);
	g_assert_cmpint(g_chmod("bad", 0600), ==, 0);
	g_assert_cmpint(g_mkdir("directory", 0700), ==, 0);
	g_assert_cmpint(mkfifo("fifo", 0600), ==, 0);
	g_assert_cmpint(symlink("auth", "link"), ==, 0);
	g_assert_cmpint(symlink("nowhere", "dangling"), ==, 0);
	g_assert_cmpint(symlink("fifo", "link-to-fifo"), ==, 0);
}

static void
tear_down(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *command = g_strdup_printf("rm -rf '%s'", place->directory);

	g_unsetenv("EXCHANGE_AUTH_PASSWORD");
	g_assert_cmpint(g_chdir("/"), ==, 0);
	g_assert_true(g_spawn_command_line_sync(command, NULL, NULL, NULL, NULL));
	g_free(place->directory);
}

struct read_row {
	const char *name;
	const char *username, *auth_file, *environment; /* NULL: not given */
	const char *expected;				/* NULL: refused */
	const char *error;
};

static const struct read_row read_rows[] = {
    {"nothing", NULL, NULL, NULL, "-,-,-", NULL},
    {"only a user", "CORP\\me", NULL, NULL, "me,CORP,-", NULL},
    {"user and environment", "me@example.com", NULL, "from env", "me@example.com,-,from env", NULL},
    {"a variable of one letter", NULL, NULL, "x", "-,-,x", NULL},
    {"a file", NULL, "auth", NULL, "probe,CORP,from file", NULL},
    {"a file behind a link", NULL, "link", NULL, "probe,CORP,from file", NULL},
    {"the file wins over the environment", NULL, "auth", "from env", "probe,CORP,from file", NULL},
    {"the environment where the file is silent", NULL, "bare", "from env", "probe,CORP,from env",
     NULL},
    {"an empty variable is none", NULL, "bare", "", "probe,CORP,-", NULL},
    {"the command line wins over the file", "OTHER\\me", "auth", NULL, "me,OTHER,from file", NULL},
    {"user@domain wins over the file's domain", "me@example.com", "auth", NULL,
     "me@example.com,-,from file", NULL},
    {"a bare name keeps the file's domain", "me", "bare", NULL, "me,CORP,-", NULL},
    {"an empty name", "", NULL, NULL, NULL,
     "--username (-u): expected DOMAIN\\user or user@domain, without control characters"},
    {"no user behind the domain", "CORP\\", NULL, NULL, NULL,
     "--username (-u): expected DOMAIN\\user or user@domain, without control characters"},
    {"a name that would forge a header", "me\r\nX: y", NULL, NULL, NULL,
     "--username (-u): expected DOMAIN\\user or user@domain, without control characters"},
    {"a name in Latin-1", "M\xfcller", NULL, NULL, NULL,
     "--username (-u): expected DOMAIN\\user or user@domain, without control characters"},
    {"a variable in Latin-1", NULL, NULL, "hunter\xfc", NULL,
     "EXCHANGE_AUTH_PASSWORD: expected UTF-8"},
    {"a bad line", NULL, "bad", NULL, NULL, "--auth-file: bad: line 2: " KEYS_EXPECTED},
    {"no such file", NULL, "nowhere", NULL, NULL,
     "--auth-file: nowhere: No such file or directory"},
    {"a link to nowhere", NULL, "dangling", NULL, NULL,
     "--auth-file: dangling: No such file or directory"},
    {"a directory", NULL, "directory", NULL, NULL, "--auth-file: directory: expected a plain file"},
    {"a FIFO nobody writes to", NULL, "fifo", NULL, NULL,
     "--auth-file: fifo: expected a plain file"},
    {"a link to a FIFO", NULL, "link-to-fifo", NULL, NULL,
     "--auth-file: link-to-fifo: expected a plain file"},
    {"a device", NULL, "/dev/zero", NULL, NULL, "--auth-file: /dev/zero: expected a plain file"},
    {"no name", NULL, "", NULL, NULL, "--auth-file: : No such file or directory"},
    {"a name that would forge a line", NULL, "a|b\nOK", NULL, NULL,
     "--auth-file: a!b OK: No such file or directory"},
};

static void
test_read(struct place *place G_GNUC_UNUSED, gconstpointer data)
{
	const struct read_row *row = data;
	g_autofree char *username = g_strdup(row->username);
	g_autofree char *auth_file = g_strdup(row->auth_file);
	const struct login_options options = {.username = username, .auth_file = auth_file};
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_login) login = NULL;
	g_autofree char *shown = NULL;

	if (row->environment)
		g_setenv("EXCHANGE_AUTH_PASSWORD", row->environment, TRUE);
	login = login_options_read(&options, &error);
	g_assert_cmpstr(error ? error->message : NULL, ==, row->error);
	shown = login ? describe(login) : NULL;
	g_assert_cmpstr(shown, ==, row->expected);
	g_assert_null(g_getenv("EXCHANGE_AUTH_PASSWORD"));
}

struct mode_row {
	guint mode;
	gboolean good;
};

static const struct mode_row mode_rows[] = {
    {0600, TRUE},  {0400, TRUE},  {0640, TRUE},	 {0440, TRUE},	{0700, TRUE},  {0750, TRUE},
    {0610, TRUE},  {0604, FALSE}, {0602, FALSE}, {0606, FALSE}, {0620, FALSE}, {0660, FALSE},
    {0644, FALSE}, {0664, FALSE}, {0666, FALSE}, {0777, FALSE},
};

static void
test_mode(struct place *place G_GNUC_UNUSED, gconstpointer data)
{
	const struct mode_row *row = data;
	char file[] = "auth";
	const struct login_options options = {.auth_file = file};
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_login) login = NULL;
	g_autofree char *expected = g_strdup_printf("--auth-file: auth: expected a mode such as "
						    "0600 or 0640 (nothing for others, no writing "
						    "for the group), found %04o",
						    row->mode);

	g_assert_cmpint(chmod("auth", row->mode), ==, 0);
	login = login_options_read(&options, &error);
	g_assert_cmpint(login != NULL, ==, row->good);
	g_assert_cmpstr(error ? error->message : NULL, ==, row->good ? NULL : expected);
}

/* Only root can give files away, and so prove it. */
static void
test_owner(struct place *place, gconstpointer data)
{
	const guint owner = *(const guint *)data;
	char file[] = "auth";
	const struct login_options options = {.auth_file = file};
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_login) login = NULL;

	if (geteuid() != 0) {
		g_test_skip("only root can give files away");
		return;
	}
	g_assert_cmpint(g_chmod(place->directory, 0755), ==, 0);
	g_assert_cmpint(g_chmod("auth", 0640), ==, 0);
	g_assert_cmpint(chown("auth", owner, 4242), ==, 0);
	g_assert_cmpint(setegid(4242), ==, 0);
	g_assert_cmpint(seteuid(4242), ==, 0);
	login = login_options_read(&options, &error);
	g_assert_cmpint(seteuid(0), ==, 0);
	g_assert_cmpint(setegid(0), ==, 0);
	if (owner == 4243)
		g_assert_cmpstr(
		    error->message, ==,
		    "--auth-file: auth: expected a file of root or of user 4242, who runs "
		    "this, found one of user 4243");
	else
		g_assert_no_error(error);
	g_assert_cmpint(login != NULL, ==, owner != 4243);
}

/* Also where the kernel keeps what the program was started with. */
static void
test_environment_wiped(void)
{
	char word[] = "EXCHANGE_AUTH_PASSWORD=hunter2";
	const char *password = strchr(word, '=') + 1;
	const struct login_options options = {0};
	g_autoptr(struct_login) login = NULL;

	g_assert_cmpint(putenv(word), ==, 0);
	login = login_options_read(&options, NULL);
	g_assert_cmpstr(secret_peek(login->password, NULL), ==, "hunter2");
	g_assert_null(g_getenv("EXCHANGE_AUTH_PASSWORD"));
	for (gsize i = 0; i < strlen("hunter2"); i++)
		g_assert_true(password[i] == '\0');
}

static void
test_environment_wiped_on_failure(void)
{
	char word[] = "EXCHANGE_AUTH_PASSWORD=hunter2";
	char file[] = "/nowhere/at/all";
	const struct login_options options = {.auth_file = file};
	g_autoptr(struct_login) login = NULL;

	g_assert_cmpint(putenv(word), ==, 0);
	login = login_options_read(&options, NULL);
	g_assert_null(login);
	g_assert_null(g_getenv("EXCHANGE_AUTH_PASSWORD"));
	g_assert_null(strstr(word, "hunter2"));
	g_assert_true(*(strchr(word, '=') + 1) == '\0');
}

/* 64 KiB of comments are read, one byte more is not. */
static void
test_limit(struct place *place G_GNUC_UNUSED, gconstpointer data)
{
	const gsize size = *(const gsize *)data;
	g_autofree char *text = g_strnfill(size, '#');
	char file[] = "auth";
	const struct login_options options = {.auth_file = file};
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_login) login = NULL;

	g_assert_true(g_file_set_contents("auth", text, -1, NULL));
	g_assert_cmpint(g_chmod("auth", 0600), ==, 0);
	login = login_options_read(&options, &error);
	g_assert_cmpint(login != NULL, ==, size <= 65536);
	g_assert_cmpstr(error ? error->message : NULL, ==,
			size <= 65536 ? NULL : "--auth-file: auth: larger than 65536 bytes");
}

int
main(int argc, char **argv)
{
	static const guint owners[] = {0, 4242, 4243};
	static const gsize sizes[] = {65536, 65537};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(parse_rows); i++) {
		g_autofree char *path = g_strdup_printf("/login/parse/%s", parse_rows[i].name);

		g_test_add_data_func(path, &parse_rows[i], test_parse);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(read_rows); i++) {
		g_autofree char *path = g_strdup_printf("/login/read/%s", read_rows[i].name);

		g_test_add(path, struct place, &read_rows[i], set_up, test_read, tear_down);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(mode_rows); i++) {
		g_autofree char *path = g_strdup_printf("/login/mode/%04o", mode_rows[i].mode);

		g_test_add(path, struct place, &mode_rows[i], set_up, test_mode, tear_down);
	}
	g_test_add("/login/owner/root", struct place, &owners[0], set_up, test_owner, tear_down);
	g_test_add("/login/owner/self", struct place, &owners[1], set_up, test_owner, tear_down);
	g_test_add("/login/owner/somebody else", struct place, &owners[2], set_up, test_owner,
		   tear_down);
	g_test_add("/login/limit/largest", struct place, &sizes[0], set_up, test_limit, tear_down);
	g_test_add("/login/limit/larger", struct place, &sizes[1], set_up, test_limit, tear_down);
	g_test_add_func("/login/parse wipes the password", test_parse_wipes);
	g_test_add_func("/login/environment is wiped", test_environment_wiped);
	g_test_add_func("/login/environment is wiped on failure",
			test_environment_wiped_on_failure);
	return g_test_run();
}
