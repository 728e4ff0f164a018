/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests one attempt to log on over a real socket: what goes out, on which connection, what is read
 * of the answers. */
#include "probe/handshake.h"

#include <string.h>

#include "config.h"
#include "protocol/spnego.h"
#include "tests/support/replier.h"
#include "tests/support/type2.h"

enum { PATIENT_MS = 5000, REPLIES_MAX = 4 };

#define EMPTY "Content-Length: 0\r\n\r\n"

/* What a server says to one request after the other, on whatever connection. @2 stands for a
 * challenge, @W for the same in SPNEGO, @B
 * for one without target information. */
struct script {
	const char *replies[REPLIES_MAX];
	guint closing; /* the connection is closed after that reply, counted from 1; 0: never */
	guint given;
	GString *seen;	   /* the requests, tokens replaced by what they are */
	GPtrArray *tokens; /* char * */
};

static char *
fill(const char *text)
{
	g_autoptr(GBytes) bare = type2_write(&type2_usual);
	g_autoptr(GBytes) wrapped = spnego_wrap_response(bare);
	g_autoptr(GString) filled = g_string_new(text);
	struct type2 old = {.target = "OLD", .bare = TRUE};
	g_autofree char *raw = type2_write_text(&type2_usual);
	g_autofree char *without = type2_write_text(&old);
	g_autofree char *inside =
	    g_base64_encode(g_bytes_get_data(wrapped, NULL), g_bytes_get_size(wrapped));

	g_string_replace(filled, "@2", raw, 0);
	g_string_replace(filled, "@W", inside, 0);
	g_string_replace(filled, "@B", without, 0);
	return g_strdup(filled->str);
}

/* "<type 3>" in place of the token; the token is kept. */
static void
note_request(struct script *script, const struct replier_request *request)
{
	static const char field[] = "\r\nAuthorization: ";
	const char *value = strstr(request->text, field);
	const char *token = value ? strchr(value + strlen(field), ' ') + 1 : NULL;
	const char *end = token ? strstr(token, "\r\n") : NULL;
	g_autofree char *text = token ? g_strndup(token, (gsize)(end - token)) : NULL;
	gsize length = 0;
	g_autofree guchar *bytes = text ? g_base64_decode(text, &length) : NULL;
	g_autoptr(struct_spnego_token) parsed = spnego_parse(bytes, length);
	const void *inner = parsed->inner ? g_bytes_get_data(parsed->inner, &length) : NULL;

	g_string_append_printf(script->seen, "[%u] ", request->connection);
	if (!inner) {
		g_string_append(script->seen, request->text);
		return;
	}
	g_string_append_len(script->seen, request->text, token - request->text);
	g_string_append_printf(script->seen, "<%s%u>%s",
			       parsed->kind == SPNEGO_RAW_NTLM ? "" : "wrapped ",
			       ((const guint8 *)inner)[8], end);
	g_ptr_array_add(script->tokens, g_steal_pointer(&text));
}

static struct reply
answer(const struct replier_request *request, void *data)
{
	struct script *script = data;
	const char *text;

	note_request(script, request);
	g_assert_cmpuint(script->given, <, REPLIES_MAX);
	text = script->replies[script->given++];
	g_assert_nonnull(text);
	return (struct reply){.text = fill(text), .close = script->given == script->closing};
}

/* An attempt from its beginning to its end. */
static struct handshake *
play(struct script *script, const struct handshake_request *how, struct replier **replier)
{
	struct handshake_request request = *how;
	struct http_target target = {.hostname = "127.0.0.1"};
	g_autofree char *password = g_strdup("open sesame");
	g_autoptr(struct_secret) secret = secret_take(password, strlen(password));
	struct identity identity = {.user = "probe", .domain = "CORP", .password = secret};
	g_autoptr(struct_http) http = NULL;
	struct handshake *handshake;

	script->seen = g_string_new(NULL);
	script->tokens = g_ptr_array_new_with_free_func(g_free);
	*replier = replier_start(answer, script);
	target.port = replier_port(*replier);
	http = http_new(&target);
	request.path = "/x";
	request.hostname = "mail.example.com";
	request.identity = how->identity ? how->identity : &identity;
	handshake = handshake_begin(http, &request, deadline_in_ms(PATIENT_MS));
	handshake_finish(http, handshake, &request, deadline_in_ms(PATIENT_MS));
	return handshake;
}

static void
script_clear(struct script *script)
{
	g_string_free(script->seen, TRUE);
	g_ptr_array_unref(script->tokens);
}

struct row {
	const char *name;
	struct script script;
	enum scheme scheme;
	enum mechanism mechanism;
	enum binding binding;
	enum handshake_end end;
	const char *statuses; /* of the legs, "-" for none */
	const char *trouble;
	const char *sent;	   /* connections and Authorization values, a line each */
	const char *later_version; /* HTTP's, of all requests but the first; NULL: "1.1" */
};

#define CHALLENGE "HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM @2\r\n" EMPTY
#define OK	  "HTTP/1.1 200 x\r\n" EMPTY
#define REFUSED	  "HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM\r\n" EMPTY

static const struct row rows[] = {
    {.name = "let in",
     .script = {.replies = {CHALLENGE, OK}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 200",
     .sent = "[1] NTLM <1>\n[1] NTLM <3>\n"},
    {.name = "refused",
     .script = {.replies = {CHALLENGE, REFUSED}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_REFUSED,
     .statuses = "401 401",
     .sent = "[1] NTLM <1>\n[1] NTLM <3>\n"},
    {.name = "a second challenge is a refusal",
     .script = {.replies = {CHALLENGE, CHALLENGE}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_REFUSED,
     .statuses = "401 401",
     .sent = "[1] NTLM <1>\n[1] NTLM <3>\n"},
    {.name = "a redirect at the end is not followed",
     .script = {.replies = {CHALLENGE,
			    "HTTP/1.1 302 x\r\nLocation: http://127.0.0.1/other\r\n" EMPTY}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 302",
     .sent = "[1] NTLM <1>\n[1] NTLM <3>\n"},
    {.name = "raw inside Negotiate",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate @2\r\n" EMPTY, OK}},
     .scheme = SCHEME_NEGOTIATE,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 200",
     .sent = "[1] Negotiate <1>\n[1] Negotiate <3>\n"},
    {.name = "wrapped",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate @W\r\n" EMPTY, OK}},
     .scheme = SCHEME_NEGOTIATE,
     .mechanism = MECHANISM_NTLM_WRAPPED,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 200",
     .sent = "[1] Negotiate <wrapped 1>\n[1] Negotiate <wrapped 3>\n"},
    {.name = "raw, answered wrapped: as the server does",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate @W\r\n" EMPTY, OK}},
     .scheme = SCHEME_NEGOTIATE,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 200",
     .sent = "[1] Negotiate <1>\n[1] Negotiate <wrapped 3>\n"},
    {.name = "wrapped, answered raw: as the server does",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate @2\r\n" EMPTY, OK}},
     .scheme = SCHEME_NEGOTIATE,
     .mechanism = MECHANISM_NTLM_WRAPPED,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 200",
     .sent = "[1] Negotiate <wrapped 1>\n[1] Negotiate <3>\n"},
    {.name = "the token among other challenges",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: "
			    "Basic realm=\"a, NTLM b\"\r\nwww-authenticate: ntlm @2\r\n" EMPTY,
			    OK}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 200",
     .sent = "[1] NTLM <1>\n[1] NTLM <3>\n"},
    {.name = "the token in a merged field",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate, NTLM @2, Basic "
			    "realm=\"x\"\r\n" EMPTY,
			    OK}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 200",
     .sent = "[1] NTLM <1>\n[1] NTLM <3>\n"},
    {.name = "the scheme first without, then with a token",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM\r\nWWW-Authenticate: NTLM "
			    "@2\r\n" EMPTY,
			    OK}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 200",
     .sent = "[1] NTLM <1>\n[1] NTLM <3>\n"},
    {.name = "a token under the other scheme is not ours",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate @2\r\nWWW-Authenticate: "
			    "NTLM\r\n" EMPTY}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_NO_TOKEN,
     .statuses = "401",
     .sent = "[1] NTLM <1>\n"},
    {.name = "no token",
     .script = {.replies = {REFUSED}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_NO_TOKEN,
     .statuses = "401",
     .sent = "[1] NTLM <1>\n"},
    {.name = "no challenge at all",
     .script = {.replies = {"HTTP/1.1 401 x\r\n" EMPTY}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_NO_TOKEN,
     .statuses = "401",
     .sent = "[1] NTLM <1>\n"},
    {.name = "a challenge with another status does not count",
     .script = {.replies = {"HTTP/1.1 200 x\r\nWWW-Authenticate: NTLM @2\r\n" EMPTY}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "200",
     .sent = "[1] NTLM <1>\n"},
    {.name = "a redirect in place of a challenge is not followed",
     .script = {.replies = {"HTTP/1.1 307 x\r\nLocation: /other\r\n" EMPTY}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "307",
     .sent = "[1] NTLM <1>\n"},
    {.name = "a token that is nothing",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM QUJD\r\n" EMPTY}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_BAD_TOKEN,
     .statuses = "401",
     .trouble = "token: expected SPNEGO, Kerberos or NTLM, got tag 0x41",
     .sent = "[1] NTLM <1>\n"},
    {.name = "a token that is not even base64",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM ~~~~\r\n" EMPTY}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_BAD_TOKEN,
     .statuses = "401",
     .trouble = "token: expected SPNEGO, Kerberos or NTLM, got nothing",
     .sent = "[1] NTLM <1>\n"},
    {.name = "our own message comes back",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM "
			    "TlRMTVNTUAABAAAAB4IIogAAAAAAAAAAAAAAAAAAAAAKAPwlAAAADw==\r\n" EMPTY}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_BAD_TOKEN,
     .statuses = "401",
     .trouble = "the token is no challenge of NTLM",
     .sent = "[1] NTLM <1>\n"},
    {.name = "a challenge that is cut",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM "
			    "TlRMTVNTUAACAAAABAAEADgAAAA=\r\n" EMPTY}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_BAD_TOKEN,
     .statuses = "401",
     .trouble = "expected a whole message, got only 20 bytes",
     .sent = "[1] NTLM <1>\n"},
    {.name = "a server that knows no NTLMv2 is told no secret",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM @B\r\n" EMPTY}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_BAD_TOKEN,
     .statuses = "401",
     .trouble = "expected an NTLM server that speaks NTLMv2, got no target information",
     .sent = "[1] NTLM <1>\n"},
    {.name = "SPNEGO rejects",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate "
			    "oQcwBaADCgEC\r\n" EMPTY}},
     .scheme = SCHEME_NEGOTIATE,
     .mechanism = MECHANISM_NTLM_WRAPPED,
     .end = HANDSHAKE_NO_TOKEN,
     .statuses = "401",
     .trouble = "SPNEGO answers reject without a token",
     .sent = "[1] Negotiate <wrapped 1>\n"},
    {.name = "the connection's end is announced",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM @2\r\nConnection: "
			    "Keep-Alive, CLOSE\r\n" EMPTY},
		.closing = 1},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_CLOSING,
     .statuses = "401",
     .sent = "[1] NTLM <1>\n"},
    {.name = "HTTP 1.0 closes unless it says otherwise",
     .script = {.replies = {"HTTP/1.0 401 x\r\nWWW-Authenticate: NTLM @2\r\n" EMPTY}, .closing = 1},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_CLOSING,
     .statuses = "401",
     .sent = "[1] NTLM <1>\n"},
    {.name = "HTTP 1.0 that says otherwise, and is spoken then",
     .script = {.replies = {"HTTP/1.0 401 x\r\nWWW-Authenticate: NTLM @2\r\nConnection: "
			    "Keep-Alive\r\n" EMPTY,
			    OK}},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 200",
     .later_version = "1.0",
     .sent = "[1] NTLM <1>\n[1] NTLM <3>\n"},
    {.name = "the challenge's body breaks off",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM @2\r\nContent-Length: "
			    "5\r\n\r\nab"},
		.closing = 1},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_CLOSING,
     .statuses = "401",
     .sent = "[1] NTLM <1>\n"},
    {.name = "closed after the challenge without a word: nothing is sent elsewhere",
     .script = {.replies = {CHALLENGE}, .closing = 1},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_LOST,
     .statuses = "401 cut",
     .sent = "[1] NTLM <1>\n"},
    {.name = "closed in place of a challenge",
     .script = {.replies = {""}, .closing = 1},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_LOST,
     .statuses = "cut",
     .sent = "[1] NTLM <1>\n"},
    {.name = "closed in place of the end: not sent once more",
     .script = {.replies = {CHALLENGE, ""}, .closing = 2},
     .scheme = SCHEME_NTLM,
     .end = HANDSHAKE_LOST,
     .statuses = "401 cut",
     .sent = "[1] NTLM <1>\n[1] NTLM <3>\n"},
    {.name = "nothing to be wrongly bound to",
     .script = {.replies = {CHALLENGE}},
     .scheme = SCHEME_NTLM,
     .binding = BINDING_WRONG,
     .end = HANDSHAKE_CHALLENGED,
     .statuses = "401",
     .sent = "[1] NTLM <1>\n"},
    {.name = "unbound",
     .script = {.replies = {CHALLENGE, OK}},
     .scheme = SCHEME_NTLM,
     .binding = BINDING_ABSENT,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "401 200",
     .sent = "[1] NTLM <1>\n[1] NTLM <3>\n"},
    {.name = "Basic",
     .script = {.replies = {OK}},
     .scheme = SCHEME_BASIC,
     .mechanism = MECHANISM_PLAIN,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "200",
     .sent = "[1] Basic Q09SUFxwcm9iZTpvcGVuIHNlc2FtZQ==\n"},
    {.name = "Basic refused",
     .script = {.replies = {"HTTP/1.1 401 x\r\nWWW-Authenticate: Basic realm=\"x\"\r\n" EMPTY}},
     .scheme = SCHEME_BASIC,
     .mechanism = MECHANISM_PLAIN,
     .end = HANDSHAKE_REFUSED,
     .statuses = "401",
     .sent = "[1] Basic Q09SUFxwcm9iZTpvcGVuIHNlc2FtZQ==\n"},
    {.name = "Bearer",
     .script = {.replies = {OK}},
     .scheme = SCHEME_BEARER,
     .mechanism = MECHANISM_PLAIN,
     .end = HANDSHAKE_ANSWERED,
     .statuses = "200",
     .sent = "[1] Bearer open sesame\n"},
};

/* "401 200" */
static char *
statuses_of(const struct handshake *handshake)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < handshake->legs->len; i++) {
		const struct asked *leg = g_ptr_array_index(handshake->legs, i);

		if (i > 0)
			g_string_append_c(text, ' ');
		if (asked_answered(leg))
			g_string_append_printf(text, "%u", leg->answer->status);
		else
			g_string_append(text, outcome_name(leg->answer->outcome));
	}
	return g_string_free(text, FALSE);
}

/* Every request as it must be, byte for byte: a line of `sent` becomes a whole head. */
static char *
heads_of(const struct row *row, guint port)
{
	g_auto(GStrv) lines = g_strsplit(row->sent, "\n", -1);
	GString *text = g_string_new(NULL);

	for (gsize i = 0; lines[i] && *lines[i]; i++)
		g_string_append_printf(
		    text,
		    "%.4sGET /x HTTP/%s\r\nHost: 127.0.0.1:%u\r\nUser-Agent: " PACKAGE_TARNAME
		    "/" PACKAGE_VERSION "\r\nAccept: */*\r\nAuthorization: %s\r\n\r\n",
		    lines[i], i > 0 && row->later_version ? row->later_version : "1.1", port,
		    lines[i] + 4);
	return g_string_free(text, FALSE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct script script = row->script;
	const struct handshake_request request = {
	    .scheme = row->scheme, .mechanism = row->mechanism, .binding = row->binding};
	struct replier *replier;
	g_autoptr(struct_handshake) handshake = play(&script, &request, &replier);
	g_autofree char *statuses = statuses_of(handshake);
	g_autofree char *heads = heads_of(row, replier_port(replier));

	replier_stop(replier);
	g_assert_cmpstr(handshake_end_name(handshake->end), ==, handshake_end_name(row->end));
	g_assert_cmpstr(statuses, ==, row->statuses);
	g_assert_cmpstr(handshake->trouble, ==, row->trouble);
	g_assert_cmpstr(script.seen->str, ==, heads);
	g_assert_cmpint(handshake->hold, ==,
			row->binding == BINDING_WRONG ? HOLD_NO_BINDING : HOLD_NONE);
	if (handshake->legs->len > 0)
		g_assert_cmpint(handshake->total_us, >, 0);
	script_clear(&script);
}

/* What the AUTHENTICATE says: who, where, that it has a MIC, and nothing of bindings without TLS.
 */
static void
test_authenticate(void)
{
	static const char field[] = "HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM @2\r\n" EMPTY;
	struct script script = {.replies = {field, OK}};
	const struct handshake_request request = {.scheme = SCHEME_NTLM};
	struct replier *replier;
	g_autoptr(struct_handshake) handshake = play(&script, &request, &replier);
	gsize length = 0;
	g_autofree guchar *bytes = NULL;
	g_autoptr(struct_ntlm_message) message = NULL;

	replier_stop(replier);
	g_assert_cmpuint(script.tokens->len, ==, 2);
	bytes = g_base64_decode(g_ptr_array_index(script.tokens, 1), &length);
	message = ntlm_parse(bytes, length);
	g_assert_null(message->malformed);
	g_assert_cmpint(message->type, ==, NTLM_AUTHENTICATE);
	g_assert_cmpstr(message->user, ==, "probe");
	g_assert_cmpstr(message->domain, ==, "CORP");
	g_assert_cmpuint(message->response_version, ==, 2);
	g_assert_cmpstr(message->target_info->target_spn, ==, "HTTP/mail.example.com");
	g_assert_false(message->target_info->has_channel_bindings);
	g_assert_cmpstr(handshake->challenge->target_name, ==, "CORP");
	g_assert_false(handshake->clock_known);
	script_clear(&script);
}

struct clock_row {
	const char *name;
	gint64 ahead_s; /* of the server's clock */
};

static const struct clock_row clock_rows[] = {{"in step", 0}, {"ahead", 3600}, {"behind", -7200}};

static void
test_clock(gconstpointer data)
{
	const struct clock_row *row = data;
	struct type2 what = type2_usual;
	g_autofree char *token = NULL;
	g_autofree char *reply = NULL;
	struct script script = {.closing = 1};
	const struct handshake_request request = {.scheme = SCHEME_NTLM};
	struct replier *replier;
	g_autoptr(struct_handshake) handshake = NULL;

	what.timestamp = ntlm_time_from_unix_us(g_get_real_time() + row->ahead_s * G_USEC_PER_SEC);
	token = type2_write_text(&what);
	reply = g_strdup_printf(
	    "HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM %s\r\nConnection: close\r\n" EMPTY, token);
	script.replies[0] = reply;
	handshake = play(&script, &request, &replier);
	replier_stop(replier);
	g_assert_true(handshake->clock_known);
	g_assert_cmpint(ABS(handshake->clock_ahead_ms - row->ahead_s * 1000), <, PATIENT_MS);
	script_clear(&script);
}

/* Without a ticket nothing goes out, and the reason is the library's. */
static void
test_kerberos_without_ticket(void)
{
	static const struct identity nobody = {.ccache = "FILE:/nonexistent/cache"};
	struct script script = {.replies = {NULL}};
	const struct handshake_request request = {
	    .scheme = SCHEME_NEGOTIATE, .mechanism = MECHANISM_KERBEROS, .identity = &nobody};
	struct replier *replier;
	g_autoptr(struct_handshake) handshake = play(&script, &request, &replier);

	replier_stop(replier);
	g_assert_cmpstr(handshake_end_name(handshake->end), ==, "local");
	g_assert_cmpstr(kerberos_trouble_name(handshake->kerberos), ==, "no ticket");
	g_assert_cmpstr(handshake->principal, ==, "HTTP/mail.example.com");
	g_assert_nonnull(handshake->trouble);
	g_assert_cmpstr(script.seen->str, ==, "");
	script_clear(&script);
}

int
main(int argc, char **argv)
{
	static const char *const proxies[] = {"http_proxy", "all_proxy", "ALL_PROXY", "no_proxy"};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(proxies); i++)
		g_unsetenv(proxies[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/handshake/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(clock_rows); i++) {
		g_autofree char *path = g_strdup_printf("/handshake/clock/%s", clock_rows[i].name);

		g_test_add_data_func(path, &clock_rows[i], test_clock);
	}
	g_test_add_func("/handshake/authenticate", test_authenticate);
	g_test_add_func("/handshake/kerberos without a ticket", test_kerberos_without_ticket);
	return g_test_run();
}
