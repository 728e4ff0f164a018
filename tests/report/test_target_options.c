/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests which targets are taken, through the command line that a user types. */
#include <string.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "report/target_options.h"

#define LABEL63 "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
#define NAME253                                                                                    \
	LABEL63 "." LABEL63 "." LABEL63                                                            \
		".aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"

#define HOST	"--hostname (-H): expected a host name or an address (no URL, no port), got "
#define ADDRESS "--address (-I): expected an IP address, got "

struct row {
	const char *arguments; /* separated by '^'; DIR and FILE are put in */
	const char *expected;  /* host name and addresses afterwards; NULL: refused */
	const char *error;
};

static const struct row rows[] = {
    {"-H^mail.example.com", "mail.example.com", NULL},
    {"-H^Mail.Example.COM", "Mail.Example.COM", NULL},
    {"-H^localhost", "localhost", NULL},
    {"-H^ex_01.corp.example", "ex_01.corp.example", NULL},
    {"-H^xn--mller-kva.example", "xn--mller-kva.example", NULL},
    {"-H^3com.example", "3com.example", NULL},
    {"-H^1.2.3.example", "1.2.3.example", NULL},
    {"-H^192.0.2.1", "192.0.2.1", NULL},
    {"-H^2001:db8::1", "2001:db8::1", NULL},
    {"-H^[2001:db8::1]", "2001:db8::1", NULL},
    {"-H^::1", "::1", NULL},
    {"-H^" LABEL63 ".example", LABEL63 ".example", NULL},
    {"-H^" NAME253, NAME253, NULL},
    {"-H^a^-I^192.0.2.1", "a 192.0.2.1", NULL},
    {"-H^a^-I^::1^-I^[::2]^-I^192.0.2.1", "a ::1 ::2 192.0.2.1", NULL},
    {"-H^a^-4^-I^192.0.2.1", "a 192.0.2.1", NULL},
    {"-H^a^-6^-I^[::1]", "a ::1", NULL},
    {"-H^a^-4^--all-addresses", "a", NULL},
    {"-H^a^-p^8443^--plain-http^--insecure^--no-proxy", "a", NULL},
    {"-H^a^--ca-file^FILE", "a", NULL},
    {"-H^a^--ca-path^DIR", "a", NULL},
    {"-H^a^--proxy^http://proxy.example:3128", "a", NULL},
    {"-H^a^--proxy^proxy.example:3128", "a", NULL},

    {"", NULL, "--hostname (-H) is missing"},
    {"-4", NULL, "--hostname (-H) is missing"},
    {"-H^", NULL, HOST "\"\""},
    {"-H^https://mail.example.com/", NULL, HOST "\"https://mail.example.com/\""},
    {"-H^mail.example.com/ews", NULL, HOST "\"mail.example.com/ews\""},
    {"-H^mail.example.com:443", NULL, HOST "\"mail.example.com:443\""},
    {"-H^user@mail.example.com", NULL, HOST "\"user@mail.example.com\""},
    {"-H^mail example", NULL, HOST "\"mail example\""},
    {"-H^mail.example.com ", NULL, HOST "\"mail.example.com\""},
    {"-H^mail\r\nHost: evil", NULL, HOST "\"mail Host: evil\""},
    {"-H^a|b", NULL, HOST "\"a!b\""},
    {"-H^-mail", NULL, HOST "\"-mail\""},
    {"-H^mail-.example", NULL, HOST "\"mail-.example\""},
    {"-H^.example", NULL, HOST "\".example\""},
    {"-H^mail..example", NULL, HOST "\"mail..example\""},
    {"-H^mail.example.", NULL, HOST "\"mail.example.\""},
    {"-H^m\xc3\xbcller.example", NULL, HOST "\"m\xc3\xbcller.example\""},
    {"-H^1.2.3", NULL, HOST "\"1.2.3\""},
    {"-H^1.2.3.256", NULL, HOST "\"1.2.3.256\""},
    {"-H^1.2.3.4.5", NULL, HOST "\"1.2.3.4.5\""},
    {"-H^2130706433", NULL, HOST "\"2130706433\""},
    {"-H^[192.0.2.1]", NULL, HOST "\"[192.0.2.1]\""},
    {"-H^[mail]", NULL, HOST "\"[mail]\""},
    {"-H^[", NULL, HOST "\"[\""},
    {"-H^x]", NULL, HOST "\"x]\""},
    {"-H^::1]", NULL, HOST "\"::1]\""},
    {"-H^[::1", NULL, HOST "\"[::1\""},
    {"-H^[::1]:443", NULL, HOST "\"[::1]:443\""},
    {"-H^fe80::1%eth0", NULL, HOST "\"fe80::1%eth0\""},
    {"-H^" LABEL63 "a.example", NULL, HOST "\"" LABEL63 "a.example\""},
    {"-H^" NAME253 "a", NULL, NULL},
    {"-H^a^-I^mail.example.com", NULL, ADDRESS "\"mail.example.com\""},
    {"-H^a^-I^", NULL, ADDRESS "\"\""},
    {"-H^a^-I^192.0.2", NULL, ADDRESS "\"192.0.2\""},
    {"-H^a^-I^192.0.2.1^-I^x", NULL, ADDRESS "\"x\""},
    {"-H^a^-I^192.0.2.1:443", NULL, ADDRESS "\"192.0.2.1:443\""},
    {"-H^a^-I^[]", NULL, ADDRESS "\"[]\""},
    {"-H^a^-I^192.0.2.1^-6", NULL,
     "--address (-I): 192.0.2.1 is no IPv6 address, as --use-ipv6 (-6) wants"},
    {"-H^a^-I^::1^-4", NULL, "--address (-I): ::1 is no IPv4 address, as --use-ipv4 (-4) wants"},
    {"-H^a^-46", NULL, "--use-ipv4 (-4) and --use-ipv6 (-6) exclude each other"},
    {"-H^a^-I^::1^--all-addresses", NULL, "--address (-I) and --all-addresses exclude each other"},
    {"-H^a^--ca-file^DIR/nowhere", NULL, "--ca-file: DIR/nowhere cannot be read"},
    {"-H^a^--ca-file^DIR", NULL, "--ca-file: expected a file, DIR is a directory"},
    {"-H^a^--ca-path^DIR/nowhere", NULL, "--ca-path: DIR/nowhere cannot be read"},
    {"-H^a^--ca-path^FILE", NULL, "--ca-path: expected a directory, FILE is none"},
    {"-H^a^--ca-file^", NULL, "--ca-file:  cannot be read"},
    {"-H^a^--proxy^http://user:hunter2@proxy.example", NULL,
     "--proxy: expected a URL without user and password"},
    {"-H^a^--proxy^", NULL, "--proxy: expected URL, got \"\" (for none say --no-proxy)"},
    {"-H^a^--proxy^proxy.example^--no-proxy", NULL, "--proxy and --no-proxy exclude each other"},
};

struct place {
	char *directory;
	char *file;
};

static void
set_up(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	place->directory = g_dir_make_tmp("target-XXXXXX", NULL);
	g_assert_nonnull(place->directory);
	place->file = g_build_filename(place->directory, "ca.pem", NULL);
	g_assert_true(g_file_set_contents(place->file, "", -1, NULL));
}

static void
tear_down(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_unlink(place->file);
	g_rmdir(place->directory);
	g_free(place->file);
	g_free(place->directory);
}

static char *
put_in(const struct place *place, const char *text)
{
	g_auto(GStrv) files = g_strsplit(text, "FILE", -1);
	g_autofree char *with_file = g_strjoinv(place->file, files);
	g_auto(GStrv) directories = g_strsplit(with_file, "DIR", -1);

	return g_strjoinv(place->directory, directories);
}

static void
test_row(struct place *place, gconstpointer data)
{
	const struct row *row = data;
	struct target_options options = {0};
	const struct option_group group = {"Target", target_option_rows, target_option_count,
					   &options};
	g_autofree char *line =
	    g_strconcat("check_x", row->arguments[0] ? "^" : "", row->arguments, NULL);
	g_autofree char *full_line = put_in(place, line);
	g_autofree char *message = row->error ? put_in(place, row->error) : NULL;
	g_auto(GStrv) argv = g_strsplit(full_line, "^", -1);
	g_autoptr(GError) error = NULL;
	g_autoptr(GString) shown = g_string_new(NULL);

	g_assert_true(option_parse(&group, 1, argv, &error));
	g_assert_cmpint(target_options_check(&options, &error), ==, row->expected != NULL);
	if (row->expected || message)
		g_assert_cmpstr(error ? error->message : NULL, ==, message);
	if (row->expected) {
		g_string_append(shown, options.hostname);
		for (guint i = 0; options.addresses && i < options.addresses->len; i++)
			g_string_append_printf(shown, " %s",
					       (const char *)options.addresses->pdata[i]);
		g_assert_cmpstr(shown->str, ==, row->expected);
	}
	option_clear(&group, 1);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *text = g_strescape(rows[i].arguments, NULL);
		g_autofree char *path = NULL;

		g_strdelimit(g_strdelimit(text, "/", '.'), "^", ' ');
		path = g_strdup_printf("/target/%s/%zu: %.60s",
				       rows[i].expected ? "taken" : "refused", i, text);
		g_test_add(path, struct place, &rows[i], set_up, test_row, tear_down);
	}
	return g_test_run();
}
