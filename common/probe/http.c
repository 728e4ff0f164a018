/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds one HTTP conversation on one private connection. */
#include "probe/http.h"

#include <curl/curl.h>
#include <string.h>

#include "config.h"
#include "probe/http_certificate.h"
#include "probe/http_head.h"

struct http {
	const struct http_target *target;
	CURL *curl;
	struct curl_slist *resolve; /* "name:port:address,address" */
	struct curl_slist *connect_to;
	struct certificate *certificate;
	char errors[CURL_ERROR_SIZE];
};

/* What libcurl's callbacks fill while a request is under way. */
struct transfer {
	struct http_head head;
	struct answer *answer;
	gsize body_limit;
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

	g_string_append_len(body, bytes, (gssize)MIN(room, size * count));
	if (size * count <= room)
		return size * count;
	transfer->answer->body_cut = TRUE;
	return 0;
}

gboolean
http_environment_has_proxy(gboolean tls)
{
	static const char *const for_tls[] = {"https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY", NULL};
	static const char *const for_plain[] = {"http_proxy", "all_proxy", "ALL_PROXY", NULL};
	const char *const *names = tls ? for_tls : for_plain;

	for (gsize i = 0; names[i]; i++) {
		const char *value = g_getenv(names[i]);

		if (value && *value != '\0')
			return TRUE;
	}
	return FALSE;
}

/*
 * Pins the connection to the addresses we were given. Through a proxy the name is the proxy's to resolve, so a pinned address
 * has to become the target of CONNECT.
 */
static void
pin_addresses(struct http *http)
{
	const struct http_target *target = http->target;
	gboolean proxied =
	    target->proxy || (!target->no_proxy && http_environment_has_proxy(target->tls));
	g_autoptr(GString) line = g_string_new(NULL);

	if (!target->addresses || target->addresses->len == 0)
		return;
	for (guint i = 0; i < target->addresses->len; i++) {
		const char *address = g_ptr_array_index(target->addresses, i);

		g_string_append_printf(line, strchr(address, ':') ? "%s[%s]" : "%s%s", i > 0 ? "," : "",
				       address);
	}
	if (proxied) {
		const char *first = g_ptr_array_index(target->addresses, 0);
		g_autofree char *to =
		    g_strdup_printf(strchr(first, ':') ? "::[%s]:" : "::%s:", first);

		http->connect_to = curl_slist_append(NULL, to);
		curl_easy_setopt(http->curl, CURLOPT_CONNECT_TO, http->connect_to);
		return;
	}
	g_string_prepend(line, ":");
	{
		g_autofree char *port = g_strdup_printf("%s:%u", target->hostname, target->port);

		g_string_prepend(line, port);
	}
	http->resolve = curl_slist_append(NULL, line->str);
	curl_easy_setopt(http->curl, CURLOPT_RESOLVE, http->resolve);
}

static void
set_trust(CURL *curl, const struct http_target *target)
{
	/* The bundle file is never read unless asked for: parsing it whole costs 20 ms a run. */
	curl_easy_setopt(curl, CURLOPT_CAINFO, target->ca_file);
	curl_easy_setopt(curl, CURLOPT_CAPATH,
			 target->ca_path || target->ca_file ? target->ca_path : DEFAULT_CA_PATH);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, target->insecure ? 0L : 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, target->insecure ? 0L : 2L);
	curl_easy_setopt(curl, CURLOPT_CERTINFO, 1L);
}

struct http *
http_new(const struct http_target *target)
{
	struct http *http = g_new0(struct http, 1);
	CURL *curl = curl_easy_init();

	http->target = target;
	http->curl = curl;
	if (!curl)
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
	set_trust(curl, target);
	if (target->no_proxy)
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	else if (target->proxy)
		curl_easy_setopt(curl, CURLOPT_PROXY, target->proxy);
	pin_addresses(http);
	return http;
}

void
http_free(struct http *http)
{
	if (!http)
		return;
	curl_easy_cleanup(http->curl);
	curl_slist_free_all(http->resolve);
	curl_slist_free_all(http->connect_to);
	certificate_free(http->certificate);
	g_free(http);
}

static const struct {
	CURLcode code;
	enum outcome outcome;
} outcomes[] = {
    {CURLE_COULDNT_RESOLVE_HOST, OUTCOME_NAME},
    {CURLE_COULDNT_RESOLVE_PROXY, OUTCOME_PROXY},
    {CURLE_PROXY, OUTCOME_PROXY},
    {CURLE_COULDNT_CONNECT, OUTCOME_CONNECT},
    {CURLE_OPERATION_TIMEDOUT, OUTCOME_TIMEOUT},
    {CURLE_SSL_CONNECT_ERROR, OUTCOME_TLS},
    {CURLE_SSL_CIPHER, OUTCOME_TLS},
    {CURLE_PEER_FAILED_VERIFICATION, OUTCOME_CERTIFICATE},
    {CURLE_SSL_ISSUER_ERROR, OUTCOME_CERTIFICATE},
    {CURLE_SSL_INVALIDCERTSTATUS, OUTCOME_CERTIFICATE},
    {CURLE_GOT_NOTHING, OUTCOME_CUT},
    {CURLE_RECV_ERROR, OUTCOME_CUT},
    {CURLE_SEND_ERROR, OUTCOME_CUT},
    {CURLE_PARTIAL_FILE, OUTCOME_CUT},
    {CURLE_WEIRD_SERVER_REPLY, OUTCOME_NOT_HTTP},
    {CURLE_UNSUPPORTED_PROTOCOL, OUTCOME_NOT_HTTP},
    {CURLE_BAD_CONTENT_ENCODING, OUTCOME_NOT_HTTP},
};

static enum outcome
outcome_of(CURLcode code, const struct http_head *head)
{
	if (code == CURLE_OK || head->complete)
		return head->complete ? OUTCOME_ANSWERED : OUTCOME_NOT_HTTP;
	if (head->too_long)
		return OUTCOME_TOO_LONG;
	for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++)
		if (outcomes[i].code == code)
			return outcomes[i].outcome;
	return OUTCOME_LOCAL;
}

static gint64
time_us(CURL *curl, CURLINFO which)
{
	curl_off_t us = 0;

	curl_easy_getinfo(curl, which, &us);
	return us;
}

static enum stage
stage_of(const struct http *http, const struct answer *answer, const struct http_head *head)
{
	if (head->complete)
		return STAGE_BODY;
	if (head->bytes > 0 || answer->first_byte_us > 0)
		return STAGE_HEAD;
	if (answer->connection_reused)
		return STAGE_WAIT;
	if (answer->connect_us == 0)
		return STAGE_CONNECT;
	return http->target->tls && answer->tls_us == 0 ? STAGE_TLS : STAGE_WAIT;
}

static void
note_trouble(struct answer *answer, const struct http *http, CURLcode code)
{
	long os_error = 0;

	if (answer->outcome == OUTCOME_CONNECT)
		curl_easy_getinfo(http->curl, CURLINFO_OS_ERRNO, &os_error);
	if (os_error != 0)
		answer->trouble = g_strdup(g_strerror((int)os_error));
	else
		answer->trouble = g_strdup(http->errors[0] != '\0' ? http->errors : curl_easy_strerror(code));
	g_strchomp(answer->trouble);
}

static void
note_connection(struct answer *answer, CURL *curl)
{
	long new_connections = 0;
	long port = 0;
	char *address = NULL;

	curl_easy_getinfo(curl, CURLINFO_NUM_CONNECTS, &new_connections);
	curl_easy_getinfo(curl, CURLINFO_PRIMARY_IP, &address);
	curl_easy_getinfo(curl, CURLINFO_LOCAL_PORT, &port);
	answer->connect_us = time_us(curl, CURLINFO_CONNECT_TIME_T);
	answer->tls_us = time_us(curl, CURLINFO_APPCONNECT_TIME_T);
	answer->first_byte_us = time_us(curl, CURLINFO_STARTTRANSFER_TIME_T);
	answer->total_us = time_us(curl, CURLINFO_TOTAL_TIME_T);
	answer->connection_reused = new_connections == 0 && answer->tls_us == 0 && answer->first_byte_us > 0;
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

static char *
url_of(const struct http_target *target, const char *path)
{
	gboolean bracket = strchr(target->hostname, ':') != NULL;
	guint usual = target->tls ? 443 : 80;
	g_autofree char *port =
	    target->port == usual ? g_strdup("") : g_strdup_printf(":%u", target->port);

	return g_strdup_printf("%s://%s%s%s%s%s", target->tls ? "https" : "http", bracket ? "[" : "",
			       target->hostname, bracket ? "]" : "", port, path);
}

struct answer *
http_ask(struct http *http, const struct http_request *request, struct deadline deadline)
{
	g_autofree char *url = url_of(http->target, request->path);
	struct answer *answer = answer_new(request->method, url);
	struct transfer transfer = {.answer = answer, .body_limit = request->body_limit};
	struct curl_slist *headers;
	gint64 left_ms = deadline_left_ms(deadline);
	CURLcode code;

	if (!http->curl) {
		answer->outcome = OUTCOME_LOCAL;
		answer->trouble = g_strdup("libcurl could not be initialised");
		return answer;
	}
	if (left_ms == 0)
		return answer;
	headers = request_headers(request);
	http_head_init(&transfer.head, answer);
	http->errors[0] = '\0';
	set_request(http->curl, request, url);
	curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, headers);
	curl_easy_setopt(http->curl, CURLOPT_HEADERDATA, &transfer);
	curl_easy_setopt(http->curl, CURLOPT_WRITEDATA, &transfer);
	curl_easy_setopt(http->curl, CURLOPT_TIMEOUT_MS, (long)left_ms);
	curl_easy_setopt(http->curl, CURLOPT_CONNECTTIMEOUT_MS, (long)left_ms);
	code = curl_easy_perform(http->curl);
	curl_easy_setopt(http->curl, CURLOPT_HTTPHEADER, NULL);
	curl_slist_free_all(headers);

	note_connection(answer, http->curl);
	keep_certificate(http);
	answer->outcome = outcome_of(code, &transfer.head);
	answer->stage = stage_of(http, answer, &transfer.head);
	if (code != CURLE_OK) {
		answer->body_cut = TRUE;
		note_trouble(answer, http, code);
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
