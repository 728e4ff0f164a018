/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libmicrohttpd on one side, sim_site on the other. */
#include "tests/sim/sim_listener.h"
#include "tests/sim/sim_log.h"
#include "tests/sim/sim_logon.h"
#include "tests/sim/sim_proxy.h"
#include "tests/sim/sim_site.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <microhttpd.h>

/* Heads may hold a token of NTLM as long as the protocol allows, in base64, both ways. */
enum {
	IDLE_S = 120,
	HOST_MAX = 255,
	CONNECTION_BYTES = 512 * 1024,
	BODY_MAX = 64 * 1024,
	FLOW_BYTES = 64 * 1024
};

struct sim_listener {
	struct sim_shared *shared;
	const struct sim_node *node;
	struct MHD_Daemon *daemon;
	gchar *certificate_pem; /* libmicrohttpd keeps pointers to both */
	gchar *key_pem;
	guint8 binding[SIM_BINDING_BYTES];
	gint links;		      /* opened so far; atomic */
	struct sim_backends backends; /* under the lock of logons */
};

/* One connection. */
struct link {
	gint number;
	struct sim_link state;
};

/* One request on its way through libmicrohttpd. */
struct exchange {
	gchar *uri;
	gboolean begun;
	GString *body; /* no more than BODY_MAX of it */
};

static void *
exchange_begin(void *cls, const char *uri, struct MHD_Connection *connection)
{
	struct exchange *exchange = g_new0(struct exchange, 1);

	(void)cls;
	(void)connection;
	exchange->uri = g_strdup(uri);
	exchange->body = g_string_new(NULL);
	return exchange;
}

static void
exchange_end(void *cls, struct MHD_Connection *connection, void **con_cls,
	     enum MHD_RequestTerminationCode code)
{
	struct exchange *exchange = *con_cls;

	(void)cls;
	(void)connection;
	(void)code;
	if (!exchange)
		return;
	g_free(exchange->uri);
	g_string_free(exchange->body, TRUE);
	g_free(exchange);
	*con_cls = NULL;
}

static void
free_link(struct link *link)
{
	if (link)
		sim_link_clear(&link->state);
	g_free(link);
}

/* Numbers the connections, so that the log tells whether one was used again. */
static void
connection_changed(void *cls, struct MHD_Connection *connection, void **socket_context,
		   enum MHD_ConnectionNotificationCode code)
{
	struct sim_listener *listener = cls;

	(void)connection;
	switch (code) {
	case MHD_CONNECTION_NOTIFY_STARTED: {
		struct link *link = g_new0(struct link, 1);

		link->number = g_atomic_int_add(&listener->links, 1) + 1;
		*socket_context = link;
		break;
	}
	case MHD_CONNECTION_NOTIFY_CLOSED:
		free_link(*socket_context);
		*socket_context = NULL;
		break;
	}
}

/* Lives as long as the connection. */
static struct link *
link_of(struct MHD_Connection *connection)
{
	return MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT)
	    ->socket_context;
}

static const gchar *
field(struct MHD_Connection *connection, const gchar *name)
{
	return MHD_lookup_connection_value(connection, MHD_HEADER_KIND, name);
}

/* The Host field goes into answers, so only what can be a name or address counts. */
static const gchar *
usable_host(struct MHD_Connection *connection, const struct sim_farm *farm)
{
	const gchar *host = field(connection, MHD_HTTP_HEADER_HOST);
	gsize length = host ? strlen(host) : 0;

	if (length == 0 || length > HOST_MAX)
		return farm->hostname;
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isalnum(host[i]) && !strchr(".-_:[]", host[i]))
			return farm->hostname;
	return host;
}

static void
wait_ms(struct sim_shared *shared, guint ms)
{
	gint64 end = g_get_monotonic_time() + (gint64)ms * 1000;

	g_mutex_lock(&shared->lock);
	while (!shared->stopping && g_cond_wait_until(&shared->wake, &shared->lock, end))
		;
	g_mutex_unlock(&shared->lock);
}

/* A body on its way. */
struct flow {
	struct sim_shared *shared;
	struct sim_stream *stream;
};

static void
flow_free(void *cls)
{
	struct flow *flow = cls;

	sim_stream_free(flow->stream);
	g_free(flow);
}

static ssize_t
flow_read(void *cls, uint64_t pos, char *buf, size_t max)
{
	const struct flow *flow = cls;
	const struct sim_stream *stream = flow->stream;
	guint64 left = stream->stop_after > pos ? stream->stop_after - pos : 0;
	gsize count = (gsize)MIN(left, max);

	if (stream->drip_ms)
		wait_ms(flow->shared, stream->drip_ms);
	if (stream->drip_bytes)
		count = MIN(count, stream->drip_bytes);
	if (count == 0)
		return MHD_CONTENT_READER_END_WITH_ERROR;
	return (ssize_t)sim_rope_read(stream->rope, stream->at + pos, (guint8 *)buf, count);
}

/* Takes the stream out of the answer, if it has one. */
static struct MHD_Response *
create_response(struct sim_shared *shared, struct sim_answer *answer)
{
	struct flow *flow;

	if (!answer->stream)
		return MHD_create_response_from_buffer(strlen(answer->body), answer->body,
						       MHD_RESPMEM_MUST_COPY);
	flow = g_new(struct flow, 1);
	flow->shared = shared;
	flow->stream = g_steal_pointer(&answer->stream);
	return MHD_create_response_from_callback(flow->stream->length, FLOW_BYTES, flow_read, flow,
						 flow_free);
}

static enum MHD_Result
send_answer(struct sim_shared *shared, struct MHD_Connection *connection, struct sim_answer *answer)
{
	struct MHD_Response *response = create_response(shared, answer);
	enum MHD_Result sent = MHD_YES;

	if (!response)
		return MHD_NO;
	for (guint i = 0; i < answer->headers->len && sent == MHD_YES; i++) {
		const struct sim_header *header = answer->headers->pdata[i];

		sent = MHD_add_response_header(response, header->name, header->value);
	}
	if (sent == MHD_YES)
		sent = MHD_queue_response(connection, answer->status, response);
	MHD_destroy_response(response);
	return sent;
}

/* One at a time: what a logon changes needs no lock of its own. */
static struct sim_answer *
compose_answer(struct sim_listener *listener, struct sim_request *request)
{
	struct sim_shared *shared = listener->shared;
	struct sim_link scratch = {0};
	struct sim_answer *answer;

	if (sim_site_find(request) && sim_proxy_delay_ms(request))
		wait_ms(shared, sim_proxy_delay_ms(request));
	g_mutex_lock(&shared->logons);
	if (request->settings)
		sim_proxy_route(request, &listener->backends, &scratch);
	answer = sim_site_answer(request);
	sim_link_clear(&scratch);
	g_mutex_unlock(&shared->logons);
	return answer;
}

static enum MHD_Result
answer_request(struct sim_listener *listener, struct MHD_Connection *connection, const char *url,
	       const char *method, const struct exchange *exchange)
{
	struct sim_shared *shared = listener->shared;
	struct link *link = link_of(connection);
	struct sim_logon logon = {0};
	struct sim_request request = {
	    .farm = shared->farm,
	    .node = listener->node,
	    .method = method,
	    .uri = exchange->uri,
	    .path = url,
	    .host = usable_host(connection, shared->farm),
	    .authorization = field(connection, MHD_HTTP_HEADER_AUTHORIZATION),
	    .can_handle = field(connection, "X-ClientCanHandle"),
	    .mapi_http = field(connection, "X-MapiHttpCapability"),
	    .range = field(connection, MHD_HTTP_HEADER_RANGE),
	    .body = exchange->body->str,
	    .body_length = exchange->body->len,
	    .tls = listener->certificate_pem != NULL,
	    .port = shared->port,
	    .http_port = shared->http_port,
	    .binding = listener->certificate_pem ? listener->binding : NULL,
	    .link = &link->state,
	    .logon = &logon,
	    .bad_passwords = shared->bad_passwords,
	    .memories = shared->memories,
	};
	const struct sim_arrival arrival = {listener->node->name, link->number,
					    request.authorization};
	g_autoptr(struct_sim_answer) answer = NULL;

	sim_token_read(&logon.token, request.authorization);
	answer = compose_answer(listener, &request);
	if (shared->log)
		sim_log_write(shared->log, &arrival, &request, answer->status);
	sim_logon_clear(&logon);
	return send_answer(shared, connection, answer);
}

/* Called once for the head, for every piece of the body, and for the end; only the end is answered.
 */
static enum MHD_Result
access_handler(void *cls, struct MHD_Connection *connection, const char *url, const char *method,
	       const char *version, const char *upload_data, size_t *upload_data_size,
	       void **con_cls)
{
	struct exchange *exchange = *con_cls;

	(void)version;
	if (!exchange->begun) {
		exchange->begun = TRUE;
		return MHD_YES;
	}
	if (*upload_data_size > 0) {
		g_string_append_len(exchange->body, upload_data,
				    (gssize)MIN(*upload_data_size, BODY_MAX - exchange->body->len));
		*upload_data_size = 0;
		return MHD_YES;
	}
	return answer_request(cls, connection, url, method, exchange);
}

static struct MHD_Daemon *
start_daemon(struct sim_listener *listener, int fd)
{
	const struct MHD_OptionItem tls[] = {
	    {MHD_OPTION_HTTPS_MEM_CERT, 0, listener->certificate_pem},
	    {MHD_OPTION_HTTPS_MEM_KEY, 0, listener->key_pem},
	    {MHD_OPTION_END, 0, NULL},
	};
	const struct MHD_OptionItem plain[] = {{MHD_OPTION_END, 0, NULL}};
	guint flags = MHD_USE_AUTO_INTERNAL_THREAD | MHD_USE_THREAD_PER_CONNECTION | MHD_USE_ITC |
		      MHD_USE_SUPPRESS_DATE_NO_CLOCK;

	return MHD_start_daemon(
	    flags | (listener->certificate_pem ? MHD_USE_TLS : 0U), 0, NULL, NULL, access_handler,
	    listener, MHD_OPTION_LISTEN_SOCKET, fd, MHD_OPTION_URI_LOG_CALLBACK, exchange_begin,
	    NULL, MHD_OPTION_NOTIFY_COMPLETED, exchange_end, NULL, MHD_OPTION_NOTIFY_CONNECTION,
	    connection_changed, listener, MHD_OPTION_CONNECTION_TIMEOUT, (unsigned int)IDLE_S,
	    MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)CONNECTION_BYTES, MHD_OPTION_ARRAY,
	    listener->certificate_pem ? tls : plain, MHD_OPTION_END);
}

struct sim_listener *
sim_listener_start(struct sim_shared *shared, const struct sim_node *node, int fd,
		   const struct sim_tls *tls, GError **error)
{
	struct sim_listener *listener = g_new0(struct sim_listener, 1);

	listener->shared = shared;
	listener->node = node;
	if (tls) {
		listener->certificate_pem = g_strdup(tls->certificate->certificate_pem);
		listener->key_pem = g_strdup(tls->certificate->key_pem);
		memcpy(listener->binding, tls->binding, sizeof listener->binding);
	}
	errno = 0;
	listener->daemon = start_daemon(listener, fd);
	if (listener->daemon)
		return listener;
	g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED,
		    "%s: cannot start the %s listener at %s%s%s", node->name,
		    tls ? "HTTPS" : "HTTP", node->address, errno ? ": " : "",
		    errno ? g_strerror(errno) : "");
	sim_listener_free(listener);
	return NULL;
}

void
sim_listener_free(struct sim_listener *listener)
{
	if (!listener)
		return;
	if (listener->daemon)
		MHD_stop_daemon(listener->daemon);
	for (guint i = 0; i < SIM_MULTIPLEX_MAX; i++)
		sim_link_clear(&listener->backends.links[i]);
	g_free(listener->certificate_pem);
	g_free(listener->key_pem);
	g_free(listener);
}
