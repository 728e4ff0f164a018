/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how Autodiscover's JSON is read and asked for. */
#include "protocol/autodiscover_json.h"

#include <string.h>

#include "tests/support/discovered.h"

#define BYTES(literal) literal, sizeof(literal) - 1
#define URL	       "https://mail.example.com/EWS/Exchange.asmx"
#define NEITHER	       "! expected \"Url\" or \"ErrorCode\", got neither"

static const struct discovered_row rows[] = {
    {"settings", BYTES("{\"Protocol\":\"Ews\",\"Url\":\"" URL "\"}"),
     "json settings; settings Protocol=Ews Url=" URL},
    {"without a protocol", BYTES("{\"Url\":\"" URL "\"}"), "json settings; settings Url=" URL},
    {"blanks round a text", BYTES("{\"Url\":\" " URL "\\r\\n\"}"),
     "json settings; settings Url=" URL},
    {"members that nobody asked for", BYTES("{\"a\":{\"Url\":1},\"Url\":\"" URL "\",\"b\":[]}"),
     "json settings; settings Url=" URL},
    {"escapes", BYTES("{\"Protocol\":\"\\u0045\\u00fc\",\"Url\":\"https:\\/\\/a.example\\/\"}"),
     "json settings; settings Protocol=E\xc3\xbc Url=https://a.example/"},
    {"error", BYTES("{\"ErrorCode\":\"InvalidUserId\",\"ErrorMessage\":\"The email is invalid.\"}"),
     "json; error InvalidUserId|The email is invalid.| "},
    {"error without a message", BYTES("{\"ErrorCode\":\"UserNotFound\"}"),
     "json; error UserNotFound| | "},
    {"an error counts more than a URL",
     BYTES("{\"ErrorCode\":\"ProtocolNotSupported\",\"Url\":\"" URL "\"}"),
     "json; error ProtocolNotSupported| | ; settings Url=" URL},
    {"a message alone", BYTES("{\"ErrorMessage\":\"An error has occurred.\"}"),
     "json; error  |An error has occurred.| ; " NEITHER},
    {"no member", BYTES("{}"), "json; " NEITHER},
    {"a protocol alone", BYTES("{\"Protocol\":\"Ews\"}"), "json; settings Protocol=Ews; " NEITHER},
    {"an empty URL", BYTES("{\"Protocol\":\"Ews\",\"Url\":\"\"}"),
     "json settings; settings Protocol=Ews"},
    {"a URL of blanks", BYTES("{\"Url\":\" \\t\"}"), "json settings"},
    {"a URL that is a number", BYTES("{\"Url\":1}"), "json; " NEITHER},
    {"null", BYTES("{\"Url\":null,\"ErrorCode\":null}"), "json; " NEITHER},
    {"names in another case", BYTES("{\"url\":\"" URL "\"}"), "json; " NEITHER},
    {"an empty code", BYTES("{\"ErrorCode\":\"\",\"Url\":\"" URL "\"}"),
     "json settings; settings Url=" URL},
    {"cut", BYTES("{\"Url\":\"https://a"), "json; ! expected a JSON object, got none: ..."},
    {"a brace", BYTES("{"), "json; ! expected a JSON object, got none: ..."},
    {"more behind it", BYTES("{\"Url\":\"" URL "\"}x"),
     "json; ! expected a JSON object, got none: ..."},
    {"a NUL in a text", BYTES("{\"Url\":\"a\\u0000b\"}"),
     "json; ! expected a JSON object, got none: ..."},
    {"bytes that are no UTF-8", BYTES("{\"Url\":\"\xff\"}"),
     "json; ! expected a JSON object, got none: ..."},
    {"single quotes", BYTES("{'Url':'a'}"), "json; ! expected a JSON object, got none: ..."},
};

struct path_row {
	const char *name, *email, *protocol;
	guint count;
	const char *expected;
};

static const struct path_row path_rows[] = {
    {"plain", "user@example.com", "Ews", 1,
     "/autodiscover/autodiscover.json?Email=user%40example.com&Protocol=Ews&RedirectCount=1"},
    {"what URLs have a use for", "a+b&c=d?e#f%g/h@example.com", "ActiveSync", 0,
     "/autodiscover/autodiscover.json?Email=a%2Bb%26c%3Dd%3Fe%23f%25g%2Fh%40example.com"
     "&Protocol=ActiveSync&RedirectCount=0"},
    {"beyond ASCII", "zo\xc3\xab@example.com", "AutodiscoverV1", 10,
     "/autodiscover/autodiscover.json?Email=zo%C3%AB%40example.com&Protocol=AutodiscoverV1"
     "&RedirectCount=10"},
    {"blanks and line ends", "a b\r\nX: y@example.com", "Ews", 1,
     "/autodiscover/autodiscover.json?Email=a%20b%0D%0AX%3A%20y%40example.com&Protocol=Ews"
     "&RedirectCount=1"},
};

static void
test_path(gconstpointer data)
{
	const struct path_row *row = data;
	g_autofree char *path = autodiscover_json_path(row->email, row->protocol, row->count);

	g_assert_cmpstr(path, ==, row->expected);
}

/* One byte more than is taken. */
static void
test_too_long(void)
{
	enum { LIMIT = 1024 * 1024 };
	static const char begin[] = "{\"Url\":\"x\"}";
	g_autofree char *bytes = g_strnfill(LIMIT + 1, ' ');
	g_autoptr(struct_autodiscover_answer) longer = NULL;
	g_autoptr(struct_autodiscover_answer) as_long = NULL;

	memcpy(bytes, begin, sizeof(begin) - 1); /* blanks go on behind it */
	longer = autodiscover_parse(bytes, LIMIT + 1);
	g_assert_cmpstr(longer->malformed, ==,
			"expected at most 1048576 bytes of JSON, got 1048577");
	as_long = autodiscover_parse(bytes, LIMIT);
	g_assert_cmpstr(as_long->malformed, ==, NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	discovered_add("/autodiscover json/read/", rows, G_N_ELEMENTS(rows));
	for (gsize i = 0; i < G_N_ELEMENTS(path_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/autodiscover json/path/%s", path_rows[i].name);

		g_test_add_data_func(path, &path_rows[i], test_path);
	}
	g_test_add_func("/autodiscover json/too long", test_too_long);
	return g_test_run();
}
