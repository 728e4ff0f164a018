/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes one attempt to log on over HTTP, leg by leg, on one connection. */
#include "probe/handshake.h"

#include <string.h>
#include <sys/random.h>

#include "probe/bindings.h"
#include "probe/kerberos.h"
#include "protocol/ntlm_response.h"
#include "protocol/spnego.h"

enum { BODY_LIMIT = 1024 * 1024 };

/* One handshake under way. */
struct walk {
	struct http *http;
	struct handshake *handshake;
	const struct handshake_request *request;
	struct deadline deadline;
};

/* How a message goes out. */
struct sending {
	enum http_connection connection;
	gboolean with_body; /* the server is to judge it: what is asked goes along */
};

/* The request's own header fields and "Authorization: SCHEME BASE64". */
static const char **
headers_with(const char *const *own, const char *authorization)
{
	gsize count = 0;
	const char **headers;

	while (own && own[count])
		count++;
	headers = g_new0(const char *, count + 2);
	for (gsize i = 0; i < count; i++)
		headers[i] = own[i];
	headers[count] = authorization;
	return headers;
}

/* Half of the time, so that some is left for what comes after it; a body that is taken piece by
 * piece is what all the time is for. */
static gint64
patience_of(const struct walk *walk, struct sending how)
{
	if (how.with_body && walk->request->sink)
		return 0;
	return MAX(deadline_left_ms(walk->deadline) / 2, 1);
}

/* Sends it; what it was answered is the newest leg. */
static const struct asked *
send_text(const struct walk *walk, const char *text, struct sending how)
{
	g_autofree char *header =
	    g_strdup_printf("Authorization: %s %s", scheme_name(walk->handshake->scheme), text);
	g_autofree const char **headers = headers_with(walk->request->headers, header);
	struct http_request request = {.method = walk->request->method,
				       .path = walk->request->path,
				       .headers = headers,
				       .body = how.with_body ? walk->request->body : NULL,
				       .body_limit = how.with_body && walk->request->body_limit > 0
							 ? walk->request->body_limit
							 : BODY_LIMIT,
				       .sink = how.with_body ? walk->request->sink : NULL,
				       .patience_ms = patience_of(walk, how),
				       .connection = how.connection};
	struct answer *answer = http_ask(walk->http, &request, walk->deadline);
	struct asked *asked = asked_new(answer);

	explicit_bzero(header, strlen(header));
	walk->handshake->total_us += answer->total_us;
	g_ptr_array_add(walk->handshake->legs, asked);
	return asked;
}

static const struct asked *
send_token(const struct walk *walk, GBytes *token, struct sending how)
{
	gsize length = 0;
	const void *bytes = g_bytes_get_data(token, &length);
	g_autofree char *text = g_base64_encode(bytes, length);

	return send_text(walk, text, how);
}

static void
set_trouble(struct handshake *handshake, const char *text)
{
	g_free(handshake->trouble);
	handshake->trouble = g_strdup(text);
}

/* The first token under that scheme; NULL when there is none. The caller frees. */
static GBytes *
token_of(const struct asked *asked, enum scheme scheme)
{
	for (guint i = 0; i < asked->challenges->challenges->len; i++) {
		const struct challenge *challenge = challenge_list_at(asked->challenges, i);
		guchar *bytes;
		gsize length = 0;

		if (challenge->scheme != scheme || !challenge->token)
			continue;
		bytes = g_base64_decode(challenge->token, &length);
		return g_bytes_new_take(bytes, length);
	}
	return NULL;
}

/* How the last leg of a logon ended. */
static void
conclude(struct handshake *handshake, const struct asked *asked)
{
	if (!asked_answered(asked))
		handshake->end = HANDSHAKE_LOST;
	else if (asked->answer->status == 401)
		handshake->end = HANDSHAKE_REFUSED;
	else
		handshake->end = HANDSHAKE_ANSWERED;
}

/* The server's clock against ours: its time stamp was made on the way of the answer. */
static void
compare_clocks(struct handshake *handshake, const struct asked *asked)
{
	const struct ntlm_target_info *info = handshake->challenge->target_info;
	gint64 middle_us = g_get_real_time() - asked->answer->total_us / 2;

	if (!info || !info->has_timestamp)
		return;
	handshake->clock_known = TRUE;
	handshake->clock_ahead_ms = (ntlm_time_to_unix_us(info->timestamp) - middle_us) / 1000;
}

/* Reads the token of the first answer; HANDSHAKE_CHALLENGED when it is a challenge. */
static void
read_token(struct handshake *handshake, const struct asked *asked)
{
	gsize length = 0;
	const void *bytes = g_bytes_get_data(handshake->token, &length);
	g_autoptr(struct_spnego_token) token = spnego_parse(bytes, length);
	const void *inner = token->inner ? g_bytes_get_data(token->inner, &length) : NULL;

	handshake->token_wrapped = token->kind == SPNEGO_RESPONSE;
	handshake->end = inner ? HANDSHAKE_BAD_TOKEN : HANDSHAKE_NO_TOKEN;
	if (token->kind == SPNEGO_RESPONSE && !inner) {
		g_autofree char *said = g_strdup_printf("SPNEGO answers %s without a token",
							token->state == SPNEGO_STATE_ABSENT
							    ? "nothing"
							    : spnego_state_name(token->state));

		set_trouble(handshake, said);
		return;
	}
	if (!inner || !ntlm_is_message(inner, length)) {
		handshake->end = HANDSHAKE_BAD_TOKEN;
		set_trouble(handshake, token->malformed ? token->malformed
							: "the token is no message of NTLM");
		return;
	}
	handshake->challenge = ntlm_parse(inner, length);
	if (handshake->challenge->malformed || handshake->challenge->type != NTLM_CHALLENGE) {
		set_trouble(handshake, handshake->challenge->malformed
					   ? handshake->challenge->malformed
					   : "the token is no challenge of NTLM");
		return;
	}
	compare_clocks(handshake, asked);
	handshake->end = HANDSHAKE_CHALLENGED;
}

/* Whether the server gives up the connection on which the handshake would have to go on. */
static gboolean
is_closing(const struct answer *answer)
{
	const char *connection = answer_header(answer, "Connection");
	g_autofree char *lower = connection ? g_ascii_strdown(connection, -1) : NULL;

	if (answer->body_outcome != OUTCOME_ANSWERED)
		return TRUE;
	if (lower && strstr(lower, "close"))
		return TRUE;
	return g_strcmp0(answer->version, "1.0") == 0 && !(lower && strstr(lower, "keep-alive"));
}

static enum http_connection
first_connection(const struct handshake_request *request)
{
	return request->fresh ? HTTP_CONNECTION_FRESH : HTTP_CONNECTION_ANY;
}

static gboolean
is_ntlm(enum mechanism mechanism)
{
	return mechanism == MECHANISM_NTLM || mechanism == MECHANISM_NTLM_WRAPPED;
}

struct handshake *
handshake_begin(struct http *http, const struct handshake_request *request,
		struct deadline deadline)
{
	struct handshake *handshake =
	    handshake_new(request->scheme, request->mechanism, request->binding);
	struct walk walk = {http, handshake, request, deadline};
	g_autoptr(GBytes) negotiate = ntlm_write_negotiate();
	g_autoptr(GBytes) wrapped = NULL;
	const struct asked *asked;

	handshake->end = HANDSHAKE_CHALLENGED;
	if (!is_ntlm(request->mechanism))
		return handshake;
	if (request->mechanism == MECHANISM_NTLM_WRAPPED)
		wrapped = spnego_wrap_init(negotiate);
	asked = send_token(&walk, wrapped ? wrapped : negotiate,
			   (struct sending){.connection = first_connection(request)});
	if (!asked_answered(asked) || asked->answer->status != 401) {
		conclude(handshake, asked);
		return handshake;
	}
	handshake->token = token_of(asked, request->scheme);
	handshake->end = HANDSHAKE_NO_TOKEN;
	if (handshake->token)
		read_token(handshake, asked);
	if (handshake->end == HANDSHAKE_CHALLENGED && is_closing(asked->answer))
		handshake->end = HANDSHAKE_CLOSING;
	return handshake;
}

/* Whether a binding that was meant to be sent has nothing to be made of: without this the logon
 * would go out unbound, and say something else than was asked. */
static gboolean
lacks_binding(struct handshake *handshake, const GBytes *data)
{
	gboolean lacking =
	    !data && (handshake->binding == BINDING_WRONG || handshake->binding == BINDING_GIVEN);

	if (lacking)
		handshake->hold = HOLD_NO_BINDING;
	return lacking;
}

/* The challenge as it came, without what SPNEGO put round it. The caller frees. */
static GBytes *
bare_challenge(const struct handshake *handshake)
{
	gsize length = 0;
	const void *bytes = g_bytes_get_data(handshake->token, &length);
	g_autoptr(struct_spnego_token) token = spnego_parse(bytes, length);

	return g_bytes_ref(token->inner);
}

static void
finish_ntlm(const struct walk *walk)
{
	struct handshake *handshake = walk->handshake;
	const struct identity *who = walk->request->identity;
	guint8 hash[CHANNEL_BINDING_LENGTH];
	g_autofree char *spn = g_strdup_printf("HTTP/%s", walk->request->hostname);
	struct ntlm_logon logon = {.user = who->user,
				   .domain = who->domain,
				   .password = secret_peek(who->password, NULL),
				   .target_spn = spn,
				   .now = ntlm_time_from_unix_us(g_get_real_time())};
	g_autoptr(GBytes) negotiate = ntlm_write_negotiate();
	g_autoptr(GBytes) challenge = bare_challenge(handshake);
	g_autoptr(GBytes) data =
	    bindings_data(walk->http, handshake->binding, walk->request->given_certificate);
	g_autoptr(GByteArray) written = NULL;
	g_autoptr(GBytes) message = NULL;
	g_autoptr(GBytes) wrapped = NULL;
	g_autoptr(GError) error = NULL;

	if (lacks_binding(handshake, data))
		return;
	if (data)
		channel_binding_hash_data(data, hash);
	logon.channel_bindings = data ? hash : NULL;
	if (getrandom(logon.client_challenge, sizeof(logon.client_challenge), 0) !=
	    (gssize)sizeof(logon.client_challenge)) {
		handshake->end = HANDSHAKE_LOCAL;
		set_trouble(handshake, "the system has no random numbers");
		return;
	}
	written = ntlm_respond(negotiate, challenge, &logon, &error);
	if (!written) {
		handshake->end = HANDSHAKE_BAD_TOKEN;
		set_trouble(handshake, error->message);
		return;
	}
	message = g_byte_array_free_to_bytes(g_steal_pointer(&written));
	if (handshake->token_wrapped)
		wrapped = spnego_wrap_response(message);
	conclude(handshake, send_token(walk, wrapped ? wrapped : message,
				       (struct sending){HTTP_CONNECTION_SAME, TRUE}));
}

/* Basic's user and password (RFC 7617), or Bearer's token (RFC 6750). */
static void
finish_plain(const struct walk *walk)
{
	const struct identity *who = walk->request->identity;
	const char *secret = secret_peek(who->password, NULL);
	gboolean has_domain = who->domain && *who->domain != '\0';
	struct sending how = {first_connection(walk->request), TRUE};
	g_autofree char *pair = NULL;
	g_autofree char *text = NULL;

	if (walk->handshake->scheme == SCHEME_BEARER) {
		conclude(walk->handshake, send_text(walk, secret, how));
		return;
	}
	pair = g_strdup_printf("%s%s%s:%s", has_domain ? who->domain : "", has_domain ? "\\" : "",
			       who->user, secret);
	text = g_base64_encode((const guchar *)pair, strlen(pair));
	conclude(walk->handshake, send_text(walk, text, how));
	explicit_bzero(pair, strlen(pair));
	explicit_bzero(text, strlen(text));
}

/* Token by token, as long as both sides have one to send. */
static void
finish_kerberos(const struct walk *walk)
{
	enum { LEGS_MAX = 4 };
	struct handshake *handshake = walk->handshake;
	g_autoptr(struct_kerberos) kerberos = NULL;
	g_autoptr(GBytes) received = NULL;
	g_autoptr(GBytes) data =
	    bindings_data(walk->http, handshake->binding, walk->request->given_certificate);

	if (lacks_binding(handshake, data))
		return;
	handshake->principal = g_strdup_printf("HTTP/%s", walk->request->hostname);
	kerberos = kerberos_new(walk->request->hostname, walk->request->identity, data);
	for (guint leg = 0; leg < LEGS_MAX; leg++) {
		g_autoptr(GBytes) token = NULL;
		struct kerberos_step step = kerberos_step(kerberos, received, walk->deadline);
		const struct asked *asked;

		token = step.token;
		if (step.trouble != KERBEROS_FINE) {
			handshake->kerberos = step.trouble;
			set_trouble(handshake, step.words);
			g_free(step.words);
			if (leg == 0)
				handshake->end = HANDSHAKE_LOCAL;
			return;
		}
		if (!token)
			return;
		asked = send_token(walk, token,
				   (struct sending){leg > 0 ? HTTP_CONNECTION_SAME
							    : first_connection(walk->request),
						    TRUE});
		conclude(handshake, asked);
		g_clear_pointer(&received, g_bytes_unref);
		received = asked_answered(asked) ? token_of(asked, handshake->scheme) : NULL;
		if (!received)
			return;
	}
}

void
handshake_finish(struct http *http, struct handshake *handshake,
		 const struct handshake_request *request, struct deadline deadline)
{
	struct walk walk = {http, handshake, request, deadline};

	if (handshake->end != HANDSHAKE_CHALLENGED)
		return;
	switch (handshake->mechanism) {
	case MECHANISM_NTLM:
	case MECHANISM_NTLM_WRAPPED:
		finish_ntlm(&walk);
		return;
	case MECHANISM_KERBEROS:
		finish_kerberos(&walk);
		return;
	case MECHANISM_PLAIN:
		finish_plain(&walk);
		return;
	case MECHANISM_COUNT:
		return;
	}
}
