/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests conversations through a proxy. */
#include <string.h>
#include <unistd.h>

#include "probe/http.h"
#include "tests/support/canned.h"

enum { PATIENT_MS = 5000 };

#define LIST "HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM\r\nContent-Length: 0\r\n\r\n"
#define NEEDS                                                                                      \
	"HTTP/1.1 407 x\r\nProxy-Authenticate: Basic\r\nContent-Length: 0\r\nConnection: "         \
	"close\r\n\r\n"
#define DENIED "HTTP/1.1 403 x\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
#define TUNNEL "HTTP/1.1 200 x\r\n\r\n"

struct row {
	const char *name;
	const char *answer; /* of the proxy; NULL: there is none where it should be */
	gboolean tls;
	gboolean pinned; /* to 192.0.2.1 */
	gboolean from_environment;
	enum outcome outcome;
	const char *request; /* how the first one begins; NULL: none may come */
};

static const struct row rows[] = {
    {"http", LIST, FALSE, FALSE, FALSE, OUTCOME_ANSWERED,
     "GET http://mail.example.com:8080/ HTTP/1.1\r\n"},
    {"http, from the environment", LIST, FALSE, FALSE, TRUE, OUTCOME_ANSWERED,
     "GET http://mail.example.com:8080/ HTTP/1.1\r\n"},
    {"https, the proxy wants a logon", NEEDS, TRUE, FALSE, FALSE, OUTCOME_PROXY,
     "CONNECT mail.example.com:8080 HTTP/1.1\r\n"},
    {"https, the proxy does not want to", DENIED, TRUE, FALSE, TRUE, OUTCOME_PROXY,
     "CONNECT mail.example.com:8080 HTTP/1.1\r\n"},
    {"https, to one node", DENIED, TRUE, TRUE, FALSE, OUTCOME_PROXY,
     "CONNECT 192.0.2.1:8080 HTTP/1.1\r\n"},
    {"https, the tunnel ends at once", TUNNEL "Connection: close", TRUE, FALSE, FALSE, OUTCOME_TLS,
     "CONNECT mail.example.com:8080 HTTP/1.1\r\n"},
    {"no proxy there", NULL, FALSE, FALSE, FALSE, OUTCOME_PROXY, NULL},
    {"no proxy there for https", NULL, TRUE, FALSE, TRUE, OUTCOME_PROXY, NULL},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	const char *const answers[] = {row->answer ? row->answer : "", NULL};
	struct canned *canned = row->answer ? canned_start(answers) : NULL;
	int reserved = -1;
	guint port = canned ? canned_port(canned) : canned_reserve(&reserved);
	g_autofree char *proxy = g_strdup_printf("http://127.0.0.1:%u", port);
	g_autoptr(GPtrArray) addresses = g_ptr_array_new();
	struct http_target target = {.hostname = "mail.example.com", .port = 8080, .tls = row->tls};
	struct http_request request = {.method = METHOD_GET, .path = "/"};
	g_autoptr(struct_http) http = NULL;
	g_autoptr(struct_answer) answer = NULL;
	g_autoptr(GPtrArray) requests = NULL;

	g_ptr_array_add(addresses, (gpointer) "192.0.2.1");
	target.addresses = row->pinned ? addresses : NULL;
	target.proxy = row->from_environment ? NULL : proxy;
	if (row->from_environment)
		g_setenv(row->tls ? "https_proxy" : "http_proxy", proxy, TRUE);
	http = http_new(&target);
	answer = http_ask(http, &request, deadline_in_ms(PATIENT_MS));
	if (row->from_environment)
		g_unsetenv(row->tls ? "https_proxy" : "http_proxy");
	requests = canned ? canned_stop(canned) : g_ptr_array_new();
	if (reserved >= 0)
		close(reserved);
	g_test_message("%s", answer->trouble ? answer->trouble : "");
	g_assert_cmpstr(outcome_name(answer->outcome), ==, outcome_name(row->outcome));
	if (row->request)
		g_assert_true(g_str_has_prefix(g_ptr_array_index(requests, 0), row->request));
	else
		g_assert_cmpuint(requests->len, ==, 0);
	/* What the proxy says of its own is no answer of the server. */
	if (row->tls)
		g_assert_cmpuint(answer->headers->len, ==, 0);
}

/* --no-proxy is stronger than the environment. */
static void
test_no_proxy(void)
{
	static const char *const answers[] = {LIST, NULL};
	struct canned *server = canned_start(answers);
	struct canned *gate = canned_start(answers);
	g_autofree char *proxy = g_strdup_printf("http://127.0.0.1:%u", canned_port(gate));
	struct http_target target = {
	    .hostname = "127.0.0.1", .port = canned_port(server), .no_proxy = TRUE};
	struct http_request request = {.method = METHOD_GET, .path = "/"};
	g_autoptr(struct_http) http = NULL;
	g_autoptr(struct_answer) answer = NULL;
	g_autoptr(GPtrArray) seen = NULL;
	g_autoptr(GPtrArray) unseen = NULL;

	g_setenv("http_proxy", proxy, TRUE);
	http = http_new(&target);
	answer = http_ask(http, &request, deadline_in_ms(PATIENT_MS));
	g_unsetenv("http_proxy");
	seen = canned_stop(server);
	unseen = canned_stop(gate);
	g_assert_cmpint(answer->outcome, ==, OUTCOME_ANSWERED);
	g_assert_cmpuint(seen->len, ==, 1);
	g_assert_cmpuint(unseen->len, ==, 0);
}

int
main(int argc, char **argv)
{
	static const char *const variables[] = {"http_proxy", "https_proxy", "HTTPS_PROXY",
						"all_proxy",  "ALL_PROXY",   "no_proxy",
						"NO_PROXY"};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(variables); i++)
		g_unsetenv(variables[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/http_proxy/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	g_test_add_func("/http_proxy/--no-proxy", test_no_proxy);
	return g_test_run();
}
