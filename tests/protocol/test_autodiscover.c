/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how an answer of Autodiscover is told from others, and looked up. */
#include "protocol/autodiscover.h"

#include <string.h>

#include "tests/support/discovered.h"

#define BYTES(literal) literal, sizeof(literal) - 1
#define BASE	       "http://schemas.microsoft.com/exchange/autodiscover/"
#define POX                                                                                        \
	"<Autodiscover xmlns='" BASE "responseschema/2006'><Response xmlns='" BASE                 \
	"outlook/responseschema/2006a'><Account><Action>settings</Action></Account></Response>"    \
	"</Autodiscover>"
#define SOAP(space) "<e:Envelope xmlns:e='" space "'><e:Body/></e:Envelope>"
#define HTML	    "unknown; ! expected an Autodiscover document, got an HTML page"

static const struct discovered_row rows[] = {
    {"POX", BYTES(POX), "outlook settings"},
    {"POX with its declaration", BYTES("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n" POX),
     "outlook settings"},
    {"POX behind a byte order mark", BYTES("\xef\xbb\xbf" POX), "outlook settings"},
    {"POX behind blanks", BYTES("\r\n \t" POX), "outlook settings"},
    {"POX behind a comment", BYTES("<!-- a -->" POX), "outlook settings"},
    {"SOAP 1.1", BYTES(SOAP("http://schemas.xmlsoap.org/soap/envelope/")), "soap"},
    {"SOAP 1.2", BYTES(SOAP("http://www.w3.org/2003/05/soap-envelope")), "soap"},
    {"SOAP of another namespace", BYTES(SOAP("urn:x")),
     "unknown; ! expected an Autodiscover document, got <Envelope>"},
    {"JSON", BYTES("{\"Protocol\":\"Ews\",\"Url\":\"https://a.example/\"}"),
     "json settings; settings Protocol=Ews Url=https://a.example/"},
    {"JSON behind blanks", BYTES("\r\n {\"Url\":\"https://a.example/\"}"),
     "json settings; settings Url=https://a.example/"},
    {"JSON behind a byte order mark", BYTES("\xef\xbb\xbf{\"Url\":\"https://a.example/\"}"),
     "json settings; settings Url=https://a.example/"},
    /* What web servers answer instead. */
    {"HTML", BYTES("<html><body>Welcome</body></html>"), HTML},
    {"HTML in capitals", BYTES("<HTML>"), HTML},
    {"HTML with its type", BYTES("<!DOCTYPE html>\n<html>"), HTML},
    {"HTML 4", BYTES("<!doctype HTML PUBLIC \"-//W3C//DTD HTML 4.01//EN\" \"urn:x\">"), HTML},
    {"HTML behind a byte order mark", BYTES("\xef\xbb\xbf<!DOCTYPE html><html>"), HTML},
    {"HTML behind a comment", BYTES("<!-- cached --><html lang='de'>"), HTML},
    {"XHTML", BYTES("<?xml version='1.0'?><html xmlns='http://www.w3.org/1999/xhtml'/>"), HTML},
    {"XHTML with its type",
     BYTES("<?xml version='1.0'?>\n<!DOCTYPE html PUBLIC \"-//W3C//DTD XHTML 1.0 Strict//EN\" "
	   "\"urn:x\"><html/>"),
     HTML},
    {"other XML", BYTES("<rss version='2.0'/>"),
     "unknown; ! expected an Autodiscover document, got <rss>"},
    {"the root in another case", BYTES("<autodiscover/>"),
     "unknown; ! expected an Autodiscover document, got <autodiscover>"},
    {"a NUL", BYTES("\0"), "unknown; ! expected an Autodiscover document, ..."},
    {"blanks alone", BYTES(" \r\n\t "),
     "unknown; ! expected an Autodiscover document, got an empty body"},
    {"a byte order mark alone", BYTES("\xef\xbb\xbf"),
     "unknown; ! expected an Autodiscover document, got an empty body"},
    {"text", BYTES("It works!"), "unknown; ! expected an Autodiscover document, got \"It works!\""},
    {"a list", BYTES("[1,2]"), "unknown; ! expected an Autodiscover document, got \"[1,2]\""},
    {"long text", BYTES("0123456789012345678901234567890123456789012345678901234567890123456789"),
     "unknown; ! expected an Autodiscover document, got \"0123456789..."},
    {"a bare angle", BYTES("<"), "unknown; ! expected well-formed XML, got this: ..."},
    {"bytes", BYTES("\x1f\x8b\x08\x00\xff"), "unknown; ! expected an Autodiscover document, ..."},
};

/* The address of nothing may be NULL. */
static void
test_nothing(void)
{
	g_autoptr(struct_autodiscover_answer) answer = autodiscover_parse(NULL, 0);
	g_autofree char *text = discovered_text(answer);

	g_assert_cmpstr(text, ==,
			"unknown; ! expected an Autodiscover document, got an empty body");
}

#define ACCOUNT(inside)                                                                            \
	"<Autodiscover xmlns='" BASE "responseschema/2006'><Response xmlns='" BASE                 \
	"outlook/responseschema/2006a'><Account>" inside "</Account></Response></Autodiscover>"

static const char blocks[] = ACCOUNT(
    "<Protocol><Type>EXCH</Type><Server>a</Server></Protocol>"
    "<Protocol><Server>b</Server></Protocol>"
    "<Protocol><Type>exhttp</Type><Server>c</Server></Protocol>"
    "<Protocol><Type>EXHTTP</Type><Server>d</Server><Server>e</Server><Ssl>On</Ssl></Protocol>");

struct find_row {
	const char *name, *type;
	guint i;
	const char *value;
	const char *expected; /* NULL: no such block, or no such value */
};

static const struct find_row find_rows[] = {
    {"first", "EXCH", 0, "Server", "a"},
    {"there is no second", "EXCH", 1, "Server", NULL},
    {"type in any case", "exch", 0, "Server", "a"},
    {"first of two, in another case", "EXHTTP", 0, "Server", "c"},
    {"second, first of two values", "EXHTTP", 1, "Server", "d"},
    {"another value", "EXHTTP", 1, "Ssl", "On"},
    {"the case of a value's name matters", "EXHTTP", 1, "ssl", NULL},
    {"there is no third", "EXHTTP", 2, "Server", NULL},
    {"no such type", "EXPR", 0, "Server", NULL},
    {"no type", "", 0, "Server", NULL},
    {"far beyond", "EXCH", G_MAXUINT, "Server", NULL},
};

static void
test_find(gconstpointer data)
{
	const struct find_row *row = data;
	g_autoptr(struct_autodiscover_answer) answer =
	    autodiscover_parse(blocks, sizeof(blocks) - 1);
	const struct autodiscover_protocol *protocol =
	    autodiscover_protocol_find(answer, row->type, row->i);

	g_assert_cmpstr(protocol ? autodiscover_get(protocol->values, row->value) : NULL, ==,
			row->expected);
}

struct version_row {
	const char *name, *digits;
	const char *expected; /* NULL: none */
};

static const struct version_row version_rows[] = {
    {"2010", "738180DA", "14.1.218"},
    {"2013", "73C083D8", "15.0.984"},
    {"2016", "73C18880", "15.1.2176"},
    {"2019", "73c28608", "15.2.1544"},
    {"zeros", "00000000", "0.0.0"},
    {"all bits", "FFFFFFFF", "63.63.32767"},
    {"the flag and the first four bits do not count", "F0008000", "0.0.0"},
    {"seven digits", "73C1888", NULL},
    {"nine digits", "073C18880", NULL},
    {"none", "", NULL},
    {"a letter", "73C1888G", NULL},
    {"0x", "0x73C188", NULL},
    {"a sign", "+3C18880", NULL},
    {"a blank in front", " 3C18880", NULL},
    {"a blank behind", "73C1888 ", NULL},
};

static void
test_version(gconstpointer data)
{
	const struct version_row *row = data;
	g_autofree char *text = autodiscover_server_version(row->digits);

	g_assert_cmpstr(text, ==, row->expected);
}

static void
test_names(void)
{
	for (guint i = 0; i < AUTODISCOVER_SCHEMA_COUNT; i++)
		g_assert_nonnull(autodiscover_schema_name((enum autodiscover_schema)i));
	g_assert_cmpstr(autodiscover_schema_name(AUTODISCOVER_MOBILESYNC), ==, "mobilesync");
	g_assert_null(autodiscover_action_name(AUTODISCOVER_ACTION_NONE));
	g_assert_cmpstr(autodiscover_action_name(AUTODISCOVER_REDIRECT_URL), ==, "redirectUrl");
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
	discovered_add("/autodiscover/sniff/", rows, G_N_ELEMENTS(rows));
	g_test_add_func("/autodiscover/sniff/nothing", test_nothing);
	ADD("/autodiscover/find/", find_rows, test_find)
	ADD("/autodiscover/version/", version_rows, test_version)
	g_test_add_func("/autodiscover/names", test_names);
	return g_test_run();
}
