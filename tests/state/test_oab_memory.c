/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the memory of an address book: kept, absent, broken, unsafe, on a full disk, and with many
 * at once. */
#include "state/oab_memory.h"

#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gstdio.h>

#include "state/lock.h"
#include "tests/support/scratch.h"

#define URL  "https://mail.example.com/OAB/g/"
#define NODE "192.0.2.11"

enum { CROWD = 20, ROUNDS = 25, PATIENCE_MS = 60000 };

struct place {
	char *path;
	struct state_directory *directory;
};

static const struct oab_memory empty = {.sequence = -1, .uncompressed_size = -1, .records = -1};
static const struct oab_memory usual = {2, 1799999000, 1799990000, 7, 1165, 40};

static void
set_up(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	place->path = scratch_new();
	place->directory = state_directory_open(place->path, NULL);
	g_assert_nonnull(place->directory);
}

static void
tear_down(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	state_directory_free(place->directory);
	scratch_free(place->path);
}

static void
compare(const struct oab_memory *got, const struct oab_memory *expected)
{
	g_assert_cmpuint(got->missing_runs, ==, expected->missing_runs);
	g_assert_cmpint(got->missing_since_s, ==, expected->missing_since_s);
	g_assert_cmpint(got->seen_s, ==, expected->seen_s);
	g_assert_cmpint(got->sequence, ==, expected->sequence);
	g_assert_cmpint(got->uncompressed_size, ==, expected->uncompressed_size);
	g_assert_cmpint(got->records, ==, expected->records);
}

static void
keep(const struct place *place, const char *url, const char *node, const struct oab_memory *memory)
{
	g_autoptr(GError) error = NULL;

	(void)oab_memory_write(place->directory, url, node, memory, deadline_in_ms(PATIENCE_MS),
			       &error);
	g_assert_no_error(error);
}

static void
assert_kept(const struct place *place, const char *url, const char *node,
	    const struct oab_memory *expected)
{
	g_autoptr(GError) error = NULL;
	struct oab_memory memory = {.records = 99};

	g_assert_true(oab_memory_read(place->directory, url, node, &memory, &error));
	g_assert_no_error(error);
	compare(&memory, expected);
}

/* The only file of memory there is; the caller frees. */
static char *
only_file(const struct place *place)
{
	g_autofree char *list = scratch_list(place->path);
	g_auto(GStrv) names = g_strsplit(list, " ", -1);

	g_assert_cmpuint(g_strv_length(names), ==, 2);
	g_assert_cmpstr(names[1], ==, "oab.lock");
	return g_strdup(names[0]);
}

struct kept_row {
	const char *name;
	struct oab_memory memory;
};

static const struct kept_row kept_rows[] = {
    {"usual", {2, 1799999000, 1799990000, 7, 1165, 40}},
    {"nothing known", {0, 0, 0, -1, -1, -1}},
    {"missing alone", {1, 1799999000, 0, -1, -1, -1}},
    {"nothing in it", {0, 0, 1799990000, 0, 0, 0}},
    {"large",
     {G_MAXINT, (gint64)1 << 48, (gint64)1 << 48, (gint64)1 << 48, (gint64)1 << 48,
      (gint64)1 << 48}},
};

static void
test_kept(struct place *place, gconstpointer data)
{
	const struct kept_row *row = data;

	keep(place, URL, NODE, &row->memory);
	assert_kept(place, URL, NODE, &row->memory);
	/* The newest counts. */
	keep(place, URL, NODE, &usual);
	assert_kept(place, URL, NODE, &usual);
}

static void
test_absent(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *list = NULL;

	assert_kept(place, URL, NODE, &empty);
	assert_kept(place, URL, NULL, &empty);
	list = scratch_list(place->path);
	g_assert_cmpstr(list, ==, "");
}

/* Another one than URL at NODE. */
struct other_row {
	const char *name;
	const char *url, *node;
};

static const struct other_row other_rows[] = {
    {"another node", URL, "192.0.2.12"},
    {"whichever node", URL, NULL},
    {"another URL", "https://mail.example.com/OAB/h/", NODE},
    {"another case", "https://mail.example.com/OAB/G/", NODE},
    {"node and URL run together", URL "\n" NODE, NULL},
    {"hostile", "../../../x\xff|", "/../y"},
};

static void
test_other(struct place *place, gconstpointer data)
{
	const struct other_row *row = data;
	const struct oab_memory other = {0, 0, 5, 6, 7, 8};
	g_autofree char *list = NULL;
	g_auto(GStrv) names = NULL;

	keep(place, URL, NODE, &usual);
	assert_kept(place, row->url, row->node, &empty);
	keep(place, row->url, row->node, &other);
	assert_kept(place, URL, NODE, &usual);
	assert_kept(place, row->url, row->node, &other);
	/* Nothing of outside is in a file's name. */
	list = scratch_list(place->path);
	names = g_strsplit(list, " ", -1);
	g_assert_cmpuint(g_strv_length(names), ==, 3);
	for (guint i = 0; i < 2; i++)
		g_assert_true(g_regex_match_simple("^oab-[0-9a-f]{32}\\.json$", names[i], 0, 0));
}

/* A file, and whether it can be used: then it says `expected`. */
struct text_row {
	const char *name;
	const char *text;
	gboolean good;
	struct oab_memory expected;
};

#define MEMBERS(runs, since, seen, sequence, size, records)                                        \
	"\"missing_runs\":" runs ",\"missing_since\":" since ",\"seen\":" seen                     \
	",\"sequence\":" sequence ",\"uncompressed_size\":" size ",\"records\":" records
#define TEXT(version, members) "{\"version\":" version "," members "}"
#define USUAL		       MEMBERS("1", "2", "3", "4", "5", "6")
#define NOTHING                                                                                    \
	{                                                                                          \
		0, 0, 0, -1, -1, -1                                                                \
	}

static const struct text_row text_rows[] = {
    {"usual", TEXT("1", USUAL), TRUE, {1, 2, 3, 4, 5, 6}},
    {"with more than we know",
     TEXT("1", USUAL ",\"url\":\"x\",\"later\":[]"),
     TRUE,
     {1, 2, 3, 4, 5, 6}},
    {"blanks round it", " \n" TEXT("1", USUAL) "\n ", TRUE, {1, 2, 3, 4, 5, 6}},
    {"unknown numbers",
     TEXT("1", MEMBERS("0", "0", "3", "-1", "-1", "-1")),
     TRUE,
     {0, 0, 3, -1, -1, -1}},
    {"more runs than can be counted",
     TEXT("1", MEMBERS("281474976710656", "2", "3", "4", "5", "6")),
     TRUE,
     {G_MAXINT, 2, 3, 4, 5, 6}},
    {"empty", "", FALSE, NOTHING},
    {"truncated", "{\"version\":1,\"missing_runs\":1", FALSE, NOTHING},
    {"an array", "[1,2,3]", FALSE, NOTHING},
    {"a number", "1", FALSE, NOTHING},
    {"a page", "<html></html>", FALSE, NOTHING},
    {"no UTF-8", TEXT("1", USUAL ",\"url\":\"\xff\""), FALSE, NOTHING},
    {"something behind it", TEXT("1", USUAL) "x", FALSE, NOTHING},
    {"no version", "{" USUAL "}", FALSE, NOTHING},
    {"an older version", TEXT("0", USUAL), FALSE, NOTHING},
    {"a newer version", TEXT("2", USUAL), FALSE, NOTHING},
    {"a version of text", TEXT("\"1\"", USUAL), FALSE, NOTHING},
    {"a member missing", TEXT("1", "\"missing_runs\":1"), FALSE, NOTHING},
    {"a member twice", TEXT("1", USUAL ",\"records\":7"), FALSE, NOTHING},
    {"a member of text", TEXT("1", MEMBERS("1", "2", "3", "\"4\"", "5", "6")), FALSE, NOTHING},
    {"a member of a fraction", TEXT("1", MEMBERS("1", "2", "3", "4.5", "5", "6")), FALSE, NOTHING},
    {"null", TEXT("1", MEMBERS("1", "2", "3", "null", "5", "6")), FALSE, NOTHING},
    {"negative runs", TEXT("1", MEMBERS("-1", "2", "3", "4", "5", "6")), FALSE, NOTHING},
    {"a negative time", TEXT("1", MEMBERS("1", "2", "-3", "4", "5", "6")), FALSE, NOTHING},
    {"below the unknown", TEXT("1", MEMBERS("1", "2", "3", "4", "-2", "6")), FALSE, NOTHING},
    {"too large", TEXT("1", MEMBERS("1", "2", "3", "281474976710657", "5", "6")), FALSE, NOTHING},
    {"the largest", TEXT("1", MEMBERS("1", "2", "9223372036854775807", "4", "5", "6")), FALSE,
     NOTHING},
    {"larger than numbers are", TEXT("1", MEMBERS("1", "2", "3", "9223372036854775808", "5", "6")),
     FALSE, NOTHING},
};

static void
test_text(struct place *place, gconstpointer data)
{
	const struct text_row *row = data;
	g_autoptr(GError) error = NULL;
	g_autofree char *name = NULL;
	g_autofree char *expected = NULL;
	struct oab_memory memory = usual;

	keep(place, URL, NODE, &usual);
	name = only_file(place);
	scratch_write(place->path, name, row->text, 0600);
	g_assert_cmpint(oab_memory_read(place->directory, URL, NODE, &memory, &error), ==,
			row->good);
	compare(&memory, &row->expected);
	expected =
	    g_strdup_printf("%s/%s: expected the memory of an address book, version 1, found "
			    "something else; cure: remove the file",
			    place->path, name);
	g_assert_cmpstr(error ? error->message : NULL, ==, row->good ? NULL : expected);
}

/* A file that is not used at all. */
static void
assert_refused(const struct place *place, const char *words)
{
	g_autoptr(GError) error = NULL;
	struct oab_memory memory = usual;

	g_assert_false(oab_memory_read(place->directory, URL, NODE, &memory, &error));
	compare(&memory, &empty);
	g_assert_true(g_str_has_prefix(error->message, place->path));
	g_assert_nonnull(strstr(error->message, words));
}

static void
test_too_large(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *blanks = g_strnfill((gsize)64 * 1024, ' ');
	g_autofree char *text = g_strconcat(TEXT("1", USUAL), blanks, NULL);
	g_autofree char *name = NULL;

	keep(place, URL, NODE, &usual);
	name = only_file(place);
	scratch_write(place->path, name, text, 0600);
	assert_refused(place, "larger than 65536 bytes");
}

struct unsafe_row {
	const char *name;
	guint mode;
	const char *words;
};

static const struct unsafe_row unsafe_rows[] = {
    {"writable for the group", 0660, "mode 0660"},
    {"writable for all", 0602, "mode 0602"},
};

static void
test_unsafe(struct place *place, gconstpointer data)
{
	const struct unsafe_row *row = data;
	g_autofree char *name = NULL;

	keep(place, URL, NODE, &usual);
	name = only_file(place);
	scratch_write(place->path, name, TEXT("1", USUAL), row->mode);
	assert_refused(place, row->words);
}

static void
test_link(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *name = NULL;
	g_autofree char *path = NULL;
	g_autofree char *text = NULL;

	keep(place, URL, NODE, &usual);
	name = only_file(place);
	path = scratch_path(place->path, name);
	scratch_write(place->path, "elsewhere", TEXT("1", USUAL), 0600);
	g_assert_cmpint(g_unlink(path), ==, 0);
	g_assert_cmpint(symlink("elsewhere", path), ==, 0);
	assert_refused(place, "a symbolic link");
	/* Whoever writes puts a file in its place. */
	keep(place, URL, NODE, &usual);
	assert_kept(place, URL, NODE, &usual);
	text = scratch_read(place->path, "elsewhere", NULL);
	g_assert_cmpstr(text, ==, TEXT("1", USUAL));
}

/* For people who look into it. */
static void
test_readable(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	g_autofree char *name = NULL;
	g_autofree char *text = NULL;

	keep(place, URL, NODE, &usual);
	name = only_file(place);
	text = scratch_read(place->path, name, NULL);
	g_assert_nonnull(strstr(text, "\"url\": \"" URL "\""));
	g_assert_nonnull(strstr(text, "\"node\": \"" NODE "\""));
	g_assert_nonnull(strstr(text, "\"sequence\": 7"));
}

/* No byte can be written, as on a full disk (a lock file's length can); or again. */
static void
set_room(gboolean room)
{
	struct rlimit limit;

	(void)signal(SIGXFSZ, SIG_IGN);
	g_assert_cmpint(getrlimit(RLIMIT_FSIZE, &limit), ==, 0);
	limit.rlim_cur = room ? limit.rlim_max : 8;
	g_assert_cmpint(setrlimit(RLIMIT_FSIZE, &limit), ==, 0);
}

static void
test_no_room(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	const struct oab_memory other = {0, 0, 5, 6, 7, 8};
	g_autoptr(GError) error = NULL;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	gboolean written;

	keep(place, URL, NODE, &usual);
	before = scratch_list(place->path);
	set_room(FALSE);
	written = oab_memory_write(place->directory, URL, NODE, &other, deadline_in_ms(PATIENCE_MS),
				   &error);
	set_room(TRUE);
	g_assert_false(written);
	g_assert_nonnull(strstr(error->message, "File too large; cure: make room"));
	assert_kept(place, URL, NODE, &usual);
	after = scratch_list(place->path);
	g_assert_cmpstr(after, ==, before);
}

/* A run that has used up its time still writes, unless it would have to wait. */
static void
test_turn(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	const struct oab_memory other = {0, 0, 5, 6, 7, 8};
	const struct state_range turn = {0, 1};
	g_autoptr(GError) error = NULL;
	struct state_lock *lock;

	g_assert_true(
	    oab_memory_write(place->directory, URL, NODE, &usual, deadline_in_ms(0), &error));
	g_assert_no_error(error);
	lock = state_lock_open(place->directory, "oab.lock", NULL);
	g_assert_true(state_lock_try(lock, STATE_EXCLUSIVE, turn, NULL));
	g_assert_false(
	    oab_memory_write(place->directory, URL, NODE, &other, deadline_in_ms(30), &error));
	g_assert_nonnull(error);
	assert_kept(place, URL, NODE, &usual);
	state_lock_free(lock);
	keep(place, URL, NODE, &other);
	assert_kept(place, URL, NODE, &other);
}

/* Who reads sees what one of them wrote, whole. 0, or what was wrong. */
static int
play(const struct place *place, guint number)
{
	for (guint i = 0; i < ROUNDS; i++) {
		const gint64 mark = number * 1000 + i + 1;
		const struct oab_memory mine = {1, mark, mark, mark, mark, mark};
		struct oab_memory seen;

		if (!oab_memory_write(place->directory, URL, NODE, &mine,
				      deadline_in_ms(PATIENCE_MS), NULL))
			return 1;
		if (!oab_memory_read(place->directory, URL, NODE, &seen, NULL))
			return 2;
		if (seen.missing_runs != 1 || seen.seen_s < 1 ||
		    seen.missing_since_s != seen.seen_s || seen.sequence != seen.seen_s ||
		    seen.records != seen.seen_s)
			return 3;
	}
	return 0;
}

static void
test_crowd(struct place *place, gconstpointer data G_GNUC_UNUSED)
{
	pid_t children[CROWD];
	g_autofree char *list = NULL;
	g_auto(GStrv) names = NULL;

	for (guint i = 0; i < CROWD; i++) {
		children[i] = fork();
		if (children[i] == 0)
			_exit(play(place, i));
		g_assert_cmpint(children[i], >, 0);
	}
	for (guint i = 0; i < CROWD; i++) {
		int status = -1;

		g_assert_cmpint(waitpid(children[i], &status, 0), ==, children[i]);
		g_assert_true(WIFEXITED(status));
		g_assert_cmpint(WEXITSTATUS(status), ==, 0);
	}
	/* No drafts are left. */
	list = scratch_list(place->path);
	names = g_strsplit(list, " ", -1);
	g_assert_cmpuint(g_strv_length(names), ==, 2);
}

#define ADD(prefix, table, function)                                                               \
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {                                          \
		g_autofree char *path = g_strdup_printf(prefix "%s", (table)[i].name);             \
                                                                                                   \
		g_test_add(path, struct place, &(table)[i], set_up, function, tear_down);          \
	}
#define ADD_ONE(path, function) g_test_add(path, struct place, NULL, set_up, function, tear_down)

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	ADD("/oab memory/kept/", kept_rows, test_kept)
	ADD("/oab memory/other/", other_rows, test_other)
	ADD("/oab memory/text/", text_rows, test_text)
	ADD("/oab memory/unsafe/", unsafe_rows, test_unsafe)
	ADD_ONE("/oab memory/absent", test_absent);
	ADD_ONE("/oab memory/too large", test_too_large);
	ADD_ONE("/oab memory/link", test_link);
	ADD_ONE("/oab memory/readable", test_readable);
	ADD_ONE("/oab memory/no room", test_no_room);
	ADD_ONE("/oab memory/turn", test_turn);
	ADD_ONE("/oab memory/crowd", test_crowd);
	return g_test_run();
}
