/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serves fixed answers over HTTP. */
#include "tests/support/canned.h"

#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK = 4096 };

struct canned {
	const char *const *answers;
	int listener;
	int stop[2]; /* a pipe: readable end tells the thread to go */
	guint port;
	GThread *thread;
	GPtrArray *requests; /* char *; the thread's until it has ended */
};

static int
bind_loopback(guint *port)
{
	struct sockaddr_in address = {.sin_family = AF_INET,
				      .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t length = sizeof(address);
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	g_assert_cmpint(fd, >=, 0);
	g_assert_cmpint(bind(fd, (struct sockaddr *)&address, length), ==, 0);
	g_assert_cmpint(getsockname(fd, (struct sockaddr *)&address, &length), ==, 0);
	*port = ntohs(address.sin_port);
	return fd;
}

guint
canned_reserve(int *socket_out)
{
	guint port = 0;

	*socket_out = bind_loopback(&port);
	return port;
}

/* FALSE when the server is to stop. */
static gboolean
wait_readable(const struct canned *canned, int fd)
{
	struct pollfd polled[] = {{.fd = fd, .events = POLLIN},
				  {.fd = canned->stop[0], .events = POLLIN}};

	while (poll(polled, G_N_ELEMENTS(polled), -1) < 0)
		;
	return polled[1].revents == 0;
}

/* Bytes of the whole request that begins `bytes`; 0 when it is not complete. */
static gsize
request_length(const GString *bytes)
{
	static const char field[] = "\r\nContent-Length: ";
	const char *end = strstr(bytes->str, "\r\n\r\n");
	const char *length = strstr(bytes->str, field);
	gsize head = end ? (gsize)(end - bytes->str) + 4 : 0;
	gsize body =
	    length && length < end ? (gsize)g_ascii_strtoull(length + strlen(field), NULL, 10) : 0;

	return end && bytes->len >= head + body ? head + body : 0;
}

static const char *
next_answer(const struct canned *canned)
{
	guint i = 0;

	while (i + 1 < canned->requests->len && canned->answers[i + 1])
		i++;
	return canned->answers[i];
}

/* Answers one request; FALSE when the connection is over. */
static gboolean
answer_request(struct canned *canned, int fd, GString *bytes, gsize length)
{
	const char *answer;

	g_ptr_array_add(canned->requests, g_strndup(bytes->str, length));
	g_string_erase(bytes, 0, (gssize)length);
	answer = next_answer(canned);
	if (strcmp(answer, CANNED_CLOSE) == 0)
		return FALSE;
	if (strcmp(answer, CANNED_SILENCE) == 0)
		return TRUE;
	return send(fd, answer, strlen(answer), MSG_NOSIGNAL) >= 0 &&
	       !strstr(answer, "Connection: close");
}

static gboolean
serve(struct canned *canned, int fd)
{
	g_autoptr(GString) bytes = g_string_new(NULL);
	char chunk[CHUNK];
	gboolean open = TRUE;

	while (open) {
		gsize length = request_length(bytes);
		ssize_t got;

		if (length > 0) {
			open = answer_request(canned, fd, bytes, length);
			continue;
		}
		if (!wait_readable(canned, fd))
			return FALSE;
		got = recv(fd, chunk, sizeof(chunk), 0);
		if (got <= 0)
			break;
		g_string_append_len(bytes, chunk, got);
	}
	return TRUE;
}

static gpointer
run(gpointer data)
{
	struct canned *canned = data;
	gboolean going = TRUE;

	while (going && wait_readable(canned, canned->listener)) {
		int fd = accept(canned->listener, NULL, NULL);

		if (fd < 0)
			continue;
		going = serve(canned, fd);
		close(fd);
	}
	return NULL;
}

struct canned *
canned_start(const char *const *answers)
{
	struct canned *canned = g_new0(struct canned, 1);

	canned->answers = answers;
	canned->requests = g_ptr_array_new_with_free_func(g_free);
	canned->listener = bind_loopback(&canned->port);
	g_assert_cmpint(listen(canned->listener, 16), ==, 0);
	g_assert_cmpint(pipe(canned->stop), ==, 0);
	canned->thread = g_thread_new("canned", run, canned);
	return canned;
}

guint
canned_port(const struct canned *canned)
{
	return canned->port;
}

GPtrArray *
canned_stop(struct canned *canned)
{
	GPtrArray *requests = canned->requests;

	close(canned->stop[1]);
	g_thread_join(canned->thread);
	close(canned->stop[0]);
	close(canned->listener);
	g_free(canned);
	return requests;
}
