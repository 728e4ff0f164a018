/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds one HTTP request and what came of it. */
#include "facts/answer.h"

#include <string.h>

#include "facts/json_text.h"

static const char *const method_names[] = {
    [METHOD_GET] = "GET", [METHOD_POST] = "POST", [METHOD_HEAD] = "HEAD"};
_Static_assert(G_N_ELEMENTS(method_names) == METHOD_COUNT, "a name for every method");

static const char *const stage_names[] = {[STAGE_CONNECT] = "connect",
					  [STAGE_TLS] = "tls",
					  [STAGE_WAIT] = "wait",
					  [STAGE_HEAD] = "head",
					  [STAGE_BODY] = "body"};

static const char *const outcome_names[] = {
    [OUTCOME_NOT_ASKED] = "not asked",
    [OUTCOME_NAME] = "name",
    [OUTCOME_PROXY] = "proxy",
    [OUTCOME_CONNECT] = "connect",
    [OUTCOME_TLS] = "tls",
    [OUTCOME_CERTIFICATE] = "certificate",
    [OUTCOME_TIMEOUT] = "timeout",
    [OUTCOME_CUT] = "cut",
    [OUTCOME_NOT_HTTP] = "not http",
    [OUTCOME_TOO_LONG] = "too long",
    [OUTCOME_LOCAL] = "local",
    [OUTCOME_ANSWERED] = "answered",
};
_Static_assert(G_N_ELEMENTS(outcome_names) == OUTCOME_COUNT, "a name for every outcome");

const char *
method_name(enum method method)
{
	return method_names[method];
}

const char *
outcome_name(enum outcome outcome)
{
	return outcome_names[outcome];
}

static void
header_free(gpointer data)
{
	struct header *header = data;

	g_free(header->name);
	g_free(header->value);
	g_free(header);
}

struct answer *
answer_new(enum method method, const char *url)
{
	struct answer *answer = g_new0(struct answer, 1);

	answer->method = method;
	answer->url = g_strdup(url);
	answer->headers = g_ptr_array_new_with_free_func(header_free);
	answer->body = g_string_new(NULL);
	return answer;
}

void
answer_free(struct answer *answer)
{
	if (!answer)
		return;
	g_free(answer->url);
	g_free(answer->peer);
	g_free(answer->trouble);
	g_free(answer->reason);
	g_free(answer->version);
	g_ptr_array_unref(answer->headers);
	g_string_free(answer->body, TRUE);
	g_free(answer->address);
	g_free(answer);
}

void
answer_add_header(struct answer *answer, const char *name, gsize name_length, const char *value,
		  gsize length)
{
	struct header *header = g_new(struct header, 1);

	header->name = g_strndup(name, name_length);
	header->value = g_malloc(length + 1);
	memcpy(header->value, value, length);
	header->value[length] = '\0';
	header->length = length;
	g_ptr_array_add(answer->headers, header);
}

const char *
answer_header(const struct answer *answer, const char *name)
{
	for (guint i = 0; i < answer->headers->len; i++) {
		const struct header *header = g_ptr_array_index(answer->headers, i);

		if (g_ascii_strcasecmp(header->name, name) == 0)
			return header->value;
	}
	return NULL;
}

gboolean
answer_lost(const struct answer *answer)
{
	switch (answer->outcome) {
	case OUTCOME_NAME:
	case OUTCOME_PROXY:
	case OUTCOME_CONNECT:
	case OUTCOME_TLS:
	case OUTCOME_CERTIFICATE:
	case OUTCOME_LOCAL:
		return TRUE;
	case OUTCOME_TIMEOUT:
		return answer->stage == STAGE_CONNECT || answer->stage == STAGE_TLS;
	case OUTCOME_NOT_ASKED:
	case OUTCOME_CUT:
	case OUTCOME_NOT_HTTP:
	case OUTCOME_TOO_LONG:
	case OUTCOME_ANSWERED:
	case OUTCOME_COUNT:
		break;
	}
	return FALSE;
}

gboolean
answer_header_is_secret(const char *name)
{
	static const char *const secrets[] = {"Authorization", "Proxy-Authorization", "Set-Cookie",
					      "Cookie", "Authentication-Info"};

	for (gsize i = 0; i < G_N_ELEMENTS(secrets); i++)
		if (g_ascii_strcasecmp(name, secrets[i]) == 0)
			return TRUE;
	return FALSE;
}

static json_t *
headers_to_json(const GPtrArray *headers)
{
	json_t *array = json_array();

	for (guint i = 0; i < headers->len; i++) {
		const struct header *header = g_ptr_array_index(headers, i);

		json_t *value = answer_header_is_secret(header->name)
				    ? json_string("(not shown)")
				    : json_text(header->value, (gssize)header->length);

		json_array_append_new(array,
				      json_pack("[o, o]", json_text(header->name, -1), value));
	}
	return array;
}

json_t *
answer_to_json(const struct answer *answer)
{
	json_t *object = json_object();

	json_set_text(object, "method", method_name(answer->method));
	json_set_text(object, "url", answer->url);
	json_set_text(object, "peer", answer->peer);
	json_set_text(object, "outcome", outcome_name(answer->outcome));
	if (answer->outcome == OUTCOME_TIMEOUT)
		json_set_text(object, "stage", stage_names[answer->stage]);
	json_set_text(object, "trouble", answer->trouble);
	json_set_text(object, "address", answer->address);
	if (answer->outcome == OUTCOME_NOT_ASKED)
		return object;
	json_object_set_new(object, "connection_reused", json_boolean(answer->connection_reused));
	json_object_set_new(object, "seconds", json_seconds(answer->total_us));
	if (answer->outcome != OUTCOME_ANSWERED)
		return object;
	json_object_set_new(object, "status", json_integer(answer->status));
	json_set_text(object, "http_version", answer->version);
	json_object_set_new(object, "headers", headers_to_json(answer->headers));
	json_object_set_new(object, "body_bytes", json_integer((json_int_t)answer->body->len));
	if (answer->body_outcome != OUTCOME_ANSWERED)
		json_set_text(object, "body_outcome", outcome_name(answer->body_outcome));
	return object;
}
