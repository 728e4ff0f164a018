/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests which state directory is chosen, and which are refused. */
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "config.h"
#include "state/directory.h"
#include "state/safe.h"
#include "tests/support/scratch.h"

struct choose_row {
	const char *name;
	const char *option, *mp, *nagios; /* NULL: not there */
	const char *expected;		  /* "%" for what is ours and this user's */
};

static const struct choose_row choose_rows[] = {
    {"nothing", NULL, NULL, NULL, LOCALSTATEDIR "/lib/" PACKAGE_TARNAME},
    {"the option", "/a", NULL, NULL, "/a"},
    {"the option wins", "/a", "/b", "/c", "/a"},
    {"an empty option is none", "", NULL, NULL, LOCALSTATEDIR "/lib/" PACKAGE_TARNAME},
    {"the monitoring-plugins' variable", NULL, "/b", NULL, "/b/%"},
    {"it wins over the older one", NULL, "/b", "/c", "/b/%"},
    {"the older one", NULL, NULL, "/c", "/c/%"},
    {"an empty variable is none", NULL, "", "/c", "/c/%"},
    {"two empty variables are none", NULL, "", "", LOCALSTATEDIR "/lib/" PACKAGE_TARNAME},
    {"a slash at the end", NULL, "/b/", NULL, "/b/%"},
};

static void
set_or_unset(const char *variable, const char *value)
{
	if (value)
		g_setenv(variable, value, TRUE);
	else
		g_unsetenv(variable);
}

static void
test_choose(gconstpointer data)
{
	const struct choose_row *row = data;
	g_autofree char *own = g_strdup_printf("%s-%lu", PACKAGE_TARNAME, (unsigned long)geteuid());
	g_auto(GStrv) parts = g_strsplit(row->expected, "%", -1);
	g_autofree char *expected = g_strjoinv(own, parts);
	g_autofree char *chosen = NULL;

	set_or_unset("MP_STATE_PATH", row->mp);
	set_or_unset("NAGIOS_PLUGIN_STATE_DIRECTORY", row->nagios);
	chosen = state_directory_choose(row->option);
	set_or_unset("MP_STATE_PATH", NULL);
	set_or_unset("NAGIOS_PLUGIN_STATE_DIRECTORY", NULL);
	g_assert_cmpstr(chosen, ==, expected);
}

/* `owner`: of a directory that is there. */
static char *
refusal(const char *path, const char *found, guint owner)
{
	const unsigned long self = geteuid();
	g_autofree char *cure =
	    owner != 0 && owner != self
		? g_strdup_printf("run this as user %u, or with a --state-dir of your own", owner)
		: g_strdup_printf("install -d -m 0700 -o %lu %s", self, path);

	return g_strdup_printf("%s: expected a directory of user %lu, who runs this, or of root, "
			       "that this user and nobody else can write to, found %s; cure: %s",
			       path, self, found, cure);
}

struct open_row {
	const char *name;
	const char *path;
	const char *found; /* NULL: it is opened */
};

static const struct open_row open_rows[] = {
    {"there", "mine", NULL},
    {"there, with a slash", "mine/", NULL},
    {"readable for all", "readable", NULL},
    {"a link to a good one", "link", NULL},
    {"made when it is missing", "new", NULL},
    {"its parent is missing", "no/new", "No such file or directory"},
    {"a file", "file", "Not a directory"},
    {"below a file", "file/new", "Not a directory"},
    {"a link to nowhere", "dangling", "No such file or directory"},
    {"writable for the group", "group", "mode 0770"},
    {"writable for others", "others", "mode 0703"},
    {"writable for all", "all", "mode 1777"},
    {"no name", "", "No such file or directory"},
};

static void
make_directory(const char *directory, const char *name, guint mode)
{
	g_autofree char *path = scratch_path(directory, name);

	g_assert_cmpint(g_mkdir(path, 0700), ==, 0);
	g_assert_cmpint(chmod(path, mode), ==, 0);
}

static void
test_open(gconstpointer data)
{
	const struct open_row *row = data;
	char *place = scratch_new();
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_state_directory) directory = NULL;
	g_autofree char *expected = row->found ? refusal(row->path, row->found, geteuid()) : NULL;
	struct stat about;

	make_directory(place, "mine", 0700);
	make_directory(place, "readable", 0755);
	make_directory(place, "group", 0770);
	make_directory(place, "others", 0703);
	make_directory(place, "all", 01777);
	scratch_write(place, "file", "", 0600);
	g_assert_cmpint(g_chdir(place), ==, 0);
	g_assert_cmpint(symlink("mine", "link"), ==, 0);
	g_assert_cmpint(symlink("nowhere", "dangling"), ==, 0);
	directory = state_directory_open(row->path, &error);
	g_assert_cmpstr(error ? error->message : NULL, ==, expected);
	g_assert_cmpint(directory != NULL, ==, row->found == NULL);
	if (directory) {
		g_assert_cmpstr(directory->path, ==, row->path);
		g_assert_cmpint(stat(row->path, &about), ==, 0);
	}
	if (directory && g_str_equal(row->path, "new"))
		g_assert_cmpuint(about.st_mode & 07777, ==, 0700);
	g_assert_cmpint(g_chdir("/"), ==, 0);
	scratch_free(place);
}

struct owner_row {
	const char *name;
	guint owner, mode;
	const char *found;
};

static const struct owner_row owner_rows[] = {
    {"this user's", 4242, 0700, NULL},
    {"root's, not writable for us", 0, 0755, "Permission denied"},
    {"root's, not to be opened", 0, 0700, "Permission denied"},
    {"somebody else's", 4243, 0755, "one of user 4243"},
    {"somebody else's, not to be opened", 4243, 0700, "Permission denied"},
};

/* Only root can give directories away, and so prove it. */
static void
test_owner(gconstpointer data)
{
	const struct owner_row *row = data;
	char *place;
	g_autofree char *expected = NULL;
	g_autofree char *path = NULL;
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_state_directory) directory = NULL;

	if (geteuid() != 0) {
		g_test_skip("only root can give directories away");
		return;
	}
	place = scratch_new();
	path = scratch_path(place, "state");
	g_assert_cmpint(g_chmod(place, 0755), ==, 0);
	make_directory(place, "state", row->mode);
	g_assert_cmpint(chown(path, row->owner, 4242), ==, 0);
	g_assert_cmpint(setegid(4242), ==, 0);
	g_assert_cmpint(seteuid(4242), ==, 0);
	directory = state_directory_open(path, &error);
	expected = row->found ? refusal(path, row->found, row->owner) : NULL;
	g_assert_cmpint(seteuid(0), ==, 0);
	g_assert_cmpint(setegid(0), ==, 0);
	g_assert_cmpstr(error ? error->message : NULL, ==, expected);
	g_assert_cmpint(directory != NULL, ==, row->found == NULL);
	scratch_free(place);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(choose_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/directory/choose/%s", choose_rows[i].name);

		g_test_add_data_func(path, &choose_rows[i], test_choose);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(open_rows); i++) {
		g_autofree char *path = g_strdup_printf("/directory/open/%s", open_rows[i].name);

		g_test_add_data_func(path, &open_rows[i], test_open);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(owner_rows); i++) {
		g_autofree char *path = g_strdup_printf("/directory/owner/%s", owner_rows[i].name);

		g_test_add_data_func(path, &owner_rows[i], test_owner);
	}
	return g_test_run();
}
