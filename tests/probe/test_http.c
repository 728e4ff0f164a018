/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests conversations over a real socket: what is sent, what is kept, how it ends. */
#include "probe/http.h"

#include <string.h>
#include <unistd.h>

#include "config.h"
#include "tests/support/canned.h"
#include "tests/support/replier.h"

enum { PATIENT_MS = 5000 };

#define LIST                                                                                       \
	"HTTP/1.1 401 Unauthorized\r\nWWW-Authenticate: NTLM\r\nWWW-Authenticate: "                \
	"Negotiate\r\nContent-Length: 0\r\n\r\n"
#define TEN	"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n0123456789"
#define CLOSING "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n"
#define COOKIE                                                                                     \
	"HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nSet-Cookie: a=b\r\nContent-Length: "        \
	"0\r\n\r\n"

static struct http_target
target_of(const char *hostname, guint port)
{
	return (struct http_target){.hostname = hostname, .port = port};
}

static struct answer *
ask(struct http *http, enum method method, gsize body_limit)
{
	struct http_request request = {.method = method, .path = "/x?y", .body_limit = body_limit};

	return http_ask(http, &request, deadline_in_ms(PATIENT_MS));
}

/* All requests one after the other. */
static char *
join_requests(GPtrArray *requests)
{
	g_ptr_array_add(requests, NULL);
	return g_strjoinv("--\n", (char **)requests->pdata);
}

/* What goes over the wire, byte for byte: no credentials, no cookie, no "Expect". */
static void
test_requests(void)
{
	static const char *const answers[] = {COOKIE, LIST, NULL};
	static const char *const headers[] = {"Content-Type: text/xml", NULL};
	struct canned *canned = canned_start(answers);
	guint port = canned_port(canned);
	struct http_target target = target_of("127.0.0.1", port);
	struct http_request post = {
	    .method = METHOD_POST, .path = "/x?y", .headers = headers, .body = "<a/>"};
	g_autoptr(struct_http) http = http_new(&target);
	g_autoptr(struct_answer) first = ask(http, METHOD_GET, 0);
	g_autoptr(struct_answer) second = http_ask(http, &post, deadline_in_ms(PATIENT_MS));
	g_autoptr(struct_answer) third = ask(http, METHOD_POST, 0);
	g_autoptr(struct_answer) fourth = ask(http, METHOD_HEAD, 0);
	g_autoptr(struct_answer) fifth = ask(http, METHOD_GET, 0);
	g_autoptr(GPtrArray) requests = canned_stop(canned);
	g_autofree char *sent = join_requests(requests);
	g_autofree char *common =
	    g_strdup_printf(" /x?y HTTP/1.1\r\nHost: 127.0.0.1:%u\r\nUser-Agent: " PACKAGE_TARNAME
			    "/" PACKAGE_VERSION "\r\nAccept: */*\r\n",
			    port);
	g_autofree char *expected = g_strdup_printf(
	    "GET%s\r\n--\nPOST%sContent-Type: text/xml\r\nContent-Length: 4\r\n\r\n<a/>--\n"
	    "POST%sContent-Length: 0\r\nContent-Type: "
	    "application/x-www-form-urlencoded\r\n\r\n--\nHEAD%s\r\n--\nGET%s\r\n",
	    common, common, common, common, common);

	g_assert_cmpstr(sent, ==, expected);
	g_assert_cmpuint(third->status, ==, 401);
	g_assert_cmpint(fourth->method, ==, METHOD_HEAD);
	g_assert_cmpuint(fifth->status, ==, 401);
	/* A redirect is an answer like any other. */
	g_assert_cmpuint(first->status, ==, 302);
	g_assert_cmpstr(answer_header(first, "location"), ==, "/elsewhere");
	g_assert_cmpuint(second->status, ==, 401);
	g_assert_cmpstr(second->reason, ==, "Unauthorized");
	g_assert_cmpstr(second->version, ==, "1.1");
	g_assert_cmpuint(second->headers->len, ==, 3);
	g_assert_null(http_steal_certificate(http));
	g_assert_null(http_steal_certificate(http));
}

/* One private connection, as NTLM needs it; a new one only when the server has closed it. */
static void
test_connection(void)
{
	static const char *const answers[] = {LIST, CLOSING, LIST, NULL};
	struct canned *canned = canned_start(answers);
	struct http_target target = target_of("127.0.0.1", canned_port(canned));
	g_autoptr(struct_http) http = http_new(&target);
	g_autoptr(struct_answer) first = ask(http, METHOD_GET, 0);
	g_autoptr(struct_answer) second = ask(http, METHOD_POST, 0);
	g_autoptr(struct_answer) third = ask(http, METHOD_GET, 0);
	g_autoptr(GPtrArray) requests = canned_stop(canned);

	g_assert_cmpuint(requests->len, ==, 3);
	g_assert_false(first->connection_reused);
	g_assert_cmpint(first->connect_us, >, 0);
	g_assert_cmpint(first->tls_us, ==, 0);
	g_assert_cmpint(first->first_byte_us, >=, first->connect_us);
	g_assert_cmpint(first->total_us, >=, first->first_byte_us);
	g_assert_cmpstr(first->address, ==, "127.0.0.1");
	g_assert_cmpuint(first->local_port, >, 0);
	g_assert_true(second->connection_reused);
	g_assert_cmpuint(second->local_port, ==, first->local_port);
	g_assert_false(third->connection_reused);
	g_assert_cmpuint(third->local_port, !=, first->local_port);
}

/* Which connection a request takes, after one that left the connection so. */
struct connection_row {
	const char *name;
	const char *first; /* the answer before it; NULL: none */
	gboolean first_closes;
	enum http_connection connection;
	enum outcome outcome;
	guint arrived; /* the connection that it came over; 0: it did not arrive */
};

static const struct connection_row connection_rows[] = {
    {"any, kept", LIST, FALSE, HTTP_CONNECTION_ANY, OUTCOME_ANSWERED, 1},
    {"any, closing", CLOSING, TRUE, HTTP_CONNECTION_ANY, OUTCOME_ANSWERED, 2},
    {"any, closed without a word", LIST, TRUE, HTTP_CONNECTION_ANY, OUTCOME_ANSWERED, 2},
    {"any, the first", NULL, FALSE, HTTP_CONNECTION_ANY, OUTCOME_ANSWERED, 1},
    {"fresh, kept", LIST, FALSE, HTTP_CONNECTION_FRESH, OUTCOME_ANSWERED, 2},
    {"fresh, closed without a word", LIST, TRUE, HTTP_CONNECTION_FRESH, OUTCOME_ANSWERED, 2},
    {"fresh, the first", NULL, FALSE, HTTP_CONNECTION_FRESH, OUTCOME_ANSWERED, 1},
    {"same, kept", LIST, FALSE, HTTP_CONNECTION_SAME, OUTCOME_ANSWERED, 1},
    {"same, closing", CLOSING, TRUE, HTTP_CONNECTION_SAME, OUTCOME_CUT, 0},
    {"same, closed without a word", LIST, TRUE, HTTP_CONNECTION_SAME, OUTCOME_CUT, 0},
    {"same, the first", NULL, FALSE, HTTP_CONNECTION_SAME, OUTCOME_CUT, 0},
};

/* What test_connection_row()'s server says, and what it saw last. */
struct witness {
	const struct connection_row *row;
	guint requests, connection;
};

static struct reply
testify(const struct replier_request *request, void *data)
{
	struct witness *witness = data;
	gboolean first = witness->requests++ == 0 && witness->row->first;

	witness->connection = request->connection;
	return (struct reply){.text = g_strdup(first ? witness->row->first : LIST),
			      .close = first && witness->row->first_closes};
}

static void
test_connection_row(gconstpointer data)
{
	const struct connection_row *row = data;
	struct witness witness = {.row = row};
	struct replier *replier = replier_start(testify, &witness);
	struct http_target target = target_of("127.0.0.1", replier_port(replier));
	struct http_request request = {
	    .method = METHOD_GET, .path = "/x", .connection = row->connection};
	struct http *http = http_new(&target);
	g_autoptr(struct_answer) first = row->first ? ask(http, METHOD_GET, 0) : NULL;
	g_autoptr(struct_answer) answer = http_ask(http, &request, deadline_in_ms(PATIENT_MS));
	g_autoptr(struct_answer) later = ask(http, METHOD_GET, 0);
	guint requests = (first ? 1U : 0U) + (row->arrived > 0 ? 1U : 0U) + 1U;

	http_free(http);
	replier_stop(replier);
	g_assert_cmpstr(outcome_name(answer->outcome), ==, outcome_name(row->outcome));
	g_assert_cmpint(answer->connection_reused, ==, first && row->arrived == 1);
	if (first && row->arrived == 1)
		g_assert_cmpuint(answer->local_port, ==, first->local_port);
	if (row->outcome == OUTCOME_CUT)
		g_assert_cmpstr(answer->trouble, ==,
				"the server closed the connection between two messages");
	/* It was not sent over another one, and the conversation can go on. */
	g_assert_cmpuint(witness.requests, ==, requests);
	g_assert_cmpint(later->outcome, ==, OUTCOME_ANSWERED);
	g_assert_cmpuint(witness.connection, ==, row->arrived > 0 ? row->arrived : first ? 2 : 1);
}

struct body_row {
	const char *name;
	const char *answer;
	gsize limit;
	enum outcome body_outcome;
	const char *body;
};

static const struct body_row body_rows[] = {
    {"all of it", TEN, 100, OUTCOME_ANSWERED, "0123456789"},
    {"exactly the limit", TEN, 10, OUTCOME_ANSWERED, "0123456789"},
    {"one too many", TEN, 9, OUTCOME_TOO_LONG, "012345678"},
    {"none wanted", TEN, 0, OUTCOME_TOO_LONG, ""},
    {"none sent", LIST, 0, OUTCOME_ANSWERED, ""},
    {"chunks",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n", 100,
     OUTCOME_ANSWERED, "abcde"},
    {"trailers are no headers",
     "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\nTrailer: A\r\n\r\n1\r\na\r\n0\r\nA: "
     "b\r\n\r\n",
     100, OUTCOME_ANSWERED, "a"},
    {"a chunk that is none", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", 100,
     OUTCOME_CUT, ""},
    {"cut", "HTTP/1.1 200 OK\r\nContent-Length: 20\r\nConnection: close\r\n\r\nabc", 100,
     OUTCOME_CUT, "abc"},
    {"up to the end of the connection", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabc", 100,
     OUTCOME_ANSWERED, "abc"},
};

/* Whatever becomes of the body, the head is an answer, and the conversation can go on. */
static void
test_body(gconstpointer data)
{
	const struct body_row *row = data;
	const char *const answers[] = {row->answer, LIST, NULL};
	struct canned *canned = canned_start(answers);
	struct http_target target = target_of("127.0.0.1", canned_port(canned));
	g_autoptr(struct_http) http = http_new(&target);
	g_autoptr(struct_answer) answer = ask(http, METHOD_GET, row->limit);
	g_autoptr(struct_answer) next = ask(http, METHOD_GET, 100);
	g_autoptr(GPtrArray) requests = canned_stop(canned);

	g_assert_cmpint(answer->outcome, ==, OUTCOME_ANSWERED);
	if (row->body_outcome == OUTCOME_CUT)
		g_assert_true(answer->body_outcome == OUTCOME_CUT ||
			      answer->body_outcome == OUTCOME_NOT_HTTP);
	else
		g_assert_cmpint(answer->body_outcome, ==, row->body_outcome);
	g_assert_cmpstr(answer->body->str, ==, row->body);
	g_assert_null(answer_header(answer, "A"));
	g_assert_cmpint(row->body_outcome == OUTCOME_ANSWERED, ==, !answer->trouble);
	g_assert_cmpint(next->outcome, ==, OUTCOME_ANSWERED);
	g_assert_cmpuint(next->status, ==, 401);
	g_assert_cmpuint(requests->len, ==, 2);
}

/* Without time nothing is sent. */
static void
test_no_time(void)
{
	static const char *const answers[] = {LIST, NULL};
	struct canned *canned = canned_start(answers);
	struct http_target target = target_of("127.0.0.1", canned_port(canned));
	struct http_request request = {.method = METHOD_GET, .path = "/"};
	g_autoptr(struct_http) http = http_new(&target);
	g_autoptr(struct_answer) answer = http_ask(http, &request, deadline_in_ms(0));
	g_autoptr(GPtrArray) requests = canned_stop(canned);

	g_assert_cmpint(answer->outcome, ==, OUTCOME_NOT_ASKED);
	g_assert_null(answer->address);
	g_assert_cmpuint(requests->len, ==, 0);
}

/* Patience begins when the connection stands, and ends before the deadline. */
static void
test_patience(void)
{
	static const char *const answers[] = {CANNED_SILENCE, LIST, NULL};
	struct canned *canned = canned_start(answers);
	struct http_target target = target_of("127.0.0.1", canned_port(canned));
	struct http_request request = {.method = METHOD_GET, .path = "/", .patience_ms = 200};
	g_autoptr(struct_http) http = http_new(&target);
	gint64 began = g_get_monotonic_time();
	g_autoptr(struct_answer) answer = http_ask(http, &request, deadline_in_ms(PATIENT_MS));
	gint64 took_ms = (g_get_monotonic_time() - began) / 1000;
	g_autoptr(struct_answer) next = http_ask(http, &request, deadline_in_ms(PATIENT_MS));
	g_autoptr(GPtrArray) requests = canned_stop(canned);

	g_assert_cmpint(answer->outcome, ==, OUTCOME_TIMEOUT);
	g_assert_cmpint(answer->stage, ==, STAGE_WAIT);
	g_assert_cmpint(answer->body_outcome, ==, OUTCOME_NOT_ASKED);
	g_assert_cmpint(took_ms, >=, 200);
	g_assert_cmpint(took_ms, <, PATIENT_MS / 2);
	g_assert_cmpuint(requests->len, ==, 2);
	/* What hung is not used again. */
	g_assert_cmpint(next->outcome, ==, OUTCOME_ANSWERED);
	g_assert_false(next->connection_reused);
}

/* A request on a connection that stands waits for its answer, whatever the connection took once. */
static void
test_patience_reused(void)
{
	static const char *const answers[] = {LIST, CANNED_SILENCE, NULL};
	struct canned *canned = canned_start(answers);
	struct http_target target = target_of("127.0.0.1", canned_port(canned));
	struct http_request request = {.method = METHOD_GET, .path = "/", .patience_ms = 200};
	g_autoptr(struct_http) http = http_new(&target);
	g_autoptr(struct_answer) first = http_ask(http, &request, deadline_in_ms(PATIENT_MS));
	g_autoptr(struct_answer) answer = http_ask(http, &request, deadline_in_ms(PATIENT_MS));
	g_autoptr(GPtrArray) requests = canned_stop(canned);

	g_assert_cmpint(first->outcome, ==, OUTCOME_ANSWERED);
	g_assert_cmpint(answer->outcome, ==, OUTCOME_TIMEOUT);
	g_assert_true(answer->connection_reused);
	g_assert_cmpint(answer->stage, ==, STAGE_WAIT);
	g_assert_cmpuint(requests->len, ==, 2);
}

struct end_row {
	const char *name;
	const char *answer; /* NULL: nobody listens */
	enum outcome outcome;
};

static const struct end_row end_rows[] = {
    {"refused", NULL, OUTCOME_CONNECT},
    {"closed without an answer", CANNED_CLOSE, OUTCOME_CUT},
    {"closed in the head", "HTTP/1.1 401 x\r\nConnection: close\r\nWWW-Auth", OUTCOME_CUT},
    {"no HTTP", "220 mail.example.com ESMTP\r\nConnection: close\r\n", OUTCOME_NOT_HTTP},
};

static void
test_end(gconstpointer data)
{
	const struct end_row *row = data;
	const char *const answers[] = {row->answer ? row->answer : "", NULL};
	struct canned *canned = row->answer ? canned_start(answers) : NULL;
	int reserved = -1;
	guint port = canned ? canned_port(canned) : canned_reserve(&reserved);
	struct http_target target = target_of("127.0.0.1", port);
	g_autofree char *peer = g_strdup_printf("127.0.0.1:%u", port);
	g_autoptr(struct_http) http = http_new(&target);
	g_autoptr(struct_answer) answer = ask(http, METHOD_GET, 0);

	if (canned)
		g_ptr_array_unref(canned_stop(canned));
	else
		close(reserved);
	g_assert_cmpstr(outcome_name(answer->outcome), ==, outcome_name(row->outcome));
	g_assert_cmpstr(answer->peer, ==, peer);
	g_assert_cmpstr(answer->trouble, !=, "");
	g_assert_nonnull(answer->trouble);
	if (!row->answer)
		g_assert_cmpstr(answer->trouble, ==, "Connection refused");
}

static GPtrArray *
addresses_of(const char *first, const char *second)
{
	GPtrArray *addresses = g_ptr_array_new_with_free_func(g_free);

	g_ptr_array_add(addresses, g_strdup(first));
	if (second)
		g_ptr_array_add(addresses, g_strdup(second));
	return addresses;
}

/* The name stays in the request, whatever address is connected to. */
static void
test_pinned(void)
{
	static const char *const answers[] = {LIST, NULL};
	struct canned *canned = canned_start(answers);
	guint port = canned_port(canned);
	g_autoptr(GPtrArray) addresses = addresses_of("127.0.0.1", NULL);
	struct http_target target = target_of("mail.example.com", port);
	g_autofree char *host = g_strdup_printf("\r\nHost: mail.example.com:%u\r\n", port);
	g_autofree char *url = g_strdup_printf("http://mail.example.com:%u/x?y", port);
	g_autofree char *peer = g_strdup_printf("127.0.0.1:%u", port);
	g_autoptr(struct_http) http = NULL;
	g_autoptr(struct_answer) answer = NULL;
	g_autoptr(GPtrArray) requests = NULL;

	target.addresses = addresses;
	http = http_new(&target);
	answer = ask(http, METHOD_GET, 0);
	requests = canned_stop(canned);
	g_assert_cmpint(answer->outcome, ==, OUTCOME_ANSWERED);
	g_assert_cmpstr(answer->url, ==, url);
	g_assert_cmpstr(answer->peer, ==, peer);
	g_assert_cmpstr(answer->address, ==, "127.0.0.1");
	g_assert_nonnull(strstr(g_ptr_array_index(requests, 0), host));
}

/* An address that refuses does not keep the next from being tried. */
static void
test_second_address(void)
{
	static const char *const answers[] = {LIST, NULL};
	struct canned *canned = canned_start(answers);
	guint port = canned_port(canned);
	g_autoptr(GPtrArray) addresses = addresses_of("127.0.0.2", "127.0.0.1");
	struct http_target target = target_of("mail.example.com", port);
	g_autofree char *peer = g_strdup_printf("mail.example.com:%u", port);
	g_autoptr(struct_http) http = NULL;
	g_autoptr(struct_answer) answer = NULL;

	target.addresses = addresses;
	http = http_new(&target);
	answer = ask(http, METHOD_GET, 0);
	g_ptr_array_unref(canned_stop(canned));
	g_assert_cmpint(answer->outcome, ==, OUTCOME_ANSWERED);
	g_assert_cmpstr(answer->address, ==, "127.0.0.1");
	g_assert_cmpstr(answer->peer, ==, peer);
}

struct url_row {
	const char *hostname;
	guint port;
	gboolean tls;
	const char *url, *peer;
};

static const struct url_row url_rows[] = {
    {"mail.example.com", 443, TRUE, "https://mail.example.com/x?y", "mail.example.com:443"},
    {"mail.example.com", 8443, TRUE, "https://mail.example.com:8443/x?y", "mail.example.com:8443"},
    {"mail.example.com", 80, FALSE, "http://mail.example.com/x?y", "mail.example.com:80"},
    {"mail.example.com", 443, FALSE, "http://mail.example.com:443/x?y", "mail.example.com:443"},
    {"192.0.2.1", 443, TRUE, "https://192.0.2.1/x?y", "192.0.2.1:443"},
    {"2001:db8::1", 443, TRUE, "https://[2001:db8::1]/x?y", "[2001:db8::1]:443"},
    {"2001:db8::1", 8443, TRUE, "https://[2001:db8::1]:8443/x?y", "[2001:db8::1]:8443"},
};

static void
test_url(gconstpointer data)
{
	const struct url_row *row = data;
	struct http_target target = {.hostname = row->hostname, .port = row->port, .tls = row->tls};
	struct http_request request = {.method = METHOD_GET, .path = "/x?y"};
	g_autoptr(struct_http) http = http_new(&target);
	g_autoptr(struct_answer) answer = http_ask(http, &request, deadline_in_ms(0));

	g_assert_cmpstr(answer->url, ==, row->url);
	g_assert_cmpstr(answer->peer, ==, row->peer);
}

static void
test_free(void)
{
	http_free(NULL);
}

int
main(int argc, char **argv)
{
	static const char *const proxies[] = {"http_proxy", "all_proxy", "ALL_PROXY", "no_proxy"};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(proxies); i++)
		g_unsetenv(proxies[i]);
	g_test_add_func("/http/requests", test_requests);
	g_test_add_func("/http/connection", test_connection);
	for (gsize i = 0; i < G_N_ELEMENTS(connection_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/http/connection/%s", connection_rows[i].name);

		g_test_add_data_func(path, &connection_rows[i], test_connection_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(body_rows); i++) {
		g_autofree char *path = g_strdup_printf("/http/body/%s", body_rows[i].name);

		g_test_add_data_func(path, &body_rows[i], test_body);
	}
	g_test_add_func("/http/no time", test_no_time);
	g_test_add_func("/http/patience", test_patience);
	g_test_add_func("/http/patience on a connection that stands", test_patience_reused);
	for (gsize i = 0; i < G_N_ELEMENTS(end_rows); i++) {
		g_autofree char *path = g_strdup_printf("/http/end/%s", end_rows[i].name);

		g_test_add_data_func(path, &end_rows[i], test_end);
	}
	g_test_add_func("/http/pinned", test_pinned);
	g_test_add_func("/http/second address", test_second_address);
	for (gsize i = 0; i < G_N_ELEMENTS(url_rows); i++) {
		g_autofree char *path = g_strdup_printf("/http/url/%" G_GSIZE_FORMAT, i);

		g_test_add_data_func(path, &url_rows[i], test_url);
	}
	g_test_add_func("/http/free", test_free);
	return g_test_run();
}
