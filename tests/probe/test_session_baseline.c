/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests where a refused secret is tried once more, and what it is taken for then. */
#include "probe/session.h"

#include <string.h>

#include "tests/support/farm.h"

enum { PATIENT_MS = 5000, ROOMS = 3 };

#define XML "/autodiscover/autodiscover.xml"

enum with {
	USUAL = 0,
	GATE_SHUT = 1,
	NO_BASELINE = 2,
	PLAINLY = 4,
	TWICE = 8,
	REFUSED_MEANWHILE = 16,
	NO_TURN = 32,
};

struct row {
	const char *name;
	guint with; /* of enum with */
	enum scheme scheme;
	struct farm_room rooms[ROOMS];
	const char *log; /* farm_stop()'s */
	/* Of each call: the status that counts, the end of the handshake, then of the baseline: its
	 * status without a logon and its end. */
	const char *calls;
	enum secret_state secret;
	const char *settled; /* what the gate was told; NULL: nothing */
};

#define FIRST	  "1 GET /x -\n"
#define LOGON(at) at " NTLM negotiate\n" at " NTLM authenticate\n"
#define AGAIN	  "2 GET " XML " -\n"
#define HERE(list)                                                                                 \
	{                                                                                          \
		"/x", "NTLM", 0, list, 0                                                           \
	}

static const struct row rows[] = {
    {"accepted",
     USUAL,
     SCHEME_NTLM,
     {HERE("200"), {XML, "NTLM", 0, "200", 0}},
     FIRST LOGON("1 GET /x"),
     "200 answered",
     SECRET_ACCEPTED,
     "accepted"},
    {"refused here, good at Autodiscover",
     USUAL,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 0, "200", 0}},
     FIRST LOGON("1 GET /x") AGAIN LOGON("2 GET " XML),
     "401 refused, baseline 401 answered",
     SECRET_ACCEPTED,
     "accepted"},
    {"good at Autodiscover, which has no page",
     USUAL,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 0, "404", 0}},
     FIRST LOGON("1 GET /x") AGAIN LOGON("2 GET " XML),
     "401 refused, baseline 401 answered",
     SECRET_ACCEPTED,
     "accepted"},
    {"refused at both",
     USUAL,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 0, "401", 0}},
     FIRST LOGON("1 GET /x") AGAIN LOGON("2 GET " XML),
     "401 refused, baseline 401 refused",
     SECRET_REFUSED,
     "refused"},
    {"Autodiscover fails",
     USUAL,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 0, "503", 0}},
     FIRST LOGON("1 GET /x") AGAIN LOGON("2 GET " XML),
     "401 refused, baseline 401 answered",
     SECRET_REFUSED,
     "refused"},
    {"Autodiscover does not ask for a logon",
     USUAL,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 200, "200", 0}},
     FIRST LOGON("1 GET /x") AGAIN,
     "401 refused, baseline 200",
     SECRET_REFUSED,
     "refused"},
    {"Autodiscover leads elsewhere",
     USUAL,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 302, "200", 0}, {"/elsewhere", "NTLM", 0, "200", 0}},
     FIRST LOGON("1 GET /x") AGAIN,
     "401 refused, baseline 302",
     SECRET_REFUSED,
     "refused"},
    {"Autodiscover offers another scheme",
     USUAL,
     SCHEME_NTLM,
     {HERE("401"), {XML, "Basic realm=\"a\" | Negotiate", 0, "200", 0}},
     FIRST LOGON("1 GET /x") AGAIN,
     "401 refused, baseline 401",
     SECRET_REFUSED,
     "refused"},
    {"Autodiscover brings no challenge",
     USUAL,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 0, "200", FARM_NO_CHALLENGE}},
     FIRST LOGON("1 GET /x") AGAIN "2 GET " XML " NTLM negotiate\n",
     "401 refused, baseline 401 no token",
     SECRET_REFUSED,
     "refused"},
    {"no further connection",
     USUAL,
     SCHEME_NTLM,
     {{"/x", "NTLM", 0, "401", FARM_GOES_DOWN}, {XML, "NTLM", 0, "200", 0}},
     FIRST LOGON("1 GET /x"),
     "401 refused, baseline 0",
     SECRET_REFUSED,
     "refused"},
    {"inside Negotiate",
     USUAL,
     SCHEME_NTLM,
     {{"/x", "Negotiate", 0, "401", 0}, {XML, "Negotiate | NTLM", 0, "200", 0}},
     FIRST "1 GET /x Negotiate negotiate\n1 GET /x Negotiate authenticate\n" AGAIN "2 GET " XML
	   " Negotiate negotiate\n2 GET " XML " Negotiate authenticate\n",
     "401 refused, baseline 401 answered",
     SECRET_ACCEPTED,
     "accepted"},
    {"Basic",
     USUAL,
     SCHEME_BASIC,
     {{"/x", "Basic realm=\"a\"", 0, "401", 0}, {XML, "Basic realm=\"a\"", 0, "200", 0}},
     FIRST "1 GET /x Basic CORP\\probe:open sesame\n" AGAIN "2 GET " XML
	   " Basic CORP\\probe:open sesame\n",
     "401 refused, baseline 401 answered",
     SECRET_ACCEPTED,
     "accepted"},
    {"nowhere else is known",
     NO_BASELINE,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 0, "200", 0}},
     FIRST LOGON("1 GET /x"),
     "401 refused",
     SECRET_REFUSED,
     "refused"},
    {"held by the gate",
     GATE_SHUT,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 0, "200", 0}},
     FIRST "1 GET /x NTLM negotiate\n",
     "401 challenged",
     SECRET_UNTRIED,
     NULL},
    {"refused to somebody else meanwhile",
     REFUSED_MEANWHILE,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 0, "200", 0}},
     FIRST LOGON("1 GET /x") AGAIN,
     "401 refused, baseline 401",
     SECRET_REFUSED,
     "refused"},
    {"others are at it all the time",
     NO_TURN,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 0, "200", 0}},
     FIRST LOGON("1 GET /x") AGAIN,
     "401 refused, baseline 401",
     SECRET_UNTRIED,
     "untried"},
    {"without a challenge here",
     USUAL,
     SCHEME_NTLM,
     {{"/x", "NTLM", 0, "200", FARM_NO_CHALLENGE}, {XML, "NTLM", 0, "200", 0}},
     FIRST "1 GET /x NTLM negotiate\n",
     "401 no token",
     SECRET_UNTRIED,
     NULL},
    {"500 says nothing of the secret",
     USUAL,
     SCHEME_NTLM,
     {HERE("500"), {XML, "NTLM", 0, "200", 0}},
     FIRST LOGON("1 GET /x"),
     "500 answered",
     SECRET_UNTRIED,
     "untried"},
    /* A ticket cannot be locked: here there is none. */
    {"Kerberos",
     USUAL,
     SCHEME_NEGOTIATE,
     {{"/x", "Negotiate", 0, "401", 0}, {XML, "Negotiate", 0, "200", 0}},
     FIRST,
     "401 local",
     SECRET_UNTRIED,
     "untried"},
    {"refused at both, asked once more",
     TWICE,
     SCHEME_NTLM,
     {HERE("401"), {XML, "NTLM", 0, "401", 0}},
     FIRST LOGON("1 GET /x") AGAIN LOGON("2 GET " XML) "2 GET /x -\n2 GET /x NTLM negotiate\n",
     "401 refused, baseline 401 refused; 401 challenged",
     SECRET_REFUSED,
     "refused"},
    {"asked plainly",
     PLAINLY,
     SCHEME_NTLM,
     {HERE("200"), {XML, "NTLM", 0, "200", 0}},
     FIRST,
     "401",
     SECRET_UNTRIED,
     NULL},
    {"asked plainly for what needs no logon",
     PLAINLY,
     SCHEME_BASIC,
     {{"/x", "Basic realm=\"a\"", 204, "200", 0}},
     FIRST,
     "204",
     SECRET_UNTRIED,
     NULL},
    {"asked plainly where Basic is wanted",
     PLAINLY | TWICE,
     SCHEME_BASIC,
     {{"/x", "Basic realm=\"a\"", 0, "200", 0}},
     FIRST FIRST,
     "401; 401",
     SECRET_UNTRIED,
     NULL},
};

/* What the gate was told in the end. */
struct record {
	gboolean shut;
	enum hold again;
	const char *settled;
};

static enum hold
ask_again(void *data, struct deadline deadline, gpointer grant)
{
	const struct record *record = data;

	(void)deadline;
	g_assert_true(grant == data);
	return record->again;
}

static enum hold
ask_gate(void *data, struct deadline deadline, gpointer *grant, struct logon *why)
{
	const struct record *record = data;

	(void)deadline;
	(void)why;
	*grant = record->shut ? NULL : data;
	return record->shut ? HOLD_REFUSED_EARLIER : HOLD_NONE;
}

static char *
settle(void *data, gpointer grant, enum secret_state secret, const char *where)
{
	static const char *const words[] = {[SECRET_UNTRIED] = "untried",
					    [SECRET_ACCEPTED] = "accepted",
					    [SECRET_REFUSED] = "refused"};
	struct record *record = data;

	g_assert_true(grant == data);
	g_assert_cmpstr(where, ==, "here");
	record->settled = words[secret];
	return NULL;
}

static gboolean
spend(void *data)
{
	(void)data;
	return TRUE;
}

static void
append_handshake(GString *text, const struct handshake *handshake)
{
	if (handshake)
		g_string_append_printf(text, " %s", handshake_end_name(handshake->end));
}

static void
append_call(GString *text, struct session *session, guint with)
{
	const struct http_request request = {.method = METHOD_GET, .path = "/x"};
	g_autoptr(struct_call) call = NULL;

	if (with & PLAINLY)
		call = call_new(session_ask_plainly(session, &request, deadline_in_ms(PATIENT_MS)));
	else
		call = session_ask(session, &request, deadline_in_ms(PATIENT_MS));
	g_string_append_printf(text, "%s%u", text->len > 0 ? "; " : "",
			       call_answer(call)->answer->status);
	append_handshake(text, call->handshake);
	if (call->baseline_plain)
		g_string_append_printf(text, ", baseline %u", call->baseline_plain->answer->status);
	append_handshake(text, call->baseline);
}

/* The farm speaks no TLS: the conversation is one over http, and only then is the session told that
 * it is not. */
static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct farm *farm = farm_start(row->rooms);
	struct http_target target = {
	    .hostname = "127.0.0.1", .port = farm_port(farm), .no_proxy = TRUE};
	struct http_target claimed = target;
	g_autofree char *password = g_strdup("open sesame");
	g_autoptr(struct_secret) secret = secret_take(password, strlen(password));
	struct identity identity = {.user = "probe", .domain = "CORP", .password = secret};
	struct record record = {.shut = (row->with & GATE_SHUT) != 0,
				.again = row->with & REFUSED_MEANWHILE ? HOLD_REFUSED_EARLIER
					 : row->with & NO_TURN	       ? HOLD_BUSY
								       : HOLD_NONE};
	struct gate gate = {
	    .data = &record, .ask = ask_gate, .again = ask_again, .settle = settle, .spend = spend};
	g_autoptr(struct_logon) logon = logon_new("CORP\\probe", row->scheme);
	struct credentials credentials;
	struct session_request request = {.target = &target,
					  .credentials = &credentials,
					  .scheme = row->scheme,
					  .trusted = TRUE,
					  .place = "here",
					  .baseline = row->with & NO_BASELINE ? NULL : XML};
	g_autoptr(struct_session) session = NULL;
	g_autoptr(GString) calls = g_string_new(NULL);
	g_autofree char *log = NULL;

	credentials_init(&credentials, &identity, &gate, logon);
	session = session_new(&request);
	claimed.tls = TRUE;
	request.target = &claimed;
	append_call(calls, session, row->with);
	if (row->with & TWICE)
		append_call(calls, session, row->with);
	g_clear_pointer(&session, session_free);
	log = farm_stop(farm);
	g_assert_cmpstr(log, ==, row->log);
	g_assert_cmpstr(calls->str, ==, row->calls);
	g_assert_cmpint(logon->secret, ==, row->secret);
	g_assert_cmpstr(record.settled, ==, row->settled);
	credentials_clear(&credentials);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_setenv("KRB5CCNAME", "FILE:/dev/null", TRUE);
	g_setenv("KRB5_CONFIG", "/dev/null", TRUE);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/session baseline/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
