/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how a step of Autodiscover that begins without TLS is followed to its end. */
#include "probe/discovery.h"

#include <string.h>

#include "tests/support/canned.h"

enum { PATIENT_MS = 5000, ANSWERS_MAX = 4 };

#define XML	   "/autodiscover/autodiscover.xml"
#define HTTP	   "http://autodiscover.example.com" XML
#define BODY(text) "HTTP/1.1 200 x\r\nContent-Type: text/xml\r\nConnection: close\r\n\r\n" text
#define TO(url)                                                                                    \
	"HTTP/1.1 302 x\r\nLocation: " url "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
#define STATUS(line) "HTTP/1.1 " line "\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
#define POX(inside)                                                                                \
	BODY("<Autodiscover><Response xmlns='http://schemas.microsoft.com/exchange/autodiscover/"  \
	     "outlook/responseschema/2006a'>" inside "</Response></Autodiscover>")
#define ACCOUNT(inside) POX("<Account>" inside "</Account>")

struct row {
	const char *name;
	const char *answers[ANSWERS_MAX];
	enum trail_end end;
	const char *redirect; /* NULL: none */
	const char *hops;     /* method and URL of each */
	const char *next;     /* the address that was discovered then; NULL: none */
};

#define GET "GET " HTTP

/* Our server is the proxy of all hosts; what is behind TLS it does not let us reach. */
static const struct row rows[] = {
    {"not found", {STATUS("404 x")}, TRAIL_STATUS, NULL, GET, NULL},
    {"a challenge without TLS is not answered",
     {STATUS("401 x\r\nWWW-Authenticate: Basic realm=\"a\"\r\nWWW-Authenticate: NTLM")},
     TRAIL_CHALLENGED,
     NULL,
     GET,
     NULL},
    {"no answer", {CANNED_CLOSE}, TRAIL_LOST, NULL, GET, NULL},
    {"a page", {BODY("<html>")}, TRAIL_FOREIGN, NULL, GET, NULL},
    {"an empty page", {BODY("")}, TRAIL_FOREIGN, NULL, GET, NULL},
    {"settings", {ACCOUNT("<Action>settings</Action>")}, TRAIL_SETTINGS, NULL, GET, NULL},
    {"an error of Autodiscover",
     {POX("<Error><ErrorCode>500</ErrorCode></Error>")},
     TRAIL_ERROR,
     NULL,
     GET,
     NULL},
    {"a cut document with an error in it",
     {BODY("<Autodiscover><Response><Error><ErrorCode>500</ErrorCode>")},
     TRAIL_FOREIGN,
     NULL,
     GET,
     NULL},
    {"another address",
     {ACCOUNT("<Action>redirectAddr</Action><RedirectAddr>b@d.example</RedirectAddr>"),
      STATUS("404 x")},
     TRAIL_ADDRESS,
     "b@d.example",
     GET,
     "b@d.example"},
    {"the same address is not begun anew",
     {ACCOUNT("<Action>redirectAddr</Action><RedirectAddr>A@Example.COM</RedirectAddr>")},
     TRAIL_ADDRESS,
     "A@Example.COM",
     GET,
     NULL},
    {"an address that is none",
     {ACCOUNT("<Action>redirectAddr</Action><RedirectAddr>d.example</RedirectAddr>")},
     TRAIL_ADDRESS,
     "d.example",
     GET,
     NULL},
    {"an action without a target",
     {ACCOUNT("<Action>redirectUrl</Action>")},
     TRAIL_FOREIGN,
     NULL,
     GET,
     NULL},
    /* Where clients go on, and where they do not. */
    {"to https",
     {TO("https://mail.example.com" XML), STATUS("503 x")},
     TRAIL_LOST,
     "https://mail.example.com" XML,
     GET ", POST https://mail.example.com" XML,
     NULL},
    {"to https, any case",
     {TO("https://mail.example.com/AutoDiscover/AutoDiscover.XML"), STATUS("503 x")},
     TRAIL_LOST,
     "https://mail.example.com/AutoDiscover/AutoDiscover.XML",
     GET ", POST https://mail.example.com/AutoDiscover/AutoDiscover.XML",
     NULL},
    {"to https by the document",
     {ACCOUNT("<Action>redirectUrl</Action><RedirectUrl>https://mail.example.com" XML
	      "</RedirectUrl>"),
      STATUS("503 x")},
     TRAIL_LOST,
     "https://mail.example.com" XML,
     GET ", POST https://mail.example.com" XML,
     NULL},
    {"to another port",
     {TO("https://mail.example.com:8443" XML), STATUS("503 x")},
     TRAIL_LOST,
     "https://mail.example.com:8443" XML,
     GET ", POST https://mail.example.com:8443" XML,
     NULL},
    {"to http",
     {TO("http://mail.example.com" XML)},
     TRAIL_ODD_REDIRECT,
     "http://mail.example.com" XML,
     GET,
     NULL},
    {"to itself", {TO(XML)}, TRAIL_ODD_REDIRECT, HTTP, GET, NULL},
    {"to another path",
     {TO("https://mail.example.com/owa/")},
     TRAIL_ODD_REDIRECT,
     "https://mail.example.com/owa/",
     GET,
     NULL},
    {"to the path in a query",
     {TO("https://login.example.net/?to=" XML)},
     TRAIL_ODD_REDIRECT,
     "https://login.example.net/?to=" XML,
     GET,
     NULL},
    {"to the path behind a fragment",
     {TO("https://login.example.net/#" XML)},
     TRAIL_ODD_REDIRECT,
     "https://login.example.net/#" XML,
     GET,
     NULL},
    {"to the path in a user's name",
     {TO("https://a@login.example.net" XML)},
     TRAIL_ODD_REDIRECT,
     "https://a@login.example.net" XML,
     GET,
     NULL},
    {"to a name that begins alike",
     {TO("https://mail.example.com/autodiscover/xautodiscover.xml")},
     TRAIL_ODD_REDIRECT,
     "https://mail.example.com/autodiscover/xautodiscover.xml",
     GET,
     NULL},
    {"to nowhere", {STATUS("302 x")}, TRAIL_STATUS, NULL, GET, NULL},
    {"to what is no URL", {TO("https://[x" XML)}, TRAIL_ODD_REDIRECT, NULL, GET, NULL},
};

static char *
describe(const struct trail *trail)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < trail->hops->len; i++) {
		const struct hop *hop = g_ptr_array_index(trail->hops, i);

		g_string_append_printf(
		    text, "%s%s %s", i > 0 ? ", " : "",
		    hop->call ? method_name(hop->call->plain->answer->method) : "-", hop->url);
	}
	return g_string_free(text, FALSE);
}

static void
test_trail(gconstpointer data)
{
	const struct row *row = data;
	struct canned *canned = canned_start(row->answers);
	g_autofree char *proxy = g_strdup_printf("http://127.0.0.1:%u", canned_port(canned));
	g_autofree char *password = g_strdup("open sesame");
	g_autoptr(struct_secret) secret = secret_take(password, strlen(password));
	struct identity identity = {.user = "probe", .password = secret};
	struct discovery_request request = {.email = "a@example.com",
					    .target = {.proxy = proxy},
					    .steps = 1U << DISCOVERY_REDIRECT,
					    .scheme = SCHEME_BASIC,
					    .account = "probe",
					    .identity = &identity};
	g_autoptr(struct_discovery) discovery = NULL;
	g_autoptr(GPtrArray) requests = NULL;
	g_autofree char *hops = NULL;
	const struct trail *trail;

	discovery = discovery_run(&request, deadline_in_ms(PATIENT_MS));
	requests = canned_stop(canned);
	trail = discovery->trails[DISCOVERY_REDIRECT];
	hops = describe(trail);
	g_assert_cmpstr(trail_end_name(trail->end), ==, trail_end_name(row->end));
	g_assert_cmpstr(trail->redirect, ==, row->redirect);
	g_assert_cmpstr(hops, ==, row->hops);
	g_assert_cmpstr(discovery->next ? discovery->next->email : NULL, ==, row->next);
	/* However tempting. */
	for (guint i = 0; i < requests->len; i++)
		g_assert_null(strstr(g_ptr_array_index(requests, i), "Authorization:"));
	g_assert_cmpint(discovery->logon->secret, ==, SECRET_UNTRIED);
	g_assert_null(discovery->trails[DISCOVERY_HOST]);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/trail/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_trail);
	}
	return g_test_run();
}
