/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that a body goes where it is wanted: into a sink when it is that of a 200, else it is kept.
 */
#include "probe/http.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/support/canned.h"

enum { PATIENT_MS = 20000, LIMIT = 16 };

#define OK(head, body)	   "HTTP/1.1 200 OK\r\n" head "\r\n" body
#define STATUS(line, body) "HTTP/1.1 " line "\r\nContent-Length: 10\r\n\r\n" body
#define TEN		   "0123456789"

struct row {
	const char *name;
	const char *answer;
	enum method method;
	gboolean without; /* no sink */
	const char *fed;  /* NULL: the sink was never called */
	const char *kept;
	enum outcome body_outcome;
};

static const struct row rows[] = {
    {"200", OK("Content-Length: 10\r\n", TEN), METHOD_GET, FALSE, TEN, "", OUTCOME_ANSWERED},
    {"200 to POST", OK("Content-Length: 10\r\n", TEN), METHOD_POST, FALSE, TEN, "",
     OUTCOME_ANSWERED},
    {"200 in chunks", OK("Transfer-Encoding: chunked\r\n", "3\r\n012\r\n7\r\n3456789\r\n0\r\n\r\n"),
     METHOD_GET, FALSE, TEN, "", OUTCOME_ANSWERED},
    {"200 up to the end of the connection", OK("Connection: close\r\n", TEN), METHOD_GET, FALSE,
     TEN, "", OUTCOME_ANSWERED},
    {"200 beyond the limit", OK("Content-Length: 30\r\n", TEN TEN TEN), METHOD_GET, FALSE,
     TEN TEN TEN, "", OUTCOME_ANSWERED},
    {"200 behind 100", "HTTP/1.1 100 Continue\r\n\r\n" OK("Content-Length: 10\r\n", TEN),
     METHOD_GET, FALSE, TEN, "", OUTCOME_ANSWERED},
    {"200 of nothing", OK("Content-Length: 0\r\n", ""), METHOD_GET, FALSE, NULL, "",
     OUTCOME_ANSWERED},
    {"200 to HEAD", OK("Content-Length: 10\r\n", ""), METHOD_HEAD, FALSE, NULL, "",
     OUTCOME_ANSWERED},
    {"200 that breaks off", OK("Connection: close\r\nContent-Length: 20\r\n", TEN), METHOD_GET,
     FALSE, TEN, "", OUTCOME_CUT},
    {"200 without a sink", OK("Content-Length: 10\r\n", TEN), METHOD_GET, TRUE, NULL, TEN,
     OUTCOME_ANSWERED},
    {"200 without a sink, beyond the limit", OK("Content-Length: 30\r\n", TEN TEN TEN), METHOD_GET,
     TRUE, NULL, TEN "012345", OUTCOME_TOO_LONG},
    {"401", STATUS("401 x\r\nWWW-Authenticate: NTLM", TEN), METHOD_GET, FALSE, NULL, TEN,
     OUTCOME_ANSWERED},
    {"206", STATUS("206 x", TEN), METHOD_GET, FALSE, NULL, TEN, OUTCOME_ANSWERED},
    {"203", STATUS("203 x", TEN), METHOD_GET, FALSE, NULL, TEN, OUTCOME_ANSWERED},
    {"302", STATUS("302 x\r\nLocation: /elsewhere", TEN), METHOD_GET, FALSE, NULL, TEN,
     OUTCOME_ANSWERED},
    {"404", STATUS("404 x", TEN), METHOD_GET, FALSE, NULL, TEN, OUTCOME_ANSWERED},
    {"500", STATUS("500 x", TEN), METHOD_GET, FALSE, NULL, TEN, OUTCOME_ANSWERED},
    {"404 beyond the limit", "HTTP/1.1 404 x\r\nContent-Length: 30\r\n\r\n" TEN TEN TEN, METHOD_GET,
     FALSE, NULL, TEN "012345", OUTCOME_TOO_LONG},
    {"404 that breaks off", "HTTP/1.1 404 x\r\nConnection: close\r\nContent-Length: 20\r\n\r\n" TEN,
     METHOD_GET, FALSE, NULL, TEN, OUTCOME_CUT},
};

/* What came into the sink. */
struct bucket {
	GString *bytes; /* NULL: they are only counted */
	guint64 length;
	guint pieces;
};

static void
take(void *data, const void *bytes, gsize length)
{
	struct bucket *bucket = data;

	bucket->pieces++;
	bucket->length += length;
	if (bucket->bytes)
		g_string_append_len(bucket->bytes, bytes, (gssize)length);
}

static struct answer *
ask(guint port, enum method method, const struct http_sink *sink)
{
	const struct http_target target = {.hostname = "127.0.0.1", .port = port, .no_proxy = TRUE};
	const struct http_request request = {
	    .method = method, .path = "/x", .body_limit = LIMIT, .sink = sink};
	g_autoptr(struct_http) http = http_new(&target);

	return http_ask(http, &request, deadline_in_ms(PATIENT_MS));
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	const char *answers[] = {row->answer, NULL};
	struct canned *canned = canned_start(answers);
	g_autoptr(GString) fed = g_string_new(NULL);
	struct bucket bucket = {.bytes = fed};
	const struct http_sink sink = {.take = take, .data = &bucket};
	g_autoptr(struct_answer) answer =
	    ask(canned_port(canned), row->method, row->without ? NULL : &sink);
	g_autoptr(GPtrArray) requests = canned_stop(canned);

	g_assert_cmpuint(requests->len, ==, 1);
	g_assert_cmpint(answer->outcome, ==, OUTCOME_ANSWERED);
	g_assert_cmpstr(bucket.pieces > 0 ? fed->str : NULL, ==, row->fed);
	g_assert_cmpstr(answer->body->str, ==, row->kept);
	g_assert_cmpstr(outcome_name(answer->body_outcome), ==, outcome_name(row->body_outcome));
}

/* A server of one answer, whose body is sent in pieces. */
struct stream {
	int listener;
	guint port;
	const char *head;
	gsize piece, count;
	GThread *thread;
};

static gpointer
send_stream(gpointer data)
{
	const struct stream *stream = data;
	g_autofree char *piece = g_strnfill(stream->piece, 'x');
	char request[1024];
	const int now = 1;
	int fd = accept(stream->listener, NULL, NULL);
	gboolean going = fd >= 0 && recv(fd, request, sizeof(request), 0) > 0;

	if (fd < 0)
		return NULL;
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &now, sizeof(now));
	going = going && send(fd, stream->head, strlen(stream->head), MSG_NOSIGNAL) > 0;
	for (gsize i = 0; going && i < stream->count; i++)
		going = send(fd, piece, stream->piece, MSG_NOSIGNAL) == (ssize_t)stream->piece;
	close(fd);
	return NULL;
}

static void
start_stream(struct stream *stream)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);

	stream->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(bind(stream->listener, (struct sockaddr *)&address, length), ==, 0);
	g_assert_cmpint(getsockname(stream->listener, (struct sockaddr *)&address, &length), ==, 0);
	g_assert_cmpint(listen(stream->listener, 1), ==, 0);
	stream->port = ntohs(address.sin_port);
	stream->thread = g_thread_new("stream", send_stream, stream);
}

/* Bytes of this process that are in memory. */
static guint64
resident(void)
{
	g_autofree char *text = NULL;
	g_auto(GStrv) words = NULL;

	g_assert_true(g_file_get_contents("/proc/self/statm", &text, NULL, NULL));
	words = g_strsplit(text, " ", -1);
	return g_ascii_strtoull(words[1], NULL, 10) * (guint64)sysconf(_SC_PAGESIZE);
}

struct stream_row {
	const char *name;
	gsize piece, count;
	const char *head;
};

static const struct stream_row stream_rows[] = {
    {"byte by byte", 1, 500, OK("Content-Length: 500\r\n", "")},
    {"of 192 MiB", (gsize)64 * 1024, (gsize)3 * 1024, OK("Content-Length: 201326592\r\n", "")},
};

/* However it is cut, and however much there is of it: nothing stays in memory. */
static void
test_stream(gconstpointer data)
{
	const struct stream_row *row = data;
	struct stream stream = {.head = row->head, .piece = row->piece, .count = row->count};
	struct bucket bucket = {.bytes = NULL};
	const struct http_sink sink = {.take = take, .data = &bucket};
	g_autoptr(struct_answer) answer = NULL;
	guint64 before = resident();

	start_stream(&stream);
	answer = ask(stream.port, METHOD_GET, &sink);
	g_thread_join(stream.thread);
	close(stream.listener);
	g_assert_cmpint(answer->body_outcome, ==, OUTCOME_ANSWERED);
	g_assert_cmpuint(bucket.length, ==, (guint64)row->piece * row->count);
	g_assert_cmpuint(answer->body->len, ==, 0);
	g_assert_cmpuint(resident(), <, before + (guint64)16 * 1024 * 1024);
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
	ADD("/http sink/", rows, test_row)
	ADD("/http sink/stream/", stream_rows, test_stream)
	return g_test_run();
}
