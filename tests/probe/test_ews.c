/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what EWS is asked, where, and when it ends. */
#include "probe/ews.h"

#include <string.h>

#include "tests/support/canned.h"
#include "tests/support/farm.h"
#include "tests/support/replier.h"

enum { PATIENT_MS = 10000, ALL = 3, FREE_BUSY = 1, OOF = 2 };

#define XML "/autodiscover/autodiscover.xml"

static GPtrArray *
mailboxes_of(const char *list)
{
	g_auto(GStrv) words = g_strsplit(list, " ", -1);
	GPtrArray *mailboxes = g_ptr_array_new_with_free_func(g_free);

	for (gsize i = 0; words[i]; i++)
		g_ptr_array_add(mailboxes, g_strdup(words[i]));
	return mailboxes;
}

/* A talk with a host that wants a logon. */
struct talk_row {
	const char *name;
	gboolean anonymous; /* without credentials */
	guint wanted;
	struct farm_room rooms[3];
	const char *log;
	/* Of each question: the status that counts, the end of the logon; "-": not asked. */
	const char *calls;
};

#define FIRST "1 POST /x -\n"
#define LOGON "1 POST /x NTLM negotiate\n1 POST /x NTLM authenticate\n"

#define SECOND "2 GET " XML " -\n2 GET " XML " NTLM negotiate\n2 GET " XML " NTLM authenticate\n"

static const struct talk_row talk_rows[] = {
    {"one logon for both",
     FALSE,
     ALL,
     {{"/x", "NTLM", 0, "200", FARM_OPEN}},
     FIRST LOGON FIRST,
     "freebusy 200 answered, oof 200"},
    {"a service's own refusal",
     FALSE,
     ALL,
     {{"/x", "NTLM", 0, "403", FARM_OPEN}},
     FIRST LOGON FIRST,
     "freebusy 403 answered, oof 403"},
    {"one question alone",
     FALSE,
     OOF,
     {{"/x", "NTLM", 0, "200", 0}},
     FIRST LOGON,
     "oof 200 answered"},
    {"none", FALSE, 0, {{"/x", "NTLM", 0, "200", 0}}, "", ""},
    {"refused",
     FALSE,
     ALL,
     {{"/x", "NTLM", 0, "401", 0}, {XML, "NTLM", 0, "401", 0}},
     FIRST LOGON SECOND,
     "freebusy 401 refused, oof -"},
    {"refused here, good at Autodiscover",
     FALSE,
     ALL,
     {{"/x", "NTLM", 0, "401", 0}, {XML, "NTLM", 0, "200", 0}},
     FIRST LOGON SECOND,
     "freebusy 401 refused, oof -"},
    {"a failing server",
     FALSE,
     ALL,
     {{"/x", "NTLM", 0, "503", 0}},
     FIRST LOGON,
     "freebusy 503 answered, oof -"},
    {"no challenge",
     FALSE,
     ALL,
     {{"/x", "NTLM", 0, "200", FARM_NO_CHALLENGE}},
     FIRST "1 POST /x NTLM negotiate\n",
     "freebusy 401 no token, oof -"},
    {"a connection that is closed in the logon",
     FALSE,
     ALL,
     {{"/x", "NTLM", 0, "200", FARM_SAYS_CLOSE}},
     FIRST "1 POST /x NTLM negotiate\n",
     "freebusy 401 closing, oof -"},
    {"without credentials",
     TRUE,
     ALL,
     {{"/x", "NTLM", 0, "200", 0}},
     FIRST FIRST,
     "freebusy 401, oof 401"},
    {"nothing of ours is offered",
     FALSE,
     ALL,
     {{"/x", "Basic realm=\"a\"", 0, "200", 0}},
     FIRST FIRST,
     "freebusy 401, oof 401"},
};

static void
describe(GString *text, const struct ews_talk *talk)
{
	for (guint i = 0; i < talk->calls->len; i++) {
		const struct ews_call *call = g_ptr_array_index(talk->calls, i);

		g_string_append_printf(text, "%s%s ", text->len > 0 ? ", " : "",
				       ews_question_name(call->question));
		if (!call->call) {
			g_string_append_c(text, '-');
			continue;
		}
		g_string_append_printf(text, "%u", call_answer(call->call)->answer->status);
		if (call->call->handshake)
			g_string_append_printf(text, " %s",
					       handshake_end_name(call->call->handshake->end));
	}
}

/* The farm speaks no TLS: the conversation is one over http, and only then is the session told that
 * it is not. */
static void
test_talk(gconstpointer data)
{
	const struct talk_row *row = data;
	struct farm *farm = farm_start(row->rooms);
	struct http_target target = {
	    .hostname = "127.0.0.1", .port = farm_port(farm), .no_proxy = TRUE};
	struct http_target claimed = target;
	g_autofree char *password = g_strdup("open sesame");
	g_autoptr(struct_secret) secret = secret_take(password, strlen(password));
	struct identity identity = {.user = "probe", .domain = "CORP", .password = secret};
	g_autoptr(struct_logon) logon = logon_new("CORP\\probe", SCHEME_NTLM);
	g_autoptr(GPtrArray) mailboxes = mailboxes_of("a@example.com");
	const struct ews_questions questions = {.owner = "a@example.com", .mailboxes = mailboxes};
	struct credentials credentials;
	struct session_request request = {.target = &target,
					  .credentials = &credentials,
					  .scheme = SCHEME_NTLM,
					  .trusted = TRUE,
					  .place = "here",
					  .baseline = XML};
	struct ews_site *site = ews_site_new("https://a.example/x", ALL);
	struct ews_talk *talk = ews_talk_new(0);
	g_autoptr(struct_session) session = NULL;
	g_autoptr(GString) calls = g_string_new(NULL);
	g_autofree char *log = NULL;

	credentials_init(&credentials, row->anonymous ? NULL : &identity, NULL, logon);
	session = session_new(&request);
	claimed.tls = TRUE;
	request.target = &claimed;
	ews_ask(session, &questions, row->wanted, "/x", talk, deadline_in_ms(PATIENT_MS));
	g_clear_pointer(&session, session_free);
	log = farm_stop(farm);
	describe(calls, talk);
	g_assert_cmpstr(log, ==, row->log);
	g_assert_cmpstr(calls->str, ==, row->calls);
	credentials_clear(&credentials);
	g_ptr_array_add(site->talks, talk);
	ews_site_free(site);
}

/* Which URL each question goes to, of those that Autodiscover gives. */
struct url_row {
	const char *name;
	const char *given[3]; /* "ASUrl /a": the path at our server */
	guint wanted;
	const char *log; /* target and operation of each request */
};

#define ASKS_BUSY(path) path " GetUserAvailability\n"
#define ASKS_OOF(path)	path " GetUserOofSettings\n"

static const struct url_row url_rows[] = {
    {"one for all", {"ASUrl /e", "EwsUrl /e", "OOFUrl /e"}, ALL, ASKS_BUSY("/e") ASKS_OOF("/e")},
    {"one for each", {"ASUrl /a", "EwsUrl /e", "OOFUrl /o"}, ALL, ASKS_BUSY("/a") ASKS_OOF("/o")},
    {"one for each, free/busy alone",
     {"ASUrl /a", "EwsUrl /e", "OOFUrl /o"},
     FREE_BUSY,
     ASKS_BUSY("/a")},
    {"one for each, out of office alone",
     {"ASUrl /a", "EwsUrl /e", "OOFUrl /o"},
     OOF,
     ASKS_OOF("/o")},
    {"EwsUrl alone", {"EwsUrl /e"}, ALL, ASKS_BUSY("/e") ASKS_OOF("/e")},
    {"ASUrl alone", {"ASUrl /a"}, ALL, ASKS_BUSY("/a") ASKS_OOF("/a")},
    {"OOFUrl alone", {"OOFUrl /o"}, ALL, ASKS_BUSY("/o") ASKS_OOF("/o")},
    {"OOFUrl beside EwsUrl", {"EwsUrl /e", "OOFUrl /o"}, ALL, ASKS_BUSY("/e") ASKS_OOF("/o")},
    {"ASUrl beside EwsUrl", {"ASUrl /a", "EwsUrl /e"}, ALL, ASKS_BUSY("/a") ASKS_OOF("/e")},
    {"none", {"OABUrl /b"}, ALL, ""},
};

static struct reply
note_request(const struct replier_request *request, void *data)
{
	static const char field[] = "\r\nSOAPAction: \"";
	const char *action = strstr(request->text, field);
	const char *target = strchr(request->text, '/');
	const char *operation;

	g_assert_true(g_str_has_prefix(request->text, "POST /"));
	g_assert_nonnull(action);
	action += strlen(field);
	operation = g_strstr_len(action, (gssize)strcspn(action, "\""), "messages/");
	g_assert_nonnull(operation);
	operation += strlen("messages/");
	g_string_append_printf(data, "%.*s %.*s\n", (int)strcspn(target, " "), target,
			       (int)strcspn(operation, "\""), operation);
	return (struct reply){.text = g_strdup("HTTP/1.1 200 x\r\nContent-Length: 0\r\n\r\n")};
}

static void
test_url(gconstpointer data)
{
	const struct url_row *row = data;
	g_autoptr(GString) log = g_string_new(NULL);
	struct replier *replier = replier_start(note_request, log);
	g_autoptr(struct_discovery) discovery = discovery_new("a@example.com");
	g_autoptr(GPtrArray) mailboxes = mailboxes_of("a@example.com");
	const struct ews_questions questions = {
	    .owner = "a@example.com", .mailboxes = mailboxes, .wanted = row->wanted};
	const struct site_request request = {
	    .discovery = {.email = "a@example.com", .target = {.no_proxy = TRUE}},
	    .service = "ews"};
	g_autoptr(struct_ews_findings) findings = ews_findings_new("a@example.com", mailboxes, 0);
	struct site_run run;

	for (gsize i = 0; i < G_N_ELEMENTS(row->given) && row->given[i]; i++) {
		g_auto(GStrv) words = g_strsplit(row->given[i], " ", 2);
		g_autofree char *url =
		    g_strdup_printf("http://127.0.0.1:%u%s", replier_port(replier), words[1]);

		g_ptr_array_add(discovery->given_urls, given_url_new(words[0], "EXPR", url));
	}
	site_run_init(&run, &request, deadline_in_ms(PATIENT_MS));
	ews_visit_discovered(&run, &questions, discovery, findings);
	site_run_clear(&run);
	replier_stop(replier);
	g_assert_cmpstr(log->str, ==, row->log);
}

/* The request itself: who is asked about, when, as which client. */
static void
test_request(void)
{
	static const char *const answers[] = {"HTTP/1.1 401 x\r\nWWW-Authenticate: NTLM\r\n"
					      "Content-Length: 0\r\n\r\n",
					      NULL};
	struct canned *canned = canned_start(answers);
	g_autofree char *url =
	    g_strdup_printf("http://127.0.0.1:%u/EWS/Exchange.asmx?x", canned_port(canned));
	g_autoptr(GPtrArray) mailboxes = mailboxes_of("room@example.com a&b@example.com");
	const struct ews_questions questions = {.version = EWS_2010,
						.owner = "probe@example.com",
						.mailboxes = mailboxes,
						.at_s = 1800000000,
						.wanted = ALL};
	const struct site_request request = {
	    .url = url,
	    .discovery = {.email = "probe@example.com", .target = {.no_proxy = TRUE}},
	    .service = "ews"};
	g_autoptr(struct_ews_findings) findings =
	    ews_run(&request, &questions, deadline_in_ms(PATIENT_MS));
	g_autoptr(GPtrArray) requests = canned_stop(canned);
	const char *first = g_ptr_array_index(requests, 0);
	const char *second = g_ptr_array_index(requests, 1);

	g_assert_cmpuint(requests->len, ==, 2);
	g_assert_true(g_str_has_prefix(first, "POST /EWS/Exchange.asmx?x HTTP/1.1\r\n"));
	g_assert_nonnull(strstr(first, "\r\nContent-Type: text/xml; charset=utf-8\r\n"));
	g_assert_nonnull(strstr(first, "Version=\"Exchange2010\""));
	g_assert_nonnull(strstr(first, "room@example.com"));
	g_assert_nonnull(strstr(first, "a&amp;b@example.com"));
	g_assert_nonnull(strstr(first, "2027-01-15T08:00:00"));
	g_assert_nonnull(strstr(first, "2027-01-16T08:00:00"));
	g_assert_null(strstr(first, "probe@example.com"));
	g_assert_nonnull(strstr(second, "probe@example.com"));
	g_assert_null(strstr(second, "room@example.com"));
	g_assert_null(findings->logon);
	g_assert_null(findings->discovery);
	g_assert_cmpuint(findings->sites->len, ==, 1);
}

/* What of an answer is read as a document. */
struct document_row {
	const char *name;
	const char *answer;
	const char *expected; /* its operation or fault, "malformed"; NULL: there is none */
};

#define OOF_XML "<Envelope><Body><GetUserOofSettingsResponse/></Body></Envelope>"
#define FAULT	"<Envelope><Body><Fault><faultcode>x</faultcode></Fault></Body></Envelope>"
#define ANSWER(status, body)                                                                       \
	"HTTP/1.1 " status "\r\nConnection: close\r\nContent-Type: text/xml\r\n\r\n" body

static const struct document_row document_rows[] = {
    {"200", ANSWER("200 OK", OOF_XML), "GetUserOofSettings"},
    {"500 with a fault", ANSWER("500 x", FAULT), "x"},
    {"200 of a page", ANSWER("200 OK", "<html></html>"), "malformed"},
    {"500 of a page", ANSWER("500 x", "<html></html>"), "malformed"},
    {"200 of nothing", ANSWER("200 OK", ""), NULL},
    {"401", ANSWER("401 x\r\nWWW-Authenticate: NTLM", OOF_XML), NULL},
    {"302", ANSWER("302 x\r\nLocation: /x", OOF_XML), NULL},
    {"503", ANSWER("503 x", OOF_XML), NULL},
};

static void
test_document(gconstpointer data)
{
	const struct document_row *row = data;
	const char *answers[] = {row->answer, NULL};
	struct canned *canned = canned_start(answers);
	g_autofree char *url = g_strdup_printf("http://127.0.0.1:%u/x", canned_port(canned));
	g_autoptr(GPtrArray) mailboxes = mailboxes_of("a@example.com");
	const struct ews_questions questions = {
	    .owner = "a@example.com", .mailboxes = mailboxes, .wanted = OOF};
	const struct site_request request = {
	    .url = url,
	    .discovery = {.email = "a@example.com", .target = {.no_proxy = TRUE}},
	    .service = "ews"};
	g_autoptr(struct_ews_findings) findings =
	    ews_run(&request, &questions, deadline_in_ms(PATIENT_MS));
	g_autoptr(GPtrArray) requests = canned_stop(canned);
	const struct ews_site *site = g_ptr_array_index(findings->sites, 0);
	const struct ews_talk *talk = g_ptr_array_index(site->talks, 0);
	const struct ews_call *call = g_ptr_array_index(talk->calls, 0);
	const struct ews_answer *answer = call->answer;

	/* Redirects are not followed. */
	g_assert_cmpuint(requests->len, ==, 1);
	g_assert_cmpstr(!answer		    ? NULL
			: answer->malformed ? "malformed"
			: answer->operation ? answer->operation
					    : answer->fault_code,
			==, row->expected);
}

#define ADD(prefix, table, function)                                                               \
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {                                          \
		g_autofree char *path = g_strdup_printf(prefix "%s", (table)[i].name);             \
                                                                                                   \
		g_test_add_data_func(path, &(table)[i], function);                                 \
	}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	ADD("/ews/talk/", talk_rows, test_talk)
	ADD("/ews/url/", url_rows, test_url)
	ADD("/ews/document/", document_rows, test_document)
	g_test_add_func("/ews/request", test_request);
	return g_test_run();
}
