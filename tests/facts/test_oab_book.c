/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what the next run is to know of an address book, and how one is written as JSON. */
#include "facts/oab.h"

#include <string.h>

#include "tests/support/json_compare.h"
#include "tests/support/oab_step.h"

struct remember_row {
	const char *name;
	struct oab_memory before;
	struct step manifest;
	const char *text;   /* of the manifest; NULL: none */
	gint version;	    /* of the downloaded book; -1: it was not downloaded */
	const char *damage; /* of the download */
	struct oab_memory after;
};

enum { NOW_S = 100000 };

#define UNKNOWN_BOOK 0, -1, -1, -1
#define GLOBAL	     OAB(OAL("/", FULL("f", "7")))

static const struct remember_row remember_rows[] = {
    {"nothing came", {0, 0, UNKNOWN_BOOK}, {"cut", -1}, NULL, -1, NULL, {0, 0, UNKNOWN_BOOK}},
    {"missing for the first time",
     {0, 0, UNKNOWN_BOOK},
     {"404", -1},
     NULL,
     -1,
     NULL,
     {1, NOW_S, UNKNOWN_BOOK}},
    {"missing once more",
     {1, NOW_S - 1000, UNKNOWN_BOOK},
     {"404", -1},
     NULL,
     -1,
     NULL,
     {2, NOW_S - 1000, UNKNOWN_BOOK}},
    {"missing, the book before it is remembered",
     {0, 0, NOW_S - 1000, 6, 1165, 3},
     {"404", -1},
     NULL,
     -1,
     NULL,
     {1, NOW_S, NOW_S - 1000, 6, 1165, 3}},
    {"lost while missing",
     {2, NOW_S - 1000, UNKNOWN_BOOK},
     {"cut", -1},
     NULL,
     -1,
     NULL,
     {2, NOW_S - 1000, UNKNOWN_BOOK}},
    {"500 while missing",
     {2, NOW_S - 1000, UNKNOWN_BOOK},
     {"500", -1},
     NULL,
     -1,
     NULL,
     {2, NOW_S - 1000, UNKNOWN_BOOK}},
    {"401 while missing",
     {2, NOW_S - 1000, UNKNOWN_BOOK},
     {"401", -1},
     NULL,
     -1,
     NULL,
     {2, NOW_S - 1000, UNKNOWN_BOOK}},
    {"there again",
     {2, NOW_S - 1000, UNKNOWN_BOOK},
     {"200", -1},
     GLOBAL,
     -1,
     NULL,
     {0, 0, NOW_S, 7, 1165, -1}},
    {"there, but no manifest",
     {2, NOW_S - 1000, 3000, 6, 9, 1},
     {"200", -1},
     "<html/>",
     -1,
     NULL,
     {0, 0, 3000, 6, 9, 1}},
    {"there without a full file",
     {0, 0, 3000, 6, 9, 1},
     {"200", -1},
     OAB(OAL("/", "<Diff seq='9'>d</Diff>")),
     -1,
     NULL,
     {0, 0, 3000, 6, 9, 1}},
    {"looked into",
     {0, 0, UNKNOWN_BOOK},
     {"200", -1},
     GLOBAL,
     32,
     NULL,
     {0, 0, NOW_S, 7, 1165, 42}},
    {"looked into and damaged",
     {0, 0, UNKNOWN_BOOK},
     {"200", -1},
     GLOBAL,
     32,
     "odd",
     {0, 0, NOW_S, 7, 1165, -1}},
    {"looked into, not decoded",
     {0, 0, UNKNOWN_BOOK},
     {"200", -1},
     GLOBAL,
     0,
     NULL,
     {0, 0, NOW_S, 7, 1165, -1}},
    {"looked into, another version",
     {0, 0, UNKNOWN_BOOK},
     {"200", -1},
     GLOBAL,
     7,
     NULL,
     {0, 0, NOW_S, 7, 1165, -1}},
    {"the records of the same sequence stay known",
     {0, 0, NOW_S - 1000, 7, 1165, 40},
     {"200", -1},
     GLOBAL,
     -1,
     NULL,
     {0, 0, NOW_S, 7, 1165, 40}},
    {"those of another one do not",
     {0, 0, NOW_S - 1000, 6, 1165, 40},
     {"200", -1},
     GLOBAL,
     -1,
     NULL,
     {0, 0, NOW_S, 7, 1165, -1}},
    {"the manifest says no numbers",
     {0, 0, NOW_S - 1000, 6, 1165, 40},
     {"200", -1},
     OAB(OAL("/", "<Full>f</Full>")),
     -1,
     NULL,
     {0, 0, NOW_S, -1, -1, -1}},
    {"smaller: held against the one before it",
     {0, 0, NOW_S - 1000, 6, 5000, 40},
     {"200", -1},
     GLOBAL,
     -1,
     NULL,
     {0, 0, NOW_S - 1000, 6, 5000, 40}},
    {"a lower sequence: held against the one before it",
     {0, 0, NOW_S - 1000, 8, 1165, 40},
     {"200", -1},
     GLOBAL,
     -1,
     NULL,
     {0, 0, NOW_S - 1000, 8, 1165, 40}},
    {"smaller, but a day later",
     {0, 0, NOW_S - OAB_HELD_AGAINST_S, 6, 5000, 40},
     {"200", -1},
     GLOBAL,
     -1,
     NULL,
     {0, 0, NOW_S, 7, 1165, -1}},
};

static void
test_remember(gconstpointer data)
{
	const struct remember_row *row = data;
	struct oab_book *book = oab_book_new(0);
	static const struct step body = {"200", 554};
	struct oab_memory after;

	book->memory = row->before;
	book->call = call_of(&row->manifest);
	book->manifest = row->text ? manifest_of(row->text) : NULL;
	if (book->manifest && row->version >= 0) {
		struct oab_download *download = oab_download_new(0);

		download->body = call_of(&body);
		download->damage = g_strdup(row->damage);
		download->summary.oab_version = (guint32)row->version;
		download->summary.records = 42;
		g_ptr_array_add(book->downloads, download);
		g_assert_true(oab_download_of(book, g_ptr_array_index(book->manifest->files, 0)) ==
			      download);
	}
	after = oab_remember(book, NOW_S);
	g_assert_cmpuint(after.missing_runs, ==, row->after.missing_runs);
	g_assert_cmpint(after.missing_since_s, ==, row->after.missing_since_s);
	g_assert_cmpint(after.seen_s, ==, row->after.seen_s);
	g_assert_cmpint(after.sequence, ==, row->after.sequence);
	g_assert_cmpint(after.uncompressed_size, ==, row->after.uncompressed_size);
	g_assert_cmpint(after.records, ==, row->after.records);
	oab_book_free(book);
}

static void
test_new_book(void)
{
	struct oab_book *book = oab_book_new(4);
	struct oab_findings *findings = oab_findings_new(OAB_DEPTH_FILES);

	g_assert_cmpint(book->memory.sequence, ==, -1);
	g_assert_cmpint(book->memory.uncompressed_size, ==, -1);
	g_assert_cmpint(book->memory.records, ==, -1);
	g_assert_cmpint(book->memory.seen_s, ==, 0);
	g_ptr_array_add(findings->books, oab_book_new(2));
	g_ptr_array_add(findings->books, book);
	g_assert_true(oab_book_of(findings, 4) == book);
	g_assert_null(oab_book_of(findings, 0));
	oab_findings_free(findings);
	oab_findings_free(NULL);
	oab_book_free(NULL);
}

struct json_row {
	const char *name;
	enum oab_depth depth;
	gboolean with_book, downloaded;
	const char *expected;
};

#define CALL(status)                                                                               \
	"{\"method\":\"GET\",\"url\":\"https://a.example/\",\"outcome\":\"answered\","             \
	"\"connection_reused\":false,\"seconds\":0.0,\"status\":" status                           \
	",\"headers\":[],\"body_bytes\":0,\"challenges\":{\"fields\":0,\"challenges\":[]}}"
#define DATED                                                                                      \
	"{\"method\":\"GET\",\"url\":\"https://a.example/\",\"outcome\":\"answered\","             \
	"\"connection_reused\":false,\"seconds\":0.0,\"status\":200,\"headers\":[[\"Last-"         \
	"Modified\","                                                                              \
	"\"Sun, 06 Nov 1994 08:49:37 GMT\"]],\"body_bytes\":0,\"challenges\":{\"fields\":0,"       \
	"\"challenges\":[]}}"
#define LISTED                                                                                     \
	"{\"lists\":[{\"id\":\"i\",\"dn\":\"/\",\"name\":\"n\"}],\"files\":[{\"element\":"         \
	"\"Full\",\"name\":\"f\",\"name_is_plain\":true,\"sequence\":7,\"version\":32,\"size\":"   \
	"554,\"uncompressed_size\":1165,\"sha1\":\"" SHA_A "\",\"list\":0}]}"

#define SITE	 "\"site\":{\"url\":\"https://a.example/\",\"trusted\":false},"
#define MANIFEST "\"manifest_call\":" DATED ",\"manifest\":" LISTED ",\"modified\":784111777,"

static const struct json_row json_rows[] = {
    {"nothing was found", OAB_DEPTH_HEADERS, FALSE, FALSE,
     "{\"verified\":\"headers\",\"books\":[],\"seconds\":1.5}"},
    {"a book", OAB_DEPTH_FILES, TRUE, FALSE,
     "{\"verified\":\"files\"," SITE "\"books\":[{" MANIFEST "\"downloads\":[]}],\"seconds\":1.5}"},
    {"a book, downloaded", OAB_DEPTH_DECODE, TRUE, TRUE,
     "{\"verified\":\"decode\"," SITE "\"books\":[{" MANIFEST
     "\"downloads\":[{\"file\":0,\"head\":" CALL(
	 "200") ","
		"\"range\":" CALL("206") ",\"range_trouble\":\"a\357\277\275\","
					 "\"body\":" CALL(
					     "200") ",\"content\":{\"size\":0,\"sha1\":\"\"},"
						    "\"damage\":\"odd\"}],"
						    "\"manifest_again\":" LISTED
						    ",\"ews\":" CALL("401") "}],\"seconds\":1.5}"},
};

static struct oab_book *
json_book(gboolean downloaded)
{
	static const char date[] = "Sun, 06 Nov 1994 08:49:37 GMT";
	static const struct step good = {"200", -1};
	static const struct step part = {"206", -1};
	static const struct step challenge = {"401", -1};
	struct oab_book *book = oab_book_new(0);
	struct oab_download *download;
	struct call *ews;

	book->call = call_of(&good);
	answer_add_header(book->call->plain->answer, "Last-Modified", strlen("Last-Modified"), date,
			  strlen(date));
	book->manifest = manifest_of(GLOBAL);
	if (!downloaded)
		return book;
	download = oab_download_new(0);
	download->head = call_of(&good);
	download->range = call_of(&part);
	download->range_trouble = g_strdup("a\xff");
	download->body = call_of(&good);
	download->damage = g_strdup("odd");
	g_ptr_array_add(book->downloads, download);
	book->again = manifest_of(GLOBAL);
	ews = call_of(&challenge);
	book->ews = g_steal_pointer(&ews->plain);
	call_free(ews);
	return book;
}

static void
test_json(gconstpointer data)
{
	const struct json_row *row = data;
	g_autoptr(struct_oab_findings) findings = oab_findings_new(row->depth);

	findings->total_us = 3 * G_USEC_PER_SEC / 2;
	if (row->with_book) {
		findings->site = site_new("https://a.example/");
		g_ptr_array_add(findings->books, json_book(row->downloaded));
	}
	json_compare(oab_findings_to_json(findings), row->expected);
}

#define ADD(prefix, table, function)                                                               \
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {                                          \
		g_autofree char *path = g_strdup_printf(prefix "%s", (table)[i].name);             \
                                                                                                   \
		g_test_add_data_func(path, &(table)[i], function);                                 \
	}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	ADD("/oab/remember/", remember_rows, test_remember)
	ADD("/oab/json/", json_rows, test_json)
	g_test_add_func("/oab/new book", test_new_book);
	return g_test_run();
}
