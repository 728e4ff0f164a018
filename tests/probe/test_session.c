/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests when a conversation logs on, and over which connection it goes on. */
#include "probe/session.h"

#include <string.h>

#include "tests/support/bytes.h"
#include "tests/support/canned.h"

enum { PATIENT_MS = 5000, ANSWERS_MAX = 8 };

#define EMPTY	  "Content-Length: 0\r\n\r\n"
#define OK	  "HTTP/1.1 200 x\r\n" EMPTY
#define NTLM	  "HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM\r\n" EMPTY
#define BASIC	  "HTTP/1.1 401 x\r\nWWW-Authenticate: Basic realm=\"a\"\r\n" EMPTY
#define NEGOTIATE "HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate\r\n" EMPTY
#define BOTH	  "HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate\r\nWWW-Authenticate: NTLM\r\n" EMPTY
/* @2 stands for a challenge. */
#define CHALLENGE    "HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM @2\r\n" EMPTY
#define WRAPPED	     "HTTP/1.1 401 x\r\nWWW-Authenticate: Negotiate @2\r\n" EMPTY
#define CLOSING_NTLM "HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM\r\nConnection: close\r\n" EMPTY
#define CLOSING_OK   "HTTP/1.1 200 x\r\nConnection: close\r\n" EMPTY

enum with { NOTHING = 0, TRUSTED = 1, TLS = 2, IDENTITY = 4, GATE_SHUT = 8 };
enum { ALL = TRUSTED | TLS | IDENTITY };

struct row {
	const char *name;
	guint with; /* of enum with */
	enum scheme scheme;
	guint asks; /* how often the session is asked */
	const char *answers[ANSWERS_MAX];
	/* Of each request: "-" without Authorization, else its scheme, and of NTLM the message. */
	const char *sent;
	/* Of each call: the status that counts, "again" over a logged-on connection, the end of the
	 * handshake and what held it. */
	const char *calls;
	enum secret_state secret;
};

static const struct row rows[] = {
    {"anonymous is enough", ALL, SCHEME_NTLM, 1, {OK}, "-", "200", SECRET_UNTRIED},
    {"anonymous first, then logged on",
     ALL,
     SCHEME_NTLM,
     1,
     {NTLM, CHALLENGE, OK},
     "-, NTLM 1, NTLM 3",
     "200 answered",
     SECRET_ACCEPTED},
    {"goes on over the logged-on connection",
     ALL,
     SCHEME_NTLM,
     3,
     {NTLM, CHALLENGE, OK, OK, OK},
     "-, NTLM 1, NTLM 3, -, -",
     "200 answered, 200 again, 200 again",
     SECRET_ACCEPTED},
    {"another connection has to log on anew",
     ALL,
     SCHEME_NTLM,
     2,
     {NTLM, CHALLENGE, CLOSING_OK, NTLM, CHALLENGE, OK},
     "-, NTLM 1, NTLM 3, -, NTLM 1, NTLM 3",
     "200 answered, 200 answered",
     SECRET_ACCEPTED},
    {"a logged-on connection that is asked to log on again",
     ALL,
     SCHEME_NTLM,
     2,
     {NTLM, CHALLENGE, OK, CLOSING_NTLM, CHALLENGE, OK},
     "-, NTLM 1, NTLM 3, -, NTLM 1, NTLM 3",
     "200 answered, 200 again answered",
     SECRET_ACCEPTED},
    {"refused",
     ALL,
     SCHEME_NTLM,
     1,
     {NTLM, CHALLENGE, NTLM},
     "-, NTLM 1, NTLM 3",
     "401 refused",
     SECRET_REFUSED},
    {"refused once, never tried again",
     ALL,
     SCHEME_NTLM,
     2,
     {NTLM, CHALLENGE, NTLM, NTLM, CHALLENGE},
     "-, NTLM 1, NTLM 3, -, NTLM 1",
     "401 refused, 401 challenged:refused now",
     SECRET_REFUSED},
    {"held by the gate",
     ALL | GATE_SHUT,
     SCHEME_NTLM,
     1,
     {NTLM, CHALLENGE},
     "-, NTLM 1",
     "401 challenged:refused earlier",
     SECRET_UNTRIED},
    {"not trusted", TLS | IDENTITY, SCHEME_NTLM, 1, {NTLM}, "-", "401", SECRET_UNTRIED},
    {"not trusted, asked again",
     TLS | IDENTITY,
     SCHEME_NTLM,
     2,
     {NTLM, BASIC},
     "-, -",
     "401, 401",
     SECRET_UNTRIED},
    {"not trusted with Basic",
     TLS | IDENTITY,
     SCHEME_BASIC,
     1,
     {BASIC},
     "-",
     "401",
     SECRET_UNTRIED},
    {"without TLS", TRUSTED | IDENTITY, SCHEME_NTLM, 1, {NTLM}, "-", "401", SECRET_UNTRIED},
    {"Basic without TLS", TRUSTED | IDENTITY, SCHEME_BASIC, 1, {BASIC}, "-", "401", SECRET_UNTRIED},
    {"nobody to log on", TRUSTED | TLS, SCHEME_NTLM, 1, {NTLM}, "-", "401", SECRET_UNTRIED},
    {"another status is no question",
     ALL,
     SCHEME_NTLM,
     1,
     {"HTTP/1.1 403 x\r\nWWW-Authenticate: NTLM\r\n" EMPTY},
     "-",
     "403",
     SECRET_UNTRIED},
    {"a challenge with 200 is none",
     ALL,
     SCHEME_NTLM,
     1,
     {"HTTP/1.1 200 x\r\nWWW-Authenticate: NTLM\r\n" EMPTY},
     "-",
     "200",
     SECRET_UNTRIED},
    {"a redirect is not followed",
     ALL,
     SCHEME_NTLM,
     1,
     {"HTTP/1.1 302 x\r\nLocation: https://b.example/\r\n" EMPTY},
     "-",
     "302",
     SECRET_UNTRIED},
    {"no answer", ALL, SCHEME_NTLM, 1, {CANNED_CLOSE}, "-", "0", SECRET_UNTRIED},
    /* Which scheme. */
    {"NTLM goes before Negotiate",
     ALL,
     SCHEME_NTLM,
     1,
     {BOTH, CHALLENGE, OK},
     "-, NTLM 1, NTLM 3",
     "200 answered",
     SECRET_ACCEPTED},
    {"NTLM inside Negotiate where that alone is offered",
     ALL,
     SCHEME_NTLM,
     1,
     {NEGOTIATE, WRAPPED, OK},
     "-, Negotiate 1, Negotiate 3",
     "200 answered",
     SECRET_ACCEPTED},
    {"nothing of ours is offered", ALL, SCHEME_NTLM, 1, {BASIC}, "-", "401", SECRET_UNTRIED},
    {"Basic is never a way out for NTLM",
     ALL,
     SCHEME_NTLM,
     2,
     {BASIC},
     "-, -",
     "401, 401",
     SECRET_UNTRIED},
    {"NTLM is never a way out for Basic", ALL, SCHEME_BASIC, 1, {BOTH}, "-", "401", SECRET_UNTRIED},
    {"Basic", ALL, SCHEME_BASIC, 1, {BASIC, OK}, "-, Basic", "200 answered", SECRET_ACCEPTED},
};

static enum hold
shut(void *data, struct deadline deadline, gpointer *grant, struct logon *why)
{
	(void)data;
	(void)deadline;
	(void)why;
	*grant = NULL;
	return HOLD_REFUSED_EARLIER;
}

/* "NTLM 3": scheme and NTLM message of what a request carries. */
static void
append_request(GString *text, const char *request)
{
	static const char field[] = "\r\nAuthorization: ";
	const char *value = strstr(request, field);
	const char *scheme = value ? value + strlen(field) : "-";
	gsize length = strcspn(scheme, " \r");
	g_autofree char *token =
	    value ? g_strndup(scheme + length + 1, strcspn(scheme + length + 1, "\r")) : NULL;
	gsize size = 0;
	g_autofree guchar *bytes = token ? g_base64_decode(token, &size) : NULL;

	g_string_append_printf(text, "%s%.*s", text->len > 0 ? ", " : "", (int)length, scheme);
	if (size > 8 && memcmp(bytes, "NTLMSSP", 8) == 0)
		g_string_append_printf(text, " %u", bytes[8]);
}

static void
append_call(GString *text, const struct call *call)
{
	g_string_append_printf(text, "%s%u%s", text->len > 0 ? ", " : "",
			       call_answer(call)->answer->status,
			       call->logged_on_before ? " again" : "");
	if (call->handshake)
		g_string_append_printf(text, " %s", handshake_end_name(call->handshake->end));
	if (call->handshake && call->handshake->hold != HOLD_NONE)
		g_string_append_printf(text, ":%s", hold_name(call->handshake->hold));
}

static struct canned *
start(const struct row *row, GPtrArray *answers)
{
	g_autoptr(GBytes) challenge = bytes_of_corpus("ntlm/challenge");
	gsize length = 0;
	const void *bytes = g_bytes_get_data(challenge, &length);
	g_autofree char *token = g_base64_encode(bytes, length);

	for (gsize i = 0; i < ANSWERS_MAX && row->answers[i]; i++) {
		g_autoptr(GString) answer = g_string_new(row->answers[i]);

		g_string_replace(answer, "@2", token, 0);
		g_ptr_array_add(answers, g_strdup(answer->str));
	}
	g_ptr_array_add(answers, NULL);
	return canned_start((const char *const *)answers->pdata);
}

/*
 * Our server speaks no TLS: the conversation is one over http, and only then is the session told
 * that it is not.
 */
static void
test_session(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GPtrArray) answers = g_ptr_array_new_with_free_func(g_free);
	struct canned *canned = start(row, answers);
	g_autoptr(GPtrArray) requests = NULL;
	struct http_target target = {
	    .hostname = "127.0.0.1", .port = canned_port(canned), .no_proxy = TRUE};
	struct http_target claimed = target;
	g_autofree char *password = g_strdup("open sesame");
	g_autoptr(struct_secret) secret = secret_take(password, strlen(password));
	struct identity identity = {.user = "probe", .domain = "CORP", .password = secret};
	struct gate gate = {.ask = shut};
	g_autoptr(struct_logon) logon = logon_new("CORP\\probe", row->scheme);
	struct credentials credentials;
	struct session_request request = {.target = &target,
					  .credentials = &credentials,
					  .scheme = row->scheme,
					  .trusted = (row->with & TRUSTED) != 0,
					  .place = "here"};
	struct http_request asked = {.method = METHOD_POST, .path = "/x", .body = "body"};
	g_autoptr(struct_session) session = NULL;
	g_autoptr(GString) calls = g_string_new(NULL);
	g_autoptr(GString) sent = g_string_new(NULL);

	credentials_init(&credentials, row->with & IDENTITY ? &identity : NULL,
			 row->with & GATE_SHUT ? &gate : NULL, logon);
	session = session_new(&request);
	claimed.tls = (row->with & TLS) != 0;
	request.target = &claimed;
	for (guint i = 0; i < row->asks; i++) {
		g_autoptr(struct_call) call =
		    session_ask(session, &asked, deadline_in_ms(PATIENT_MS));

		append_call(calls, call);
	}
	g_clear_pointer(&session, session_free);
	requests = canned_stop(canned);
	for (guint i = 0; i < requests->len; i++)
		append_request(sent, g_ptr_array_index(requests, i));
	g_assert_cmpstr(sent->str, ==, row->sent);
	g_assert_cmpstr(calls->str, ==, row->calls);
	g_assert_cmpint(logon->secret, ==, row->secret);
	credentials_clear(&credentials);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/session/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_session);
	}
	return g_test_run();
}
