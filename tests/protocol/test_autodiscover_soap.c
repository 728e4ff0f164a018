/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how Autodiscover's SOAP is read and asked for. */
#include "protocol/autodiscover_soap.h"

#include <string.h>

#include "tests/support/discovered.h"

#define SOAP_11 "http://schemas.xmlsoap.org/soap/envelope/"
#define SOAP_12 "http://www.w3.org/2003/05/soap-envelope"
#define SPACE	"http://schemas.microsoft.com/exchange/2010/Autodiscover"

#define ENVELOPE(version, header, body)                                                            \
	"<s:Envelope xmlns:s='" version "'><s:Header>" header "</s:Header><s:Body>" body           \
	"</s:Body></s:Envelope>"
#define MESSAGE(kind, inside)                                                                      \
	"<Get" kind "SettingsResponseMessage xmlns='" SPACE "'>"                                   \
	"<Response xmlns:i='http://www.w3.org/2001/XMLSchema-instance'>" inside                    \
	"</Response></Get" kind "SettingsResponseMessage>"
#define USERS(inside)                                                                              \
	"<ErrorCode>NoError</ErrorCode><ErrorMessage/><UserResponses>" inside "</UserResponses>"
#define USER(code, inside) "<UserResponse><ErrorCode>" code "</ErrorCode>" inside "</UserResponse>"
#define ANSWER(inside)	   ENVELOPE(SOAP_11, "", MESSAGE("User", inside))
#define ONE(inside)	   ANSWER(USERS(inside))
#define SETTING(name, value)                                                                       \
	"<UserSetting i:type='StringSetting'><Name>" name "</Name><Value>" value                   \
	"</Value></UserSetting>"
#define SETTINGS(inside) "<UserSettings>" inside "</UserSettings>"
#define REFUSED(code, name)                                                                        \
	"<UserSettingErrors><UserSettingError><ErrorCode>" code                                    \
	"</ErrorCode><ErrorMessage>m</ErrorMessage><SettingName>" name                             \
	"</SettingName></UserSettingError></UserSettingErrors>"
#define VERSION(major, minor, build, revision)                                                     \
	"<h:ServerVersionInfo xmlns:h='" SPACE "'>" major minor build revision                     \
	"<h:Version>Exchange2016</h:Version></h:ServerVersionInfo>"
#define NO_TARGET(code) "! expected RedirectTarget with ErrorCode " code ", got none"

static const struct discovered_row rows[] = {
    {"settings",
     .bytes = ONE(USER("NoError", "<RedirectTarget i:nil='true'/>" SETTINGS(
				      SETTING("ExternalEwsUrl", "https://a/EWS/Exchange.asmx")
					  SETTING("CasVersion", "15.2.1544.11")))),
     .expected = "soap settings; settings ExternalEwsUrl=https://a/EWS/Exchange.asmx "
		 "CasVersion=15.2.1544.11"},
    {"white space and entities",
     .bytes = ONE(USER("NoError", SETTINGS(SETTING("\n A ", "\r\n b&amp;c \t")))),
     .expected = "soap settings; settings A=b&c"},
    {"a setting that is nil",
     .bytes =
	 ONE(USER("NoError",
		  SETTINGS("<UserSetting><Name>A</Name><Value i:nil='true'/></UserSetting>" SETTING(
		      "B", "c")))),
     .expected = "soap settings; settings B=c"},
    {"a setting without a name",
     .bytes = ONE(
	 USER("NoError", SETTINGS("<UserSetting><Value>a</Value></UserSetting>"
				  "<UserSetting><Name>B</Name></UserSetting>" SETTING("C", "d")))),
     .expected = "soap settings; settings C=d"},
    {"the value before the name",
     .bytes = ONE(USER("NoError", SETTINGS("<UserSetting><Value>a</Value><Name>B</Name>"
					   "</UserSetting>"))),
     .expected = "soap settings; settings B=a"},
    {"a list is no text",
     .bytes = ONE(USER(
	 "NoError", SETTINGS("<UserSetting><Name>A</Name><ProtocolConnections><ProtocolConnection>"
			     "<Hostname>b</Hostname></ProtocolConnection></ProtocolConnections>"
			     "</UserSetting>" SETTING("C", "d")))),
     .expected = "soap settings; settings C=d"},
    {"nothing that was wanted", .bytes = ONE(USER("NoError", SETTINGS(""))),
     .expected = "soap settings"},
    {"settings of a domain",
     .bytes =
	 ENVELOPE(SOAP_11, "",
		  MESSAGE("Domain",
			  "<ErrorCode>NoError</ErrorCode><DomainResponses><DomainResponse>"
			  "<ErrorCode>NoError</ErrorCode><DomainSettingErrors><DomainSettingError>"
			  "<ErrorCode>SettingIsNotAvailable</ErrorCode><SettingName>E</SettingName>"
			  "</DomainSettingError></DomainSettingErrors><DomainSettings>"
			  "<DomainSetting><Name>A</Name><Value>b</Value></DomainSetting>"
			  "</DomainSettings></DomainResponse></DomainResponses>")),
     .expected = "soap settings; settings A=b; refused E=SettingIsNotAvailable"},
    {"a domain that leads elsewhere",
     .bytes = ENVELOPE(SOAP_11, "",
		       MESSAGE("Domain", "<DomainResponses><DomainResponse><ErrorCode>RedirectUrl"
					 "</ErrorCode><RedirectTarget>https://b/</RedirectTarget>"
					 "</DomainResponse></DomainResponses>")),
     .expected = "soap redirectUrl; to https://b/"},
    {"version",
     .bytes = ENVELOPE(SOAP_11,
		       VERSION("<h:MajorVersion>15</h:MajorVersion>",
			       "<h:MinorVersion>2</h:MinorVersion>",
			       "<h:MajorBuildNumber>1544</h:MajorBuildNumber>",
			       "<h:MinorBuildNumber>11</h:MinorBuildNumber>"),
		       MESSAGE("User", USERS(USER("NoError", "")))),
     .expected = "soap settings; version 15.2.1544.11"},
    {"version in part",
     .bytes = ENVELOPE(SOAP_11, VERSION("<h:MajorVersion>15</h:MajorVersion>", "", "", ""),
		       MESSAGE("User", USERS(USER("NoError", "")))),
     .expected = "soap settings"},

    /* Three levels of errors. */
    {"the whole request",
     .bytes = ANSWER("<ErrorCode>InvalidRequest</ErrorCode><ErrorMessage>no users</ErrorMessage>"
		     "<UserResponses/>"),
     .expected = "soap; error InvalidRequest|no users| "},
    {"the mailbox",
     .bytes = ONE(USER("InvalidUser", "<ErrorMessage>Invalid user: 'a'</ErrorMessage>")),
     .expected = "soap; error InvalidUser|Invalid user: 'a'| "},
    {"a setting",
     .bytes = ONE(USER("NoError", REFUSED("InvalidSetting", "X") SETTINGS(SETTING("A", "b")))),
     .expected = "soap settings; settings A=b; refused X=InvalidSetting"},
    {"all settings", .bytes = ONE(USER("NoError", REFUSED("InternalServerError", "X"))),
     .expected = "soap settings; refused X=InternalServerError"},
    {"the request's counts more than the mailbox's",
     .bytes = ANSWER("<ErrorCode>ServerBusy</ErrorCode><UserResponses>" USER(
	 "InvalidUser", "<ErrorMessage>m</ErrorMessage>") "</UserResponses>"),
     .expected = "soap; error ServerBusy| | "},
    {"the mailbox's counts more than its settings",
     .bytes = ONE(USER("InternalServerError", SETTINGS(SETTING("A", "b")))),
     .expected = "soap; error InternalServerError| | ; settings A=b"},
    {"an undeclared prefix",
     .bytes =
	 ONE(USER("NoError", "<i2:RedirectTarget i2:nil='true'/>" SETTINGS(SETTING("A", "b")))),
     .expected = "soap settings; settings A=b"},
    {"no code at all",
     .bytes = ANSWER("<UserResponses><UserResponse>" SETTINGS(
	 SETTING("A", "b")) "</UserResponse></UserResponses>"),
     .expected = "soap settings; settings A=b"},

    /* Elsewhere. */
    {"another address",
     .bytes = ONE(USER("RedirectAddress", "<ErrorMessage>Redirection address.</ErrorMessage>"
					  "<RedirectTarget>a@b.example</RedirectTarget>")),
     .expected = "soap redirectAddr; to a@b.example"},
    {"another URL",
     .bytes = ONE(USER("RedirectUrl", "<RedirectTarget> https://b/ </RedirectTarget>")),
     .expected = "soap redirectUrl; to https://b/"},
    {"no target", .bytes = ONE(USER("RedirectAddress", "<RedirectTarget i:nil='true'/>")),
     .expected = "soap; " NO_TARGET("RedirectAddress")},
    {"an empty target", .bytes = ONE(USER("RedirectUrl", "<RedirectTarget> </RedirectTarget>")),
     .expected = "soap; " NO_TARGET("RedirectUrl")},
    {"a target without its code",
     .bytes = ONE(USER("NoError", "<RedirectTarget>https://b/</RedirectTarget>")),
     .expected = "soap settings"},
    {"a target beside an error",
     .bytes = ONE(USER("InvalidUser", "<RedirectTarget>https://b/</RedirectTarget>")),
     .expected = "soap; error InvalidUser| | "},

    /* Faults. */
    {"fault of SOAP 1.1",
     .bytes = ENVELOPE(SOAP_11, "",
		       "<s:Fault><faultcode>a:ErrorServerBusy</faultcode><faultstring>busy"
		       "</faultstring><detail><e>x</e></detail></s:Fault>"),
     .expected = "soap; error a:ErrorServerBusy|busy| "},
    {"fault of SOAP 1.2",
     .bytes = ENVELOPE(SOAP_12, "",
		       "<s:Fault><s:Code><s:Value>s:Sender</s:Value><s:Subcode><s:Value>x</s:Value>"
		       "</s:Subcode></s:Code><s:Reason><s:Text xml:lang='en'>no</s:Text></s:Reason>"
		       "</s:Fault>"),
     .expected = "soap; error s:Sender|no| "},
    {"fault and an answer",
     .bytes = ENVELOPE(SOAP_11, "",
		       "<s:Fault><faultcode>c</faultcode></s:Fault>" MESSAGE(
			   "User", USERS(USER("NoError", SETTINGS(SETTING("A", "b")))))),
     .expected = "soap; error c| | ; settings A=b"},
    {"an empty Body", .bytes = ENVELOPE(SOAP_11, "", ""), .expected = "soap"},
    {"no Body", .bytes = "<s:Envelope xmlns:s='" SOAP_11 "'/>",
     .expected = "soap; ! expected a Body in the SOAP envelope"},
    {"a Body elsewhere",
     .bytes = "<s:Envelope xmlns:s='" SOAP_11 "'><s:x><s:Body/></s:x></s:Envelope>",
     .expected = "soap; ! expected a Body in the SOAP envelope"},
    {"another root", .bytes = "<x xmlns='" SOAP_11 "'/>",
     .expected = "soap; ! expected an Autodiscover document, got <x>"},

    /* Cut, or no plain XML. */
    {"cut behind Body",
     .bytes = "<s:Envelope xmlns:s='" SOAP_11 "'><s:Body>" MESSAGE(
	 "User", USERS(USER("NoError", SETTINGS(SETTING("A", "b"))))) "</s:Body>",
     .expected = "soap settings; settings A=b"},
    {"cut behind a setting",
     .bytes = "<s:Envelope xmlns:s='" SOAP_11 "' xmlns:i='urn:i'><s:Body><m><Response>"
	      "<UserResponses><UserResponse><ErrorCode>NoError</ErrorCode>"
	      "<UserSettings>" SETTING("A", "b") "<UserSetting><Name>C</Name><Val",
     .expected = "soap settings; settings A=b; ! expected well-formed XML, got this: ..."},
    {"a document type",
     .bytes = "<!DOCTYPE s [<!ENTITY a SYSTEM 'http://a.example/'>]>" ONE(USER("NoError", "&a;")),
     .expected = "soap; ! expected plain XML, got a document type (s)"},
};

struct request_row {
	const char *name, *email, *url;
	const char *expected; /* what is in it */
};

static const struct request_row request_rows[] = {
    {"mailbox", "a@b.example", "https://c/", "<a:Mailbox>a@b.example</a:Mailbox>"},
    {"mailbox that XML has a use for", "\"a<b>&'c\"@d.example", "https://c/",
     "<a:Mailbox>&quot;a&lt;b&gt;&amp;&apos;c&quot;@d.example</a:Mailbox>"},
    {"target", "a@b.example", "https://c/?d&e<f>", "<wsa:To>https://c/?d&amp;e&lt;f&gt;</wsa:To>"},
    {"action", "a@b.example", "https://c/",
     "<wsa:Action>http://schemas.microsoft.com/exchange/2010/Autodiscover/Autodiscover/"
     "GetUserSettings</wsa:Action>"},
    {"version", "a@b.example", "https://c/",
     "<a:RequestedServerVersion>Exchange2010</a:RequestedServerVersion>"},
    {"settings", "a@b.example", "https://c/", "<a:Setting>ExternalEwsUrl</a:Setting>"},
};

/* The request is well-formed, and the reader finds no answer in it. */
static void
test_request(gconstpointer data)
{
	const struct request_row *row = data;
	g_autofree char *text = autodiscover_soap_request(row->email, row->url);
	g_autoptr(struct_autodiscover_answer) answer = autodiscover_parse(text, strlen(text));

	g_assert_nonnull(strstr(text, row->expected));
	g_assert_cmpint(answer->schema, ==, AUTODISCOVER_SOAP);
	g_assert_cmpstr(answer->malformed, ==, NULL);
	g_assert_cmpint(answer->action, ==, AUTODISCOVER_ACTION_NONE);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	discovered_add("/autodiscover soap/read/", rows, G_N_ELEMENTS(rows));
	for (gsize i = 0; i < G_N_ELEMENTS(request_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/autodiscover soap/request/%s", request_rows[i].name);

		g_test_add_data_func(path, &request_rows[i], test_request);
	}
	return g_test_run();
}
