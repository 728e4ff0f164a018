/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Serves answers over HTTP that are made for each request. */
#include "tests/support/replier.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

enum { CHUNK = 4096, BACKLOG = 64 };

struct replier {
	replier_answer answer;
	void *data;
	int listener;
	int stop[2]; /* a pipe: its readable end tells the listening thread to go */
	guint port;
	GThread *thread;
	GMutex mutex;	    /* one answer at a time */
	GPtrArray *threads; /* GThread *, one a connection; the listening thread's */
};

/* One connection, for a thread of its own. */
struct guest {
	struct replier *replier;
	int fd;
	guint connection, number;
	char address[INET_ADDRSTRLEN];
};

/* Bytes of the head that begins `bytes`, and of the body it announces; 0 when they are not all
 * there. */
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

/* FALSE when the connection is over. */
static gboolean
answer_request(struct guest *guest, const char *text)
{
	struct replier *replier = guest->replier;
	struct replier_request request = {.connection = guest->connection,
					  .number = ++guest->number,
					  .address = guest->address,
					  .text = text};
	struct reply reply;
	gboolean sent;

	g_mutex_lock(&replier->mutex);
	reply = replier->answer(&request, replier->data);
	if (reply.last)
		shutdown(replier->listener, SHUT_RDWR);
	g_mutex_unlock(&replier->mutex);
	/* With the end in the same packet the peer cannot be faster than it. */
	if (reply.text && reply.length == 0)
		reply.length = strlen(reply.text);
	sent = !reply.text || send(guest->fd, reply.text, reply.length,
				   MSG_NOSIGNAL | (reply.close ? MSG_MORE : 0)) >= 0;
	g_free(reply.text);
	return sent && !reply.close;
}

static gpointer
serve(gpointer data)
{
	struct guest *guest = data;
	g_autoptr(GString) bytes = g_string_new(NULL);
	char chunk[CHUNK];
	gboolean open = TRUE;

	while (open) {
		gsize length = request_length(bytes);
		g_autofree char *text = NULL;
		ssize_t got;

		if (length > 0) {
			text = g_strndup(bytes->str, length);
			g_string_erase(bytes, 0, (gssize)length);
			open = answer_request(guest, text);
			continue;
		}
		got = recv(guest->fd, chunk, sizeof(chunk), 0);
		if (got <= 0)
			break;
		g_string_append_len(bytes, chunk, got);
	}
	close(guest->fd);
	g_free(guest);
	return NULL;
}

static void
receive(struct replier *replier)
{
	struct sockaddr_in own;
	socklen_t length = sizeof(own);
	struct guest *guest;
	int fd = accept(replier->listener, NULL, NULL);

	if (fd < 0)
		return;
	g_assert_cmpint(getsockname(fd, (struct sockaddr *)&own, &length), ==, 0);
	guest = g_new0(struct guest, 1);
	guest->replier = replier;
	guest->fd = fd;
	guest->connection = replier->threads->len + 1;
	inet_ntop(AF_INET, &own.sin_addr, guest->address, sizeof(guest->address));
	g_ptr_array_add(replier->threads, g_thread_new("guest", serve, guest));
}

static gpointer
run(gpointer data)
{
	struct replier *replier = data;
	struct pollfd polled[] = {{.fd = replier->listener, .events = POLLIN},
				  {.fd = replier->stop[0], .events = POLLIN | POLLHUP}};

	for (;;) {
		if (poll(polled, G_N_ELEMENTS(polled), -1) < 0)
			continue;
		if (polled[0].revents == POLLIN)
			receive(replier);
		else if (polled[0].revents != 0)
			polled[0].fd = -1;
		else if (polled[1].revents != 0)
			return NULL;
	}
}

struct replier *
replier_start(replier_answer answer, void *data)
{
	struct sockaddr_in any = {.sin_family = AF_INET};
	socklen_t length = sizeof(any);
	struct replier *replier = g_new0(struct replier, 1);

	replier->answer = answer;
	replier->data = data;
	replier->threads = g_ptr_array_new();
	g_mutex_init(&replier->mutex);
	replier->listener = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	g_assert_cmpint(replier->listener, >=, 0);
	g_assert_cmpint(bind(replier->listener, (struct sockaddr *)&any, length), ==, 0);
	g_assert_cmpint(getsockname(replier->listener, (struct sockaddr *)&any, &length), ==, 0);
	g_assert_cmpint(listen(replier->listener, BACKLOG), ==, 0);
	g_assert_cmpint(pipe(replier->stop), ==, 0);
	replier->port = ntohs(any.sin_port);
	replier->thread = g_thread_new("replier", run, replier);
	return replier;
}

guint
replier_port(const struct replier *replier)
{
	return replier->port;
}

void
replier_stop(struct replier *replier)
{
	close(replier->stop[1]);
	g_thread_join(replier->thread);
	for (guint i = 0; i < replier->threads->len; i++)
		g_thread_join(replier->threads->pdata[i]);
	close(replier->stop[0]);
	close(replier->listener);
	g_ptr_array_unref(replier->threads);
	g_mutex_clear(&replier->mutex);
	g_free(replier);
}
