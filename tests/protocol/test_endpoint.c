/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the table of virtual directories and what users may ask for. */
#include "protocol/endpoint.h"
#include <string.h>

struct table_row {
	const char *name;
	const char *path;
	guint methods;
	gboolean by_default;
	const char *iis_location;
	const char *metabase;
	const char *offer_2007;
	const char *offer_2013;
	enum extended_protection recommended;
};

enum { GET = ENDPOINT_GET, BOTH = ENDPOINT_GET | ENDPOINT_POST };

static const struct table_row table[] = {
    {"autodiscover", "/autodiscover/autodiscover.xml", BOTH, TRUE, "Default Web Site/Autodiscover",
     "w3svc/1/root/Autodiscover", "Negotiate, NTLM, Basic", "Negotiate, NTLM, Basic",
     EXTENDED_PROTECTION_NONE},
    {"ews", "/EWS/Exchange.asmx", BOTH, TRUE, "Default Web Site/EWS", "w3svc/1/root/EWS",
     "Negotiate, NTLM", "Negotiate, NTLM", EXTENDED_PROTECTION_ALLOW},
    {"oab", "/OAB/", GET, TRUE, "Default Web Site/OAB", "w3svc/1/root/OAB", "Negotiate, NTLM",
     "Negotiate, NTLM", EXTENDED_PROTECTION_ALLOW},
    {"mapi", "/mapi/emsmdb/", BOTH, FALSE, "Default Web Site/mapi", NULL, NULL, "Negotiate, NTLM",
     EXTENDED_PROTECTION_REQUIRE},
    {"rpc", "/rpc/rpcproxy.dll", GET, FALSE, "Default Web Site/Rpc", "w3svc/1/root/Rpc", NULL,
     "Negotiate, NTLM, Basic", EXTENDED_PROTECTION_REQUIRE},
    {"activesync", "/Microsoft-Server-ActiveSync", BOTH, FALSE,
     "Default Web Site/Microsoft-Server-ActiveSync", "w3svc/1/root/Microsoft-Server-ActiveSync",
     "Basic", "Basic", EXTENDED_PROTECTION_ALLOW},
    {"owa", "/owa/", GET, FALSE, "Default Web Site/owa", "w3svc/1/root/owa", "", "",
     EXTENDED_PROTECTION_REQUIRE},
    {"ecp", "/ecp/", GET, FALSE, "Default Web Site/ecp", NULL, NULL, "",
     EXTENDED_PROTECTION_REQUIRE},
    {"powershell", "/PowerShell/", BOTH, FALSE, "Default Web Site/PowerShell", NULL, NULL, NULL,
     EXTENDED_PROTECTION_NONE},
    {"api", "/api/", GET, FALSE, "Default Web Site/API", NULL, NULL, "Negotiate, NTLM",
     EXTENDED_PROTECTION_REQUIRE},
};

static void
test_table(gconstpointer data)
{
	const struct table_row *row = data;
	g_autofree char *shout = g_ascii_strup(row->name, -1);
	const struct endpoint *e = endpoint_find(shout);

	g_assert_nonnull(e);
	g_assert_cmpstr(e->name, ==, row->name);
	g_assert_cmpstr(e->path, ==, row->path);
	g_assert_cmpuint(e->methods, ==, row->methods);
	g_assert_cmpint(e->by_default, ==, row->by_default);
	g_assert_cmpstr(e->iis_location, ==, row->iis_location);
	g_assert_cmpstr(e->metabase, ==, row->metabase);
	g_assert_cmpstr(e->offers[ENDPOINT_EXCHANGE_2007], ==, row->offer_2007);
	g_assert_cmpstr(e->offers[ENDPOINT_EXCHANGE_2013], ==, row->offer_2013);
	g_assert_cmpint(e->recommended, ==, row->recommended);
	g_assert_true(endpoint_find_location(e->iis_location) == e);
	g_assert_cmpuint(strlen(e->title), >, 0);
}

static void
test_whole_table(void)
{
	g_autofree char *all = endpoint_names(FALSE);
	g_autofree char *few = endpoint_names(TRUE);

	g_assert_nonnull(endpoint_at(G_N_ELEMENTS(table) - 1));
	g_assert_null(endpoint_at(G_N_ELEMENTS(table)));
	g_assert_cmpstr(all, ==,
			"autodiscover, ews, oab, mapi, rpc, activesync, owa, ecp, powershell, api");
	g_assert_cmpstr(few, ==, "autodiscover, ews, oab");
	g_assert_null(endpoint_find("exchange"));
	g_assert_null(endpoint_find(""));
	g_assert_null(endpoint_find_location("Default Web Site"));
	g_assert_true(endpoint_find_location("W3SVC/1/ROOT/ews") == endpoint_find("ews"));
}

struct choice_row {
	const char *text;
	const char *name; /* NULL: refused */
	const char *path;
	guint methods;
	const char *error; /* whole message */
};

#define KNOWN "autodiscover, ews, oab, mapi, rpc, activesync, owa, ecp, powershell, api"
#define BAD_PATH                                                                                   \
	": expected a path that begins with \"/\", without blanks and quotes, of at most 1024 "    \
	"bytes"

static const struct choice_row choices[] = {
    {"ews", "ews", "/EWS/Exchange.asmx", BOTH, NULL},
    {"EWS", "ews", "/EWS/Exchange.asmx", BOTH, NULL},
    {"ews=/EWS2/Exchange.asmx", "ews", "/EWS2/Exchange.asmx", BOTH, NULL},
    {"Portal=/portal/", "portal", "/portal/", GET, NULL},
    {"a_9=/", "a_9", "/", GET, NULL},
    {"nineteen_characters=/x", "nineteen_characters", "/x", GET, NULL},
    {"q=/a?b=c&d=e", "q", "/a?b=c&d=e", GET, NULL},
    {"twenty_characters_xx=/x", NULL, NULL, 0,
     "endpoint name \"twenty_characters_xx\": expected 1 to 19 of a-z, 0-9, _"},
    {"=/x", NULL, NULL, 0, "endpoint name \"\": expected 1 to 19 of a-z, 0-9, _"},
    {"my-site=/x", NULL, NULL, 0, "endpoint name \"my-site\": expected 1 to 19 of a-z, 0-9, _"},
    {"portal", NULL, NULL, 0,
     "unknown endpoint \"portal\": expected one of " KNOWN ", or NAME=PATH"},
    {"portal=", NULL, NULL, 0, "endpoint portal: path \"\"" BAD_PATH},
    {"portal=x", NULL, NULL, 0, "endpoint portal: path \"x\"" BAD_PATH},
    {"portal=//x y", NULL, NULL, 0, "endpoint portal: path \"//x y\"" BAD_PATH},
    {"portal=/x|y", NULL, NULL, 0, "endpoint portal: path \"/x|y\"" BAD_PATH},
    {"portal=/x\r\nHost: y", NULL, NULL, 0, "endpoint portal: path \"/x\r\nHost: y\"" BAD_PATH},
    {"portal=/x#y", NULL, NULL, 0, "endpoint portal: path \"/x#y\"" BAD_PATH},
    {"portal=/\xc3\xa9", NULL, NULL, 0, "endpoint portal: path \"/\xc3\xa9\"" BAD_PATH},
    {"portal=https://x/", NULL, NULL, 0, "endpoint portal: path \"https://x/\"" BAD_PATH},
};

static void
test_choice(gconstpointer data)
{
	const struct choice_row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_endpoint_choice) choice = endpoint_choice_parse(row->text, &error);

	g_assert_cmpstr(error ? error->message : NULL, ==, row->error);
	g_assert_cmpint(choice != NULL, ==, row->name != NULL);
	if (choice) {
		g_assert_cmpstr(choice->name, ==, row->name);
		g_assert_cmpstr(choice->path, ==, row->path);
		g_assert_cmpuint(choice->methods, ==, row->methods);
		g_assert_true(choice->known == endpoint_find(row->name));
	}
}

static void
test_path_limit(void)
{
	g_autofree char *longest = g_strnfill(1024 - 1, 'x');
	g_autofree char *good = g_strconcat("a=/", longest, NULL);
	g_autofree char *bad = g_strconcat("a=/x", longest, NULL);
	g_autoptr(struct_endpoint_choice) choice = endpoint_choice_parse(good, NULL);

	g_assert_nonnull(choice);
	g_assert_null(endpoint_choice_parse(bad, NULL));
}

static void
test_choice_of_row(void)
{
	g_autoptr(struct_endpoint_choice) choice = endpoint_choice_new(endpoint_find("oab"));

	g_assert_cmpstr(choice->name, ==, "oab");
	g_assert_cmpstr(choice->path, ==, "/OAB/");
	g_assert_cmpuint(choice->methods, ==, GET);
	g_assert_true(choice->known == endpoint_find("oab"));
}

struct protection_row {
	const char *text;
	gboolean good;
	enum extended_protection expected;
};

static const struct protection_row protections[] = {
    {"None", TRUE, EXTENDED_PROTECTION_NONE},	    {"allow", TRUE, EXTENDED_PROTECTION_ALLOW},
    {"REQUIRE", TRUE, EXTENDED_PROTECTION_REQUIRE}, {"0", TRUE, EXTENDED_PROTECTION_NONE},
    {"2", TRUE, EXTENDED_PROTECTION_REQUIRE},	    {"3", FALSE, EXTENDED_PROTECTION_NONE},
    {"22", FALSE, EXTENDED_PROTECTION_NONE},	    {" ", FALSE, EXTENDED_PROTECTION_NONE},
    {"Allowed", FALSE, EXTENDED_PROTECTION_NONE},
};

static void
test_protection(gconstpointer data)
{
	const struct protection_row *row = data;
	enum extended_protection ep = EXTENDED_PROTECTION_COUNT;

	g_assert_cmpint(extended_protection_from_name(row->text, &ep), ==, row->good);
	g_assert_cmpint(ep, ==, row->good ? row->expected : EXTENDED_PROTECTION_COUNT);
}

static void
test_protection_names(void)
{
	g_assert_cmpstr(extended_protection_name(EXTENDED_PROTECTION_NONE), ==, "None");
	g_assert_cmpstr(extended_protection_name(EXTENDED_PROTECTION_ALLOW), ==, "Allow");
	g_assert_cmpstr(extended_protection_name(EXTENDED_PROTECTION_REQUIRE), ==, "Require");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {
		g_autofree char *path = g_strdup_printf("/endpoint/table/%s", table[i].name);

		g_test_add_data_func(path, &table[i], test_table);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(choices); i++) {
		g_autofree char *text = g_strescape(choices[i].text, NULL);
		g_autofree char *path = g_strdup_printf("/endpoint/choice/\"%s\"", text);

		g_test_add_data_func(path, &choices[i], test_choice);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(protections); i++) {
		g_autofree char *path =
		    g_strdup_printf("/endpoint/protection/\"%s\"", protections[i].text);

		g_test_add_data_func(path, &protections[i], test_protection);
	}
	g_test_add_func("/endpoint/whole table", test_whole_table);
	g_test_add_func("/endpoint/path limit", test_path_limit);
	g_test_add_func("/endpoint/choice of a row", test_choice_of_row);
	g_test_add_func("/endpoint/protection names", test_protection_names);
	return g_test_run();
}
