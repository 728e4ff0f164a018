/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how Autodiscover's plain old XML is read and asked for. */
#include "protocol/autodiscover_pox.h"

#include <string.h>

#include "tests/support/discovered.h"

#define BASE	"http://schemas.microsoft.com/exchange/autodiscover/"
#define OUTLOOK BASE "outlook/responseschema/2006a"
#define MOBILE	BASE "mobilesync/responseschema/2006"
#define ERRORS	BASE "responseschema/2006"

#define OPEN(space)	      "<Autodiscover xmlns='" ERRORS "'><Response xmlns='" space "'>"
#define CLOSE		      "</Response></Autodiscover>"
#define RESPONSE(inside)      OPEN(OUTLOOK) inside CLOSE
#define ACCOUNT(inside)	      RESPONSE("<Account>" inside "</Account>")
#define SETTINGS(inside)      ACCOUNT("<Action>settings</Action>" inside)
#define PHONE(inside)	      OPEN(MOBILE) inside CLOSE
#define BLOCK(type, inside)   "<Protocol><Type>" type "</Type>" inside "</Protocol>"
#define ERROR(inside)	      "<Error Time='10:00:00.1' Id='1'>" inside "</Error>"
#define NO_TARGET(action, to) "; ! expected " to " with Action " action ", got none"
#define NOT_WELL	      "! expected well-formed XML, got this: ..."

static const struct discovered_row rows[] = {
    {"user",
     .bytes =
	 RESPONSE("<User><DisplayName>A B</DisplayName><LegacyDN>/o=x/cn=ab</LegacyDN>"
		  "<AutoDiscoverSMTPAddress>ab@example.com</AutoDiscoverSMTPAddress></User>"
		  "<Account><AccountType>email</AccountType><Action>settings</Action></Account>"),
     .expected = "outlook settings; user DisplayName=A B LegacyDN=/o=x/cn=ab "
		 "AutoDiscoverSMTPAddress=ab@example.com"},
    {"EXCH and EXPR",
     .bytes = SETTINGS(BLOCK("EXCH", "<Server>guid@example.com</Server>")
			   BLOCK("EXPR", "<Server>mail.example.com</Server><SSL>On</SSL>"
					 "<EwsUrl>https://mail.example.com/EWS/</EwsUrl>")),
     .expected = "outlook settings; EXCH Server=guid@example.com; EXPR Server=mail.example.com "
		 "SSL=On EwsUrl=https://mail.example.com/EWS/"},
    {"EXHTTP twice",
     .bytes =
	 SETTINGS(BLOCK("EXHTTP", "<Server>in</Server>") BLOCK("EXHTTP", "<Server>out</Server>")),
     .expected = "outlook settings; EXHTTP Server=in; EXHTTP Server=out"},
    {"the type behind the rest",
     .bytes = SETTINGS("<Protocol><EwsUrl>a</EwsUrl><Type>EXPR</Type></Protocol>"),
     .expected = "outlook settings; EXPR EwsUrl=a"},
    {"no type", .bytes = SETTINGS("<Protocol><EwsUrl>a</EwsUrl></Protocol>"),
     .expected = "outlook settings; - EwsUrl=a"},
    {"an empty block", .bytes = SETTINGS("<Protocol/>"), .expected = "outlook settings; -"},
    {"WEB with its own blocks",
     .bytes = SETTINGS(BLOCK(
	 "WEB",
	 "<Internal><OWAUrl AuthenticationMethod='Basic, Fba'>https://in/owa/"
	 "</OWAUrl>" BLOCK(
	     "EXCH",
	     "<ASUrl>https://in/EWS/</ASUrl>") "</Internal>"
					       "<External>" BLOCK(
						   "EXPR",
						   "<ASUrl>https://out/EWS/</ASUrl>") "</External>")
			   BLOCK("EXPR", "<ASUrl>a</ASUrl>")),
     .expected = "outlook settings; WEB Internal.OWAUrl=https://in/owa/ "
		 "[Internal EXCH ASUrl=https://in/EWS/] [External EXPR ASUrl=https://out/EWS/]; "
		 "EXPR ASUrl=a"},
    {"a block in an inner one is no third level",
     .bytes = SETTINGS(BLOCK("WEB", "<Internal>" BLOCK("EXCH", "<X><Protocol><Type>a</Type>"
							       "</Protocol></X>") "</Internal>")),
     .expected = "outlook settings; WEB [Internal EXCH X.Protocol.Type=a]"},
    {"a block in no Account", .bytes = RESPONSE("<Other>" BLOCK("EXPR", "") "</Other>"),
     .expected = "outlook"},
    {"mapiHttp by attribute",
     .bytes = SETTINGS("<Protocol Type='mapiHttp' Version='1'><MailStore><InternalUrl>a"
		       "</InternalUrl><ExternalUrl>b</ExternalUrl></MailStore><AddressBook>"
		       "<ExternalUrl>c</ExternalUrl></AddressBook></Protocol>"),
     .expected = "outlook settings; mapiHttp MailStore.InternalUrl=a MailStore.ExternalUrl=b "
		 "AddressBook.ExternalUrl=c"},
    {"the attribute comes first",
     .bytes = SETTINGS("<Protocol Type='mapiHttp'><Type>EXPR</Type></Protocol>"),
     .expected = "outlook settings; mapiHttp"},
    {"no Action, as foreign servers answer",
     .bytes = ACCOUNT(BLOCK("IMAP", "<Server>a</Server>") BLOCK("SMTP", "<Server>b</Server>")),
     .expected = "outlook settings; IMAP Server=a; SMTP Server=b"},
    {"no Action and no blocks", .bytes = ACCOUNT("<AccountType>email</AccountType>"),
     .expected = "outlook"},
    {"an Action that there is not", .bytes = ACCOUNT("<Action>dance</Action>"),
     .expected = "outlook"},
    {"Action in capitals", .bytes = ACCOUNT("<Action>SETTINGS</Action>"),
     .expected = "outlook settings"},
    {"Action in lines of its own", .bytes = ACCOUNT("<Action>\r\n\tsettings\r\n</Action>"),
     .expected = "outlook settings"},
    {"an empty Response", .bytes = RESPONSE(""), .expected = "outlook"},

    /* Elsewhere. */
    {"another address",
     .bytes = ACCOUNT("<Action>redirectAddr</Action><RedirectAddr>a@b.example</RedirectAddr>"),
     .expected = "outlook redirectAddr; to a@b.example"},
    {"another URL",
     .bytes = ACCOUNT("<Action>redirectUrl</Action><RedirectUrl>https://b/</RedirectUrl>"),
     .expected = "outlook redirectUrl; to https://b/"},
    {"another URL, other letters",
     .bytes = ACCOUNT("<RedirectURL> https://b/ </RedirectURL><Action>REDIRECTURL</Action>"),
     .expected = "outlook redirectUrl; to https://b/"},
    {"each Action has its own target",
     .bytes = ACCOUNT("<RedirectAddr>a@b.example</RedirectAddr>"
		      "<RedirectUrl>https://b/</RedirectUrl><Action>redirectUrl</Action>"),
     .expected = "outlook redirectUrl; to https://b/"},
    {"a target that the Action has no use for",
     .bytes = SETTINGS("<RedirectUrl>https://b/</RedirectUrl>"), .expected = "outlook settings"},
    {"no address", .bytes = ACCOUNT("<Action>redirectAddr</Action>"),
     .expected = "outlook" NO_TARGET("redirectAddr", "RedirectAddr")},
    {"an address for a URL",
     .bytes = ACCOUNT("<Action>redirectUrl</Action><RedirectAddr>a@b.example</RedirectAddr>"),
     .expected = "outlook" NO_TARGET("redirectUrl", "RedirectUrl")},
    {"an empty URL", .bytes = ACCOUNT("<Action>redirectUrl</Action><RedirectUrl> </RedirectUrl>"),
     .expected = "outlook" NO_TARGET("redirectUrl", "RedirectUrl")},

    /* Errors. */
    {"error 500",
     .bytes = OPEN(ERRORS) ERROR("<ErrorCode>500</ErrorCode><Message>The email address can't be "
				 "found.</Message><DebugData /> ") CLOSE,
     .expected = "outlook; error 500|The email address can't be found.| "},
    {"error with its own data",
     .bytes = OPEN(ERRORS) ERROR("<ErrorCode>603</ErrorCode><DebugData>x y</DebugData>") CLOSE,
     .expected = "outlook; error 603| |x y"},
    {"error in the namespace of settings",
     .bytes = RESPONSE(ERROR("<ErrorCode>600</ErrorCode><Message>Invalid Request</Message>")),
     .expected = "outlook; error 600|Invalid Request| "},
    {"error without a namespace of Response",
     .bytes =
	 "<Autodiscover xmlns='" ERRORS "'><Response>" ERROR("<ErrorCode>601</ErrorCode>") CLOSE,
     .expected = "outlook; error 601| | "},
    {"error beside blocks",
     .bytes =
	 RESPONSE(ERROR("<ErrorCode>500</ErrorCode>") "<Account>" BLOCK("EXPR", "") "</Account>"),
     .expected = "outlook; error 500| | ; EXPR"},
    {"two errors",
     .bytes = RESPONSE(ERROR("<ErrorCode>1</ErrorCode>") ERROR("<ErrorCode>2</ErrorCode>")),
     .expected = "outlook; error 1| | "},

    /* Phones. */
    {"phone",
     .bytes = PHONE("<Culture>en:us</Culture><User><DisplayName>A</DisplayName>"
		    "<EMailAddress>a@b.example</EMailAddress></User><Action><Settings><Server>"
		    "<Type>MobileSync</Type><Url>https://m/</Url><Name>n</Name></Server></Settings>"
		    "</Action>"),
     .expected = "mobilesync settings; user DisplayName=A EMailAddress=a@b.example; settings "
		 "Type=MobileSync Url=https://m/ Name=n"},
    {"phone, two servers",
     .bytes = PHONE("<Action><Settings><Server><Type>MobileSync</Type></Server><Server><Type>"
		    "CertEnroll</Type><ServerData>CN</ServerData></Server></Settings></Action>"),
     .expected = "mobilesync settings; settings Type=MobileSync Type=CertEnroll ServerData=CN"},
    {"phone to another address",
     .bytes = PHONE("<Action><Redirect>a@c.example</Redirect></Action>"),
     .expected = "mobilesync redirectAddr; to a@c.example"},
    {"phone with a status",
     .bytes =
	 PHONE("<Action>" ERROR("<Status>1</Status><Message>The directory service could not "
				"be reached</Message><DebugData>MailUser</DebugData>") "</Action>"),
     .expected = "mobilesync; error 1|The directory service could not be reached|MailUser"},
    {"phone with nothing", .bytes = PHONE("<Action/>"), .expected = "mobilesync"},

    /* Namespaces. */
    {"https for http",
     .bytes = OPEN("https://schemas.microsoft.com/exchange/autodiscover/outlook/responseschema/"
		   "2006a") "<Account><Action>settings</Action></Account>" CLOSE,
     .expected = "outlook settings; namespace https://schemas.microsoft.com/exchange/autodiscover/"
		 "outlook/responseschema/2006a"},
    {"no namespace",
     .bytes = "<Autodiscover><Response><Account><Action>settings</Action></Account>" CLOSE,
     .expected = "outlook settings; namespace none"},
    {"prefixes",
     .bytes = "<a:Autodiscover xmlns:a='" ERRORS "' xmlns:o='" OUTLOOK "'><o:Response><o:Account>"
	      "<o:Action>settings</o:Action></o:Account></o:Response></a:Autodiscover>",
     .expected = "outlook settings"},
    {"an undeclared prefix",
     .bytes = "<Autodiscover xmlns='" ERRORS "'><o:Response><Account><Action>settings</Action>"
	      "</Account></o:Response></Autodiscover>",
     .expected = "outlook settings..."},

    /* Texts. */
    {"white space and entities",
     .bytes = SETTINGS(BLOCK("EXPR", "<OWAUrl>\n https://a/?b=1&amp;c=&lt;2&gt;&quot;&#x41; \t"
				     "</OWAUrl>")),
     .expected = "outlook settings; EXPR OWAUrl=https://a/?b=1&c=<2>\"A"},
    {"CDATA", .bytes = SETTINGS(BLOCK("EXPR", "<EwsUrl><![CDATA[https://a/?b&c]]></EwsUrl>")),
     .expected = "outlook settings; EXPR EwsUrl=https://a/?b&c"},
    {"forbidden references",
     .bytes = RESPONSE("<User><DisplayName>A&#x0;B&#x1F;C&#xFFFF;D</DisplayName></User>"),
     .expected = "outlook; user DisplayName=ABCD"},
    {"a stray control character",
     .bytes = RESPONSE("<User><DisplayName>A\001B</DisplayName></User>"),
     .expected = "outlook; user DisplayName=AB"},
    {"empty values are none",
     .bytes = SETTINGS(BLOCK("EXPR", "<EwsUrl/><ASUrl></ASUrl><OOFUrl> </OOFUrl>")),
     .expected = "outlook settings; EXPR"},
    {"text beside elements",
     .bytes = SETTINGS(BLOCK("EXPR", "a<MailStore>b<ExternalUrl>c</ExternalUrl>d</MailStore>e")),
     .expected = "outlook settings; EXPR MailStore.ExternalUrl=c"},
    {"UTF-8", .bytes = RESPONSE("<User><DisplayName>Zo\xc3\xab</DisplayName></User>"),
     .expected = "outlook; user DisplayName=Zo\xc3\xab"},

    /* Cut: what is complete counts. */
    {"cut behind a block",
     .bytes =
	 OPEN(OUTLOOK) "<Account><Action>settings</Action>" BLOCK("EXPR", "<EwsUrl>a</EwsUrl>"),
     .expected = "outlook settings; EXPR EwsUrl=a; " NOT_WELL},
    {"cut in a value",
     .bytes = OPEN(OUTLOOK) "<Account><Action>settings</Action><Protocol><Type>EXPR</Type>"
			    "<EwsUrl>https://mail.example",
     .expected = "outlook settings; EXPR; " NOT_WELL},
    {"cut in Action", .bytes = OPEN(OUTLOOK) "<Account><Action>settings",
     .expected = "outlook; " NOT_WELL},
    {"cut behind Response",
     .bytes = OPEN(OUTLOOK) "<Account><Action>settings</Action></Account>"
			    "</Response>",
     .expected = "outlook settings"},
    {"something behind the document", .bytes = SETTINGS("") "<!-- served by x --><br>",
     .expected = "outlook settings"},
    {"no Response", .bytes = "<Autodiscover xmlns='" ERRORS "'/>",
     .expected = "unknown; ! expected a Response in the Autodiscover document"},
    {"a Response elsewhere", .bytes = "<Autodiscover><x><Response/></x></Autodiscover>",
     .expected = "unknown; ! expected a Response in the Autodiscover document"},

    /* What is no plain XML. */
    {"a document type",
     .bytes = "<!DOCTYPE Autodiscover SYSTEM 'http://a.example/x.dtd'>" SETTINGS(""),
     .expected = "unknown; ! expected plain XML, got a document type (Autodiscover)"},
    {"an entity bomb",
     .bytes = "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY a 'aaaaaaaaaaaaaaaaaaaa'><!ENTITY b "
	      "'&a;&a;&a;&a;&a;&a;&a;&a;'><!ENTITY c '&b;&b;&b;&b;&b;&b;&b;&b;'>]>" SETTINGS(
		  "<x>&c;</x>"),
     .expected = "unknown; ! expected plain XML, got a document type (x)"},
    {"an external entity",
     .bytes = "<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]>" SETTINGS("<x>&a;</x>"),
     .expected = "unknown; ! expected plain XML, got a document type (x)"},
    {"an entity that nobody declared",
     .bytes = RESPONSE("<User><DisplayName>&nbsp;</DisplayName></User>"),
     .expected = "outlook; " NOT_WELL},
};

struct request_row {
	const char *name;
	enum autodiscover_schema schema;
	const char *email;
	const char *expected;
};

#define REQUEST(kind, version, email)                                                              \
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<Autodiscover xmlns=\"" BASE kind             \
	"/requestschema/2006\"><Request><EMailAddress>" email                                      \
	"</EMailAddress><AcceptableResponseSchema>" BASE kind "/responseschema/" version           \
	"</AcceptableResponseSchema></Request></Autodiscover>\n"

static const struct request_row request_rows[] = {
    {"outlook", AUTODISCOVER_OUTLOOK, "a@b.example", REQUEST("outlook", "2006a", "a@b.example")},
    {"phone", AUTODISCOVER_MOBILESYNC, "a@b.example", REQUEST("mobilesync", "2006", "a@b.example")},
    {"what XML has a use for", AUTODISCOVER_OUTLOOK, "\"a<b>&'c\"@d.example",
     REQUEST("outlook", "2006a", "&quot;a&lt;b&gt;&amp;&apos;c&quot;@d.example")},
    {"beyond ASCII", AUTODISCOVER_OUTLOOK, "zo\xc3\xab@b.example",
     REQUEST("outlook", "2006a", "zo\xc3\xab@b.example")},
};

static void
test_request(gconstpointer data)
{
	const struct request_row *row = data;
	g_autofree char *text = autodiscover_pox_request(row->schema, row->email);

	g_assert_cmpstr(text, ==, row->expected);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	discovered_add("/autodiscover pox/read/", rows, G_N_ELEMENTS(rows));
	for (gsize i = 0; i < G_N_ELEMENTS(request_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/autodiscover pox/request/%s", request_rows[i].name);

		g_test_add_data_func(path, &request_rows[i], test_request);
	}
	return g_test_run();
}
