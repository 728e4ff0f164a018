/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests requests for and answers of Autodiscover, in all three forms. */
#include "protocol/autodiscover.h"

#include "protocol/autodiscover_json.h"
#include "protocol/autodiscover_pox.h"
#include "protocol/autodiscover_soap.h"
#include <string.h>

#define SCHEMAS "http://schemas.microsoft.com/exchange/autodiscover/"
#define POX(content)                                                                               \
	"<Autodiscover xmlns=\"" SCHEMAS "responseschema/2006\"><Response xmlns=\"" SCHEMAS        \
	"outlook/responseschema/2006a\">" content "</Response></Autodiscover>"
#define ACCOUNT(content) POX("<Account>" content "</Account>")
#define MOBILE(content)                                                                            \
	"<Autodiscover xmlns=\"" SCHEMAS "responseschema/2006\"><Response xmlns=\"" SCHEMAS        \
	"mobilesync/responseschema/2006\">" content "</Response></Autodiscover>"
#define SOAP(header, content)                                                                      \
	"<s:Envelope xmlns:s=\"http://schemas.xmlsoap.org/soap/envelope/\"><s:Header>" header      \
	"</s:Header><s:Body>" content "</s:Body></s:Envelope>"
#define SOAP_SETTINGS(outer, user, content)                                                        \
	SOAP("", "<GetUserSettingsResponseMessage><Response><ErrorCode>" outer                     \
		 "</ErrorCode><UserResponses><UserResponse><ErrorCode>" user                       \
		 "</ErrorCode>" content "</UserResponse></UserResponses></Response>"               \
		 "</GetUserSettingsResponseMessage>")

struct row {
	const char *name;
	const char *text;
	const char *expected; /* as render() writes it */
};

static const struct row rows[] = {
    {"settings",
     POX("<User><DisplayName> Probe </DisplayName></User><Account><Action>settings</Action>"
	 "<Protocol><Type>EXCH</Type><Server>a@example.com</Server><MailStore><ExternalUrl>m"
	 "</ExternalUrl></MailStore></Protocol><Protocol><Type>EXPR</Type><EwsUrl>e</EwsUrl>"
	 "<EwsUrl>f</EwsUrl><OOFUrl/></Protocol></Account>"),
     "outlook settings DisplayName=Probe [EXCH Server=a@example.com MailStore.ExternalUrl=m] [EXPR "
     "EwsUrl=e EwsUrl=f]"},
    {"protocols in WEB are not Account's",
     ACCOUNT("<Action>settings</Action><Protocol><Type>WEB</Type><Internal><OWAUrl "
	     "AuthenticationMethod=\"Fba\">o</OWAUrl><Protocol><Type>EXCH</Type><ASUrl>a</ASUrl>"
	     "</Protocol></Internal><External><Protocol><Type>EXPR</Type><ASUrl>b</ASUrl>"
	     "</Protocol></External></Protocol>"),
     "outlook settings [WEB Internal.OWAUrl=o [Internal.EXCH ASUrl=a] [External.EXPR ASUrl=b]]"},
    {"mapiHttp names its type by an attribute",
     ACCOUNT("<Action>settings</Action><Protocol Type=\"mapiHttp\" Version=\"1\"><MailStore>"
	     "<ExternalUrl>u?a=1&amp;b</ExternalUrl></MailStore></Protocol>"),
     "outlook settings [mapiHttp MailStore.ExternalUrl=u?a=1&b]"},
    {"to another address",
     ACCOUNT("<Action>redirectAddr</Action><RedirectAddr>b@example.net</RedirectAddr>"),
     "outlook redirectAddr to b@example.net"},
    {"to a URL", ACCOUNT("<Action>redirectUrl</Action><RedirectUrl>u</RedirectUrl>"),
     "outlook redirectUrl to u"},
    {"to nowhere", ACCOUNT("<Action>redirectAddr</Action>"),
     "outlook ! expected RedirectAddr with Action redirectAddr, got none"},
    {"an action that nobody knows", ACCOUNT("<Action>dance</Action>"), "outlook"},
    {"an error",
     "<Autodiscover xmlns=\"" SCHEMAS "responseschema/2006\"><Response><Error Time=\"1\" "
     "Id=\"2\"><ErrorCode>600</ErrorCode><Message>Invalid Request</Message><DebugData>d"
     "</DebugData></Error></Response></Autodiscover>",
     "outlook error 600: Invalid Request / d"},
    {"an odd namespace",
     "<Autodiscover xmlns=\"urn:a\"><Response xmlns=\"urn:b\"><Account><Action>settings</Action>"
     "</Account></Response></Autodiscover>",
     "outlook settings namespace urn:b"},
    {"characters that XML forbids",
     POX("<User><DisplayName>a&#x1F;b&#0;c</DisplayName></User><Account><Action>settings"
	 "</Action></Account>"),
     "outlook settings DisplayName=abc"},
    {"phones",
     MOBILE("<User><EMailAddress>a@example.com</EMailAddress></User><Action><Settings><Server>"
	    "<Type>MobileSync</Type><Url>u</Url></Server></Settings></Action>"),
     "mobilesync settings EMailAddress=a@example.com Type=MobileSync Url=u"},
    {"phones, to another address", MOBILE("<Action><Redirect>b@example.net</Redirect></Action>"),
     "mobilesync redirectAddr to b@example.net"},
    {"phones, an error",
     MOBILE("<Action><Error><Status>1</Status><Message>no</Message></Error></Action>"),
     "mobilesync error 1: no"},
    {"soap",
     SOAP_SETTINGS("NoError", "NoError",
		   "<UserSettingErrors><UserSettingError><ErrorCode>SettingIsNotAvailable"
		   "</ErrorCode><SettingName>ExternalOABUrl</SettingName></UserSettingError>"
		   "</UserSettingErrors><UserSettings><UserSetting><Name>ExternalEwsUrl</Name>"
		   "<Value>u</Value></UserSetting></UserSettings>"),
     "soap settings ExternalEwsUrl=u refused ExternalOABUrl=SettingIsNotAvailable"},
    {"soap, the server's version",
     SOAP("<h:ServerVersionInfo xmlns:h=\"urn:h\"><h:MajorVersion>15</h:MajorVersion>"
	  "<h:MinorVersion>2</h:MinorVersion><h:MajorBuildNumber>1544</h:MajorBuildNumber>"
	  "<h:MinorBuildNumber>11</h:MinorBuildNumber></h:ServerVersionInfo>",
	  "<GetUserSettingsResponseMessage><Response><ErrorCode>NoError</ErrorCode><UserResponses>"
	  "<UserResponse><ErrorCode>NoError</ErrorCode></UserResponse></UserResponses></Response>"
	  "</GetUserSettingsResponseMessage>"),
     "soap settings version 15.2.1544.11"},
    {"soap, to another address",
     SOAP_SETTINGS("NoError", "RedirectAddress", "<RedirectTarget>b@example.net</RedirectTarget>"),
     "soap redirectAddr to b@example.net"},
    {"soap, to a URL",
     SOAP_SETTINGS("NoError", "RedirectUrl", "<RedirectTarget>u</RedirectTarget>"),
     "soap redirectUrl to u"},
    {"soap, the user is unknown",
     SOAP_SETTINGS("NoError", "InvalidUser", "<ErrorMessage>no</ErrorMessage>"),
     "soap error InvalidUser: no"},
    {"soap, the server is busy", SOAP_SETTINGS("ServerBusy", "NoError", ""),
     "soap error ServerBusy"},
    {"soap, a fault",
     SOAP("", "<s:Fault><faultcode>s:Client</faultcode><faultstring>no</faultstring></s:Fault>"),
     "soap error s:Client: no"},
    {"json", "{\"Protocol\":\"EWS\",\"Url\":\"u\"}", "json settings Protocol=EWS Url=u"},
    {"json, an error", "{\"ErrorCode\":\"ProtocolNotSupported\",\"ErrorMessage\":\"no\"}",
     "json error ProtocolNotSupported: no"},
    {"json, neither", "{\"a\":1}", "json ! expected \"Url\" or \"ErrorCode\", got neither"},
    {"json, no object", "[1]", "unknown ! expected an Autodiscover document, got \"[1]\""},
    {"json, broken",
     "{\"Url\":", "json ! expected a JSON object, got none: unexpected token near end of file"},
    {"html", "<!DOCTYPE html><html></html>",
     "unknown ! expected an Autodiscover document, got an HTML page"},
    {"html of its own kind", "<html xmlns=\"http://www.w3.org/1999/xhtml\"></html>",
     "unknown ! expected an Autodiscover document, got an HTML page"},
    {"a document type", "<!DOCTYPE a [<!ENTITY e \"x\">]><Autodiscover/>",
     "unknown ! expected plain XML, got a document type (a)"},
    {"another document", "<rss/>", "unknown ! expected an Autodiscover document, got <rss>"},
    {"nothing", "", "unknown ! expected an Autodiscover document, got an empty body"},
    {"words", "hello", "unknown ! expected an Autodiscover document, got \"hello\""},
};

static void
add_plain(GString *text, const char *before, const char *value)
{
	if (value)
		g_string_append_printf(text, "%s%s", before, value);
}

static void
add_values(GString *text, const GPtrArray *values)
{
	for (guint i = 0; i < values->len; i++) {
		const struct autodiscover_value *value = g_ptr_array_index(values, i);

		g_string_append_printf(text, " %s=%s", value->name, value->value);
	}
}

/* Without the bracket that closes it. */
static void
open_protocol(GString *text, const struct autodiscover_protocol *protocol)
{
	add_plain(text, " [", protocol->place ? protocol->place : "");
	add_plain(text, protocol->place ? "." : "", protocol->type ? protocol->type : "-");
	add_values(text, protocol->values);
}

static void
add_protocol(GString *text, const struct autodiscover_protocol *protocol)
{
	open_protocol(text, protocol);
	for (guint i = 0; i < protocol->inner->len; i++) {
		open_protocol(text, g_ptr_array_index(protocol->inner, i));
		g_string_append_c(text, ']');
	}
	g_string_append_c(text, ']');
}

static char *
render(const struct autodiscover_answer *answer)
{
	GString *text = g_string_new(autodiscover_schema_name(answer->schema));

	add_plain(text, " ", autodiscover_action_name(answer->action));
	add_plain(text, " to ", answer->redirect);
	add_plain(text, " error ", answer->error_code);
	add_plain(text, ": ", answer->error_message);
	add_plain(text, " / ", answer->error_debug);
	add_values(text, answer->user);
	for (guint i = 0; i < answer->protocols->len; i++)
		add_protocol(text, g_ptr_array_index(answer->protocols, i));
	add_values(text, answer->settings);
	if (answer->setting_errors->len > 0)
		g_string_append(text, " refused");
	add_values(text, answer->setting_errors);
	add_plain(text, " version ", answer->server_version);
	add_plain(text, " namespace ", answer->odd_namespace);
	add_plain(text, " ! ", answer->malformed);
	return g_string_free(text, FALSE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_autodiscover_answer) answer =
	    autodiscover_parse(row->text, strlen(row->text));
	g_autofree char *got = render(answer);

	g_assert_cmpstr(got, ==, row->expected);
}

/* Cut anywhere before the end of the response, nothing is taken for whole. */
static void
test_cut(gconstpointer data)
{
	const struct row *row = data;
	const char *pox = strstr(row->text, "</Response></Autodiscover>");
	const char *end = pox ? pox : strstr(row->text, "</s:Body>");
	gsize length = end ? (gsize)(end - row->text) : strlen(row->text);

	for (gsize i = 0; i < length; i++) {
		g_autofree char *part = g_strndup(row->text, i);
		g_autoptr(struct_autodiscover_answer) answer = autodiscover_parse(part, i);

		g_assert_nonnull(answer->malformed);
	}
}

static void
test_limits(void)
{
	g_autoptr(GString) many = g_string_new("<Autodiscover><Response><Account>");
	g_autoptr(GString) large = g_string_new("<Autodiscover><Response><User><DisplayName>");
	g_autoptr(struct_autodiscover_answer) answer = NULL;
	g_autoptr(struct_autodiscover_answer) huge = NULL;

	for (guint i = 0; i < 300; i++)
		g_string_append(many, "<Protocol><Type>EXPR</Type></Protocol>");
	answer = autodiscover_parse(many->str, many->len);
	g_assert_cmpuint(answer->protocols->len, <=, 256);
	g_assert_nonnull(strstr(answer->malformed, "256"));
	for (guint i = 0; i < 2 << 20; i++)
		g_string_append_c(large, 'a');
	huge = autodiscover_parse(large->str, large->len);
	g_assert_nonnull(huge->malformed);
}

static void
test_requests(void)
{
	g_autofree char *pox = autodiscover_pox_request(AUTODISCOVER_OUTLOOK, "a&b@example.com");
	g_autofree char *mobile =
	    autodiscover_pox_request(AUTODISCOVER_MOBILESYNC, "a<b@example.com");
	g_autofree char *soap =
	    autodiscover_soap_request("a&b@example.com", "https://example.com/autodiscover.svc");
	g_autofree char *json = autodiscover_json_path("a&b+c@example.com", "Ews", 1);

	g_assert_nonnull(strstr(pox, "<EMailAddress>a&amp;b@example.com</EMailAddress>"));
	g_assert_nonnull(strstr(pox, SCHEMAS "outlook/requestschema/2006"));
	g_assert_nonnull(strstr(pox, SCHEMAS "outlook/responseschema/2006a"));
	g_assert_nonnull(strstr(mobile, "a&lt;b@example.com"));
	g_assert_nonnull(strstr(mobile, SCHEMAS "mobilesync/responseschema/2006"));
	g_assert_nonnull(strstr(soap, "a&amp;b@example.com"));
	g_assert_nonnull(strstr(soap, AUTODISCOVER_SOAP_ACTION));
	g_assert_cmpstr(json, ==,
			"/autodiscover/autodiscover.json?Email=a%26b%2Bc%40example.com&Protocol="
			"Ews&RedirectCount=1");
}

static void
test_versions(void)
{
	static const struct {
		const char *digits;
		const char *version;
	} versions[] = {
	    {"73C18880", "15.1.2176"}, {"738180DA", "14.1.218"}, /* MS-OXDSCLI 2.2.4.1.1.2.6.36 */
	    {"73c18880", "15.1.2176"}, {"73C1888", NULL},	 {"73C188800", NULL},
	    {"73C1888G", NULL},	       {"+3C18880", NULL},	 {"", NULL},
	};

	for (gsize i = 0; i < G_N_ELEMENTS(versions); i++) {
		g_autofree char *got = autodiscover_server_version(versions[i].digits);

		g_assert_cmpstr(got, ==, versions[i].version);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/autodiscover/answer/%s", rows[i].name);
		g_autofree char *cut =
		    g_strdup_printf("/autodiscover/cut at every byte/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
		g_test_add_data_func(cut, &rows[i], test_cut);
	}
	g_test_add_func("/autodiscover/limits", test_limits);
	g_test_add_func("/autodiscover/requests", test_requests);
	g_test_add_func("/autodiscover/versions", test_versions);
	return g_test_run();
}
