/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what a discovery holds, and how it is written as JSON. */
#include "facts/discovery.h"

#include <string.h>

#include "tests/support/json_compare.h"

#define URL  "https://mail.example.com/autodiscover/autodiscover.xml"
#define REST "\"trails\":[],\"disclosures\":[],\"given_urls\":[]}"

struct empty_row {
	const char *name, *email, *domain;
};

static const struct empty_row empty_rows[] = {
    {"usual", "user@example.com", "example.com"},
    {"two at signs", "\"a@b\"@example.com", "example.com"},
    {"no at sign", "user", ""},
    {"no domain", "user@", ""},
    {"beyond ASCII", "zo\xc3\xab@example.com", "example.com"},
};

static void
test_empty(gconstpointer data)
{
	const struct empty_row *row = data;
	g_autoptr(struct_discovery) discovery = discovery_new(row->email);
	g_autofree char *escaped = g_strescape(row->email, "\xc3\xab");
	g_autofree char *expected = g_strdup_printf(
	    "{\"discoveries\":[{\"email\":\"%s\",\"seconds\":0.0," REST "]}", escaped);

	g_assert_cmpstr(discovery->domain, ==, row->domain);
	g_assert_cmpint(discovery->winner, ==, DISCOVERY_STEPS);
	json_compare(discovery_to_json(discovery), expected);
}

static void
add_service(struct trail *trail, const char *target, guint priority)
{
	struct srv_record *record = g_new0(struct srv_record, 1);

	*record = (struct srv_record){g_strdup(target), priority, 5, 443};
	g_ptr_array_add(trail->services, record);
}

static struct call *
call_of(guint status)
{
	struct answer *answer = answer_new(METHOD_GET, "https://a.example/");

	answer->outcome = OUTCOME_ANSWERED;
	answer->status = status;
	return call_new(asked_new(answer));
}

struct trail_row {
	const char *name;
	enum discovery_step step;
	enum trail_end end;
	enum outcome resolved; /* of the hop, and of the SRV record */
	gboolean hop;
	const char *expected; /* of the trail, from "end" on */
};

static const struct trail_row trail_rows[] = {
    {"no name", DISCOVERY_ROOT, TRAIL_NO_NAME, OUTCOME_NAME, TRUE,
     "\"end\":\"no name\",\"seconds\":1.5,\"services\":[],\"hops\":[{\"url\":\"" URL
     "\",\"trusted\":false,\"resolved\":\"name\",\"resolve_trouble\":\"b?\",\"node\":{}}]}"},
    {"no record", DISCOVERY_SRV, TRAIL_NO_NAME, OUTCOME_NAME, FALSE,
     "\"end\":\"no name\",\"seconds\":1.5,\"resolved\":\"name\",\"resolve_trouble\":\"b?\","
     "\"services\":[],\"hops\":[]}"},
    {"records", DISCOVERY_SRV, TRAIL_LOST, OUTCOME_ANSWERED, FALSE,
     "\"end\":\"lost\",\"seconds\":1.5,\"services\":[{\"target\":\"one.example\",\"priority\":0,"
     "\"weight\":5,\"port\":443},{\"target\":\"\",\"priority\":10,\"weight\":5,\"port\":443}],"
     "\"hops\":[]}"},
    {"nothing of a record elsewhere", DISCOVERY_HOST, TRAIL_STATUS, OUTCOME_TIMEOUT, FALSE,
     "\"end\":\"status\",\"seconds\":1.5,\"services\":[],\"hops\":[]}"},
};

static void
test_trail(gconstpointer data)
{
	const struct trail_row *row = data;
	g_autoptr(struct_discovery) discovery = discovery_new("a@b.example");
	struct trail *trail = trail_new(row->step);
	g_autofree char *expected = g_strdup_printf(
	    "{\"discoveries\":[{\"email\":\"a@b.example\",\"seconds\":0.0,"
	    "\"trails\":[{\"step\":\"%s\",%s],\"disclosures\":[],\"given_urls\":[]}]}",
	    discovery_step_name(row->step), row->expected);

	discovery->trails[row->step] = trail;
	trail->end = row->end;
	trail->total_us = 1500000;
	trail->resolved = row->resolved;
	trail->resolve_trouble = row->hop ? NULL : g_strdup("b?");
	if (row->step == DISCOVERY_SRV && row->resolved == OUTCOME_ANSWERED) {
		add_service(trail, "one.example", 0);
		add_service(trail, "", 10);
	}
	g_assert_null(trail_last(trail));
	if (row->hop) {
		struct hop *hop = hop_new(URL);

		hop->resolved = row->resolved;
		hop->resolve_trouble = g_strdup("b?");
		g_ptr_array_add(trail->hops, hop_new("https://first.example/"));
		g_ptr_array_add(trail->hops, hop);
		g_assert_true(trail_last(trail) == hop);
		g_ptr_array_remove_index(trail->hops, 0);
	}
	json_compare(discovery_to_json(discovery), expected);
}

/* Every part that there can be, once. */
static void
test_whole(void)
{
	g_autoptr(struct_discovery) discovery = discovery_new("a@b.example");
	struct trail *trail = trail_new(DISCOVERY_HOST);
	struct hop *hop = hop_new(URL);
	struct disclosure *disclosure = disclosure_new("json", "https://c.example/");
	struct given_url *given = given_url_new("EwsUrl", "EXPR", "https://d.example/");
	json_t *json;
	json_t *one;

	discovery->trails[DISCOVERY_HOST] = trail;
	discovery->winner = DISCOVERY_HOST;
	discovery->logon = logon_new("CORP\\a", SCHEME_NTLM);
	trail->end = TRAIL_ADDRESS;
	trail->redirect = g_strdup("e@f.example");
	hop->trusted = TRUE;
	hop->resolved = OUTCOME_ANSWERED;
	hop->call = call_of(401);
	hop->call->logged_on_before = TRUE;
	hop->document = autodiscover_parse("<html>", strlen("<html>"));
	g_ptr_array_add(trail->hops, hop);
	disclosure->call = call_of(401);
	disclosure->document = autodiscover_parse("{", 1);
	g_ptr_array_add(discovery->disclosures, disclosure);
	given->authentication = g_strdup("Ntlm");
	given->resolved = OUTCOME_ANSWERED;
	given->asked = asked_new(answer_new(METHOD_GET, "https://d.example/"));
	given->node = node_new("192.0.2.1");
	g_ptr_array_add(discovery->given_urls, given);
	discovery->next = discovery_new("e@f.example");
	json = discovery_to_json(discovery);
	one = json_array_get(json_object_get(json, "discoveries"), 0);
	g_assert_cmpuint(json_array_size(json_object_get(json, "discoveries")), ==, 2);
	g_assert_cmpstr(json_string_value(json_object_get(one, "winner")), ==, "host");
	g_assert_true(json_is_object(json_object_get(one, "logon")));
	one = json_array_get(json_object_get(one, "trails"), 0);
	g_assert_cmpstr(json_string_value(json_object_get(one, "redirect")), ==, "e@f.example");
	one = json_array_get(json_object_get(one, "hops"), 0);
	g_assert_true(json_is_true(json_object_get(one, "trusted")));
	g_assert_null(json_object_get(one, "resolved"));
	g_assert_true(json_is_object(json_object_get(one, "document")));
	one = json_object_get(one, "call");
	g_assert_true(json_is_true(json_object_get(one, "logged_on_before")));
	g_assert_cmpint(json_integer_value(json_object_get(one, "status")), ==, 401);
	one = json_array_get(json_object_get(json, "discoveries"), 0);
	one = json_array_get(json_object_get(one, "disclosures"), 0);
	g_assert_cmpstr(json_string_value(json_object_get(one, "form")), ==, "json");
	g_assert_true(json_is_object(json_object_get(one, "document")));
	one = json_array_get(json_object_get(json, "discoveries"), 0);
	one = json_array_get(json_object_get(one, "given_urls"), 0);
	g_assert_cmpstr(json_string_value(json_object_get(one, "authentication")), ==, "Ntlm");
	g_assert_true(json_is_object(json_object_get(one, "asked")));
	g_assert_true(json_is_object(json_object_get(one, "node")));
	one = json_array_get(json_object_get(json, "discoveries"), 1);
	g_assert_cmpstr(json_string_value(json_object_get(one, "email")), ==, "e@f.example");
	json_decref(json);
}

/* One URL after the other as the answers give them, "BLOCK NAME URL", and which one counts. */
struct external_row {
	const char *name;
	const char *given[4];
	const char *next[4];  /* of the discovery for the address that this one leads to */
	const char *wanted;   /* the name */
	const char *expected; /* NULL: none */
};

static const struct external_row external_rows[] = {
    {"none", {NULL}, {NULL}, "EwsUrl", NULL},
    {"none of that name", {"EXPR ASUrl https://a.example/"}, {NULL}, "EwsUrl", NULL},
    {"a name that begins alike", {"EXPR EwsUrl2 https://a.example/"}, {NULL}, "EwsUrl", NULL},
    {"EXCH is for those inside", {"EXCH EwsUrl https://a.example/"}, {NULL}, "EwsUrl", NULL},
    {"EXPR", {"EXPR EwsUrl https://a.example/"}, {NULL}, "EwsUrl", "https://a.example/"},
    {"EXPR before EXHTTP",
     {"EXHTTP EwsUrl https://b.example/", "EXPR EwsUrl https://a.example/",
      "EXHTTP EwsUrl https://c.example/"},
     {NULL},
     "EwsUrl",
     "https://a.example/"},
    {"the first EXPR",
     {"EXPR EwsUrl https://a.example/", "EXPR EwsUrl https://b.example/"},
     {NULL},
     "EwsUrl",
     "https://a.example/"},
    {"the last EXHTTP",
     {"EXHTTP EwsUrl https://inside.example/", "EXHTTP EwsUrl https://outside.example/"},
     {NULL},
     "EwsUrl",
     "https://outside.example/"},
    {"the last EXHTTP that gives it",
     {"EXHTTP OABUrl https://inside.example/", "EXHTTP EwsUrl https://outside.example/"},
     {NULL},
     "OABUrl",
     "https://inside.example/"},
    {"EXHTTP before SOAP",
     {"soap EwsUrl https://s.example/", "EXHTTP EwsUrl https://a.example/"},
     {NULL},
     "EwsUrl",
     "https://a.example/"},
    {"SOAP before JSON",
     {"json EwsUrl https://j.example/", "soap EwsUrl https://s.example/"},
     {NULL},
     "EwsUrl",
     "https://s.example/"},
    {"JSON alone", {"json EwsUrl https://j.example/"}, {NULL}, "EwsUrl", "https://j.example/"},
    {"the address it leads to",
     {"EXPR EwsUrl https://a.example/"},
     {"soap EwsUrl https://b.example/"},
     "EwsUrl",
     "https://b.example/"},
    {"the address it leads to has none",
     {"EXPR EwsUrl https://a.example/"},
     {"EXPR OABUrl https://b.example/"},
     "EwsUrl",
     NULL},
};

static void
give_urls(struct discovery *discovery, const char *const given[4])
{
	for (guint i = 0; i < 4 && given[i]; i++) {
		g_auto(GStrv) words = g_strsplit(given[i], " ", 3);

		g_ptr_array_add(discovery->given_urls, given_url_new(words[1], words[0], words[2]));
	}
}

static void
test_external(gconstpointer data)
{
	const struct external_row *row = data;
	g_autoptr(struct_discovery) discovery = discovery_new("a@b.example");

	give_urls(discovery, row->given);
	if (row->next[0]) {
		discovery->next = discovery_new("c@d.example");
		give_urls(discovery->next, row->next);
	}
	g_assert_cmpstr(discovery_external_url(discovery, row->wanted), ==, row->expected);
}

static void
test_names(void)
{
	for (guint i = 0; i < TRAIL_END_COUNT; i++)
		g_assert_nonnull(trail_end_name((enum trail_end)i));
	g_assert_cmpstr(trail_end_name(TRAIL_ODD_REDIRECT), ==, "odd redirect");
	g_assert_cmpstr(discovery_step_name(DISCOVERY_SRV), ==, "srv");
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
	ADD("/discovery/empty/", empty_rows, test_empty)
	ADD("/discovery/trail/", trail_rows, test_trail)
	ADD("/discovery/external/", external_rows, test_external)
	g_test_add_func("/discovery/whole", test_whole);
	g_test_add_func("/discovery/names", test_names);
	return g_test_run();
}
