/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the raw-byte server with a client of a few lines: each step does what it says, and
 * stopping is immediate. */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "tests/sim/raw_faults.h"
#include "tests/sim/raw_server.h"

enum {
	SILENCE_MS = 150,
	SILENCE_US = SILENCE_MS * 1000,
	BUSY_US = 30000,
	READ_LIMIT = 4096,
	STOP_MS = 200
};

static const char ASK[] = "GET /a HTTP/1.1\r\nHost: x\r\n\r\n";
#define POST_HEAD "POST /b HTTP/1.1\r\nContent-Length: 5\r\n\r\n"
static const char TWICE[] = "GET /a HTTP/1.1\r\n\r\n" POST_HEAD "hello";

/* clang-format off */
#define SCRIPT(...) ((const struct raw_step[]){__VA_ARGS__, {.verb = RAW_END}})
#define READ {.verb = RAW_READ}
#define SEND(...) {.verb = RAW_SEND, .text = __VA_ARGS__}
/* clang-format on */

static const struct row {
	const char *name;
	const char *sends;
	const struct raw_step *script;
	const char *comes;  /* and then what `ending` says */
	const char *ending; /* "fin", "reset", "silence" */
	guint at_least_ms;
} ROWS[] = {
    {"send", ASK, SCRIPT(READ, SEND("hello")), "hello", "fin", 0},
    {"part of a text", ASK, SCRIPT(READ, SEND("hello", .length = 2)), "he", "fin", 0},
    {"three times", ASK, SCRIPT(READ, SEND("ab", .times = 3)), "ababab", "fin", 0},
    {"in slices", ASK, SCRIPT(READ, SEND("abcde", .slice = 2, .pause_ms = 20)), "abcde", "fin", 60},
    {"slices, twice", ASK, SCRIPT(READ, SEND("ab", .times = 2, .slice = 1, .pause_ms = 10)), "abab",
     "fin", 40},
    {"sleep", ASK, SCRIPT(READ, {.verb = RAW_SLEEP, .pause_ms = 50}, SEND("a")), "a", "fin", 50},
    {"ration", ASK, SCRIPT(READ, {.verb = RAW_RATION, .length = 3}, SEND("hello"), SEND("x")),
     "hel", "fin", 0},
    {"close", ASK, SCRIPT(READ, SEND("a"), {.verb = RAW_CLOSE}, SEND("b")), "a", "fin", 0},
    {"reset", ASK, SCRIPT(READ, {.verb = RAW_RESET}), "", "reset", 0},
    {"shutdown", ASK, SCRIPT(READ, SEND("a"), {.verb = RAW_SHUTDOWN}, {.verb = RAW_HOLD}), "a",
     "fin", 0},
    {"hold", ASK, SCRIPT(READ, SEND("a"), {.verb = RAW_HOLD}, SEND("b")), "a", "silence", 0},
    {"taste", ASK, SCRIPT({.verb = RAW_TASTE}, SEND("a")), "a", "fin", 0},
    {"plain greeting", ASK, SCRIPT({.verb = RAW_GREET}, READ, SEND("a")), "a", "fin", 0},
    {"again", TWICE, SCRIPT(READ, SEND("a"), {.verb = RAW_AGAIN}), "aa", "silence", 0},
    {"answer", ASK, SCRIPT(READ, {.verb = RAW_ANSWER}, SEND("!")), "first!", "fin", 0},
    {"answers in turn", TWICE, SCRIPT(READ, {.verb = RAW_ANSWER}, {.verb = RAW_AGAIN}),
     "firstposted", "silence", 0},
    {"answer by a field", "GET /a HTTP/1.1\r\nX-Field: y\r\n\r\n",
     SCRIPT(READ, {.verb = RAW_ANSWER}, SEND("!")), "by field!", "fin", 0},
    {"no answer fits", "PUT /c HTTP/1.1\r\n\r\n", SCRIPT(READ, {.verb = RAW_ANSWER}, SEND("!")), "",
     "fin", 0},
    {"no request comes to its end", "GET / HTTP/1.1\r\n", SCRIPT(READ, SEND("a")), "", "silence",
     0},
};

static const struct raw_answer ANSWERS[] = {
    {.field = "X-Field: y", .steps = SCRIPT(SEND("by field"))},
    {.method = "POST", .target = "/b", .steps = SCRIPT(SEND("posted"))},
    {.method = "GET", .target = "/b", .steps = SCRIPT(SEND("wrong"))},
    {.method = "GET", .once = TRUE, .steps = SCRIPT(SEND("first"))},
    {.method = "GET", .steps = SCRIPT(SEND("later"))},
    {.steps = NULL},
};

static int
dial(guint16 port)
{
	struct sockaddr_in in = {.sin_family = AF_INET,
				 .sin_port = htons(port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	const struct timeval patience = {.tv_usec = SILENCE_US};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof(patience)) == 0 &&
	    setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof(patience)) == 0 &&
	    connect(fd, (const struct sockaddr *)&in, sizeof(in)) == 0)
		return fd;
	if (fd >= 0)
		close(fd);
	return -1;
}

/* Appends what comes; how it ended. */
static const char *
listen_to(int fd, GString *into)
{
	char piece[256];
	ssize_t got;

	while ((got = recv(fd, piece, sizeof(piece), 0)) > 0 && into->len < READ_LIMIT)
		g_string_append_len(into, piece, got);
	if (got > 0)
		return "endless";
	if (got == 0)
		return "fin";
	return errno == EAGAIN ? "silence" : "reset";
}

static gint64
ms_since(gint64 start_us)
{
	return (g_get_monotonic_time() - start_us) / 1000;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	const struct raw_plan plan = {.script = row->script, .answers = ANSWERS};
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_raw_server) server = raw_server_start(&plan, &error);
	g_autoptr(GString) came = g_string_new(NULL);
	gint64 start_us = g_get_monotonic_time();
	int fd;

	g_assert_no_error(error);
	fd = dial(raw_server_port(server));
	g_assert_cmpint(send(fd, row->sends, strlen(row->sends), MSG_NOSIGNAL), ==,
			(ssize_t)strlen(row->sends));
	g_assert_cmpstr(listen_to(fd, came), ==, row->ending);
	g_assert_cmpstr(came->str, ==, row->comes);
	g_assert_cmpint(ms_since(start_us), >=, row->at_least_ms);
	close(fd);
}

static void
assert_bytes(GBytes *bytes, const char *expected)
{
	gsize size = 0;
	const char *data = g_bytes_get_data(bytes, &size);
	g_autofree char *text = g_strndup(data, size);

	g_assert_cmpuint(size, ==, strlen(expected));
	g_assert_cmpstr(text, ==, expected);
}

static void
test_requests(void)
{
	const struct raw_plan plan = {.script = SCRIPT(READ, SEND("a"), {.verb = RAW_AGAIN})};
	g_autoptr(struct_raw_server) server = raw_server_start(&plan, NULL);
	g_autoptr(GPtrArray) requests = NULL;
	const char *sent[] = {ASK, TWICE};

	for (gsize i = 0; i < G_N_ELEMENTS(sent); i++) {
		g_autoptr(GString) came = g_string_new(NULL);
		int fd = dial(raw_server_port(server));

		g_assert_cmpint(send(fd, sent[i], strlen(sent[i]), MSG_NOSIGNAL), ==,
				(ssize_t)strlen(sent[i]));
		listen_to(fd, came);
		close(fd);
	}
	requests = raw_server_requests(server);
	g_assert_cmpuint(raw_server_accepted(server), ==, 2);
	g_assert_cmpuint(requests->len, ==, 3);
	if (requests->len == 3) {
		const struct raw_request *first = requests->pdata[0];
		const struct raw_request *last = requests->pdata[2];

		assert_bytes(first->head, ASK);
		g_assert_cmpuint(first->connection, ==, 1);
		g_assert_cmpuint(last->connection, ==, 2);
		assert_bytes(last->head, POST_HEAD);
		assert_bytes(last->body, "hello");
	}
}

static void
test_accept_limit(void)
{
	const struct raw_plan plan = {.script = SCRIPT(SEND("a")), .accept_limit = 1};
	g_autoptr(struct_raw_server) server = raw_server_start(&plan, NULL);
	g_autoptr(GString) came = g_string_new(NULL);
	int fd = dial(raw_server_port(server));

	g_assert_cmpstr(listen_to(fd, came), ==, "fin");
	close(fd);
	g_assert_cmpint(dial(raw_server_port(server)), ==, -1);
}

static void
test_full_queue(void)
{
	const struct raw_plan plan = {.script = SCRIPT({.verb = RAW_HOLD}), .full_queue = TRUE};
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_raw_server) server = raw_server_start(&plan, &error);
	gint64 start_us = g_get_monotonic_time();

	g_assert_no_error(error);
	g_assert_cmpint(dial(raw_server_port(server)), ==, -1);
	g_assert_cmpint(ms_since(start_us), >=, SILENCE_MS);
}

/* A reserved port is closed; a server may take it, and a second one is told that it may not. */
static void
test_reserve(void)
{
	struct raw_plan plan = {.script = SCRIPT(SEND("a"))};
	g_autoptr(GError) error = NULL;
	struct raw_server *server;
	int reserved = raw_server_reserve(&plan.port, &error);
	int fd;

	g_assert_no_error(error);
	g_assert_cmpint(dial(plan.port), ==, -1);
	server = raw_server_start(&plan, &error);
	g_assert_no_error(error);
	fd = dial(plan.port);
	g_assert_cmpint(fd, >=, 0);
	close(fd);
	g_assert_null(raw_server_start(&plan, &error));
	g_assert_error(error, RAW_SERVER_ERROR, RAW_SERVER_ERROR_IN_USE);
	raw_server_free(server);
	close(reserved);
}

/* Whatever a connection is busy with, and though the client neither reads nor closes. */
static void
test_stop(gconstpointer fault)
{
	const struct raw_plan where = {.port = 0};
	struct raw_server *server = raw_faults_serve(fault, RAW_LEG_ANY, &where, NULL);
	int fd;
	gint64 start_us;

	g_assert_nonnull(server);
	fd = dial(raw_server_port(server));
	g_assert_cmpint(send(fd, ASK, strlen(ASK), MSG_NOSIGNAL), ==, (ssize_t)strlen(ASK));
	g_usleep(BUSY_US);
	start_us = g_get_monotonic_time();
	raw_server_free(server);
	g_assert_cmpint(ms_since(start_us), <, STOP_MS);
	close(fd);
}

static const char *const STOPPED[] = {"black-hole", "endless-body", "slow-drip-body",
				      "redirect-loop"};

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		g_autofree char *path = g_strconcat("/raw server/", ROWS[i].name, NULL);

		g_test_add_data_func(path, &ROWS[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(STOPPED); i++) {
		g_autofree char *path = g_strconcat("/raw server/stops during ", STOPPED[i], NULL);

		g_test_add_data_func(path, STOPPED[i], test_stop);
	}
	g_test_add_func("/raw server/requests", test_requests);
	g_test_add_func("/raw server/accept limit", test_accept_limit);
	g_test_add_func("/raw server/full queue", test_full_queue);
	g_test_add_func("/raw server/reserve", test_reserve);
	return g_test_run();
}
