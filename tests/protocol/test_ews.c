/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests requests to and answers of Exchange Web Services. */
#include "protocol/ews.h"
#include <string.h>

#define ENVELOPE(content)                                                                          \
	"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\">" content "</"          \
	"s:Envelope>"
#define BODY(content) ENVELOPE("<s:Body>" content "</s:Body>")
#define VERSION(attributes)                                                                        \
	ENVELOPE("<s:Header><h:ServerVersionInfo xmlns:h=\"urn:t\" " attributes "/></s:Header>"    \
		 "<s:Body><XResponse/></s:Body>")
#define AVAILABILITY(content)                                                                      \
	BODY("<GetUserAvailabilityResponse xmlns=\"urn:m\"><FreeBusyResponseArray>" content        \
	     "</FreeBusyResponseArray></GetUserAvailabilityResponse>")
#define MAILBOX(class, content, view)                                                              \
	"<FreeBusyResponse><ResponseMessage ResponseClass=\"" class "\">" content "</"             \
								    "ResponseMessage><"            \
								    "FreeBusyView>" view           \
								    "</FreeBusyView></"            \
								    "FreeBusyResponse>"
#define CODE(code)	 "<ResponseCode>" code "</ResponseCode>"
#define VIEW(type, rest) "<FreeBusyViewType xmlns=\"urn:t\">" type "</FreeBusyViewType>" rest
#define MERGED(digits)	 "<MergedFreeBusy xmlns=\"urn:t\">" digits "</MergedFreeBusy>"
#define BACK_OFF(name, ms)                                                                         \
	"<t:MessageXml xmlns:t=\"urn:t\"><t:Value Name=\"" name "\">" ms "</t:Value></"            \
	"t:MessageXml>"
#define EMPTY_BODY "! expected an answer in the body of the SOAP envelope, got none"

struct row {
	const char *name;
	const char *text;
	const char *expected; /* as render() writes it */
};

static const struct row rows[] = {
    {"free", AVAILABILITY(MAILBOX("Success", CODE("NoError"), VIEW("MergedOnly", MERGED("0000")))),
     "GetUserAvailability [Success NoError MergedOnly:0000/0]"},
    {"events",
     AVAILABILITY(MAILBOX("Success", CODE("NoError"),
			  VIEW("Detailed", "<CalendarEventArray><CalendarEvent><BusyType>Busy"
					   "</BusyType></CalendarEvent><CalendarEvent/>"
					   "</CalendarEventArray><WorkingHours/>"))),
     "GetUserAvailability [Success NoError Detailed:-/2]"},
    {"mailbox unknown",
     AVAILABILITY(MAILBOX("Error",
			  "<MessageText> Unable to resolve &lt;&gt;SMTP:a@b. </MessageText>" CODE(
			      "ErrorMailRecipientNotFound") "<DescriptiveLinkKey>0"
							    "</DescriptiveLinkKey><MessageXml/>",
			  VIEW("None", ""))),
     "GetUserAvailability [Error ErrorMailRecipientNotFound \"Unable to resolve <>SMTP:a@b.\" "
     "None:-/0]"},
    {"several mailboxes",
     AVAILABILITY(MAILBOX("Success", CODE("NoError"), VIEW("MergedOnly", MERGED("02")))
		      MAILBOX("Warning", CODE("ErrorProxyRequestNotAllowed"), "")
			  MAILBOX("Success", CODE("NoError"), VIEW("MergedOnly", MERGED("4")))),
     "GetUserAvailability [Success NoError MergedOnly:02/0] [Warning ErrorProxyRequestNotAllowed] "
     "[Success NoError MergedOnly:4/0]"},
    {"no class",
     AVAILABILITY("<FreeBusyResponse><ResponseMessage>" CODE(
	 "ErrorX") "</ResponseMessage></FreeBusyResponse>"),
     "GetUserAvailability [- ErrorX]"},
    {"mailbox without a message", AVAILABILITY("<FreeBusyResponse/>"), "GetUserAvailability [-]"},
    {"no mailbox", AVAILABILITY(""), "GetUserAvailability"},
    {"suggestions have a message of their own",
     BODY("<GetUserAvailabilityResponse><FreeBusyResponseArray>" MAILBOX(
	 "Success", CODE("NoError"), "") "</FreeBusyResponseArray><SuggestionsResponse>"
					 "<ResponseMessage ResponseClass=\"Error\">" CODE(
					     "ErrorY") "</ResponseMessage></SuggestionsResponse></"
						       "GetUserAvailabilityResponse>"),
     "GetUserAvailability [Success NoError] [Error ErrorY]"},
    {"throttled inside an answer",
     AVAILABILITY(
	 MAILBOX("Error", CODE("ErrorServerBusy") BACK_OFF("BackOffMilliseconds", "7"), "")),
     "GetUserAvailability [Error ErrorServerBusy] wait=7"},
    {"texts twice: the first counts",
     AVAILABILITY(MAILBOX("Success", CODE("") CODE("NoError") CODE("ErrorZ"), "")),
     "GetUserAvailability [Success NoError]"},

    {"out of office",
     BODY("<m:GetUserOofSettingsResponse xmlns:m=\"urn:m\"><m:ResponseMessage ResponseClass=\""
	  "Success\"><m:ResponseCode>NoError</m:ResponseCode></m:ResponseMessage>"
	  "<t:OofSettings xmlns:t=\"urn:t\"><t:OofState>Scheduled</t:OofState><t:ExternalAudience>"
	  "Known</t:ExternalAudience><t:InternalReply><t:Message>away</t:Message></t:InternalReply>"
	  "</t:OofSettings><m:AllowExternalOof>All</m:AllowExternalOof>"
	  "</m:GetUserOofSettingsResponse>"),
     "GetUserOofSettings [Success NoError] oof=Scheduled/Known"},
    {"out of office, refused",
     BODY("<GetUserOofSettingsResponse><ResponseMessage ResponseClass=\"Error\">" CODE(
	 "ErrorAccessDenied") "</ResponseMessage></GetUserOofSettingsResponse>"),
     "GetUserOofSettings [Error ErrorAccessDenied]"},
    {"another operation",
     BODY("<FindItemResponse><ResponseMessages><FindItemResponseMessage "
	  "ResponseClass=\"Success\">" CODE("NoError") "<RootFolder/></FindItemResponseMessage></"
						       "ResponseMessages></FindItemResponse>"),
     "FindItem [Success NoError]"},
    {"the class on the operation itself",
     BODY("<GetPasswordExpirationDateResponse ResponseClass=\"Success\">" CODE(
	 "NoError") "</GetPasswordExpirationDateResponse>"),
     "GetPasswordExpirationDate [Success NoError]"},
    {"a request", BODY("<m:GetUserOofSettingsRequest xmlns:m=\"urn:m\"/>"),
     "GetUserOofSettingsRequest"},

    {"throttled",
     BODY("<s:Fault><faultcode xmlns:a=\"urn:t\">a:ErrorServerBusy</faultcode>"
	  "<faultstring xml:lang=\"en-US\">Try again later.</faultstring><detail>"
	  "<e:ResponseCode xmlns:e=\"urn:e\">ErrorServerBusy</e:ResponseCode>" BACK_OFF(
	      "BackOffMilliseconds", "297749") "</detail></s:Fault>"),
     "- fault=a:ErrorServerBusy \"Try again later.\" ErrorServerBusy wait=297749"},
    {"another value in a fault",
     BODY("<s:Fault><faultcode>s:Server</faultcode><detail>" BACK_OFF("Other",
								      "5") "</detail></s:Fault>"),
     "- fault=s:Server"},
    {"back-off that is no number",
     BODY("<s:Fault><faultcode>s:Server</faultcode><detail>" BACK_OFF("BackOffMilliseconds",
								      "-5") "</detail></s:Fault>"),
     "- fault=s:Server"},
    {"not the owner",
     BODY("<s:Fault><faultcode>soap:Client</faultcode><faultstring>X: User is not mailbox owner. "
	  "---&gt; User is not mailbox owner.</faultstring><faultactor>u</faultactor><detail>"
	  "<ErrorCode>-2146233088</ErrorCode></detail></s:Fault>"),
     "- fault=soap:Client \"X: User is not mailbox owner. ---> User is not mailbox owner.\""},
    {"SOAP 1.2",
     BODY("<s:Fault><s:Code><s:Value>s:Sender</s:Value></s:Code><s:Reason><s:Text>no</s:Text>"
	  "</s:Reason><s:Detail><ResponseCode>ErrorInvalidRequest</ResponseCode></s:Detail>"
	  "</s:Fault>"),
     "- fault=s:Sender \"no\" ErrorInvalidRequest"},

    {"version",
     VERSION("MajorVersion=\"15\" MinorVersion=\"2\" MajorBuildNumber=\"1544\" "
	     "MinorBuildNumber=\"11\" Version=\"V2017_07_11\""),
     "X 15.2.1544.11"},
    {"version without a part", VERSION("MajorVersion=\"8\" MinorVersion=\"0\""), "X"},
    {"version that is no number",
     VERSION("MajorVersion=\"15\" MinorVersion=\"2\" MajorBuildNumber=\"1x\" "
	     "MinorBuildNumber=\"11\""),
     "X"},
    {"version of another header",
     ENVELOPE("<s:Header/><s:Body><XResponse><ServerVersionInfo MajorVersion=\"1\" "
	      "MinorVersion=\"1\" MajorBuildNumber=\"1\" MinorBuildNumber=\"1\"/></XResponse>"
	      "</s:Body>"),
     "X"},
    {"character that XML forbids",
     AVAILABILITY(MAILBOX("Error", "<MessageText>a&#x1F;b</MessageText>" CODE("ErrorX"), "")),
     "GetUserAvailability [Error ErrorX \"ab\"]"},

    {"empty body", BODY(""), "- " EMPTY_BODY},
    {"empty fault", BODY("<s:Fault/>"), "- " EMPTY_BODY},
    {"no body", ENVELOPE(""), "- " EMPTY_BODY},
    {"nothing", "", "- ! expected XML, got nothing"},
    {"page", "<html><body/></html>", "- ! expected a SOAP envelope, got <html>"},
    {"page with a document type", "<!DOCTYPE html><html/>",
     "- ! expected plain XML, got a document type (html)"},
    {"cut", "<Envelope><Body><XResponse><ResponseMessage ResponseClass=\"Success\">",
     "X [Success] ! expected well-formed XML, got this: "},
};

static void
add_quoted(GString *text, const char *member)
{
	if (member)
		g_string_append_printf(text, " \"%s\"", member);
}

static void
add_plain(GString *text, const char *before, const char *member)
{
	if (member)
		g_string_append_printf(text, "%s%s", before, member);
}

static void
add_response(GString *text, const struct ews_response *r)
{
	g_string_append_printf(text, " [%s", r->response_class ? r->response_class : "-");
	add_plain(text, " ", r->code);
	add_quoted(text, r->message);
	if (r->view_type)
		g_string_append_printf(text, " %s:%s/%u", r->view_type,
				       r->merged_free_busy ? r->merged_free_busy : "-", r->events);
	g_string_append_c(text, ']');
}

/* operation version [class code "message" view:digits/events]... oof=state/audience fault=code
 * "message" response-code wait=ms ! why not */
static char *
render(const struct ews_answer *answer)
{
	GString *text = g_string_new(answer->operation ? answer->operation : "-");

	add_plain(text, " ", answer->server_version);
	for (guint i = 0; i < answer->responses->len; i++)
		add_response(text, g_ptr_array_index(answer->responses, i));
	add_plain(text, " oof=", answer->oof_state);
	add_plain(text, "/", answer->external_audience);
	add_plain(text, " fault=", answer->fault_code);
	add_quoted(text, answer->fault_message);
	add_plain(text, " ", answer->fault_response_code);
	if (answer->back_off_ms >= 0)
		g_string_append_printf(text, " wait=%" G_GINT64_FORMAT, answer->back_off_ms);
	add_plain(text, " ! ", answer->malformed);
	return g_string_free(text, FALSE);
}

static struct ews_answer *
parse(const char *bytes, gsize length)
{
	char *exact = g_memdup2(bytes, length);
	struct ews_answer *answer = ews_parse(exact, length);

	g_free(exact);
	return answer;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_ews_answer) answer = parse(row->text, strlen(row->text));
	g_autofree char *got = render(answer);

	if (g_str_has_suffix(row->expected, "got this: "))
		got[MIN(strlen(got), strlen(row->expected))] = '\0';
	g_assert_cmpstr(got, ==, row->expected);
}

/* No piece of an answer is taken for a whole one. */
static void
test_cut(gconstpointer data)
{
	const struct row *row = data;

	for (gsize i = 0; i < strlen(row->text); i++) {
		g_autoptr(struct_ews_answer) answer = parse(row->text, i);

		g_assert_nonnull(answer->malformed);
	}
}

/* That many times the text between the others. */
static char *
repeat(const char *before, const char *text, gsize count, const char *behind)
{
	GString *all = g_string_new(before);

	for (gsize i = 0; i < count; i++)
		g_string_append(all, text);
	g_string_append(all, behind);
	return g_string_free(all, FALSE);
}

struct limit {
	const char *name;
	const char *before, *text;
	gsize count;
	const char *behind;
	const char *malformed; /* NULL: taken */
};

#define ARRAY "<Envelope><Body><R><A>"
#define END   "</A></R></Body></Envelope>"

static const struct limit limits[] = {
    {"1024 responses", ARRAY, "<FreeBusyResponse/>", 1024, END, NULL},
    {"1025 responses", ARRAY, "<FreeBusyResponse/>", 1025, END,
     "expected at most 1024 responses, got more"},
    {"1 MiB", ARRAY, " ", (1 << 20) + 1 - sizeof(ARRAY END), END, NULL},
    {"1 MiB and a byte", ARRAY, " ", (1 << 20) + 2 - sizeof(ARRAY END), END,
     "expected at most 1048576 bytes of XML, got 1048577"},
    {"33 levels", "<Envelope><Body>", "<a>", 31, "",
     "expected elements nested at most 32 deep, got more"},
};

static void
test_limit(gconstpointer data)
{
	const struct limit *row = data;
	g_autofree char *text = repeat(row->before, row->text, row->count, row->behind);
	g_autoptr(struct_ews_answer) answer = parse(text, strlen(text));

	g_assert_cmpstr(answer->malformed, ==, row->malformed);
}

#define REQUEST(version, content)                                                                  \
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                             \
	"<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\""                  \
	" xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\""                   \
	" xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\">"               \
	"<soap:Header><t:RequestServerVersion Version=\"" version                                  \
	"\"/></soap:Header><soap:Body>" content "</soap:Body></soap:Envelope>\n"
#define MAILBOX_DATA(address)                                                                      \
	"<t:MailboxData><t:Email><t:Address>" address                                              \
	"</t:Address></t:Email><t:AttendeeType>Required</t:AttendeeType>"                          \
	"<t:ExcludeConflicts>false</t:ExcludeConflicts></t:MailboxData>"
#define AVAILABILITY_REQUEST(mailboxes, from, to, interval, view)                                  \
	"<m:GetUserAvailabilityRequest><t:TimeZone><t:Bias>0</t:Bias>"                             \
	"<t:StandardTime><t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>1</t:DayOrder>"    \
	"<t:Month>1</t:Month><t:DayOfWeek>Monday</t:DayOfWeek></t:StandardTime>"                   \
	"<t:DaylightTime><t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>5</t:DayOrder>"    \
	"<t:Month>12</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:DaylightTime></t:TimeZone>"     \
	"<m:MailboxDataArray>" mailboxes "</m:MailboxDataArray><t:FreeBusyViewOptions>"            \
	"<t:TimeWindow><t:StartTime>" from "</t:StartTime><t:EndTime>" to                          \
	"</t:EndTime></t:TimeWindow><t:MergedFreeBusyIntervalInMinutes>" interval                  \
	"</t:MergedFreeBusyIntervalInMinutes><t:RequestedView>" view                               \
	"</t:RequestedView></t:FreeBusyViewOptions></m:GetUserAvailabilityRequest>"

/* A request is a document that our own reader takes. */
static void
check_request(const char *request, const char *expected)
{
	g_autoptr(struct_ews_answer) read = parse(request, strlen(request));

	g_assert_cmpstr(request, ==, expected);
	g_assert_null(read->malformed);
}

static void
test_availability_request(void)
{
	char anna[] = "anna@example.com";
	char odd[] = "a&<\"b\xFF@example.com";
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
	g_autofree char *one = NULL;
	g_autofree char *two = NULL;

	g_ptr_array_add(mailboxes, anna);
	one = ews_availability_request(EWS_2007_SP1, mailboxes, 1787184000, 1787270400, 30, FALSE);
	check_request(one, REQUEST("Exchange2007_SP1",
				   AVAILABILITY_REQUEST(
				       MAILBOX_DATA("anna@example.com"), "2026-08-20T00:00:00",
				       "2026-08-21T00:00:00", "30", "MergedOnly")));
	g_ptr_array_add(mailboxes, odd);
	two = ews_availability_request(EWS_2016, mailboxes, 0, 3599, 5, TRUE);
	check_request(two,
		      REQUEST("Exchange2016",
			      AVAILABILITY_REQUEST(
				  MAILBOX_DATA("anna@example.com")
				      MAILBOX_DATA("a&amp;&lt;&quot;b\xEF\xBF\xBD@example.com"),
				  "1970-01-01T00:00:00", "1970-01-01T00:59:59", "5", "Detailed")));
}

static void
test_oof_request(void)
{
	g_autofree char *request = ews_oof_request(EWS_2010_SP2, "<anna@example.com");

	check_request(request,
		      REQUEST("Exchange2010_SP2",
			      "<m:GetUserOofSettingsRequest><t:Mailbox><t:Address>&lt;anna@"
			      "example.com</t:Address></t:Mailbox></m:GetUserOofSettingsRequest>"));
}

static void
test_versions(void)
{
	g_assert_cmpstr(ews_version_names[EWS_2007_SP1], ==, "Exchange2007_SP1");
	g_assert_cmpstr(ews_version_names[EWS_2010], ==, "Exchange2010");
	g_assert_cmpstr(ews_version_names[EWS_2010_SP2], ==, "Exchange2010_SP2");
	g_assert_cmpstr(ews_version_names[EWS_2013], ==, "Exchange2013");
	g_assert_cmpstr(ews_version_names[EWS_2013_SP1], ==, "Exchange2013_SP1");
	g_assert_cmpstr(ews_version_names[EWS_2016], ==, "Exchange2016");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/ews/answer/%s", rows[i].name);
		g_autofree char *cut = g_strdup_printf("/ews/cut at every byte/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
		g_test_add_data_func(cut, &rows[i], test_cut);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(limits); i++) {
		g_autofree char *path = g_strdup_printf("/ews/limit/%s", limits[i].name);

		g_test_add_data_func(path, &limits[i], test_limit);
	}
	g_test_add_func("/ews/request/availability", test_availability_request);
	g_test_add_func("/ews/request/out of office", test_oof_request);
	g_test_add_func("/ews/request/versions", test_versions);
	return g_test_run();
}
