/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds one HTTP conversation on one private connection. */
#include "probe/http.h"

#include <curl/curl.h>
#include <string.h>
#include <sys/socket.h>

#include "config.h"
#include "probe/http_certificate.h"
#include "probe/http_head.h"
#include "probe/http_outcome.h"
#include "probe/http_setup.h"

struct http {
	const struct http_target *target;
	CURL *curl;
	CURLM *multi; /* keeps the connection; driven by hand, so that each phase has its own
			 deadline */
	struct curl_slist *lists;
	struct certificate *certificate;
	gboolean only_same; /* the request under way must not open a connection */
	char errors[CURL_ERROR_SIZE];
};

/* What libcurl's callbacks fill while a request is under way. */
struct transfer {
	struct http_head head;
	struct answer *answer;
	gsize body_limit;
	const struct http_sink *sink;
	gboolean body_too_long;
};

static size_t
take_header(char *bytes, size_t size, size_t count, void *data)
{
	struct transfer *transfer = data;

	return http_head_line(&transfer->head, bytes, size * count) ? size * count : 0;
}

/* Returning less than came makes libcurl give up: whatever follows the limit is not even read. */
static size_t
take_body(char *bytes, size_t size, size_t count, void *data)
{
	struct transfer *transfer = data;
	GString *body = transfer->answer->body;
	gsize room = transfer->body_limit - MIN(body->len, transfer->body_limit);

	if (transfer->sink && transfer->answer->status == 200) {
		transfer->sink->take(transfer->sink->data, bytes, size * count);
		return size * count;
	}
	g_string_append_len(body, bytes, (gssize)MIN(room, size * count));
	if (size * count <= room)
		return size * count;
	transfer->body_too_long = TRUE;
	return 0;
}

/*
 * A logon must not wander to another connection, and libcurl would open one without a word where a
 * server closed its own.
 */
static curl_socket_t
open_socket(void *data, curlsocktype purpose, struct curl_sockaddr *address)
{
	const struct http *http = data;

	(void)purpose;
	if (http->only_same)
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

void
http_prepare(void)
{
	(void)curl_global_init(CURL_GLOBAL_DEFAULT);
}

struct http *
http_new(const struct http_target *target)
{
	struct http *http = g_new0(struct http, 1);
	CURL *curl = curl_easy_init();

	http->target = target;
	http->curl = curl;
	http->multi = curl_multi_init();
	if (!curl || !http->multi)
		return http;
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_ERRORBUFFER, http->errors);
	/* NTLM authenticates a connection, and HTTP/2 has no such thing. */
	curl_easy_setopt(curl, CURLOPT_HTTP_VERSION, (long)CURL_HTTP_VERSION_1_1);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 0L);
	curl_easy_setopt(curl, CURLOPT_SUPPRESS_CONNECT_HEADERS, 1L);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, PACKAGE_TARNAME "/" PACKAGE_VERSION);
	curl_easy_setopt(curl, CURLOPT_HEADERFUNCTION, take_header);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, take_body);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, open_socket);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, http);
	/* A new connection takes the old one's place. */
	curl_multi_setopt(http->multi, CURLMOPT_MAXCONNECTS, 1L);
	http_set_trust(curl, target);
	http->lists = http_set_route(curl, target);
	return http;
}

void
http_free(struct http *http)
{
	if (!http)
		return;
	curl_easy_cleanup(http->curl);
	curl_multi_cleanup(http->multi);
	curl_slist_free_all(http->lists);
	certificate_free(http->certificate);
	g_free(http);
}

static gint64
time_us(CURL *curl, CURLINFO which)
{
	curl_off_t us = 0;

	curl_easy_getinfo(curl, which, &us);
	return us;
}

static void
note_connection(struct answer *answer, const struct http *http)
{
	CURL *curl = http->curl;
	long new_connections = 0;
	long port = 0;
	char *address = NULL;

	curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &new_connections);
	curl_easy_getinfo(curl, CURLINFO_PRIMARY_IP, &address);
	curl_easy_getinfo(curl, CURLINFO_LOCAL_PORT, &port);
	answer->connect_us = time_us(curl, CURLINFO_CONNECT_TIME_T);
	answer->tls_us = time_us(curl, CURLINFO_APPCONNECT_TIME_T);
	answer->first_byte_us = time_us(curl, CURLINFO_STARTTRANSFER_TIME_T);
	answer->connection_reused =
	    new_connections == 0 && answer->tls_us == 0 &&
	    (time_us(curl, CURLINFO_PRETRANSFER_TIME_T) > 0 || (http->only_same && port > 0));
	answer->address = address && *address != '\0' ? g_strdup(address) : NULL;
	answer->local_port = (guint)port;
}

static void
keep_certificate(struct http *http)
{
	struct curl_certinfo *chain = NULL;

	if (curl_easy_getinfo(http->curl, CURLINFO_CERTINFO, &chain) != CURLE_OK || !chain ||
	    chain->num_of_certs < 1)
		return;
	certificate_free(http->certificate);
	http->certificate = http_certificate_read(chain->certinfo[0]);
}

static struct curl_slist *
request_headers(const struct http_request *request)
{
	/* No "Expect": a server that waits for the body would cost a second. */
	struct curl_slist *list = curl_slist_append(NULL, "Expect:");

	for (gsize i = 0; request->headers && request->headers[i]; i++)
		list = curl_slist_append(list, request->headers[i]);
	return list;
}

static void
set_request(CURL *curl, const struct http_request *request, const char *url)
{
	curl_easy_setopt(curl, CURLOPT_URL, url);
	switch (request->method) {
	case METHOD_POST:
		curl_easy_setopt(curl, CURLOPT_POSTFIELDSIZE,
				 request->body ? (long)strlen(request->body) : 0L);
		curl_easy_setopt(curl, CURLOPT_POSTFIELDS, request->body ? request->body : "");
		break;
	case METHOD_HEAD:
		curl_easy_setopt(curl, CURLOPT_NOBODY, 1L);
		break;
	case METHOD_GET:
	case METHOD_COUNT:
		curl_easy_setopt(curl, CURLOPT_HTTPGET, 1L);
		break;
	}
}

char *
http_url(const struct http_target *target, const char *path)
{
	gboolean bracket = strchr(target->hostname, ':') != NULL;
	guint usual = target->tls ? 443 : 80;
	g_autofree char *port =
	    target->port == usual ? g_strdup("") : g_strdup_printf(":%u", target->port);

	return g_strdup_printf("%s://%s%s%s%s%s", target->tls ? "https" : "http",
			       bracket ? "[" : "", target->hostname, bracket ? "]" : "", port,
			       path);
}

/* The peer as a person would name it in a sentence. */
static char *
peer_of(const struct http_target *target)
{
	const char *host = target->addresses && target->addresses->len == 1
			       ? g_ptr_array_index(target->addresses, 0)
			       : target->hostname;

	return g_strdup_printf(strchr(host, ':') ? "[%s]:%u" : "%s:%u", host, target->port);
}

/*
 * Runs the transfer to its end, or to the deadline of the phase it is in: the whole run's until the
 * connection stands, then `patience_ms` more for the answer.
 */
static CURLcode
drive(struct http *http, struct deadline deadline, gint64 patience_ms)
{
	struct deadline phase = deadline;
	gboolean connected = FALSE;
	int running = 1;
	int left = 0;
	const CURLMsg *message;

	while (curl_multi_perform(http->multi, &running) == CURLM_OK && running > 0) {
		if (!connected && time_us(http->curl, CURLINFO_PRETRANSFER_TIME_T) > 0) {
			connected = TRUE;
			phase = deadline_within(deadline, patience_ms);
		}
		if (deadline_passed(phase))
			return CURLE_OPERATION_TIMEDOUT;
		if (curl_multi_poll(http->multi, NULL, 0, (int)deadline_wait_ms(phase), NULL) !=
		    CURLM_OK)
			break;
	}
	message = curl_multi_info_read(http->multi, &left);
	return message && message->msg == CURLMSG_DONE ? message->data.result : CURLE_FAILED_INIT;
}

static void
perform(struct http *http, struct transfer *transfer, const struct http_request *request,
	struct deadline deadline)
{
	struct curl_slist *headers = request_headers(request);
	CURLcode code = CURLE_FAILED_INIT;
	gint64 began = g_get_monotonic_time();

	http->errors[0] = '\0';
	http->only_same = request->connection == HTTP_CONNECTION_SAME;
	curl_easy_setopt(http->curl, CURLOPT_FRESH_CONNECT,
			 request->connection == HTTP_CONNECTION_FRESH ? 1L : 0L);
	set_request(http->curl, request, transfer->answer->url);
	curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(http->curl, CURLOPT_HEADERDATA, transfer);
	curl_easy_setopt(http->curl, CURLOPT_WRITEDATA, transfer);
	/* Of several addresses one that never answers gets half of this. */
	curl_easy_setopt(http->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)deadline_left_ms(deadline));
	if (curl_multi_add_handle(http->multi, http->curl) == CURLM_OK)
		code = drive(http, deadline,
			     request->patience_ms > 0 ? request->patience_ms
						      : deadline_left_ms(deadline));
	note_connection(transfer->answer, http);
	transfer->answer->total_us = g_get_monotonic_time() - began;
	keep_certificate(http);
	http_outcome_set(transfer->answer,
			 &(struct http_end){.curl = http->curl,
					    .code = code,
					    .words = http->errors,
					    .head = &transfer->head,
					    .body_too_long = transfer->body_too_long,
					    .tls = http->target->tls,
					    .only_same = http->only_same,
					    .host_behind_proxy = http_is_proxied(http->target)
								     ? http->target->hostname
								     : NULL});
	curl_multi_remove_handle(http->multi, http->curl);
	curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);
}

struct answer *
http_ask(struct http *http, const struct http_request *request, struct deadline deadline)
{
	g_autofree char *url = http_url(http->target, request->path);
	struct answer *answer = answer_new(request->method, url);
	struct transfer transfer = {
	    .answer = answer, .body_limit = request->body_limit, .sink = request->sink};

	answer->peer = peer_of(http->target);
	http_head_init(&transfer.head, answer);
	if (!http->curl || !http->multi) {
		answer->outcome = OUTCOME_LOCAL;
		answer->trouble = g_strdup("libcurl could not be initialised");
	} else if (!deadline_passed(deadline)) {
		perform(http, &transfer, request, deadline);
	}
	return answer;
}

const struct certificate *
http_certificate(const struct http *http)
{
	return http->certificate;
}

struct certificate *
http_steal_certificate(struct http *http)
{
	return g_steal_pointer(&http->certificate);
}
