/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells from libcurl's result how far a request came. */
#include "probe/http_outcome.h"

#include <string.h>

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
    {(CURLcode)100, OUTCOME_TOO_LONG}, /* CURLE_TOO_LARGE, which headers before 8.6 do not name */
};

static enum outcome
outcome_of_code(CURLcode code)
{
	for (gsize i = 0; i < G_N_ELEMENTS(outcomes); i++)
		if (outcomes[i].code == code)
			return outcomes[i].outcome;
	return OUTCOME_LOCAL;
}

/* A connection was wanted where none may be opened: the one that the request was for is gone. */
static gboolean
is_gone(const struct http_end *end)
{
	return end->only_same && end->code == CURLE_COULDNT_CONNECT;
}

/* It was the proxy that refused CONNECT, or that could not be reached (libcurl names whom it could
 * not reach). */
static gboolean
is_proxys(const struct http_end *end)
{
	long connect_status = 0;
	g_autofree char *server = NULL;

	if (!end->host_behind_proxy)
		return FALSE;
	curl_easy_getinfo(end->curl, CURLINFO_HTTP_CONNECTCODE, &connect_status);
	server = g_strdup_printf("to %s port", end->host_behind_proxy);
	return connect_status >= 300 ||
	       (end->code == CURLE_COULDNT_CONNECT && !strstr(end->words, server));
}

static enum outcome
outcome_of_head(const struct http_end *end, const struct answer *answer)
{
	gboolean something_came = end->head->bytes > 0 || answer->first_byte_us > 0;

	if (end->head->complete)
		return OUTCOME_ANSWERED;
	if (is_gone(end))
		return OUTCOME_CUT;
	if (is_proxys(end))
		return OUTCOME_PROXY;
	/* libcurl takes the end of the connection for the end of the head. */
	if (end->code == CURLE_OK)
		return OUTCOME_CUT;
	/* Before 8.6 it reports a line of more than 100 kB as lack of memory. */
	if (end->head->too_long || (end->code == CURLE_OUT_OF_MEMORY && something_came))
		return OUTCOME_TOO_LONG;
	return outcome_of_code(end->code);
}

static enum outcome
outcome_of_body(const struct http_end *end)
{
	if (end->body_too_long)
		return OUTCOME_TOO_LONG;
	return end->code == CURLE_OK ? OUTCOME_ANSWERED : outcome_of_code(end->code);
}

static enum stage
stage_of(const struct http_end *end, const struct answer *answer)
{
	if (end->head->complete)
		return STAGE_BODY;
	if (end->head->bytes > 0 || answer->first_byte_us > 0)
		return STAGE_HEAD;
	if (answer->connection_reused || answer->tls_us > 0 ||
	    (!end->tls && answer->connect_us > 0))
		return STAGE_WAIT;
	return answer->local_port > 0 && answer->address ? STAGE_TLS : STAGE_CONNECT;
}

static char *
trouble_of(const struct http_end *end, enum outcome outcome)
{
	long os_error = 0;

	if (is_gone(end))
		return g_strdup("the server closed the connection between two messages");
	if (outcome == OUTCOME_CONNECT)
		curl_easy_getinfo(end->curl, CURLINFO_OS_ERRNO, &os_error);
	if (os_error != 0)
		return g_strdup(g_strerror((int)os_error));
	if (end->code == CURLE_OK)
		return g_strdup("the head of the answer is incomplete");
	return g_strchomp(
	    g_strdup(*end->words != '\0' ? end->words : curl_easy_strerror(end->code)));
}

void
http_outcome_set(struct answer *answer, const struct http_end *end)
{
	answer->outcome = outcome_of_head(end, answer);
	answer->stage = stage_of(end, answer);
	answer->body_outcome =
	    answer->outcome == OUTCOME_ANSWERED ? outcome_of_body(end) : OUTCOME_NOT_ASKED;
	if (answer->outcome != OUTCOME_ANSWERED || answer->body_outcome != OUTCOME_ANSWERED)
		answer->trouble = trouble_of(end, answer->outcome);
}
