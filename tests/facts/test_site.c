/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how the URL of a service is taken apart, and how a site is written as JSON. */
#include "facts/site.h"

#include "tests/support/json_compare.h"

struct split_row {
	const char *name;
	const char *url;
	const char *expected; /* scheme, host, port and path; NULL: it is refused */
};

static const struct split_row split_rows[] = {
    {"usual", "https://mail.example.com/EWS/Exchange.asmx",
     "https mail.example.com 443 /EWS/Exchange.asmx"},
    {"http", "http://mail.example.com/OAB/", "http mail.example.com 80 /OAB/"},
    {"no path", "https://a.example", "https a.example 443 /"},
    {"a slash alone", "https://a.example/", "https a.example 443 /"},
    {"a query", "https://a.example/x?y=1&z", "https a.example 443 /x?y=1&z"},
    {"a query without a path", "https://a.example?q", "https a.example 443 /?q"},
    {"an empty query", "https://a.example/x?", "https a.example 443 /x?"},
    {"a fragment stays here", "https://a.example/x#f", "https a.example 443 /x"},
    {"a fragment behind the host", "https://a.example#@b.example/", "https a.example 443 /"},
    {"capitals", "HTTPS://A.Example/X", "https A.Example 443 /X"},
    {"a port", "https://a.example:8443/x", "https a.example 8443 /x"},
    {"the usual port", "https://a.example:443/", "https a.example 443 /"},
    {"a port of nothing", "https://a.example:/", "https a.example 443 /"},
    {"an address", "https://192.0.2.1/x", "https 192.0.2.1 443 /x"},
    {"an address, version 6", "https://[2001:db8::1]:8443/x", "https 2001:db8::1 8443 /x"},
    {"a name of one word", "https://cas01/x", "https cas01 443 /x"},
    {"an underscore", "https://cas_01/x", "https cas_01 443 /x"},
    {"a dot at the end", "https://a.example./x", "https a.example. 443 /x"},
    {"beyond ASCII", "https://\xc3\xa9.example/", "https xn--9ca.example 443 /"},
    {"escapes in the path", "https://a.example/%41%2f", "https a.example 443 /A%2F"},
    {"a blank in the path", "https://a.example/x y", "https a.example 443 /x%20y"},
    {"steps up in the path", "https://a.example/../x", "https a.example 443 /x"},
    /* Nothing of it reaches the request line. */
    {"a line end in the path", "https://a.example/\r\nX: y", "https a.example 443 /%0D%0AX:%20y"},
    {"a line end in the query", "https://a.example/x?\n", "https a.example 443 /x?%0A"},
    {"no UTF-8 in the path", "https://a.example/\xff", "https a.example 443 /%FF"},
    /* No URL of a service. */
    {"Public Folder", "Public Folder", NULL},
    {"nothing", "", NULL},
    {"a path", "/EWS/Exchange.asmx", NULL},
    {"a name", "mail.example.com/EWS", NULL},
    {"no scheme", "//a.example/", NULL},
    {"ftp", "ftp://a.example/", NULL},
    {"a file", "file:///etc/hostname", NULL},
    {"a script", "javascript:alert(1)", NULL},
    {"no host", "https:///x", NULL},
    {"no slashes", "https:a.example", NULL},
    {"a user", "https://u@a.example/", NULL},
    {"a user and a password", "https://u:p@a.example/", NULL},
    {"a host as a user", "https://mail.example.com@a.example/", NULL},
    {"a backslash before another host", "https://a.example\\@b.example/", NULL},
    {"a port too high", "https://a.example:65536/", NULL},
    {"a port below nothing", "https://a.example:-1/", NULL},
    {"a broken escape", "https://a.example/%zz", NULL},
    {"a broken address", "https://[2001:db8::1/x", NULL},
    {"blanks before it", " https://a.example/", NULL},
    {"a blank in the host", "https://a ex.example/", NULL},
    {"a line end in the host", "https://a.example\r\nX: y/", NULL},
    {"a bar in the host", "https://a|b.example/", NULL},
    /* An escape in the host: what is looked at would not be where the request goes. */
    {"an escaped slash in the host", "https://a.example%2f.example.com/x", NULL},
    {"an escaped question mark in the host", "https://a.example%3f.example.com/x", NULL},
    {"an escaped fragment in the host", "https://a.example%23.example.com/x", NULL},
    {"an escaped at sign in the host", "https://mail.example.com%40a.example/x", NULL},
    {"an escaped backslash in the host", "https://a.example%5c.example.com/x", NULL},
    {"an escaped port", "https://a.example%3a8443/x", NULL},
    {"an escaped blank in the host", "https://a.example%20.example.com/x", NULL},
    {"an escaped line end in the host", "https://a.example%0d%0a.example.com/x", NULL},
    {"an escaped NUL in the host", "https://a.example%00.example.com/x", NULL},
    {"an address that is none", "https://[2001:db8:::1]/x", NULL},
    {"a host of this machine's network card", "https://[fe80::1%25eth0]/x", NULL},
};

static void
test_split(gconstpointer data)
{
	const struct split_row *row = data;
	g_autofree char *host = NULL;
	g_autofree char *path = NULL;
	g_autofree char *got = NULL;
	guint port = 0;
	gboolean tls = FALSE;

	if (site_split(row->url, &host, &port, &tls, &path))
		got = g_strdup_printf("%s %s %u %s", tls ? "https" : "http", host, port, path);
	g_assert_cmpstr(got, ==, row->expected);
}

struct json_row {
	const char *name;
	const char *url;
	gboolean visited;
	const char *expected;
};

static const struct json_row json_rows[] = {
    {"not visited", "https://a.example/x", FALSE,
     "{\"url\":\"https://a.example/x\",\"trusted\":true}"},
    {"visited", "https://a.example:8443/x", TRUE,
     "{\"hostname\":\"a.example\",\"port\":8443,\"tls\":true,\"resolved\":\"answered\","
     "\"resolve_seconds\":0.0,\"known_addresses\":0,\"seconds\":0.0,\"nodes\":[],\"url\":"
     "\"https://a.example:8443/x\",\"trusted\":true}"},
    {"no URL", "Public \xff", FALSE, "{\"url\":\"Public \357\277\275\"}"},
};

static void
test_json(gconstpointer data)
{
	const struct json_row *row = data;
	g_autoptr(struct_site) site = site_new(row->url);

	g_assert_cmpstr(site->url, ==, row->url);
	g_assert_false(site->trusted);
	site->trusted = TRUE;
	if (row->visited) {
		site->sweep = sweep_new(site->host);
		site->sweep->port = site->port;
		site->sweep->tls = site->tls;
		site->sweep->resolved = OUTCOME_ANSWERED;
	}
	json_compare(site_to_json(site), row->expected);
}

static void
test_free(void)
{
	site_free(NULL);
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
	ADD("/site/split/", split_rows, test_split)
	ADD("/site/json/", json_rows, test_json)
	g_test_add_func("/site/free", test_free);
	return g_test_run();
}
