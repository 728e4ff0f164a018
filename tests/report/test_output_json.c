/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the JSON by reading it back. */
#include <math.h>
#include <string.h>

#include "report/output.h"

/* The tree of every row; what `expected` says is looked up in the result. */
static void
build(struct check *root)
{
	struct check *node = check_add(root, "cas2");
	struct check *order = check_add(node, "order");
	struct check *tls = check_add(node, "tls");
	struct check *prompt = check_add(root, "prompt");
	struct threshold threshold = {0};
	struct perfdata *item;

	check_judge(order, STATE_WARNING, "Negotiate before \"NTLM\" | M\xc3\xbcller \xff\x01");
	check_note(order, NOTE_EVIDENCE, "first\nsecond");
	check_note(order, NOTE_DETAIL, "a detail");
	check_note(order, NOTE_EXCHANGE, "an exchange");
	check_note(order, NOTE_TRANSCRIPT, "a transcript");
	check_remedy(order, "appcmd");
	check_remedy(order, "iisreset");
	check_judge(tls, STATE_OK, "good");
	check_judge(prompt, STATE_CRITICAL, "asked");
	check_follows(prompt, order);
	g_assert_true(range_parse("10:20.5", &threshold.warning, NULL));
	g_assert_true(range_parse("@~:-5", &threshold.critical, NULL));
	item = check_measure(order, "time", UNIT_SECONDS, 0.1, &threshold, 0);
	item->maximum = 1e15;
	check_measure(order, "time", UNIT_SECONDS, NAN, NULL, NAN);
	check_measure(tls, "time", UNIT_BYTES, 1e15, NULL, NAN);
}

/* Follows a path such as "checks/0/name"; NULL when it leads nowhere. */
static const json_t *
follow(const json_t *at, const char *path)
{
	g_auto(GStrv) parts = g_strsplit(path, "/", -1);

	for (gsize i = 0; at && parts[i]; i++) {
		if (json_is_array(at))
			at = json_array_get(at, (gsize)g_ascii_strtoull(parts[i], NULL, 10));
		else
			at = json_object_get(at, parts[i]);
	}
	return at;
}

struct row {
	const char *path;
	const char *expected; /* as JSON; NULL: leads nowhere */
};

static const struct row rows[] = {
    {"service", "\"EXCHANGE AUTH\""},
    {"target", "\"mail.example.com\""},
    {"state", "\"CRITICAL\""},
    {"exit_code", "2"},
    {"headline", "\"cas2: Negotiate before \\\"NTLM\\\" | M\xc3\xbcller \xef\xbf\xbd\\u0001\""},
    {"summary", "null"},
    {"evidence", "[]"},
    {"follows_from", "null"},
    {"facts", "{\"nodes\":[1,2]}"},
    /* mp 3 writes the end where the start belongs. */
    {"perfdata/0",
     "{\"label\":\"time\",\"value\":0.1,\"unit\":\"s\",\"warning\":{\"inside\":false,\"start\":10,"
     "\"end\":20.5},\"critical\":{\"inside\":true,\"start\":null,\"end\":-5},\"minimum\":0,"
     "\"maximum\":1000000000000000}"},
    {"perfdata/1",
     "{\"label\":\"time_2\",\"value\":1000000000000000,\"unit\":\"B\",\"warning\":null,"
     "\"critical\":null,\"minimum\":null,\"maximum\":null}"},
    {"perfdata/2", NULL},
    {"checks/0/name", "\"cas2\""},
    {"checks/0/path", "\"cas2\""},
    {"checks/0/state", "\"WARNING\""},
    {"checks/0/summary", "null"},
    {"checks/0/checks/0/name", "\"order\""},
    {"checks/0/checks/0/path", "\"cas2 order\""},
    {"checks/0/checks/0/state", "\"WARNING\""},
    {"checks/0/checks/0/summary",
     "\"Negotiate before \\\"NTLM\\\" | M\xc3\xbcller \xef\xbf\xbd\\u0001\""},
    {"checks/0/checks/0/evidence", "[\"first\\nsecond\"]"},
    {"checks/0/checks/0/details", "[\"a detail\"]"},
    {"checks/0/checks/0/remedies", "[\"appcmd\",\"iisreset\"]"},
    {"checks/0/checks/0/follows_from", "null"},
    {"checks/0/checks/0/checks", "[]"},
    {"checks/0/checks/1/name", "\"tls\""},
    {"checks/0/checks/1/state", "\"OK\""},
    {"checks/0/checks/2", NULL},
    {"checks/1/name", "\"prompt\""},
    {"checks/1/path", "\"prompt\""},
    {"checks/1/state", "\"CRITICAL\""},
    {"checks/1/follows_from", "\"cas2 order\""},
    {"checks/2", NULL},
};

static char *
make_json(const char *target, json_t *facts)
{
	struct check *root = check_new("root");
	g_autoptr(struct_report) report = report_new("EXCHANGE AUTH", target, root, facts);

	build(root);
	return output_json(report);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *text = make_json("mail.example.com", json_pack("{s:[ii]}", "nodes", 1, 2));
	json_t *read = json_loads(text, JSON_REJECT_DUPLICATES, NULL);
	const json_t *found;
	char *dump = NULL;

	g_assert_nonnull(read);
	found = follow(read, row->path);
	if (found)
		dump = json_dumps(found, JSON_COMPACT | JSON_ENCODE_ANY | JSON_REAL_PRECISION(15));
	g_assert_cmpstr(dump, ==, row->expected);
	free(dump);
	json_decref(read);
}

/* The whole of it once, so that order and layout are looked at when they change. */
static void
test_smallest(void)
{
	struct check *root = check_new("root");
	g_autoptr(struct_report) report = report_new("EXCHANGE AUTH", NULL, root, NULL);
	g_autofree char *text = NULL;

	check_judge(root, STATE_UNKNOWN, "unknown option --foo (try --help)");
	text = output_json(report);
	g_assert_cmpstr(text, ==,
			"{\n"
			"  \"service\": \"EXCHANGE AUTH\",\n"
			"  \"target\": null,\n"
			"  \"state\": \"UNKNOWN\",\n"
			"  \"exit_code\": 3,\n"
			"  \"headline\": \"unknown option --foo (try --help)\",\n"
			"  \"perfdata\": [],\n"
			"  \"summary\": \"unknown option --foo (try --help)\",\n"
			"  \"evidence\": [],\n"
			"  \"details\": [],\n"
			"  \"remedies\": [],\n"
			"  \"follows_from\": null,\n"
			"  \"checks\": [],\n"
			"  \"facts\": null\n"
			"}\n");
}

/* Requests and answers are in the facts, and only there. */
static void
test_no_exchange(void)
{
	g_autofree char *text = make_json(NULL, NULL);

	g_assert_null(strstr(text, "an exchange"));
	g_assert_null(strstr(text, "a transcript"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *name = g_strdelimit(g_strdup(rows[i].path), "/", '.');
		g_autofree char *path = g_strdup_printf("/output json/%s", name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/output json/smallest", test_smallest);
	g_test_add_func("/output json/no requests and answers", test_no_exchange);
	return g_test_run();
}
