/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that files of the state directory are safe, whole, and of nobody else. */
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include <signal.h>

#include "state/file.h"
#include "state/safe.h"
#include "tests/support/scratch.h"

enum { LIMIT = 100 };

/* A state directory with files of all kinds. */
struct place {
	char *path;
	struct state_directory *directory;
};

static void
set_up(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *largest = g_strnfill(LIMIT, 'x');
	g_autofree char *larger = g_strnfill(LIMIT + 1, 'x');

	place->path = scratch_new();
	place->directory = state_directory_open(place->path, NULL);
	g_assert_nonnull(place->directory);
	scratch_write(place->path, "file", "old\n", 0600);
	scratch_write(place->path, "empty", "", 0600);
	scratch_write(place->path, "largest", largest, 0600);
	scratch_write(place->path, "larger", larger, 0600);
	scratch_write(place->path, "readable", "old\n", 0644);
	scratch_write(place->path, "group", "old\n", 0660);
	scratch_write(place->path, "others", "old\n", 0602);
	g_assert_cmpint(g_chdir(place->path), ==, 0);
	g_assert_cmpint(symlink("file", "link"), ==, 0);
	g_assert_cmpint(symlink("nowhere", "dangling"), ==, 0);
	g_assert_cmpint(mkfifo("fifo", 0600), ==, 0);
	g_assert_cmpint(g_mkdir("directory", 0700), ==, 0);
	g_assert_cmpint(g_chdir("/"), ==, 0);
}

static void
tear_down(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	state_directory_free(place->directory);
	scratch_free(place->path);
}

static char *
refusal(const struct place *place, const char *name, const char *found)
{
	return g_strdup_printf("%s/%s: expected a plain file of user %lu, who runs this, or of "
			       "root, that nobody else may write to, found %s; cure: see who made "
			       "it, then remove it",
			       place->path, name, (unsigned long)geteuid(), found);
}

struct read_row {
	const char *name;
	const char *file;
	const char *expected; /* NULL: none there, or refused */
	const char *found;    /* NULL: no error */
};

static const struct read_row read_rows[] = {
    {"a file", "file", "old\n", NULL},
    {"an empty one", "empty", "", NULL},
    {"none", "nothing", NULL, NULL},
    {"readable for all", "readable", "old\n", NULL},
    {"writable for the group", "group", NULL, "mode 0660"},
    {"writable for others", "others", NULL, "mode 0602"},
    {"a link", "link", NULL, "a symbolic link"},
    {"a link to nowhere", "dangling", NULL, "a symbolic link"},
    {"a FIFO nobody writes to", "fifo", NULL, "something else"},
    {"a directory", "directory", NULL, "something else"},
};

static void
test_read(struct place *place, gconstpointer data)
{
	const struct read_row *row = data;
	g_autofree char *expected = row->found ? refusal(place, row->file, row->found) : NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *bytes = NULL;
	g_autofree char *text = NULL;
	gsize length = 0;

	g_assert_cmpint(
	    state_file_read(place->directory, row->file, LIMIT, &bytes, &length, &error), ==,
	    row->found == NULL);
	g_assert_cmpstr(error ? error->message : NULL, ==, expected);
	text = bytes ? g_strndup(bytes, length) : NULL;
	g_assert_cmpstr(text, ==, row->expected);
}

static void
test_limit(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *expected =
	    g_strdup_printf("%s/larger: larger than %d bytes", place->path, LIMIT);
	g_autoptr(GError) error = NULL;
	char *bytes = NULL;
	gsize length = 0;

	g_assert_true(state_file_read(place->directory, "largest", LIMIT, &bytes, &length, &error));
	g_assert_cmpuint(length, ==, LIMIT);
	g_free(bytes);
	g_assert_false(state_file_read(place->directory, "larger", LIMIT, &bytes, &length, &error));
	g_assert_null(bytes);
	g_assert_cmpstr(error->message, ==, expected);
}

struct replace_row {
	const char *name;
	const char *file;
	const char *text;
};

static const struct replace_row replace_rows[] = {
    {"a file", "file", "new\n"},
    {"by nothing", "file", ""},
    {"what was not there", "nothing", "new\n"},
    {"with another mode", "readable", "new\n"},
    {"a link, not what it leads to", "link", "new\n"},
};

/* Also where a killed writer left its draft, and with a umask that takes everything. */
static void
test_replace(struct place *place, gconstpointer data)
{
	const struct replace_row *row = data;
	const gboolean is_link = g_str_equal(row->file, "link");
	g_autofree char *path = scratch_path(place->path, row->file);
	g_autofree char *draft = g_strconcat(row->file, ".new", NULL);
	g_autofree char *draft_path = scratch_path(place->path, draft);
	g_autofree char *text = NULL;
	g_autofree char *other = NULL;
	g_autoptr(GError) error = NULL;
	mode_t before;
	struct stat about;

	scratch_write(place->path, draft, "half", 0644);
	before = umask(0777);
	g_assert_true(
	    state_file_replace(place->directory, row->file, row->text, strlen(row->text), &error));
	(void)umask(before);
	g_assert_no_error(error);
	text = scratch_read(place->path, row->file, NULL);
	g_assert_cmpstr(text, ==, row->text);
	g_assert_cmpint(lstat(path, &about), ==, 0);
	g_assert_cmpuint(about.st_mode, ==, S_IFREG | 0600);
	g_assert_false(g_file_test(draft_path, G_FILE_TEST_EXISTS));
	other = scratch_read(place->path, "file", NULL);
	if (is_link)
		g_assert_cmpstr(other, ==, "old\n");
}

/* A reader that has opened the old file goes on reading it. */
static void
test_replace_while_read(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	char bytes[8] = "";
	int fd;

	g_assert_true(state_file_open(place->directory, "file", 0, &fd, NULL));
	g_assert_true(state_file_replace(place->directory, "file", "another", 7, NULL));
	g_assert_cmpint(read(fd, bytes, sizeof(bytes)), ==, 4);
	g_assert_cmpstr(bytes, ==, "old\n");
	close(fd);
}

/* As on a full disk: only a part of the bytes can be written. */
static void
test_no_room(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *expected =
	    g_strdup_printf("%s/file: expected a file that user %lu can replace, found File too "
			    "large; cure: make room or give the right to write there",
			    place->path, (unsigned long)geteuid());
	g_autofree char *before = scratch_list(place->path);
	g_autofree char *after = NULL;
	g_autofree char *text = NULL;
	g_autoptr(GError) error = NULL;
	struct rlimit limit;
	struct rlimit small;

	(void)signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	small = limit;
	small.rlim_cur = 3;
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &small), ==, 0);
	(void)state_file_replace(place->directory, "file", "another", 7, &error);
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	g_assert_cmpstr(error ? error->message : NULL, ==, expected);
	text = scratch_read(place->path, "file", NULL);
	g_assert_cmpstr(text, ==, "old\n");
	after = scratch_list(place->path);
	g_assert_cmpstr(after, ==, before);
}

/* Only root can give files away, and so prove it. */
static void
test_owner(struct place *place, gconstpointer data)
{
	const guint owner = *(const guint *)data;
	g_autofree char *path = scratch_path(place->path, "readable");
	g_autofree char *expected = NULL;
	g_autoptr(GError) error = NULL;
	int fd = -1;

	if (geteuid() != 0) {
		g_test_skip("only root can give files away");
		return;
	}
	g_assert_cmpint(g_chmod(place->path, 0755), ==, 0);
	g_assert_cmpint(chown(path, owner, 4242), ==, 0);
	g_assert_cmpint(setegid(4242), ==, 0);
	g_assert_cmpint(seteuid(4242), ==, 0);
	(void)state_file_open(place->directory, "readable", 0, &fd, &error);
	expected = owner == 4243 ? refusal(place, "readable", "one of user 4243") : NULL;
	g_assert_cmpint(seteuid(0), ==, 0);
	g_assert_cmpint(setegid(0), ==, 0);
	g_assert_cmpstr(error ? error->message : NULL, ==, expected);
	if (!error)
		close(fd);
}

int
main(int argc, char **argv)
{
	static const guint owners[] = {0, 4242, 4243};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(read_rows); i++) {
		g_autofree char *path = g_strdup_printf("/file/read/%s", read_rows[i].name);

		g_test_add(path, struct place, &read_rows[i], set_up, test_read, tear_down);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(replace_rows); i++) {
		g_autofree char *path = g_strdup_printf("/file/replace/%s", replace_rows[i].name);

		g_test_add(path, struct place, &replace_rows[i], set_up, test_replace, tear_down);
	}
	g_test_add("/file/read/limit", struct place, NULL, set_up, test_limit, tear_down);
	g_test_add("/file/replace/while it is read", struct place, NULL, set_up,
		   test_replace_while_read, tear_down);
	g_test_add("/file/replace/no room", struct place, NULL, set_up, test_no_room, tear_down);
	g_test_add("/file/owner/root", struct place, &owners[0], set_up, test_owner, tear_down);
	g_test_add("/file/owner/self", struct place, &owners[1], set_up, test_owner, tear_down);
	g_test_add("/file/owner/somebody else", struct place, &owners[2], set_up, test_owner,
		   tear_down);
	return g_test_run();
}
