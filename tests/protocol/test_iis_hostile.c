/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that what is no IIS configuration, or a hostile one, is refused with a reason. */
#include "protocol/iis_config.h"
#include <string.h>

#define WRAPPED(content)                                                                           \
	"<system.webServer><security><authentication><windowsAuthentication>" content              \
	"</windowsAuthentication></authentication></security></system.webServer>"
#define FOREIGN                                                                                    \
	"expected the XML of \"appcmd list config\", an applicationHost.config or the text of "    \
	"\"adsutil.vbs get\", got "
#define DOCUMENT_TYPE                                                                              \
	"expected a configuration of IIS, got a document type declaration, which none has"

struct row {
	const char *name;
	const char *bytes;
	gsize length;
	enum iis_config_error code;
	const char *message; /* how it begins */
};

#define BYTES(literal) literal, sizeof(literal) - 1

static const struct row rows[] = {
    {"nothing", BYTES(""), IIS_CONFIG_ERROR_FOREIGN, FOREIGN "nothing"},
    {"blanks", BYTES(" \r\n\t\r\n"), IIS_CONFIG_ERROR_FOREIGN, FOREIGN "nothing"},
    {"byte order mark alone", BYTES("\xEF\xBB\xBF"), IIS_CONFIG_ERROR_FOREIGN, FOREIGN "nothing"},
    {"text", BYTES("hello\nworld"), IIS_CONFIG_ERROR_FOREIGN,
     FOREIGN "text with the line \"hello\""},
    {"text that would forge a line of output", BYTES("a|b<c>\x1b[0m"), IIS_CONFIG_ERROR_FOREIGN,
     FOREIGN "text with the line \"a!b(c)?[0m\""},
    {"command without its output", BYTES("C:\\>appcmd list config /section:windowsAuthentication"),
     IIS_CONFIG_ERROR_FOREIGN, FOREIGN "text with the line \"C:"},
    {"appcmd failed",
     BYTES("C:\\>appcmd list config \"Foo\"\r\nERROR ( message:Cannot find SITE object. )\r\n"),
     IIS_CONFIG_ERROR_FOREIGN,
     FOREIGN "text with the line \"ERROR ( message:Cannot find SITE object. )\""},
    {"adsutil failed",
     BYTES("cscript adsutil.vbs get w3svc/9/root/NTAuthenticationProviders\r\n"
	   "Error Trying To GET the Object (GetObject Failed): w3svc/9/root\r\n"),
     IIS_CONFIG_ERROR_EMPTY,
     "expected a setting printed by adsutil.vbs, got: Error Trying To GET the Object"},
    {"another parameter of the metabase",
     BYTES("cscript adsutil.vbs get w3svc/1/ServerComment\r\nServerComment : (STRING) \"x\"\r\n"),
     IIS_CONFIG_ERROR_FOREIGN, FOREIGN "text with"},
    {"web page", BYTES("<html><body>401</body></html>"), IIS_CONFIG_ERROR_FOREIGN,
     FOREIGN "an element \"html\""},
    {"web page with its type", BYTES("<!DOCTYPE html>\n<html></html>"), IIS_CONFIG_ERROR_MALFORMED,
     DOCUMENT_TYPE},
    {"Autodiscover answer", BYTES("<?xml version=\"1.0\"?><Autodiscover xmlns=\"x\"/>"),
     IIS_CONFIG_ERROR_FOREIGN, FOREIGN "an element \"Autodiscover\""},
    {"JSON", BYTES("{\"enabled\": true}"), IIS_CONFIG_ERROR_FOREIGN, FOREIGN "text with"},
    {"binary",
     BYTES("\x7f"
	   "ELF\x02\x01\x01\0\0\0"),
     IIS_CONFIG_ERROR_FOREIGN, "expected text, got binary data"},
    {"NUL in the XML", BYTES("<configuration>\0</configuration>"), IIS_CONFIG_ERROR_FOREIGN,
     "expected text, got binary data"},
    {"NUL in UTF-16", BYTES("\xFF\xFE<\0a\0\0\0>\0"), IIS_CONFIG_ERROR_FOREIGN,
     "expected text, got binary data"},
    {"half a character of UTF-16", BYTES("\xFF\xFE<\0a\0b"), IIS_CONFIG_ERROR_MALFORMED,
     "expected UTF-16LE text, got something else"},
    {"lone surrogate",
     BYTES("\xFF\xFE<\0\x00\xd8"
	   "a\0"),
     IIS_CONFIG_ERROR_MALFORMED, "expected UTF-16LE text, got something else"},
    {"file without the section", BYTES("<configuration><system.web/></configuration>"),
     IIS_CONFIG_ERROR_EMPTY,
     "expected a windowsAuthentication section, got applicationHost XML without one"},
    {"listing of another section",
     BYTES("<system.webServer><security><access sslFlags=\"Ssl\"/></security></system.webServer>"),
     IIS_CONFIG_ERROR_EMPTY,
     "expected a windowsAuthentication section, got appcmd XML without one"},
    {"empty answer of appcmd /xml", BYTES("<appcmd>\n</appcmd>"), IIS_CONFIG_ERROR_EMPTY,
     "expected a windowsAuthentication section, got appcmd XML without one"},
    {"section in a wrong place",
     BYTES("<configuration><windowsAuthentication enabled=\"true\"/></configuration>"),
     IIS_CONFIG_ERROR_EMPTY, "expected a windowsAuthentication section"},
    /* Cut off. */
    {"cut off in the content", BYTES("<configuration><system.webServer><security>"),
     IIS_CONFIG_ERROR_MALFORMED,
     "expected </configuration>, got the end of the text: it was cut off"},
    {"cut off in the root's tag", BYTES("<windowsAuthentication enabled="),
     IIS_CONFIG_ERROR_MALFORMED, "expected </windowsAuthentication>, got the end of the text"},
    {"cut off in an attribute of the root", BYTES("<windowsAuthentication enabled=\"tr"),
     IIS_CONFIG_ERROR_MALFORMED, "expected </windowsAuthentication>, got the end of the text"},
    {"cut off in the end tag", BYTES("<security></security"), IIS_CONFIG_ERROR_MALFORMED,
     "expected </security>, got the end of the text"},
    {"cut off in a comment", BYTES("<security><!-- </security>"), IIS_CONFIG_ERROR_MALFORMED,
     "expected </security>, got the end of the text"},
    {"end tag of a longer name", BYTES("<security></security2>"), IIS_CONFIG_ERROR_MALFORMED,
     "expected </security>, got the end of the text"},
    {"second listing cut off",
     BYTES(WRAPPED("") "\r\nC:\\>appcmd list config\r\n<system.webServer><security>"),
     IIS_CONFIG_ERROR_MALFORMED, "expected </system.webServer>, got the end of the text"},
    /* Not well-formed. */
    {"wrong end tag", BYTES("<security><authentication></security></security>"),
     IIS_CONFIG_ERROR_MALFORMED, "expected well-formed XML, got this: "},
    {"attribute without quotes", BYTES("<security a=b></security>"), IIS_CONFIG_ERROR_MALFORMED,
     "expected well-formed XML, got this: "},
    {"attribute twice", BYTES(WRAPPED("<a b='1' b='2'/>")), IIS_CONFIG_ERROR_MALFORMED,
     "expected well-formed XML, got this: "},
    {"less-than in an attribute", BYTES(WRAPPED("<a b='<'/>")), IIS_CONFIG_ERROR_MALFORMED,
     "expected well-formed XML, got this: "},
    {"reference to NUL", BYTES(WRAPPED("&#0;")), IIS_CONFIG_ERROR_MALFORMED,
     "expected well-formed XML, got this: "},
    {"control character", BYTES(WRAPPED("\x01")), IIS_CONFIG_ERROR_MALFORMED,
     "expected well-formed XML, got this: "},
    {"undeclared entity", BYTES(WRAPPED("&secret;")), IIS_CONFIG_ERROR_MALFORMED,
     "expected well-formed XML, got this: "},
    {"two errors: the first is told", BYTES("<security><a></b></c></security>"),
     IIS_CONFIG_ERROR_MALFORMED,
     "expected well-formed XML, got this: Opening and ending tag mismatch: a line 1 and b"},
    /* Document types. */
    {"entity that reads a file",
     BYTES("<?xml version=\"1.0\"?><!DOCTYPE c [<!ENTITY x SYSTEM \"file:///etc/passwd\">]>"
	   "<configuration>&x;</configuration>"),
     IIS_CONFIG_ERROR_MALFORMED, DOCUMENT_TYPE},
    {"entity that asks a server",
     BYTES("<!DOCTYPE c SYSTEM \"http://192.0.2.1/x.dtd\"><configuration/>"),
     IIS_CONFIG_ERROR_MALFORMED, DOCUMENT_TYPE},
    {"parameter entity",
     BYTES(
	 "<!-- x --><!DOCTYPE c [<!ENTITY % p SYSTEM \"file:///dev/zero\"> %p;]><configuration/>"),
     IIS_CONFIG_ERROR_MALFORMED, DOCUMENT_TYPE},
    {"entities that grow",
     BYTES("<!DOCTYPE c [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;\">"
	   "<!ENTITY d \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\">]>"
	   "<configuration>&e;</configuration>"),
     IIS_CONFIG_ERROR_MALFORMED, DOCUMENT_TYPE},
    {"document type inside the root",
     BYTES("<configuration><!DOCTYPE c [<!ENTITY a \"b\">]></configuration>"),
     IIS_CONFIG_ERROR_MALFORMED, "expected well-formed XML, got this: "},
    {"document type before a second listing", BYTES(WRAPPED("") "\n<!DOCTYPE c>\n" WRAPPED("")),
     IIS_CONFIG_ERROR_MALFORMED, DOCUMENT_TYPE},
};

static void
check_refused(const char *bytes, gsize length, enum iis_config_error code, const char *message)
{
	/* Of exact size, so that a sanitizer sees a byte read too many. */
	g_autofree char *exact = g_malloc(length ? length : 1);
	g_autoptr(GError) error = NULL;

	memcpy(exact, bytes, length);
	g_assert_null(iis_config_parse(exact, length, &error));
	g_assert_error(error, IIS_CONFIG_ERROR, (gint)code);
	if (!g_str_has_prefix(error->message, message))
		g_assert_cmpstr(error->message, ==, message);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;

	check_refused(row->bytes, row->length, row->code, row->message);
}

static void
test_null(void)
{
	g_assert_null(iis_config_parse(NULL, 0, NULL));
}

/* `head`, `unit` again and again, `tail`: what costs a careless reader its stack, memory or time.
 */
enum { MANY = 300000 };

struct pump_row {
	const char *name;
	const char *head;
	const char *unit;
	gsize times;
	const char *tail;
	enum iis_config_error code;
	const char *message;
};

static const struct pump_row pumps[] = {
    {"ten thousand levels", "<configuration>", "<a>", 10000, "</configuration>",
     IIS_CONFIG_ERROR_MALFORMED, "expected elements nested at most 64 deep, got more"},
    {"ten thousand levels of groups", "<configuration><configSections>", "<sectionGroup>", 10000,
     "</configSections></configuration>", IIS_CONFIG_ERROR_MALFORMED,
     "expected elements nested at most 64 deep, got more"},
    {"many open elements on their lines", "", "<a\n", MANY, "", IIS_CONFIG_ERROR_FOREIGN,
     FOREIGN "an element \"a\""},
    {"many less-than signs", "", "<", MANY, "", IIS_CONFIG_ERROR_FOREIGN,
     FOREIGN "text with the line"},
    {"many less-than signs in the root", "<security>", "<", MANY, "", IIS_CONFIG_ERROR_MALFORMED,
     "expected </security>, got the end"},
    {"many open comments in the root", "<security>", "<!--", MANY, "", IIS_CONFIG_ERROR_MALFORMED,
     "expected </security>, got the end"},
    {"many open comments", "", "<!--\n", MANY, "", IIS_CONFIG_ERROR_FOREIGN,
     FOREIGN "text with the line"},
    {"many half end tags", "<security>", "</security", MANY, "", IIS_CONFIG_ERROR_MALFORMED,
     "expected </security>, got the end"},
    {"many quotes in the root's tag", "<security a", "='", MANY + 1, "", IIS_CONFIG_ERROR_MALFORMED,
     "expected </security>, got the end"},
    {"many lines", "", "x\n", MANY, "", IIS_CONFIG_ERROR_FOREIGN,
     FOREIGN "text with the line \"x\""},
    {"a very long line", "", "x ", MANY, "", IIS_CONFIG_ERROR_FOREIGN,
     FOREIGN "text with the line \"x x"},
    {"many quotation marks", "", "\"appcmd\" ", MANY, "", IIS_CONFIG_ERROR_FOREIGN,
     FOREIGN "text with the line"},
    {"many attributes", "<security ", "a='' ", MANY / 10, "></security>",
     IIS_CONFIG_ERROR_MALFORMED, "expected well-formed XML"},
    {"a name of more than ten megabytes", "<configuration><",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", MANY, "/></configuration>", IIS_CONFIG_ERROR_MALFORMED,
     "expected well-formed XML"},
    {"an attribute of more than ten megabytes", "<configuration><a b='",
     "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", MANY, "'/></configuration>",
     IIS_CONFIG_ERROR_MALFORMED, "expected well-formed XML"},
    {"a path of too many bytes", "<location path='", "a", 1025, "'>" WRAPPED("") "</location>",
     IIS_CONFIG_ERROR_TOO_LARGE,
     "expected a location path of at most 32 parts and 1024 bytes, got 1 parts and 1025 bytes"},
    {"a path of too many parts", "<location path='a", "/a", 32, "'>" WRAPPED("") "</location>",
     IIS_CONFIG_ERROR_TOO_LARGE,
     "expected a location path of at most 32 parts and 1024 bytes, got 33 parts and 65 bytes"},
    {"a node of too many parts", "cscript adsutil.vbs get ", "a/", 40,
     "NTAuthenticationProviders\nNTAuthenticationProviders : (STRING) \"NTLM\"\n",
     IIS_CONFIG_ERROR_TOO_LARGE, "expected a location path of at most 32 parts"},
};

static char *
pump(const struct pump_row *row)
{
	GString *text = g_string_new(row->head);

	for (gsize i = 0; i < row->times; i++)
		g_string_append(text, row->unit);
	g_string_append(text, row->tail);
	return g_string_free(text, FALSE);
}

static void
test_pump(gconstpointer data)
{
	const struct pump_row *row = data;
	g_autofree char *text = pump(row);

	g_test_timer_start();
	check_refused(text, strlen(text), row->code, row->message);
	/* Linear takes less than a second, quadratic hours: any bound between will do. */
	g_assert_cmpfloat(g_test_timer_elapsed(), <, 30.0);
}

static char *
many_locations(guint count)
{
	GString *text = g_string_new("<configuration>");

	for (guint i = 0; i < count; i++)
		g_string_append_printf(text, "<location path=\"S/%u\">" WRAPPED("") "</location>",
				       i);
	g_string_append(text, "</configuration>");
	return g_string_free(text, FALSE);
}

static void
test_location_limit(void)
{
	g_autofree char *most = many_locations(IIS_CONFIG_LOCATION_LIMIT);
	g_autofree char *more = many_locations(IIS_CONFIG_LOCATION_LIMIT + 1);
	g_autoptr(struct_iis_config) config = iis_config_parse(most, strlen(most), NULL);

	g_assert_cmpuint(config->sections->len, ==, IIS_CONFIG_LOCATION_LIMIT);
	check_refused(more, strlen(more), IIS_CONFIG_ERROR_TOO_LARGE,
		      "expected Windows authentication at 4096 locations at most, got more");
}

static void
test_size_limit(void)
{
	gsize length = (gsize)IIS_CONFIG_LIMIT_BYTES + 1;
	g_autofree char *bytes = g_malloc0(length);
	g_autoptr(GError) error = NULL;

	g_assert_null(iis_config_parse(bytes, length, &error));
	g_assert_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_TOO_LARGE);
	g_assert_cmpstr(error->message, ==, "expected at most 67108864 bytes, got 67108865");
}

struct excess_row {
	const char *name;
	const char *unit; /* with %u for a number */
	guint times;
	guint providers;
	const char *problem;
};

static const struct excess_row excesses[] = {
    {"providers at the limit", "<add value='P%u'/>", 32, 32, NULL},
    {"one provider too many", "<add value='P%u'/>", 33, 32, "has no room for the provider \"P32\""},
    {"changes at the limit", "<!-- %u --><clear/>", 256, 0, NULL},
    {"one change too many", "<!-- %u --><clear/>", 257, 0,
     "more than 256 changes to the list of providers"},
    {"long provider name",
     "<!-- %u --><add value='"
     "12345678901234567890123456789012345678901234567890"
     "1234567890123456789012345678901234567890123456789012345678901234567890123456789'/>",
     1, 0, "expected a provider name of 1 to 128 bytes, got 129"},
};

static void
test_excess(gconstpointer data)
{
	const struct excess_row *row = data;
	g_autoptr(GString) text =
	    g_string_new("<location path=\".\"><system.webServer><security><authentication>"
			 "<windowsAuthentication><providers>");
	g_auto(GStrv) parts = g_strsplit(row->unit, "%u", 2);
	g_autoptr(struct_iis_config) config = NULL;
	const struct iis_section *section = NULL;

	for (guint i = 0; i < row->times; i++)
		g_string_append_printf(text, "%s%u%s", parts[0], i, parts[1]);
	g_string_append(text, "</providers></windowsAuthentication></authentication></security>"
			      "</system.webServer></location>");
	config = iis_config_parse(text->str, text->len, NULL);
	g_assert_nonnull(config);
	section = iis_config_at(config, "");
	g_assert_cmpuint(section->providers->len, ==, row->providers);
	g_assert_cmpstr(section->problem, ==, row->problem);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/iis hostile/refused/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(pumps); i++) {
		g_autofree char *path = g_strdup_printf("/iis hostile/pumped/%s", pumps[i].name);

		g_test_add_data_func(path, &pumps[i], test_pump);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(excesses); i++) {
		g_autofree char *path = g_strdup_printf("/iis hostile/excess/%s", excesses[i].name);

		g_test_add_data_func(path, &excesses[i], test_excess);
	}
	g_test_add_func("/iis hostile/NULL", test_null);
	g_test_add_func("/iis hostile/location limit", test_location_limit);
	g_test_add_func("/iis hostile/size limit", test_size_limit);
	return g_test_run();
}
