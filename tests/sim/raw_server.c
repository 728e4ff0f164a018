/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Listens and gives every connection a thread that plays the script. */
#include "tests/sim/raw_play.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

GQuark
raw_server_error_quark(void)
{
	return g_quark_from_static_string("raw-server-error");
}

enum { BACKLOG = 64, FILLERS = 8, FILL_MS = 50 };

struct raw_server {
	struct raw_plan plan;
	struct raw_step *script; /* of the plan */
	GArray *answers;	 /* of struct raw_answer, of the plan */
	GPtrArray *answer_steps;
	struct raw_shared shared;
	int listener;
	int stop_read; /* hangs up when stop_write is closed: that wakes every thread */
	int stop_write;
	int fillers[FILLERS]; /* of a full queue */
	gsize filler_count;
	guint16 port;
	guint accepted; /* under shared.lock */
	GThread *acceptor;
};

struct connection {
	struct raw_server *server;
	GThread *thread;
	guint number;
	int fd;
	gint over; /* atomic */
};

void
raw_request_free(struct raw_request *request)
{
	g_bytes_unref(request->head);
	g_bytes_unref(request->body);
	g_free(request);
}

static void
free_request(gpointer request)
{
	raw_request_free(request);
}

static gpointer
serve(gpointer data)
{
	struct connection *connection = data;
	struct raw_server *server = connection->server;

	raw_play(&server->shared, connection->number,
		 raw_link_new(connection->fd, server->stop_read));
	g_atomic_int_set(&connection->over, 1);
	return NULL;
}

/* Joins the connections that are over, or all of them. */
static void
reap(GPtrArray *connections, gboolean all)
{
	for (guint i = connections->len; i-- > 0;) {
		struct connection *connection = connections->pdata[i];

		if (!all && !g_atomic_int_get(&connection->over))
			continue;
		g_thread_join(connection->thread);
		g_free(connection);
		g_ptr_array_remove_index_fast(connections, i);
	}
}

static void
admit(struct raw_server *server, GPtrArray *connections, int fd)
{
	struct connection *connection = g_new0(struct connection, 1);

	g_mutex_lock(&server->shared.lock);
	connection->number = ++server->accepted;
	g_mutex_unlock(&server->shared.lock);
	connection->server = server;
	connection->fd = fd;
	connection->thread = g_thread_new("raw-connection", serve, connection);
	g_ptr_array_add(connections, connection);
}

static gpointer
accept_all(gpointer data)
{
	struct raw_server *server = data;
	struct pollfd at[] = {{.fd = server->listener, .events = POLLIN},
			      {.fd = server->stop_read}};
	GPtrArray *connections = g_ptr_array_new();
	guint limit = server->plan.accept_limit;

	while (!limit || server->accepted < limit) {
		int fd;

		if (poll(at, G_N_ELEMENTS(at), -1) < 0 && errno != EINTR)
			break;
		if (at[1].revents)
			break;
		fd = accept4(server->listener, NULL, NULL, SOCK_CLOEXEC);
		reap(connections, FALSE);
		if (fd >= 0)
			admit(server, connections, fd);
	}
	close(server->listener);
	server->listener = -1;
	reap(connections, TRUE);
	g_ptr_array_unref(connections);
	return NULL;
}

static gboolean
fail(GError **error, const char *what)
{
	int saved = errno;

	g_set_error(error, RAW_SERVER_ERROR,
		    saved == EADDRINUSE ? RAW_SERVER_ERROR_IN_USE : RAW_SERVER_ERROR_SOCKET,
		    "%s: %s", what, g_strerror(saved));
	return FALSE;
}

/* Connects until a connection hangs: from then on the kernel drops every SYN. */
static gboolean
fill_queue(struct raw_server *server, const struct sockaddr_in *in, GError **error)
{
	while (server->filler_count < FILLERS) {
		int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
		struct pollfd at = {.fd = fd, .events = POLLOUT};

		if (fd < 0)
			return fail(error, "socket");
		server->fillers[server->filler_count++] = fd;
		if (connect(fd, (const struct sockaddr *)in, sizeof(*in)) < 0 &&
		    errno != EINPROGRESS)
			return fail(error, "connect");
		if (poll(&at, 1, FILL_MS) == 0)
			return TRUE;
	}
	g_set_error(error, RAW_SERVER_ERROR, RAW_SERVER_ERROR_SOCKET,
		    "%d connections were accepted by a queue of length 0", FILLERS);
	return FALSE;
}

/* Bound to `in`, which is completed with the port. -1 when it failed. */
static int
bind_to(struct sockaddr_in *in, GError **error)
{
	socklen_t length = sizeof(*in);
	struct sockaddr *address = (struct sockaddr *)in;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	const int on = 1;

	if (fd >= 0 && setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on)) == 0 &&
	    bind(fd, address, length) == 0 && getsockname(fd, address, &length) == 0)
		return fd;
	fail(error, "bind");
	if (fd >= 0)
		close(fd);
	return -1;
}

int
raw_server_reserve(guint16 *port, GError **error)
{
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = bind_to(&in, error);

	*port = ntohs(in.sin_port);
	return fd;
}

static gboolean
listen_on(struct raw_server *server, GError **error)
{
	const struct raw_plan *plan = &server->plan;
	struct sockaddr_in in = {.sin_family = AF_INET, .sin_port = htons(plan->port)};

	if (inet_pton(AF_INET, plan->address ? plan->address : "127.0.0.1", &in.sin_addr) != 1) {
		errno = EINVAL;
		return fail(error, plan->address);
	}
	server->listener = bind_to(&in, error);
	if (server->listener < 0)
		return FALSE;
	if (listen(server->listener, plan->full_queue ? 0 : BACKLOG) < 0)
		return fail(error, "listen");
	server->port = ntohs(in.sin_port);
	return !plan->full_queue || fill_queue(server, &in, error);
}

static gboolean
load_certificate(struct raw_server *server, GError **error)
{
	const struct raw_plan *plan = &server->plan;
	int outcome;

	if (!plan->certificate_file)
		return TRUE;
	outcome = gnutls_certificate_allocate_credentials(&server->shared.credentials);
	if (outcome >= 0)
		outcome = gnutls_certificate_set_x509_key_file(server->shared.credentials,
							       plan->certificate_file,
							       plan->key_file, GNUTLS_X509_FMT_PEM);
	if (outcome >= 0)
		return TRUE;
	g_set_error(error, RAW_SERVER_ERROR, RAW_SERVER_ERROR_TLS, "%s: %s", plan->certificate_file,
		    gnutls_strerror(outcome));
	return FALSE;
}

static gboolean
open_pipe(struct raw_server *server, GError **error)
{
	int ends[2];

	if (pipe2(ends, O_CLOEXEC) < 0)
		return fail(error, "pipe");
	server->stop_read = ends[0];
	server->stop_write = ends[1];
	return TRUE;
}

static struct raw_step *
copy_script(const struct raw_step *script)
{
	gsize count = 1;
	struct raw_step *copy;

	while (script[count - 1].verb != RAW_END)
		count++;
	copy = g_new(struct raw_step, count);
	memcpy(copy, script, count * sizeof(*copy));
	return copy;
}

/* An array that ends with zeros, as a plan wants it. */
static void
copy_answers(struct raw_server *server)
{
	const struct raw_answer *answer = server->plan.answers;

	server->answers = g_array_new(TRUE, TRUE, sizeof(struct raw_answer));
	server->answer_steps = g_ptr_array_new_with_free_func(g_free);
	for (; answer && answer->steps; answer++) {
		struct raw_answer copy = *answer;
		struct raw_step *steps = copy_script(answer->steps);

		g_ptr_array_add(server->answer_steps, steps);
		copy.steps = steps;
		g_array_append_val(server->answers, copy);
	}
	server->plan.answers = (const struct raw_answer *)(gpointer)server->answers->data;
}

struct raw_server *
raw_server_start(const struct raw_plan *plan, GError **error)
{
	struct raw_server *server = g_new0(struct raw_server, 1);

	server->plan = *plan;
	server->plan.script = server->script = copy_script(plan->script);
	server->listener = server->stop_read = server->stop_write = -1;
	server->shared.plan = &server->plan;
	server->shared.requests = g_ptr_array_new_with_free_func(free_request);
	copy_answers(server);
	server->shared.spent = g_array_new(FALSE, TRUE, sizeof(gboolean));
	g_array_set_size(server->shared.spent, server->answers->len);
	g_mutex_init(&server->shared.lock);
	if (!load_certificate(server, error) || !open_pipe(server, error) ||
	    !listen_on(server, error)) {
		raw_server_free(server);
		return NULL;
	}
	if (!plan->full_queue)
		server->acceptor = g_thread_new("raw-server", accept_all, server);
	return server;
}

guint16
raw_server_port(const struct raw_server *server)
{
	return server->port;
}

guint
raw_server_accepted(struct raw_server *server)
{
	guint accepted;

	g_mutex_lock(&server->shared.lock);
	accepted = server->accepted;
	g_mutex_unlock(&server->shared.lock);
	return accepted;
}

GPtrArray *
raw_server_requests(struct raw_server *server)
{
	GPtrArray *copies = g_ptr_array_new_with_free_func(free_request);

	g_mutex_lock(&server->shared.lock);
	for (guint i = 0; i < server->shared.requests->len; i++) {
		const struct raw_request *request = server->shared.requests->pdata[i];
		struct raw_request *copy = g_new0(struct raw_request, 1);

		copy->connection = request->connection;
		copy->head = g_bytes_ref(request->head);
		copy->body = g_bytes_ref(request->body);
		g_ptr_array_add(copies, copy);
	}
	g_mutex_unlock(&server->shared.lock);
	return copies;
}

static void
close_open(int fd)
{
	if (fd >= 0)
		close(fd);
}

void
raw_server_free(struct raw_server *server)
{
	if (!server)
		return;
	close_open(server->stop_write);
	if (server->acceptor)
		g_thread_join(server->acceptor);
	close_open(server->listener);
	close_open(server->stop_read);
	for (gsize i = 0; i < server->filler_count; i++)
		close(server->fillers[i]);
	if (server->shared.credentials)
		gnutls_certificate_free_credentials(server->shared.credentials);
	g_ptr_array_unref(server->shared.requests);
	g_array_unref(server->shared.spent);
	g_mutex_clear(&server->shared.lock);
	g_ptr_array_unref(server->answer_steps);
	g_array_unref(server->answers);
	g_free(server->script);
	g_free(server);
}
