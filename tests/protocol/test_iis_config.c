/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how exported IIS configurations are read. */
#include "protocol/iis_config.h"
#include <string.h>

/* The section with these attributes and this content, as appcmd prints it. */
#define SECTION(attributes, content)                                                               \
	"<system.webServer>\n  <security>\n    <authentication>\n      "                           \
	"<windowsAuthentication " attributes ">\n" content                                         \
	"      </windowsAuthentication>\n    </authentication>\n"                                  \
	"  </security>\n</system.webServer>\n"
#define PROVIDERS(content) "<providers>\n" content "</providers>\n"
#define ADD(name)	   "<add value=\"" name "\" />\n"
#define AT(path, attributes, content)                                                              \
	"<location path=\"" path "\">\n" SECTION(attributes, content) "</location>\n"
#define FILE_OF(content)                                                                           \
	"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<!-- exported -->\n<configuration>\n" content \
	"</configuration>\n"
#define ROOT                                                                                       \
	SECTION("enabled=\"false\" useKernelMode=\"false\"",                                       \
		PROVIDERS(ADD("Negotiate") ADD("NTLM")))
#define DECLARED(mode)                                                                             \
	"<configSections><sectionGroup name=\"system.webServer\"><sectionGroup name=\"security\">" \
	"<sectionGroup name=\"authentication\"><section name=\"windowsAuthentication\" " mode      \
	"/></sectionGroup></sectionGroup></sectionGroup></configSections>"

#define PROMPT "C:\\Windows\\System32\\inetsrv>"
#define LIST   PROMPT "appcmd list config /section:windowsAuthentication\r\n"
#define LIST_AT(path)                                                                              \
	PROMPT "appcmd.exe list config \"" path "\" -section:windowsAuthentication\r\n"
#define GET(node)                                                                                  \
	"C:\\Inetpub\\AdminScripts>cscript adsutil.vbs get " node "/NTAuthenticationProviders\r\n"
#define BANNER                                                                                     \
	"Microsoft (R) Windows Script Host Version 5.6\r\n"                                        \
	"Copyright (C) Microsoft Corporation 1996-2001. All rights reserved.\r\n\r\n"
#define NOT_SET	    "The parameter \"NTAuthenticationProviders\" is not set at this node.\r\n"
#define VALUE(list) "NTAuthenticationProviders       : (STRING) \"" list "\"\r\n"

struct row {
	const char *name;
	const char *text;
	/* One line per section: "LOCATION: PROVIDERS@ORIGIN enabled=V@ORIGIN kernel=V@ORIGIN
	 * ep=NAME@ORIGIN", ORIGIN b, i or h (built in, inherited, here), then the problem. */
	const char *expected;
	enum iis_source source;
};

static const struct row rows[] = {
    /* What the classic cure shows before and after, IIS 7. */
    {"listing before the cure",
     LIST SECTION("enabled=\"true\" useKernelMode=\"false\"",
		  PROVIDERS(ADD("Negotiate") ADD("NTLM"))) "\r\n" PROMPT,
     ": Negotiate, NTLM@h enabled=1@h kernel=0@h ep=None@b\n", IIS_SOURCE_APPCMD},
    {"listing after the cure",
     LIST SECTION("enabled=\"true\" useKernelMode=\"false\"",
		  PROVIDERS(ADD("NTLM") ADD("Negotiate"))),
     ": NTLM, Negotiate@h enabled=1@h kernel=0@h ep=None@b\n", IIS_SOURCE_APPCMD},
    {"the whole session counts by its end",
     LIST SECTION("enabled=\"true\" useKernelMode=\"false\"",
		  PROVIDERS(ADD("Negotiate") ADD("NTLM"))) PROMPT
     "Appcmd.exe set config /section:windowsAuthentication /-providers.[value='Negotiate']\r\n"
     "Applied configuration changes to section\r\n" LIST SECTION(
	 "enabled=\"true\"", PROVIDERS(ADD("NTLM") ADD("Negotiate"))),
     ": NTLM, Negotiate@h enabled=1@h kernel=1@b ep=None@b\n", IIS_SOURCE_APPCMD},
    {"bare listing",
     SECTION(
	 "enabled=\"true\"",
	 PROVIDERS(ADD("NTLM")) "<extendedProtection tokenChecking=\"Require\" flags=\"Proxy\"/>"),
     ": NTLM@h enabled=1@h kernel=1@b ep=Require@h\n", IIS_SOURCE_APPCMD},
    {"listings of two places",
     LIST_AT("Default Web Site/EWS") SECTION("enabled=\"true\"", PROVIDERS(ADD("NTLM")))
	 LIST_AT("Default Web Site/OAB") SECTION("enabled=\"false\"", PROVIDERS(ADD("Negotiate"))),
     "Default Web Site/EWS: NTLM@h enabled=1@h kernel=1@b ep=None@b\n"
     "Default Web Site/OAB: Negotiate@h enabled=0@h kernel=1@b ep=None@b\n",
     IIS_SOURCE_APPCMD},
    {"a listing is complete and inherits nothing",
     LIST SECTION("enabled=\"true\" useKernelMode=\"false\"", PROVIDERS(ADD("NTLM")))
	 LIST_AT("Default Web Site") SECTION("enabled=\"true\"", ""),
     ": NTLM@h enabled=1@h kernel=0@h ep=None@b\n"
     "Default Web Site: none@h enabled=1@h kernel=1@b ep=None@b\n",
     IIS_SOURCE_APPCMD},
    {"listing of the same place twice",
     LIST_AT("Default Web Site/EWS") SECTION("enabled=\"true\"", PROVIDERS(ADD("NTLM")))
	 LIST_AT("DEFAULT WEB SITE/ews/") SECTION("enabled=\"false\"", PROVIDERS(ADD("Negotiate"))),
     "Default Web Site/EWS: Negotiate@h enabled=0@h kernel=1@b ep=None@b\n", IIS_SOURCE_APPCMD},
    {"empty element", "<windowsAuthentication enabled=\"false\" />",
     ": none@h enabled=0@h kernel=1@b ep=None@b\n", IIS_SOURCE_APPCMD},
    {"two listings on one line",
     "<windowsAuthentication enabled=\"false\" /><windowsAuthentication enabled=\"true\" />",
     ": none@h enabled=1@h kernel=1@b ep=None@b\n", IIS_SOURCE_APPCMD},
    {"text before and after on the line of the XML",
     "see: \n<windowsAuthentication enabled=\"true\"></windowsAuthentication> that was it",
     ": none@h enabled=1@h kernel=1@b ep=None@b\n", IIS_SOURCE_APPCMD},
    {"other sections of the listing",
     "<system.webServer><security><access sslFlags=\"Ssl\"/><authentication>"
     "<basicAuthentication enabled=\"true\"/><windowsAuthentication enabled=\"true\">"
     "<providers><add value=\"NTLM\"/></providers></windowsAuthentication></authentication>"
     "</security></system.webServer>",
     ": NTLM@h enabled=1@h kernel=1@b ep=None@b\n", IIS_SOURCE_APPCMD},
    {"same names elsewhere do not count",
     SECTION(
	 "enabled=\"true\"",
	 PROVIDERS(ADD(
	     "NTLM"))) "<system.webServer><security><authentication><digestAuthentication>"
		       "<providers><add "
		       "value=\"X\"/></providers></digestAuthentication></authentication>"
		       "<windowsAuthentication enabled=\"false\"/></security></system.webServer>",
     ": NTLM@h enabled=1@h kernel=1@b ep=None@b\n", IIS_SOURCE_APPCMD},
    {"appcmd with /xml",
     "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<appcmd>\n<CONFIG "
     "CONFIG.SECTION=\"system.webServer/security/authentication/windowsAuthentication\" "
     "path=\"MACHINE/WEBROOT/APPHOST/Default Web Site/EWS\" overrideMode=\"Inherit\" "
     "locked=\"false\">\n<system.webServer-security-authentication-windowsAuthentication "
     "enabled=\"true\">" PROVIDERS(ADD("NTLM") ADD(
	 "Negotiate")) "</system.webServer-security-authentication-windowsAuthentication>\n</"
		       "CONFIG>\n</appcmd>\n",
     "Default Web Site/EWS: NTLM, Negotiate@h enabled=1@h kernel=1@b ep=None@b\n",
     IIS_SOURCE_APPCMD},
    {"appcmd with /xml, of the server",
     "<appcmd><CONFIG path=\"MACHINE/WEBROOT/APPHOST\">"
     "<system.webServer-security-authentication-windowsAuthentication enabled=\"true\"/>"
     "</CONFIG></appcmd>",
     ": none@h enabled=1@h kernel=1@b ep=None@b\n", IIS_SOURCE_APPCMD},
    /* Inheritance in a whole file. */
    {"root alone", FILE_OF(ROOT), ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"location before the root inherits from it",
     FILE_OF(AT("Default Web Site/mapi", "enabled=\"true\"", "") ROOT),
     "Default Web Site/mapi: Negotiate, NTLM@i enabled=1@h kernel=0@i ep=None@b\n"
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"clear, then add",
     FILE_OF(ROOT AT("Default Web Site/EWS", "enabled=\"true\"",
		     PROVIDERS("<clear />" ADD("NTLM") ADD(
			 "Negotiate")) "<extendedProtection tokenChecking=\"Allow\" />")),
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n"
     "Default Web Site/EWS: NTLM, Negotiate@h enabled=1@h kernel=0@i ep=Allow@h\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"clear alone", FILE_OF(ROOT AT("S", "", PROVIDERS("<clear/>"))),
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n"
     "S: none@h enabled=0@i kernel=0@i ep=None@b\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"remove, then add puts it behind",
     FILE_OF(ROOT AT("S", "", PROVIDERS("<remove value=\"negotiate\"/>" ADD("Negotiate")))),
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n"
     "S: NTLM, Negotiate@h enabled=0@i kernel=0@i ep=None@b\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"remove of what is not there is nothing",
     FILE_OF(ROOT AT("S", "", PROVIDERS("<remove value=\"Other\"/>"))),
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n"
     "S: Negotiate, NTLM@h enabled=0@i kernel=0@i ep=None@b\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"clear in the middle",
     FILE_OF(SECTION("", PROVIDERS(ADD("A") "<clear/>" ADD("B") "<remove value=\"B\"/>" ADD("C")))),
     ": C@h enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_APPLICATION_HOST},
    {"add of what is inherited is refused by IIS",
     FILE_OF(ROOT AT("S", "", PROVIDERS(ADD("ntlm")))),
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n"
     "S: Negotiate, NTLM@h enabled=0@i kernel=0@i ep=None@b "
     "!adds the provider \"ntlm\", which is in the list already\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"three levels",
     FILE_OF(ROOT AT("Default Web Site/EWS/bin", "useKernelMode=\"true\"", "")
		 AT("Default Web Site/EWS", "", PROVIDERS("<remove value=\"Negotiate\"/>"))
		     AT("Default Web Site", "enabled=\"true\"",
			"<extendedProtection tokenChecking=\"Require\"/>")),
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n"
     "Default Web Site/EWS/bin: NTLM@i enabled=1@i kernel=1@h ep=Require@i\n"
     "Default Web Site/EWS: NTLM@h enabled=1@i kernel=0@i ep=Require@i\n"
     "Default Web Site: Negotiate, NTLM@i enabled=1@h kernel=0@i ep=Require@h\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"a level without a section is stepped over",
     FILE_OF(ROOT AT("A/B/C/D", "enabled=\"true\"", "")),
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n"
     "A/B/C/D: Negotiate, NTLM@i enabled=1@h kernel=0@i ep=None@b\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"paths in any case",
     FILE_OF(AT("DEFAULT WEB SITE", "enabled=\"true\"", PROVIDERS(ADD("NTLM")))
		 AT("Default Web Site/EWS", "", "")),
     "DEFAULT WEB SITE: NTLM@h enabled=1@h kernel=1@b ep=None@b\n"
     "Default Web Site/EWS: NTLM@i enabled=1@i kernel=1@b ep=None@b\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"a name that only begins alike is no parent",
     FILE_OF(AT("Default", "enabled=\"true\"", "") AT("Default Web Site", "", "")),
     "Default: none@b enabled=1@h kernel=1@b ep=None@b\n"
     "Default Web Site: none@b enabled=0@b kernel=1@b ep=None@b\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"same location twice is one",
     FILE_OF(AT("S", "enabled=\"true\"", PROVIDERS(ADD("NTLM")))
		 AT("s/", "", PROVIDERS(ADD("Negotiate")))),
     "S: NTLM, Negotiate@h enabled=1@h kernel=1@b ep=None@b\n", IIS_SOURCE_APPLICATION_HOST},
    {"a dot and an empty path are the server",
     FILE_OF(AT(".", "enabled=\"true\"", "") AT("", "", PROVIDERS(ADD("NTLM")))),
     ": NTLM@h enabled=1@h kernel=1@b ep=None@b\n", IIS_SOURCE_APPLICATION_HOST},
    {"after a location comes the server again", FILE_OF(AT("S", "enabled=\"true\"", "") ROOT),
     "S: Negotiate, NTLM@i enabled=1@h kernel=0@i ep=None@b\n"
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"a lone location", AT("Default Web Site/EWS", "enabled=\"true\"", ""),
     "Default Web Site/EWS: none@b enabled=1@h kernel=1@b ep=None@b\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"comment with an end tag", "<configuration><!-- </configuration> -->" ROOT "</configuration>",
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n", IIS_SOURCE_APPLICATION_HOST},
    {"end tag with a blank", "<configuration>" ROOT "</configuration \n>",
     ": Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n", IIS_SOURCE_APPLICATION_HOST},
    {"greater-than in an attribute of the root", "<location path=\"a>b\">" ROOT "</location>",
     "a>b: Negotiate, NTLM@h enabled=0@h kernel=0@h ep=None@b\n", IIS_SOURCE_APPLICATION_HOST},
    {"character references", FILE_OF(AT("A&amp;B&#47;C", "", PROVIDERS(ADD("NT&#76;M")))),
     "A&B/C: NTLM@h enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_APPLICATION_HOST},
    {"Kerberos alone", FILE_OF(AT("S", "", PROVIDERS(ADD("Negotiate:Kerberos")))),
     "S: Negotiate:Kerberos@h enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_APPLICATION_HOST},
    {"value that is no boolean", FILE_OF(AT("S", "enabled=\"yes\"", "")),
     "S: none@b enabled=0@b kernel=1@b ep=None@b !enabled: expected true or false, got \"yes\"\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"unknown protection", FILE_OF(AT("S", "", "<extendedProtection tokenChecking=\"Maybe\"/>")),
     "S: none@b enabled=0@b kernel=1@b ep=None@b !tokenChecking: expected None, Allow or Require, "
     "got \"Maybe\"\n",
     IIS_SOURCE_APPLICATION_HOST},
    {"add without a value", FILE_OF(AT("S", "", PROVIDERS("<add />" ADD("NTLM")))),
     "S: NTLM@h enabled=0@b kernel=1@b ep=None@b !expected a provider name of 1 to 128 bytes, got "
     "0\n",
     IIS_SOURCE_APPLICATION_HOST},
    /* What the classic cure shows on IIS 6. */
    {"not set", GET("w3svc/1/root") BANNER NOT_SET,
     "w3svc/1/root: Negotiate, NTLM@b enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_ADSUTIL},
    {"set prints what it set",
     "C:\\Inetpub\\AdminScripts>cscript adsutil.vbs set w3svc/1/root/NTAuthenticationProviders "
     "\"NTLM,Negotiate\"\r\n" BANNER VALUE("NTLM,Negotiate"),
     "w3svc/1/root: NTLM, Negotiate@h enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_ADSUTIL},
    {"get after the cure", GET("w3svc/1/root") BANNER VALUE("NTLM,Negotiate"),
     "w3svc/1/root: NTLM, Negotiate@h enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_ADSUTIL},
    {"the whole session of IIS 6 counts by its end",
     GET("w3svc/1/root") BANNER NOT_SET GET("w3svc/1/root") BANNER VALUE("NTLM,Negotiate"),
     "w3svc/1/root: NTLM, Negotiate@h enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_ADSUTIL},
    {"value alone", "NTAuthenticationProviders : (STRING) \"Negotiate,NTLM\"\n",
     ": Negotiate, NTLM@h enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_ADSUTIL},
    {"not set alone, a footnote behind",
     "The parameter \"NTAuthenticationProviders\" is not set at this node. (see below)\n",
     ": Negotiate, NTLM@b enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_ADSUTIL},
    {"set back to not set", GET("w3svc/1/root") VALUE("NTLM") GET("w3svc/1/root") NOT_SET,
     "w3svc/1/root: Negotiate, NTLM@b enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_ADSUTIL},
    {"not set here, set above",
     GET("w3svc/1/root/EWS") NOT_SET GET("W3SVC") VALUE("NTLM") GET("w3svc/1/root/OAB")
	 VALUE("Negotiate"),
     "w3svc/1/root/EWS: NTLM@i enabled=0@b kernel=1@b ep=None@b\n"
     "W3SVC: NTLM@h enabled=0@b kernel=1@b ep=None@b\n"
     "w3svc/1/root/OAB: Negotiate@h enabled=0@b kernel=1@b ep=None@b\n",
     IIS_SOURCE_ADSUTIL},
    {"blanks in the list", GET("w3svc") VALUE(" NTLM , Negotiate ,"),
     "w3svc: NTLM, Negotiate@h enabled=0@b kernel=1@b ep=None@b\n", IIS_SOURCE_ADSUTIL},
    {"empty list", GET("w3svc") VALUE(""), "w3svc: none@h enabled=0@b kernel=1@b ep=None@b\n",
     IIS_SOURCE_ADSUTIL},
    {"provider twice", GET("w3svc") VALUE("NTLM,ntlm"),
     "w3svc: NTLM@h enabled=0@b kernel=1@b ep=None@b !adds the provider \"ntlm\", which is in the "
     "list already\n",
     IIS_SOURCE_ADSUTIL},
    {"flags tell whether it is on",
     "cscript adsutil.vbs get w3svc/1/root/AuthFlags\r\nAuthFlags      : (INTEGER) 5\r\n"
     "cscript adsutil.vbs get w3svc/1/root/EWS/AuthFlags\r\nAuthFlags      : (INTEGER) 3\r\n",
     "w3svc/1/root: Negotiate, NTLM@b enabled=1@h kernel=1@b ep=None@b\n"
     "w3svc/1/root/EWS: Negotiate, NTLM@b enabled=0@h kernel=1@b ep=None@b\n",
     IIS_SOURCE_ADSUTIL},
    {"enum shows all at once",
     "C:\\>cscript adsutil.vbs enum w3svc/1/root/EWS\r\n"
     "KeyType                         : (STRING) \"IIsWebVirtualDir\"\r\n"
     "AuthNTLM                        : (BOOLEAN) True\r\n" VALUE("NTLM"),
     "w3svc/1/root/EWS: NTLM@h enabled=1@h kernel=1@b ep=None@b\n", IIS_SOURCE_ADSUTIL},
    {"a node that fails beside one that answers",
     GET("w3svc/1/root/Foo") "ErrNumber: -2147024893 (0x80070003)\r\n"
			     "Error Trying To GET the Object (GetObject Failed): "
			     "w3svc/1/root/Foo\r\n" GET("w3svc") NOT_SET,
     "w3svc/1/root/Foo: Negotiate, NTLM@b enabled=0@b kernel=1@b ep=None@b !adsutil.vbs failed "
     "here: Error Trying To GET the Object (GetObject Failed): w3svc/1/root/Foo\n"
     "w3svc: Negotiate, NTLM@b enabled=0@b kernel=1@b ep=None@b\n",
     IIS_SOURCE_ADSUTIL},
};

static void
render_value(GString *text, const char *name, const struct iis_value *value)
{
	g_string_append_printf(text, " %s=%u@%c", name, value->value,
			       iis_origin_name(value->origin)[0]);
	g_assert_cmpint(value->from == NULL, ==, value->origin == IIS_ORIGIN_BUILTIN);
}

static char *
render(const struct iis_config *config)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < config->sections->len; i++) {
		const struct iis_section *s = g_ptr_array_index(config->sections, i);
		const struct iis_value *ep = &s->values[IIS_TOKEN_CHECKING];
		g_autofree char *providers = iis_section_describe_providers(s);

		g_string_append_printf(text, "%s: %s@%c", s->location, providers,
				       iis_origin_name(s->providers_origin)[0]);
		render_value(text, "enabled", &s->values[IIS_ENABLED]);
		render_value(text, "kernel", &s->values[IIS_USE_KERNEL_MODE]);
		g_string_append_printf(
		    text, " ep=%s@%c%s%s\n",
		    extended_protection_name((enum extended_protection)ep->value),
		    iis_origin_name(ep->origin)[0], s->problem ? " !" : "",
		    s->problem ? s->problem : "");
	}
	return g_string_free(text, FALSE);
}

static void
check_row(const struct row *row, const char *bytes, gsize length)
{
	/* Of exact size, so that a sanitizer sees a byte read too many. */
	char *exact = g_malloc(length ? length : 1);
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_iis_config) config = NULL;
	g_autofree char *got = NULL;

	memcpy(exact, bytes, length);
	config = iis_config_parse(exact, length, &error);
	g_free(exact);
	g_assert_no_error(error);
	got = render(config);
	g_assert_cmpstr(got, ==, row->expected);
	g_assert_cmpint(config->source, ==, row->source);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;

	check_row(row, row->text, strlen(row->text));
}

/* Every document in every encoding that Windows tools write. */
static void
test_encodings(gconstpointer data)
{
	static const struct {
		const char *encoding;
		const char *mark;
		gsize mark_length;
	} encodings[] = {
	    {"UTF-8", "\xEF\xBB\xBF", 3}, {"UTF-16LE", "\xFF\xFE", 2}, {"UTF-16BE", "\xFE\xFF", 2},
	    {"UTF-16LE", "", 0},	  {"UTF-16BE", "", 0},
	};
	const struct row *row = data;

	for (gsize i = 0; i < G_N_ELEMENTS(encodings); i++) {
		gsize length = 0;
		g_autofree char *converted =
		    g_convert(row->text, -1, encodings[i].encoding, "UTF-8", NULL, &length, NULL);
		g_autoptr(GByteArray) bytes = g_byte_array_new();

		g_byte_array_append(bytes, (const guint8 *)encodings[i].mark,
				    (guint)encodings[i].mark_length);
		g_byte_array_append(bytes, (const guint8 *)converted, (guint)length);
		check_row(row, (const char *)bytes->data, bytes->len);
	}
}

struct attribute_row {
	const char *attributes;
	const char *child;
	enum iis_attribute attribute;
	guint expected;
};

static const struct attribute_row attributes[] = {
    {"", "", IIS_ENABLED, 0},
    {"", "", IIS_USE_KERNEL_MODE, 1},
    {"", "", IIS_USE_APP_POOL_CREDENTIALS, 0},
    {"", "", IIS_AUTH_PERSIST_SINGLE, 0},
    {"", "", IIS_AUTH_PERSIST_NON_NTLM, 0},
    {"", "", IIS_TOKEN_CHECKING, EXTENDED_PROTECTION_NONE},
    {"", "", IIS_EP_FLAGS, 0},
    {"enabled=\"TRUE\"", "", IIS_ENABLED, 1},
    {"useKernelMode=\"False\"", "", IIS_USE_KERNEL_MODE, 0},
    {"useAppPoolCredentials=\"true\"", "", IIS_USE_APP_POOL_CREDENTIALS, 1},
    {"authPersistSingleRequest=\"true\"", "", IIS_AUTH_PERSIST_SINGLE, 1},
    {"authPersistNonNTLM=\"true\"", "", IIS_AUTH_PERSIST_NON_NTLM, 1},
    {"", "tokenChecking=\"Allow\"", IIS_TOKEN_CHECKING, EXTENDED_PROTECTION_ALLOW},
    {"", "tokenChecking=\"2\"", IIS_TOKEN_CHECKING, EXTENDED_PROTECTION_REQUIRE},
    {"", "flags=\"None\"", IIS_EP_FLAGS, 0},
    {"", "flags=\"Proxy, NoServiceNameCheck\"", IIS_EP_FLAGS, 3},
    {"", "flags=\"allowdotlessspn,ProxyCohosting\"", IIS_EP_FLAGS, 36},
    /* Not of this element. */
    {"tokenChecking=\"Require\"", "", IIS_TOKEN_CHECKING, EXTENDED_PROTECTION_NONE},
    {"", "enabled=\"true\"", IIS_ENABLED, 0},
};

static void
test_attribute(gconstpointer data)
{
	const struct attribute_row *row = data;
	g_autofree char *text = g_strdup_printf("<windowsAuthentication %s><extendedProtection %s/>"
						"</windowsAuthentication>",
						row->attributes, row->child);
	g_autoptr(struct_iis_config) config = iis_config_parse(text, strlen(text), NULL);
	const struct iis_section *section = iis_config_at(config, "");

	g_assert_null(section->problem);
	g_assert_cmpuint(section->values[row->attribute].value, ==, row->expected);
}

struct lock_row {
	const char *name;
	const char *text;
	gboolean locked;
};

static const struct lock_row locks[] = {
    {"not declared", FILE_OF(ROOT), TRUE},
    {"declared to be denied", FILE_OF(DECLARED("overrideModeDefault=\"Deny\"") ROOT), TRUE},
    {"declared to be allowed", FILE_OF(DECLARED("overrideModeDefault=\"Allow\"") ROOT), FALSE},
    {"declared without a mode", FILE_OF(DECLARED("") ROOT), FALSE},
};

static void
test_lock(gconstpointer data)
{
	const struct lock_row *row = data;
	g_autoptr(struct_iis_config) config = iis_config_parse(row->text, strlen(row->text), NULL);

	g_assert_cmpint(config->locked, ==, row->locked);
}

struct at_row {
	const char *location;
	const char *expected; /* location of the section; NULL: none */
};

static const struct at_row places[] = {
    {"Default Web Site/EWS", "Default Web Site/EWS"},
    {"default web site/ews/", "Default Web Site/EWS"},
    {"Default Web Site/EWS/bin/x", "Default Web Site/EWS"},
    {"Default Web Site/OAB", "Default Web Site"},
    {"Default Web Site", "Default Web Site"},
    {"MACHINE/WEBROOT/APPHOST/Default Web Site", "Default Web Site"},
    {"Other Site/EWS", NULL},
    {"", NULL},
};

static void
test_at(gconstpointer data)
{
	static const char text[] =
	    FILE_OF(AT("Default Web Site", "", "") AT("Default Web Site/EWS", "", ""));
	const struct at_row *row = data;
	g_autoptr(struct_iis_config) config = iis_config_parse(text, strlen(text), NULL);
	const struct iis_section *section = iis_config_at(config, row->location);

	g_assert_cmpstr(section ? section->location : NULL, ==, row->expected);
}

static void
test_origin_names_its_location(void)
{
	static const char text[] = FILE_OF(ROOT AT("A", "enabled=\"true\"", "") AT("A/B", "", ""));
	g_autoptr(struct_iis_config) config = iis_config_parse(text, strlen(text), NULL);
	const struct iis_section *section = iis_config_at(config, "A/B");

	g_assert_cmpstr(section->values[IIS_ENABLED].from, ==, "A");
	g_assert_cmpstr(section->values[IIS_USE_KERNEL_MODE].from, ==, "");
	g_assert_cmpstr(section->providers_from, ==, "");
	g_assert_null(section->values[IIS_TOKEN_CHECKING].from);
}

static void
test_provider_scheme(void)
{
	g_assert_cmpint(iis_provider_scheme("Negotiate"), ==, SCHEME_NEGOTIATE);
	g_assert_cmpint(iis_provider_scheme("negotiate:kerberos"), ==, SCHEME_NEGOTIATE);
	g_assert_cmpint(iis_provider_scheme("NTLM"), ==, SCHEME_NTLM);
	g_assert_cmpint(iis_provider_scheme("Negotiate,NTLM"), ==, SCHEME_OTHER);
	g_assert_cmpint(iis_provider_scheme(""), ==, SCHEME_OTHER);
}

static void
test_names(void)
{
	g_assert_cmpstr(iis_source_name(IIS_SOURCE_APPCMD), ==, "appcmd");
	g_assert_cmpstr(iis_source_name(IIS_SOURCE_APPLICATION_HOST), ==, "applicationHost");
	g_assert_cmpstr(iis_source_name(IIS_SOURCE_ADSUTIL), ==, "adsutil");
	g_assert_cmpstr(iis_origin_name(IIS_ORIGIN_BUILTIN), ==, "builtin");
	g_assert_cmpstr(iis_origin_name(IIS_ORIGIN_INHERITED), ==, "inherited");
	g_assert_cmpstr(iis_origin_name(IIS_ORIGIN_HERE), ==, "here");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/iis config/read/%s", rows[i].name);
		g_autofree char *other = g_strdup_printf("/iis config/encoded/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
		g_test_add_data_func(other, &rows[i], test_encodings);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++) {
		g_autofree char *path =
		    g_strdup_printf("/iis config/attribute/%zu %s%s", i + 1,
				    attributes[i].attributes, attributes[i].child);

		g_test_add_data_func(path, &attributes[i], test_attribute);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(locks); i++) {
		g_autofree char *path = g_strdup_printf("/iis config/lock/%s", locks[i].name);

		g_test_add_data_func(path, &locks[i], test_lock);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(places); i++) {
		g_autofree char *path =
		    g_strdup_printf("/iis config/at/\"%s\"", places[i].location);

		g_test_add_data_func(path, &places[i], test_at);
	}
	g_test_add_func("/iis config/origin names its location", test_origin_names_its_location);
	g_test_add_func("/iis config/provider scheme", test_provider_scheme);
	g_test_add_func("/iis config/names", test_names);
	return g_test_run();
}
