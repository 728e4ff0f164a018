/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what is read off the facts of an address book. */
#include "facts/oab.h"

#include <string.h>

#include "tests/support/oab_step.h"

#define SHA_B "ffffffffffffffffffffffffffffffffffffffff"

struct main_row {
	const char *name;
	const char *manifest;
	const char *expected; /* name of the file that counts; NULL: none */
};

static const struct main_row main_rows[] = {
    {"nothing", OAB(""), NULL},
    {"a list without files", OAB(OAL("/", "")), NULL},
    {"no full file", OAB(OAL("/", "<Diff seq='2'>d</Diff><Template>t</Template>")), NULL},
    {"the only one", OAB(OAL("/", FULL("f", "2"))), "f"},
    {"behind others", OAB(OAL("/", "<Template>t</Template><Diff seq='2'>d</Diff>" FULL("f", "2"))),
     "f"},
    {"the global list last", OAB(OAL("/room", FULL("r", "9")) OAL("/", FULL("g", "2"))), "g"},
    {"the global list in the middle",
     OAB(OAL("/a", FULL("a", "9")) OAL("/", FULL("g", "2")) OAL("/b", FULL("b", "8"))), "g"},
    {"the global list has none",
     OAB(OAL("/a", FULL("a", "1")) OAL("/", "<Diff>d</Diff>") OAL("/b", FULL("b", "8"))), "a"},
    {"no global list", OAB(OAL("/a", FULL("a", "1")) OAL("/b", FULL("b", "8"))), "a"},
    {"a list without a dn", OAB("<OAL id='x'>" FULL("a", "1") "</OAL>" OAL("/", FULL("g", "8"))),
     "g"},
    {"two full files of the global list", OAB(OAL("/", FULL("f", "1") FULL("g", "8"))), "f"},
};

static void
test_main_file(gconstpointer data)
{
	const struct main_row *row = data;
	g_autoptr(struct_oab_manifest) manifest = manifest_of(row->manifest);
	const struct oab_file *file = oab_main_file(manifest);

	g_assert_null(manifest->malformed);
	g_assert_cmpstr(file ? file->name : NULL, ==, row->expected);
}

struct fits_row {
	const char *name;
	const char *element; /* its tag */
	gint64 size, inside; /* of the manifest; -1: it does not say */
	const char *sha1;    /* NULL: it does not say */
	struct step head, range, body;
	enum outcome body_outcome;
	guint64 got, got_inside; /* of what was downloaded */
	const char *got_sha1;
	const char *range_trouble, *damage;
	gboolean fits;
};

#define NO                                                                                         \
	{                                                                                          \
		"-", -1                                                                            \
	}
#define SAYS                                                                                       \
	{                                                                                          \
		"200", 554                                                                         \
	}
#define PART                                                                                       \
	{                                                                                          \
		"206", 32                                                                          \
	}
#define WHOLE	{"200", 554}, OUTCOME_ANSWERED, 554, 1165, SHA_A
#define NOTHING NO, OUTCOME_ANSWERED, 0, 0, ""

static const struct fits_row fits_rows[] = {
    {"not asked for", "Full", 554, 1165, SHA_A, NO, NO, NOTHING, NULL, NULL, TRUE},
    {"all of it", "Full", 554, 1165, SHA_A, SAYS, PART, WHOLE, NULL, NULL, TRUE},
    {"nothing said of it", "Full", -1, -1, NULL, SAYS, PART, WHOLE, NULL, NULL, TRUE},
    {"HEAD alone", "Diff", 554, 1165, SHA_A, SAYS, NO, NOTHING, NULL, NULL, TRUE},
    {"HEAD without a length", "Full", 554, 1165, SHA_A, {"200", -1}, NO, NOTHING, NULL, NULL, TRUE},
    {"HEAD of another length",
     "Full",
     554,
     1165,
     SHA_A,
     {"200", 553},
     NO,
     NOTHING,
     NULL,
     NULL,
     FALSE},
    {"HEAD, no size known", "Full", -1, 1165, SHA_A, {"200", 553}, NO, NOTHING, NULL, NULL, TRUE},
    {"HEAD 404", "Full", 554, 1165, SHA_A, {"404", 554}, NO, NOTHING, NULL, NULL, FALSE},
    {"HEAD 401", "Full", 554, 1165, SHA_A, {"401", 554}, NO, NOTHING, NULL, NULL, FALSE},
    {"HEAD lost", "Full", 554, 1165, SHA_A, {"cut", -1}, NO, NOTHING, NULL, NULL, FALSE},
    {"a range that is ignored",
     "Full",
     554,
     1165,
     SHA_A,
     SAYS,
     {"200", 554},
     NOTHING,
     NULL,
     NULL,
     TRUE},
    {"a range that is refused",
     "Full",
     554,
     1165,
     SHA_A,
     SAYS,
     {"416", 0},
     NOTHING,
     NULL,
     NULL,
     FALSE},
    {"a range lost", "Full", 554, 1165, SHA_A, SAYS, {"cut", -1}, NOTHING, NULL, NULL, FALSE},
    {"a range of something else", "Full", 554, 1165, SHA_A, SAYS, PART, NOTHING, "odd", NULL,
     FALSE},
    {"another size",
     "Full",
     554,
     1165,
     SHA_A,
     SAYS,
     PART,
     {"200", 554},
     OUTCOME_ANSWERED,
     553,
     1165,
     SHA_A,
     NULL,
     NULL,
     FALSE},
    {"another SHA-1",
     "Full",
     554,
     1165,
     SHA_A,
     SAYS,
     PART,
     {"200", 554},
     OUTCOME_ANSWERED,
     554,
     1165,
     SHA_B,
     NULL,
     NULL,
     FALSE},
    {"another SHA-1 of a template",
     "Template",
     554,
     1165,
     SHA_A,
     SAYS,
     NO,
     {"200", 554},
     OUTCOME_ANSWERED,
     554,
     1165,
     SHA_B,
     NULL,
     NULL,
     FALSE},
    {"another size inside",
     "Full",
     554,
     1165,
     SHA_A,
     SAYS,
     PART,
     {"200", 554},
     OUTCOME_ANSWERED,
     554,
     1164,
     SHA_A,
     NULL,
     NULL,
     FALSE},
    {"another size inside a template",
     "Template",
     554,
     1165,
     SHA_A,
     SAYS,
     NO,
     {"200", 554},
     OUTCOME_ANSWERED,
     554,
     1164,
     SHA_A,
     NULL,
     NULL,
     FALSE},
    /* uncompressedsize of a diff is that of the full file that it makes. */
    {"another size inside a diff",
     "Diff",
     554,
     1165,
     SHA_A,
     SAYS,
     NO,
     {"200", 554},
     OUTCOME_ANSWERED,
     554,
     80,
     SHA_A,
     NULL,
     NULL,
     TRUE},
    {"damaged", "Full", 554, 1165, SHA_A, SAYS, PART, WHOLE, NULL, "odd", FALSE},
    {"broken off",
     "Full",
     554,
     1165,
     SHA_A,
     SAYS,
     PART,
     {"200", 554},
     OUTCOME_CUT,
     554,
     1165,
     SHA_A,
     NULL,
     NULL,
     FALSE},
    {"out of time",
     "Full",
     554,
     1165,
     SHA_A,
     SAYS,
     PART,
     {"200", 554},
     OUTCOME_TIMEOUT,
     554,
     1165,
     SHA_A,
     NULL,
     NULL,
     FALSE},
    {"a body of 404",
     "Full",
     554,
     1165,
     SHA_A,
     SAYS,
     PART,
     {"404", 554},
     OUTCOME_ANSWERED,
     554,
     1165,
     SHA_A,
     NULL,
     NULL,
     FALSE},
    {"a body lost",
     "Full",
     554,
     1165,
     SHA_A,
     SAYS,
     PART,
     {"cut", -1},
     OUTCOME_NOT_ASKED,
     0,
     0,
     "",
     NULL,
     NULL,
     FALSE},
};

static struct oab_file
file_of(const struct fits_row *row)
{
	enum oab_element element = OAB_FULL;

	while (strcmp(oab_element_name(element), row->element) != 0)
		element++;
	return (struct oab_file){.element = element,
				 .size = row->size,
				 .uncompressed_size = row->inside,
				 .sha1 = g_strdup(row->sha1)};
}

static struct call *
made(const struct step *step)
{
	return *step->result == '-' ? NULL : call_of(step);
}

static void
test_fits(gconstpointer data)
{
	const struct fits_row *row = data;
	struct oab_file file = file_of(row);
	struct oab_book *book = oab_book_new(0);
	struct oab_download *download = oab_download_new(0);

	download->head = made(&row->head);
	download->range = made(&row->range);
	download->body = made(&row->body);
	if (download->body)
		download->body->plain->answer->body_outcome = row->body_outcome;
	download->range_trouble = g_strdup(row->range_trouble);
	download->damage = g_strdup(row->damage);
	download->summary.size = row->got;
	download->summary.uncompressed_size = row->got_inside;
	g_strlcpy(download->summary.sha1, row->got_sha1, sizeof(download->summary.sha1));
	g_ptr_array_add(book->downloads, download);
	g_assert_cmpint(oab_download_fits(&file, download), ==, row->fits);
	oab_book_free(book);
	g_free(file.sha1);
}

struct length_row {
	const char *name;
	const char *value; /* of Content-Length; NULL: there is none */
	gint64 expected;
};

static const struct length_row length_rows[] = {
    {"none", NULL, -1},
    {"nothing", "", -1},
    {"zero", "0", 0},
    {"usual", "554", 554},
    {"5 GB", "5368709120", 5368709120},
    {"the largest", "9223372036854775807", G_MAXINT64},
    {"one more", "9223372036854775808", -1},
    {"far too many digits", "99999999999999999999999999", -1},
    {"negative", "-1", -1},
    {"signed", "+5", -1},
    {"hexadecimal", "0x10", -1},
    {"two", "5, 5", -1},
    {"a blank behind", "5 ", -1},
};

static void
test_length(gconstpointer data)
{
	const struct length_row *row = data;
	g_autoptr(struct_answer) answer = answer_new(METHOD_HEAD, "https://a.example/");

	if (row->value)
		answer_add_header(answer, "content-length", strlen("content-length"), row->value,
				  strlen(row->value));
	g_assert_cmpint(oab_named_length(answer), ==, row->expected);
}

struct date_row {
	const char *name;
	const char *value; /* of Last-Modified; NULL: there is none */
	gint64 expected;
};

static const struct date_row date_rows[] = {
    {"none", NULL, -1},
    {"the example of RFC 9110", "Sun, 06 Nov 1994 08:49:37 GMT", 784111777},
    {"the beginning", "Thu, 01 Jan 1970 00:00:00 GMT", 0},
    {"a leap day", "Thu, 29 Feb 2024 12:00:00 GMT", 1709208000},
    {"beyond 2038", "Wed, 01 Jan 2042 00:00:00 GMT", 2272147200},
    {"no leap day", "Wed, 29 Feb 2023 12:00:00 GMT", -1},
    {"another month", "Sun, 06 Foo 1994 08:49:37 GMT", -1},
    {"a day of one digit", "Sun, 6 Nov 1994 08:49:37 GMT", -1},
    {"day 32", "Sun, 32 Nov 1994 08:49:37 GMT", -1},
    {"hour 25", "Sun, 06 Nov 1994 25:49:37 GMT", -1},
    {"words missing", "06 Nov 1994 08:49:37 GMT", -1},
    {"RFC 850", "Sunday, 06-Nov-94 08:49:37 GMT", -1},
    {"asctime", "Sun Nov  6 08:49:37 1994", -1},
    {"a number", "784111777", -1},
    {"nothing", "", -1},
    {"blanks", "     ", -1},
    {"hostile", "Sun, -1 Nov 99999999999 %s%n%s GMT", -1},
    {"no UTF-8", "Sun, \xff\xff Nov 1994 08:49:37 GMT", -1},
};

static void
test_date(gconstpointer data)
{
	const struct date_row *row = data;
	struct oab_book *book = oab_book_new(0);
	const struct step step = {"200", -1};
	struct answer *answer;

	book->call = call_of(&step);
	answer = book->call->plain->answer;
	if (row->value)
		answer_add_header(answer, "Last-Modified", strlen("Last-Modified"), row->value,
				  strlen(row->value));
	g_assert_cmpint(oab_modified_s(book), ==, row->expected);
	answer->outcome = OUTCOME_CUT;
	g_assert_cmpint(oab_modified_s(book), ==, -1);
	oab_book_free(book);
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
	ADD("/oab/main file/", main_rows, test_main_file)
	ADD("/oab/fits/", fits_rows, test_fits)
	ADD("/oab/length/", length_rows, test_length)
	ADD("/oab/date/", date_rows, test_date)
	return g_test_run();
}
