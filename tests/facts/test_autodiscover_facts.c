/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how an answer of Autodiscover is written as JSON. */
#include "facts/autodiscover_facts.h"

#include <string.h>

#include "tests/support/json_compare.h"

#define OUTLOOK                                                                                    \
	"<Response xmlns='http://schemas.microsoft.com/exchange/autodiscover/outlook/"             \
	"responseschema/2006a'>"
#define POX(inside) "<Autodiscover>" OUTLOOK inside "</Response></Autodiscover>"
#define SOAP(inside)                                                                               \
	"<e:Envelope xmlns:e='http://schemas.xmlsoap.org/soap/envelope/'><e:Body>" inside          \
	"</e:Body></e:Envelope>"

struct row {
	const char *name, *document, *expected;
};

static const struct row rows[] = {
    {"settings",
     POX("<User><DisplayName>A</DisplayName></User><Account><Action>settings</Action><Protocol>"
	 "<Type>EXPR</Type><Server>b</Server></Protocol><Protocol><Type>WEB</Type><External>"
	 "<Protocol><Type>EXCH</Type><ASUrl>c</ASUrl></Protocol></External></Protocol></Account>"),
     "{\"schema\":\"outlook\",\"action\":\"settings\",\"user\":{\"DisplayName\":\"A\"},"
     "\"protocols\":[{\"Type\":\"EXPR\",\"Server\":\"b\"},{\"Type\":\"WEB\",\"inner\":[{\"Type\":"
     "\"EXCH\",\"place\":\"External\",\"ASUrl\":\"c\"}]}]}"},
    {"a block without a type", POX("<Account><Protocol><Server>b</Server></Protocol></Account>"),
     "{\"schema\":\"outlook\",\"action\":\"settings\",\"protocols\":[{\"Server\":\"b\"}]}"},
    {"the first of a name counts", POX("<Account><Protocol><A>b</A><A>c</A></Protocol></Account>"),
     "{\"schema\":\"outlook\",\"action\":\"settings\",\"protocols\":[{\"A\":\"b\"}]}"},
    {"a value of our own name",
     POX("<Account><Protocol Type='X'><place>b</place><inner>c</inner>"
	 "</Protocol></Account>"),
     "{\"schema\":\"outlook\",\"action\":\"settings\",\"protocols\":[{\"Type\":\"X\",\"place\":"
     "\"b\",\"inner\":\"c\"}]}"},
    {"redirect",
     POX("<Account><Action>redirectUrl</Action><RedirectUrl>https://b/</RedirectUrl></Account>"),
     "{\"schema\":\"outlook\",\"action\":\"redirectUrl\",\"redirect\":\"https://b/\","
     "\"protocols\":[]}"},
    {"error",
     POX("<Error><ErrorCode>500</ErrorCode><Message>m</Message><DebugData>d</DebugData></Error>"),
     "{\"schema\":\"outlook\",\"error\":{\"code\":\"500\",\"message\":\"m\",\"debug\":\"d\"},"
     "\"protocols\":[]}"},
    {"error without words", POX("<Error><ErrorCode>500</ErrorCode></Error>"),
     "{\"schema\":\"outlook\",\"error\":{\"code\":\"500\"},\"protocols\":[]}"},
    {"nothing that could be understood", "<html/>",
     "{\"schema\":\"unknown\",\"error\":\"expected an Autodiscover document, got an HTML page\"}"},
    {"an odd namespace", "<Autodiscover><Response xmlns='urn:x'/></Autodiscover>",
     "{\"schema\":\"outlook\",\"protocols\":[],\"odd_namespace\":\"urn:x\"}"},
    {"phone",
     "<Autodiscover><Response xmlns='http://schemas.microsoft.com/exchange/autodiscover/mobilesync/"
     "responseschema/2006'><Action><Settings><Server><Type>MobileSync</Type></Server></Settings>"
     "</Action></Response></Autodiscover>",
     "{\"schema\":\"mobilesync\",\"action\":\"settings\",\"settings\":{\"Type\":\"MobileSync\"}}"},
    {"SOAP",
     SOAP("<UserResponse><ErrorCode>NoError</ErrorCode><UserSetting><Name>A</Name><Value>b</Value>"
	  "</UserSetting><UserSettingError><SettingName>C</SettingName><ErrorCode>InvalidSetting"
	  "</ErrorCode></UserSettingError></UserResponse><ServerVersionInfo><MajorVersion>15"
	  "</MajorVersion><MinorVersion>2</MinorVersion><MajorBuildNumber>3</MajorBuildNumber>"
	  "<MinorBuildNumber>4</MinorBuildNumber></ServerVersionInfo>"),
     "{\"schema\":\"soap\",\"action\":\"settings\",\"settings\":{\"A\":\"b\"},\"setting_errors\":"
     "{\"C\":\"InvalidSetting\"},\"server_version\":\"15.2.3.4\"}"},
    {"JSON", "{\"Protocol\":\"Ews\",\"Url\":\"https://a/\"}",
     "{\"schema\":\"json\",\"action\":\"settings\",\"settings\":{\"Protocol\":\"Ews\",\"Url\":"
     "\"https://a/\"}}"},
    {"JSON's error", "{\"ErrorCode\":\"UserNotFound\",\"ErrorMessage\":\"m\"}",
     "{\"schema\":\"json\",\"error\":{\"code\":\"UserNotFound\",\"message\":\"m\"}}"},
};

static void
test_json(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_autodiscover_answer) answer =
	    autodiscover_parse(row->document, strlen(row->document));

	json_compare(autodiscover_answer_to_json(answer), row->expected);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/autodiscover json/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_json);
	}
	return g_test_run();
}
