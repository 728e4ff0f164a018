/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of what can go wrong on the wire, each row a script of the raw-byte server. */
#include "tests/sim/raw_faults.h"

#include <string.h>

#include "tests/sim/raw_challenge.h"
#include "tests/sim/raw_script.h"

GQuark
raw_faults_error_quark(void)
{
	return g_quark_from_static_string("raw-faults-error");
}

/* Its length stands for the N of a fault's name. */
#define NUMBER G_MAXSIZE

#define STATUS	"HTTP/1.1 401 Unauthorized\r\n"
#define OFFER	"WWW-Authenticate: NTLM\r\nWWW-Authenticate: Negotiate\r\n"
#define NO_BODY "Content-Length: 0\r\n\r\n"
#define GOOD	STATUS "Server: Microsoft-IIS/10.0\r\n" OFFER "X-FEServer: CAS01\r\n" NO_BODY

#define ESCAPE "\033[2K\033[1A\033[32m"
#define FORGED "EXCHANGE AUTH OK - all is well | time=0.001s;;;0"

static const struct raw_fault FAULTS[] = {
    {"slow-drip-status", "the status line never ends, a byte every 100 ms",
     .script = SCRIPT(ASKED, SEND("HTTP/1.1 401 "), DRIP("Unauthorized "))},
    {"slow-drip-headers", "the head never ends, a byte every 100 ms",
     .script = SCRIPT(ASKED, SEND(STATUS OFFER), DRIP("X-Drip: drop\r\n"))},
    {"slow-drip-body", "a good head, then a long body, a byte every 100 ms",
     .script = SCRIPT(ASKED, SEND(STATUS OFFER "Content-Length: 100000\r\n\r\n"), DRIP("drop "))},
    {"endless-headers", "header lines without end, as fast as they are read",
     .script = SCRIPT(ASKED, SEND(STATUS), SEND("X-More: more\r\n", .times = RAW_FOREVER))},
    {"endless-header-line", "one header line without end",
     .script = SCRIPT(ASKED, SEND(STATUS "X-Long: "), SEND("more ", .times = RAW_FOREVER))},
    {"endless-body", "a good head without a length, then a body without end",
     .script = SCRIPT(ASKED, SEND(STATUS OFFER "\r\n"), SEND("more ", .times = RAW_FOREVER))},
    {"endless-100-continue", "interim answers without end",
     .script = SCRIPT(ASKED, SEND("HTTP/1.1 100 Continue\r\n\r\n", .times = RAW_FOREVER))},
    {"garbage-status-line", "the answer begins with bytes that mean nothing",
     .script =
	 SCRIPT(ASKED, SEND_BYTES("\001\002\377\376 \033[31m|\000garbage\r\n" OFFER NO_BODY))},
    {"http09", "a document without a head, as in HTTP/0.9",
     .script = SCRIPT(ASKED, SEND("<html><body>It works!</body></html>\r\n"))},
    {"no-status-code", "a status line without a number",
     .script = SCRIPT(ASKED, SEND("HTTP/1.1 Unauthorized\r\n" OFFER NO_BODY))},
    {"huge-status-line", "a reason phrase of one megabyte",
     .script = SCRIPT(ASKED, SEND("HTTP/1.1 401 "), SEND("Unauthorized ", .times = 80660),
		      SEND("\r\n" OFFER NO_BODY))},
    {"negative-content-length", "Content-Length: -1",
     .script = SCRIPT(ASKED, SEND(STATUS OFFER "Content-Length: -1\r\n\r\n"))},
    {"two-content-lengths", "two lengths that contradict each other",
     .script =
	 SCRIPT(ASKED, SEND(STATUS OFFER "Content-Length: 5\r\nContent-Length: 0\r\n\r\nhello"))},
    {"short-body", "closed before the announced length is reached",
     .script = SCRIPT(ASKED, SEND(STATUS OFFER "Content-Length: 1000\r\n\r\nthe rest is missing"))},
    {"bad-chunk", "a chunk size that is no number",
     .script =
	 SCRIPT(ASKED, SEND(STATUS OFFER "Transfer-Encoding: chunked\r\n\r\nXYZ\r\nhello\r\n"))},
    {"nul-in-header", "a NUL byte in the value of a header",
     .script = SCRIPT(ASKED, SEND_BYTES(STATUS "Server: Micro\000soft\r\n" OFFER NO_BODY), AGAIN)},
    {"obs-fold", "challenges continued on a line that begins with a blank",
     .script =
	 SCRIPT(ASKED, SEND(STATUS "WWW-Authenticate: NTLM,\r\n Negotiate\r\n" NO_BODY), AGAIN)},
    {"thousand-challenges", "one thousand WWW-Authenticate lines with schemes nobody knows",
     .script = SCRIPT(ASKED, SEND(STATUS),
		      SEND("WWW-Authenticate: X-Scheme realm=\"nobody knows\"\r\n", .times = 1000),
		      SEND(NO_BODY), AGAIN)},
    {"forged-output", "a wrong order, with bytes made to be taken for a plugin's own output",
     .script = SCRIPT(
	 ASKED,
	 SEND_BYTES(
	     "HTTP/1.1 401 OK | status=0\r\n"
	     "Server: " FORGED "\r\n " FORGED "\r\n"
	     "WWW-Authenticate: Negotiate\r\n"
	     "WWW-Authenticate: NTLM\r\n"
	     "WWW-Authenticate: Basic realm=\"" ESCAPE FORGED "\r\n\t" FORGED "\"\r\n"
	     "WWW-Authenticate: OK\r\n"
	     "X-FEServer: <b>CAS01</b>|\377\376\300\200\302\205\342\200\250\342\200\256\b\a\r\n"
	     "X-OWA-Version: 15.2.1544.11\v\f\r\n " FORGED "\r\n"
	     "Content-Length: 49\r\n\r\n" FORGED "\n"),
	 AGAIN)},
    {"forged-redirect", "a redirect whose target is made to be taken for a plugin's own output",
     .script = SCRIPT(ASKED,
		      SEND_BYTES("HTTP/1.1 302 " ESCAPE FORGED "\r\n"
				 "Location: https://localhost/?" ESCAPE FORGED "\r\n " FORGED
				 "\r\n" NO_BODY),
		      AGAIN)},
    {"redirect-loop", "302 to itself, for ever",
     .script = SCRIPT(ASKED, SEND("HTTP/1.1 302 Found\r\nLocation: /loop\r\n" NO_BODY), AGAIN)},
    {"http2-preface", "HTTP/2 frames where HTTP/1.1 was asked for",
     .script = SCRIPT(
	 ASKED,
	 SEND_BYTES("\000\000\006\004\000\000\000\000\000\000\003\000\000\000\144"
		    "\000\000\010\007\000\000\000\000\000\000\000\000\000\000\000\000\001"))},
    {"reset-on-accept", "RST as soon as the connection stands", .script = SCRIPT(RESET)},
    {"reset-at-byte=N", "RST after N bytes of a good answer",
     .script = SCRIPT(ASKED, SEND(GOOD, .length = NUMBER), RESET)},
    {"close-at-byte=N", "closed after N bytes of a good answer",
     .script = SCRIPT(ASKED, SEND(GOOD, .length = NUMBER), CLOSE)},
    {"close-without-answer", "the request is read, then the connection is closed",
     .script = SCRIPT(ASKED, CLOSE)},
    {"close-after-first-answer", "keep-alive is promised, but the connection closed at once",
     .script = SCRIPT(ASKED, SEND(GOOD), CLOSE)},
    {"close-at-second-request", "the second request of a connection meets a closed socket",
     .script = SCRIPT(ASKED, SEND(GOOD), READ, CLOSE)},
    {"black-hole", "accepts, reads, never answers", .script = SCRIPT(ASKED, HOLD)},
    {"syn-black-hole", "connecting hangs", .full_queue = TRUE, .script = SCRIPT(HOLD)},
    {"reset-in-handshake", "RST in the middle of the server's first flight", .only_tls = TRUE,
     .script = SCRIPT(RATION(60), GREET, RESET)},
    {"tls-truncated", "closed in the middle of a TLS record", .only_tls = TRUE,
     .script = SCRIPT(ASKED, RATION(40), SEND(GOOD), CLOSE)},
    {"tls-garbage", "bytes that are no TLS", .only_tls = TRUE,
     .script = SCRIPT(TASTE,
		      SEND_BYTES("\200\001|\033[31m\377\000garbage that is no record at all\r\n"))},
    {"tls-silent", "the handshake is never answered", .only_tls = TRUE, .script = SCRIPT(HOLD)},
    {"tls-alert", "the handshake is answered by the alert handshake_failure", .only_tls = TRUE,
     .script = SCRIPT(TASTE, SEND_BYTES("\025\003\003\000\002\002\050"))},
    {"plain-http-on-tls", "the handshake is answered by plain HTTP", .only_tls = TRUE,
     .script = SCRIPT(TASTE, SEND("HTTP/1.1 400 Bad Request\r\n" NO_BODY))},
    {NULL, .script = NULL},
};

const struct raw_fault *
raw_faults(void)
{
	return FAULTS;
}

gsize
raw_faults_good_bytes(void)
{
	return strlen(GOOD);
}

/* The row of `fault` without its number; `number` points behind the "=", NULL when there is none.
 */
static const struct raw_fault *
find(const char *fault, const char **number)
{
	const struct raw_fault *tables[] = {FAULTS, raw_challenge_faults()};
	const char *equals = strchr(fault, '=');
	g_autofree char *name =
	    equals ? g_strdup_printf("%.*s=N", (int)(equals - fault), fault) : g_strdup(fault);

	*number = equals ? equals + 1 : NULL;
	for (gsize i = 0; i < G_N_ELEMENTS(tables); i++)
		for (const struct raw_fault *row = tables[i]; row->name; row++)
			if (strcmp(row->name, name) == 0)
				return row;
	return NULL;
}

/* The script with NUMBER replaced; NULL when the number does not fit the text it stands for. */
static struct raw_step *
insert_number(const struct raw_step *script, const char *number)
{
	g_autoptr(GArray) steps = g_array_new(FALSE, FALSE, sizeof(struct raw_step));
	guint64 bytes = 0;

	for (gboolean more = TRUE; more; script++) {
		struct raw_step step = *script;

		if (step.length == NUMBER) {
			if (!g_ascii_string_to_unsigned(number, 10, 1, strlen(step.text), &bytes,
							NULL))
				return NULL;
			step.length = (gsize)bytes;
		}
		g_array_append_val(steps, step);
		more = step.verb != RAW_END;
	}
	return (struct raw_step *)(gpointer)g_array_free(g_steal_pointer(&steps), FALSE);
}

/* The script as an answer: without the greeting and the request before it, and the connection does
 * not outlive it. NULL when it begins otherwise. */
static struct raw_step *
answer_of(const struct raw_step *script)
{
	g_autoptr(GArray) steps = g_array_new(TRUE, TRUE, sizeof(struct raw_step));
	const struct raw_step close = {.verb = RAW_CLOSE};

	if (script[0].verb != RAW_GREET || script[1].verb != RAW_READ)
		return NULL;
	for (const struct raw_step *step = script + 2; step->verb != RAW_END; step++)
		g_array_append_val(steps, *step);
	g_array_append_val(steps, close);
	return (struct raw_step *)(gpointer)g_array_free(g_steal_pointer(&steps), FALSE);
}

/* A server that is as it should be up to the message at which `answer` is given. */
static struct raw_server *
serve_handshake(const struct raw_plan *plan, enum raw_leg leg, const struct raw_step *answer,
		GError **error)
{
	struct raw_answer answers[] = {
	    {.field = "NTLM TlRMTVNTUAAD",
	     .steps = leg == RAW_LEG_TYPE3 ? answer : raw_challenge_welcome()},
	    {.field = "NTLM TlRMTVNTUAAB",
	     .steps = leg == RAW_LEG_TYPE1 ? answer : raw_challenge_good()},
	    {.steps = raw_challenge_offer()},
	    {.steps = NULL},
	};

	struct raw_plan whole = *plan;

	/* The server keeps a copy; what these point to ends with this function. */
	whole.script = SCRIPT(ASKED, {.verb = RAW_ANSWER}, AGAIN);
	whole.answers = answers;
	return raw_server_start(&whole, error);
}

struct raw_server *
raw_faults_serve(const char *fault, enum raw_leg leg, const struct raw_plan *where, GError **error)
{
	const char *number = NULL;
	const struct raw_fault *row = find(fault, &number);
	g_autofree struct raw_step *script = NULL;
	g_autofree struct raw_step *answer = NULL;
	struct raw_plan plan = *where;

	if (!row) {
		g_set_error(error, RAW_FAULTS_ERROR, RAW_FAULTS_ERROR_UNKNOWN,
			    "no fault is named %s", fault);
		return NULL;
	}
	if (row->only_tls && !where->certificate_file) {
		g_set_error(error, RAW_FAULTS_ERROR, RAW_FAULTS_ERROR_PLAIN, "%s needs TLS", fault);
		return NULL;
	}
	script = insert_number(row->script, number);
	if (!script) {
		g_set_error(error, RAW_FAULTS_ERROR, RAW_FAULTS_ERROR_NUMBER,
			    "%s: expected a number of bytes within the answer", fault);
		return NULL;
	}
	if (leg != RAW_LEG_ANY) {
		answer = answer_of(script);
		if (answer)
			return serve_handshake(&plan, leg, answer, error);
		g_set_error(error, RAW_FAULTS_ERROR, RAW_FAULTS_ERROR_LEG,
			    "%s is no answer to a message of a logon", fault);
		return NULL;
	}
	plan.script = script;
	plan.full_queue = row->full_queue;
	return raw_server_start(&plan, error);
}
