/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the file of accepted fingerprints: what is refused, and how it is replaced. */
#include "state/baseline.h"

#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "tests/support/scene.h"
#include "tests/support/scratch.h"

enum { DEADLINE_MS = 60000 };

static const struct refused_row {
	const char *name;
	const char *text;
	const char *message;
} refused_rows[] = {
    {"an empty file", "", "expected JSON, found in line 1: an empty file"},
    {"no JSON", "hosts: 1", "expected JSON, found in line 1: '[' or '{' expected near 'hosts'"},
    {"a file that was cut off", "{\"version\":1,\n\"hosts\":{\"a\":",
     "expected JSON, found in line 2: unexpected token near end of file"},
    {"two hosts of one name", "{\"version\":1,\"hosts\":{\"a\":{},\"a\":{}}}",
     "expected JSON, found in line 1: duplicate object key near '\"a\"'"},
    {"something behind the end", "{\"version\":1,\"hosts\":{}} x",
     "expected JSON, found in line 1: end of file expected near 'x'"},
    {"bytes that are no UTF-8", "{\"version\":1,\"hosts\":{\"\377\":{}}}",
     "expected JSON, found in line 1: unable to decode byte 0xff"},
    {"an array", "[]",
     "expected a baseline, an object with \"hosts\" and \"version\", found nothing as \"version\" "
     "and nothing as \"hosts\" of an array"},
    {"somebody else's JSON", "{\"accounts\":{},\"version\":1}",
     "expected a baseline, an object with \"hosts\" and \"version\", found a number as \"version\" "
     "and nothing as \"hosts\" of an object"},
    {"no version", "{\"hosts\":{}}",
     "expected a baseline, an object with \"hosts\" and \"version\", found nothing as \"version\" "
     "and an object as \"hosts\" of an object"},
    {"an older version", "{\"version\":0,\"hosts\":{}}",
     "expected a baseline of version 1, found version 0, of an older release"},
    {"a newer version", "{\"version\":2,\"servers\":[]}",
     "expected a baseline of version 1, found version 2, of a newer release"},
    {"a host that is a text", "{\"version\":1,\"hosts\":{\"a|b\\n\":\"x\"}}",
     "expected an object as host \"a!b\", found a text"},
    {"a host that cannot be understood",
     "{\"version\":1,\"hosts\":{\"mail.example.com:443\":{\"nodes\":7}}}",
     "host \"mail.example.com:443\": expected an object as \"nodes\", found a number"},
};

static void
test_refused(gconstpointer data)
{
	const struct refused_row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_baseline) baseline = baseline_parse(row->text, strlen(row->text), &error);
	struct fingerprint *found =
	    baseline ? baseline_find(baseline, "mail.example.com", 443, &error) : NULL;

	g_assert_null(found);
	g_assert_error(error, BASELINE_ERROR, BASELINE_UNUSABLE);
	g_assert_true(g_str_has_prefix(error->message, row->message));
}

/* --- files ------------------------------------------------------------------------------------ */

struct place {
	char *directory;
	char *file;
};

static void
set_up(struct place *place, gconstpointer data)
{
	(void)data;
	place->directory = scratch_new();
	place->file = scratch_path(place->directory, "baseline.json");
}

static void
tear_down(struct place *place, gconstpointer data)
{
	(void)data;
	(void)chmod(place->directory, 0700);
	scratch_free(place->directory);
	g_free(place->file);
}

/* Writes what the scene shows as that host's. */
static gboolean
write_host(const char *file, const char *hostname, const char *text, gboolean replace,
	   GError **error)
{
	g_autoptr(struct_scene) scene = scene_read(text);
	g_autoptr(struct_fingerprint) seen = fingerprint_of(scene->sweep, NULL);
	struct baseline_change change = {.path = file, .seen = seen, .replace = replace};

	g_free(seen->hostname);
	seen->hostname = g_strdup(hostname);
	return baseline_write(&change, deadline_in_ms(DEADLINE_MS), error);
}

static gboolean
has_host(const char *file, const char *hostname)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_baseline) baseline = baseline_read(file, &error);
	struct fingerprint *found =
	    baseline ? baseline_find(baseline, hostname, 443, &error) : NULL;
	gboolean has = found != NULL;

	g_assert_no_error(error);
	if (found)
		fingerprint_free(found);
	return has;
}

static void
test_hosts(struct place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	gsize length = 0;

	(void)data;
	g_assert_true(write_host(place->file, "mail.example.com", "ews: GET 404", FALSE, &error));
	g_assert_true(write_host(place->file, "other.example.com", "ews: GET 404", FALSE, &error));
	g_assert_true(write_host(place->file, "2001:db8::1", "ews: GET 404", FALSE, &error));
	g_assert_no_error(error);
	g_assert_true(has_host(place->file, "MAIL.example.com"));
	g_assert_true(has_host(place->file, "other.example.com"));
	g_assert_true(has_host(place->file, "2001:db8::1"));
	g_assert_false(has_host(place->file, "third.example.com"));
	text = scratch_read(place->directory, "baseline.json", &length);
	g_assert_true(g_str_has_prefix(text, "{\n \"hosts\": {\n  \"[2001:db8::1]:443\": {\n"));
	g_assert_true(g_str_has_suffix(text, "\n \"version\": 1\n}\n"));
}

static void
test_taken(struct place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *before = NULL;
	g_autofree char *after = NULL;
	gsize length = 0;

	(void)data;
	g_assert_true(write_host(place->file, "mail.example.com", "ews: GET 404", FALSE, NULL));
	before = scratch_read(place->directory, "baseline.json", &length);
	g_assert_false(write_host(place->file, "mail.example.com", "ews: GET 503", FALSE, &error));
	g_assert_error(error, BASELINE_ERROR, BASELINE_TAKEN);
	after = scratch_read(place->directory, "baseline.json", &length);
	g_assert_cmpstr(before, ==, after);
	g_assert_true(write_host(place->file, "mail.example.com", "ews: GET 503", TRUE, NULL));
}

static void
test_others_stay(struct place *place, gconstpointer data)
{
	g_autofree char *text = NULL;
	gsize length = 0;

	(void)data;
	scratch_write(place->directory, "baseline.json",
		      "{\"comment\":\"ours\",\"version\":1,\"hosts\":{\"x:1\":{\"later\":[1,2]}}}",
		      0640);
	g_assert_true(write_host(place->file, "mail.example.com", "ews: GET 404", FALSE, NULL));
	text = scratch_read(place->directory, "baseline.json", &length);
	g_assert_nonnull(strstr(text, "\"comment\": \"ours\""));
	g_assert_nonnull(strstr(text, "\"later\": [\n"));
}

static void
test_permissions(struct place *place, gconstpointer data)
{
	struct stat about;

	(void)data;
	g_assert_true(write_host(place->file, "mail.example.com", "ews: GET 404", FALSE, NULL));
	g_assert_cmpint(stat(place->file, &about), ==, 0);
	g_assert_cmphex(about.st_mode & 0777, ==, 0644);
	g_assert_cmpint(chmod(place->file, 0440), ==, 0);
	g_assert_true(write_host(place->file, "mail.example.com", "ews: GET 503", TRUE, NULL));
	g_assert_cmpint(stat(place->file, &about), ==, 0);
	g_assert_cmphex(about.st_mode & 0777, ==, 0440);
}

/* Reading leaves nothing behind, not even a lock. */
static void
test_only_read(struct place *place, gconstpointer data)
{
	g_autofree char *list = NULL;

	(void)data;
	scratch_write(place->directory, "baseline.json", "{\"version\":1,\"hosts\":{}}", 0444);
	g_assert_cmpint(chmod(place->directory, 0555), ==, 0);
	g_assert_false(has_host(place->file, "mail.example.com"));
	list = scratch_list(place->directory);
	g_assert_cmpstr(list, ==, "baseline.json");
}

/* Configuration management ships links. */
static void
test_link(struct place *place, gconstpointer data)
{
	g_autofree char *link = scratch_path(place->directory, "link.json");

	(void)data;
	scratch_write(place->directory, "baseline.json", "{\"version\":1,\"hosts\":{}}", 0644);
	g_assert_cmpint(symlink("baseline.json", link), ==, 0);
	g_assert_true(write_host(link, "mail.example.com", "ews: GET 404", FALSE, NULL));
	g_assert_true(g_file_test(link, G_FILE_TEST_IS_SYMLINK));
	g_assert_true(has_host(place->file, "mail.example.com"));
}

/* What a writer that was killed left there is in nobody's way. */
static void
test_left_behind(struct place *place, gconstpointer data)
{
	g_autofree char *list = NULL;

	(void)data;
	scratch_write(place->directory, "baseline.json.new", "{\"vers", 0600);
	g_assert_true(write_host(place->file, "mail.example.com", "ews: GET 404", FALSE, NULL));
	list = scratch_list(place->directory);
	g_assert_cmpstr(list, ==, "baseline.json baseline.json.lock");
}

/* How a file is refused, and that it stays as it is. */
static void
check_refused(const char *file, enum baseline_error code, const char *found)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *message =
	    g_strdup_printf("%s: expected a baseline, found %s", file, found);
	struct baseline *baseline = baseline_read(file, &error);

	g_assert_null(baseline);
	g_assert_error(error, BASELINE_ERROR, (int)code);
	g_assert_cmpstr(error->message, ==, message);
	if (code != BASELINE_MISSING)
		g_assert_false(write_host(file, "mail.example.com", "ews: GET 404", TRUE, NULL));
}

static void
test_missing(struct place *place, gconstpointer data)
{
	(void)data;
	check_refused(place->file, BASELINE_MISSING, "no such file");
}

static void
test_directory(struct place *place, gconstpointer data)
{
	(void)data;
	check_refused(place->directory, BASELINE_UNUSABLE, "a directory instead of a plain file");
}

static void
test_fifo(struct place *place, gconstpointer data)
{
	(void)data;
	g_assert_cmpint(mkfifo(place->file, 0600), ==, 0);
	check_refused(place->file, BASELINE_UNUSABLE, "a device or pipe instead of a plain file");
}

static void
test_too_large(struct place *place, gconstpointer data)
{
	(void)data;
	scratch_write(place->directory, "baseline.json", "{", 0644);
	g_assert_cmpint(truncate(place->file, BASELINE_LIMIT_BYTES + 1), ==, 0);
	check_refused(place->file, BASELINE_UNUSABLE, "4194305 bytes, more than 4194304");
}

static void
test_foreign(struct place *place, gconstpointer data)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;
	gsize length = 0;

	(void)data;
	scratch_write(place->directory, "baseline.json", "root:x:0:0", 0644);
	g_assert_false(write_host(place->file, "mail.example.com", "ews: GET 404", TRUE, &error));
	g_assert_error(error, BASELINE_ERROR, BASELINE_UNUSABLE);
	text = scratch_read(place->directory, "baseline.json", &length);
	g_assert_cmpstr(text, ==, "root:x:0:0");
}

static void
test_no_directory(struct place *place, gconstpointer data)
{
	g_autofree char *file = g_strconcat(place->file, ".d/x", NULL);
	g_autoptr(GError) error = NULL;

	(void)data;
	g_assert_false(write_host(file, "mail.example.com", "ews: GET 404", FALSE, &error));
	g_assert_nonnull(strstr(error->message, "expected a directory that is there"));
}

/* --- many at once ----------------------------------------------------------------------------- */

enum { WRITERS = 16, ROUNDS = 4 };

struct writer {
	const char *file;
	guint number;
	guint failed;
};

static gpointer
write_rounds(gpointer data)
{
	struct writer *writer = data;
	g_autofree char *hostname = g_strdup_printf("mail%u.example.com", writer->number);

	for (guint i = 0; i < ROUNDS; i++)
		writer->failed +=
		    write_host(writer->file, hostname, "ews: GET 404", TRUE, NULL) ? 0U : 1U;
	return NULL;
}

static void
test_crowd(struct place *place, gconstpointer data)
{
	struct writer writers[WRITERS];
	GThread *threads[WRITERS];

	(void)data;
	for (guint i = 0; i < WRITERS; i++) {
		writers[i] = (struct writer){.file = place->file, .number = i};
		threads[i] = g_thread_new("writer", write_rounds, &writers[i]);
	}
	for (guint i = 0; i < WRITERS; i++) {
		g_autofree char *hostname = g_strdup_printf("mail%u.example.com", i);

		g_thread_join(threads[i]);
		g_assert_cmpuint(writers[i].failed, ==, 0);
		g_assert_true(has_host(place->file, hostname));
	}
}

int
main(int argc, char **argv)
{
	static const struct {
		const char *path;
		void (*test)(struct place *place, gconstpointer data);
	} files[] = {
	    {"/file/several hosts", test_hosts},
	    {"/file/a host that is there", test_taken},
	    {"/file/what is not ours stays", test_others_stay},
	    {"/file/permissions stay", test_permissions},
	    {"/file/only read", test_only_read},
	    {"/file/a symbolic link", test_link},
	    {"/file/left behind by a killed writer", test_left_behind},
	    {"/file/missing", test_missing},
	    {"/file/a directory", test_directory},
	    {"/file/a pipe", test_fifo},
	    {"/file/too large", test_too_large},
	    {"/file/a foreign file is never replaced", test_foreign},
	    {"/file/no directory", test_no_directory},
	    {"/file/many writers", test_crowd},
	};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(refused_rows); i++) {
		g_autofree char *path = g_strdup_printf("/refused/%s", refused_rows[i].name);

		g_test_add_data_func(path, &refused_rows[i], test_refused);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(files); i++)
		g_test_add(files[i].path, struct place, NULL, set_up, files[i].test, tear_down);
	return g_test_run();
}
