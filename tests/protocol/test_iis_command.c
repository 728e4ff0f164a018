/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what an IIS configuration looks like after an administrator's commands. */
#include "protocol/iis_command.h"
#include <string.h>

#define LONG_SECTION "system.webServer/security/authentication/windowsAuthentication"
#define WINDOWS(content)                                                                           \
	"<system.webServer><security><authentication><windowsAuthentication>" content              \
	"</windowsAuthentication></authentication></security></system.webServer>"
#define BOTH		  "<providers><add value=\"Negotiate\"/><add value=\"NTLM\"/></providers>"
#define ANEW		  "<providers><clear/><add value=\"Negotiate\"/><add value=\"NTLM\"/></providers>"
#define AT(path, content) "<location path=\"" path "\">" WINDOWS(content) "</location>"

/* A listing of the server, as a console session shows it. */
static const char listing[] =
    "C:\\>appcmd list config /section:windowsAuthentication\r\n" WINDOWS(BOTH) "\r\n";
/* EWS writes its own list, mapi inherits. */
static const char whole[] = "<configuration>" WINDOWS(BOTH) AT("Default Web Site/EWS", ANEW)
    AT("Default Web Site/mapi", "") "</configuration>";
static const char unlocked[] =
    "<configuration><configSections><sectionGroup name=\"x\"><section "
    "name=\"windowsAuthentication\" overrideModeDefault=\"Allow\"/></sectionGroup>"
    "</configSections>" WINDOWS(BOTH) "</configuration>";
static const char removed[] = "<configuration>" WINDOWS(BOTH)
    AT("S", "<providers><remove value=\"Negotiate\"/></providers>") "</configuration>";
static const char not_set[] =
    "C:\\>cscript adsutil.vbs get w3svc/1/root/NTAuthenticationProviders\r\n"
    "The parameter \"NTAuthenticationProviders\" is not set at this node.\r\n";
static const char nameless[] = "NTAuthenticationProviders : (STRING) \"Negotiate,NTLM\"\r\n";

#define APPCMD	"C:\\Windows\\System32\\inetsrv>appcmd.exe set config "
#define EWS	APPCMD "\"Default Web Site/EWS\" -section:" LONG_SECTION " "
#define SERVER	APPCMD "/section:windowsAuthentication "
#define ADSUTIL "cscript C:\\Inetpub\\AdminScripts\\adsutil.vbs "

struct row {
	const char *name;
	const char *before;
	const char *commands;
	/* "LOCATION: PROVIDERS\n" for each section; NULL: refused */
	const char *after;
	enum iis_command_error code;
	const char *message;
};

static const struct row rows[] = {
    /* The classic cure. */
    {"server: away and again", listing,
     "Appcmd.exe set config /section:windowsAuthentication /-providers.[value='Negotiate']\r\n"
     "appcmd.exe set config -section:" LONG_SECTION
     " /+\"providers.[value='Negotiate']\" /commit:apphost\r\n",
     ": NTLM, Negotiate\n", 0, NULL},
    {"one directory: away and again", whole,
     EWS "/-\"providers.[value='Negotiate']\" /commit:apphost\n" EWS
	 "/+\"providers.[value='Negotiate']\" /commit:apphost\n",
     ": Negotiate, NTLM\nDefault Web Site/EWS: NTLM, Negotiate\nDefault Web Site/mapi: Negotiate, "
     "NTLM\n",
     0, NULL},
    {"both in one command", whole,
     EWS "/-\"providers.[value='Negotiate']\" /+\"providers.[value='Negotiate']\" /commit:apphost",
     ": Negotiate, NTLM\nDefault Web Site/EWS: NTLM, Negotiate\nDefault Web Site/mapi: Negotiate, "
     "NTLM\n",
     0, NULL},
    {"IIS 6: set", not_set, ADSUTIL "set w3svc/1/root/NTAuthenticationProviders \"NTLM,Negotiate\"",
     "w3svc/1/root: NTLM, Negotiate\n", 0, NULL},
    {"IIS 6: set, then restart", not_set,
     ADSUTIL "set W3SVC/1/Root/NTAuthenticationProviders \"NTLM,Negotiate\"\r\niisreset\r\n",
     "w3svc/1/root: NTLM, Negotiate\n", 0, NULL},
    {"IIS 6: text that names no node", nameless,
     ADSUTIL "set w3svc/1/root/EWS/NTAuthenticationProviders \"NTLM,Negotiate\"",
     ": NTLM, Negotiate\n", 0, NULL},
    /* Inheritance. */
    {"server: what inherits follows", whole,
     SERVER "/-providers.[value='Negotiate']\n" SERVER "/+providers.[value='Negotiate']",
     ": NTLM, Negotiate\nDefault Web Site/EWS: Negotiate, NTLM\nDefault Web Site/mapi: NTLM, "
     "Negotiate\n",
     0, NULL},
    {"directory that inherits: remove is written there", whole,
     APPCMD "\"Default Web Site/mapi/\" /section:windowsAuthentication "
	    "/-providers.[value='ntlm'] /commit:apphost",
     ": Negotiate, NTLM\nDefault Web Site/EWS: Negotiate, NTLM\nDefault Web Site/mapi: Negotiate\n",
     0, NULL},
    {"directory not in the document", whole,
     APPCMD "\"Default Web Site/OAB\" /section:windowsAuthentication "
	    "/-providers.[value='NTLM'] /commit:MACHINE/WEBROOT/APPHOST",
     ": Negotiate, NTLM\nDefault Web Site/EWS: Negotiate, NTLM\nDefault Web Site/mapi: Negotiate, "
     "NTLM\nDefault Web Site/OAB: Negotiate\n",
     0, NULL},
    {"site: what is below and writes nothing follows", whole,
     APPCMD "\"Default Web Site\" /section:windowsAuthentication "
	    "/-providers.[value='Negotiate'] /commit:apphost",
     ": Negotiate, NTLM\nDefault Web Site/EWS: Negotiate, NTLM\nDefault Web Site/mapi: NTLM\n"
     "Default Web Site: NTLM\n",
     0, NULL},
    {"added again behind its own remove", removed,
     APPCMD "S /section:windowsAuthentication /+providers.[value='Negotiate'] /commit:apphost",
     ": Negotiate, NTLM\nS: NTLM, Negotiate\n", 0, NULL},
    {"added again, then removed again", removed,
     APPCMD
     "S /section:windowsAuthentication /+providers.[value='Negotiate'] /commit:apphost\n" APPCMD
     "S /section:windowsAuthentication /-providers.[value='Negotiate'] /commit:apphost",
     ": Negotiate, NTLM\nS: NTLM\n", 0, NULL},
    {"IIS 6: below what is set", not_set,
     ADSUTIL "set w3svc/1/root/EWS/NTAuthenticationProviders \"NTLM\"\n" ADSUTIL
	     "set w3svc/NTAuthenticationProviders \"Negotiate\"",
     "w3svc/1/root: Negotiate\nw3svc/1/root/EWS: NTLM\nw3svc: Negotiate\n", 0, NULL},
    {"IIS 6: delete", not_set,
     ADSUTIL "set w3svc/1/root/NTAuthenticationProviders \"NTLM\"\n" ADSUTIL
	     "delete w3svc/1/root/NTAuthenticationProviders",
     "w3svc/1/root: Negotiate, NTLM\n", 0, NULL},
    {"unlocked section needs no commit", unlocked,
     APPCMD "S /section:windowsAuthentication /-providers.[value='NTLM']",
     ": Negotiate, NTLM\nS: Negotiate\n", 0, NULL},
    /* Places. */
    {"at the start", listing, SERVER "/-providers.[value='NTLM'] /+providers.[@start,value='NTLM']",
     ": NTLM, Negotiate\n", 0, NULL},
    {"at the end by name", listing, SERVER "/+providers.[@END,value='X']", ": Negotiate, NTLM, X\n",
     0, NULL},
    {"at a place", listing, SERVER "/+providers.[@1,value='X']", ": Negotiate, X, NTLM\n", 0, NULL},
    {"at the last place", listing, SERVER "/+providers.[@2,value='X']", ": Negotiate, NTLM, X\n", 0,
     NULL},
    {"beyond the last place", listing, SERVER "/+providers.[@3,value='X']", NULL,
     IIS_COMMAND_ERROR_VALUE, "expected a place within the list, got \"X\""},
    {"at the start of what is inherited", whole,
     APPCMD "\"Default Web Site/mapi\" /section:windowsAuthentication "
	    "/+providers.[@start,value='X'] /commit:apphost",
     ": Negotiate, NTLM\nDefault Web Site/EWS: Negotiate, NTLM\nDefault Web Site/mapi: X, "
     "Negotiate, NTLM\n",
     0, NULL},
    {"a list in one value is one provider", listing, SERVER "/+providers.[value='Negotiate,NTLM']",
     ": Negotiate, NTLM, Negotiate,NTLM\n", 0, NULL},
    /* What changes nothing. */
    {"listing and checking in between", listing,
     "appcmd list config /section:windowsAuthentication\n\n" SERVER
     "/-providers.[value='Negotiate']\nappcmd set apppool x /enable32BitAppOnWin64:false\nREM done",
     ": NTLM\n", 0, NULL},
    {"another section", listing,
     APPCMD "/section:basicAuthentication /enabled:false\n" SERVER "/enabled:true",
     ": Negotiate, NTLM\n", 0, NULL},
    {"output thrown away", listing, SERVER "/-providers.[value='NTLM'] >nul 2>&1", ": Negotiate\n",
     0, NULL},
    /* Refused, as IIS does. */
    {"remove what is not there", listing, SERVER "/-providers.[value='X']", NULL,
     IIS_COMMAND_ERROR_ABSENT, "expected a provider in the list to be removed, got \"X\""},
    {"add what is there", listing, SERVER "/+providers.[value='ntlm']", NULL,
     IIS_COMMAND_ERROR_DUPLICATE, "expected a provider not yet in the list, got \"ntlm\""},
    {"locked", whole, EWS "/-\"providers.[value='NTLM']\"", NULL, IIS_COMMAND_ERROR_LOCKED,
     "expected /commit:apphost, got none: web.config must not override the section at \"Default "
     "Web Site/EWS\""},
    {"commit elsewhere", whole, EWS "/enabled:true /commit:site", NULL, IIS_COMMAND_ERROR_LOCKED,
     "expected /commit:apphost, got none: web.config must not override the section at \"Default "
     "Web Site/EWS\""},
    {"location without quotation marks", whole,
     APPCMD "Default Web Site/EWS /section:windowsAuthentication /enabled:true /commit:apphost",
     NULL, IIS_COMMAND_ERROR_SYNTAX, "expected one location (in quotation marks), got \"Web\""},
    {"no section", listing, APPCMD "/enabled:true", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected a /section: and a change of it, got \"/enabled:true\""},
    {"no change", listing, SERVER, NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected a /section: and a change of it, got \"/section:windowsAuthentication\""},
    {"no bracket", listing, SERVER "/-providers.value='NTLM'", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected providers.[value='NAME'], got \"providers.value='NTLM'\""},
    {"bracket never closed", listing, SERVER "/-providers.[value='NTLM'", NULL,
     IIS_COMMAND_ERROR_SYNTAX,
     "expected providers.[value='NAME'], got \"providers.[value='NTLM'\""},
    {"empty bracket", listing, SERVER "/+providers.[]", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected providers.[value='NAME'], got \"providers.[]\""},
    {"empty name", listing, SERVER "/+providers.[value='']", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected providers.[value='NAME'], got \"providers.[value='']\""},
    {"place alone", listing, SERVER "/+providers.[@start]", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected providers.[value='NAME'], got \"providers.[@start]\""},
    {"unknown place", listing, SERVER "/+providers.[@top,value='X']", NULL,
     IIS_COMMAND_ERROR_SYNTAX,
     "expected providers.[value='NAME'], got \"providers.[@top,value='X']\""},
    {"another collection", listing, SERVER "/+spn.[name='X']", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected providers.[value='NAME'], got \"spn.[name='X']\""},
    {"minus alone", listing, SERVER "/-", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected providers.[value='NAME'], got \"\""},
    {"unknown attribute", listing, SERVER "/useRocket:true", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected an attribute of windowsAuthentication with a value, got \"useRocket:true\""},
    {"attribute without a value", listing, SERVER "/enabled", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected an attribute of windowsAuthentication with a value, got \"enabled\""},
    {"no boolean", listing, SERVER "/enabled:maybe", NULL, IIS_COMMAND_ERROR_VALUE,
     "expected true or false, got \"maybe\""},
    {"unknown protection", listing, SERVER "/extendedProtection.tokenChecking:Often", NULL,
     IIS_COMMAND_ERROR_VALUE, "expected None, Allow or Require, got \"Often\""},
    {"adsutil on IIS 7", listing, ADSUTIL "set w3svc/NTAuthenticationProviders \"NTLM\"", NULL,
     IIS_COMMAND_ERROR_KIND,
     "expected appcmd, as this is a configuration of IIS 7 or later, got \"adsutil\""},
    {"appcmd on IIS 6", not_set, SERVER "/enabled:true", NULL, IIS_COMMAND_ERROR_KIND,
     "expected adsutil.vbs, as this is a metabase of IIS 6, got \"appcmd\""},
    {"another parameter of the metabase", not_set, ADSUTIL "set w3svc/1/root/AuthFlags 4", NULL,
     IIS_COMMAND_ERROR_SYNTAX,
     "expected appcmd set config or adsutil.vbs set, got \"cscript "
     "C:\\Inetpub\\AdminScripts\\adsutil.vbs set w3svc/1/root/AuthFlags 4\""},
    {"no value", not_set, ADSUTIL "set w3svc/NTAuthenticationProviders", NULL,
     IIS_COMMAND_ERROR_SYNTAX,
     "expected a node and one value (in quotation marks), got \"w3svc/NTAuthenticationProviders\""},
    {"value without quotation marks", not_set,
     ADSUTIL "set w3svc/NTAuthenticationProviders NTLM, Negotiate", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected a node and one value (in quotation marks), got \"w3svc/NTAuthenticationProviders\""},
    {"no command at all", listing, "please restart IIS", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected appcmd set config or adsutil.vbs set, got \"please restart IIS\""},
    {"nothing", listing, "", NULL, IIS_COMMAND_ERROR_SYNTAX,
     "expected appcmd set config or adsutil.vbs set, got \"\""},
    {"the second of two fails", listing,
     SERVER "/-providers.[value='NTLM']\n" SERVER "/-providers.[value='NTLM']", NULL,
     IIS_COMMAND_ERROR_ABSENT, "expected a provider in the list to be removed, got \"NTLM\""},
};

static char *
render(const struct iis_config *config)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < config->sections->len; i++) {
		const struct iis_section *s = g_ptr_array_index(config->sections, i);
		g_autofree char *providers = iis_section_describe_providers(s);

		g_assert_null(s->problem);
		g_string_append_printf(text, "%s: %s\n", s->location, providers);
	}
	return g_string_free(text, FALSE);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_iis_config) before =
	    iis_config_parse(row->before, strlen(row->before), NULL);
	g_autofree char *untouched = render(before);
	g_autoptr(struct_iis_config) after = iis_command_apply(before, row->commands, &error);
	g_autofree char *still = render(before);

	g_assert_cmpstr(still, ==, untouched);
	if (row->after) {
		g_autofree char *got = NULL;

		g_assert_no_error(error);
		got = render(after);
		g_assert_cmpstr(got, ==, row->after);
	} else {
		g_assert_null(after);
		g_assert_error(error, IIS_COMMAND_ERROR, (gint)row->code);
		g_assert_cmpstr(error->message, ==, row->message);
	}
}

struct attribute_row {
	const char *change;
	enum iis_attribute attribute;
	guint expected;
};

static const struct attribute_row attributes[] = {
    {"/enabled:true", IIS_ENABLED, 1},
    {"/enabled:\"True\"", IIS_ENABLED, 1},
    {"-enabled:true", IIS_ENABLED, 1},
    {"/useKernelMode:false", IIS_USE_KERNEL_MODE, 0},
    {"/UseAppPoolCredentials:true", IIS_USE_APP_POOL_CREDENTIALS, 1},
    {"/authPersistNonNTLM:true", IIS_AUTH_PERSIST_NON_NTLM, 1},
    {"/authPersistSingleRequest:true", IIS_AUTH_PERSIST_SINGLE, 1},
    {"/extendedProtection.tokenChecking:Require", IIS_TOKEN_CHECKING, EXTENDED_PROTECTION_REQUIRE},
    {"/extendedProtection.tokenChecking:\"allow\"", IIS_TOKEN_CHECKING, EXTENDED_PROTECTION_ALLOW},
    {"/extendedProtection.flags:\"Proxy,AllowDotlessSpn\"", IIS_EP_FLAGS, 5},
};

/* At a location that inherits: the change is there, and not above. */
static void
test_attribute(gconstpointer data)
{
	const struct attribute_row *row = data;
	g_autofree char *command =
	    g_strdup_printf("appcmd set config \"Default Web Site/mapi\" "
			    "/section:windowsAuthentication %s /commit:apphost",
			    row->change);
	g_autoptr(struct_iis_config) before = iis_config_parse(whole, strlen(whole), NULL);
	g_autoptr(struct_iis_config) after = iis_command_apply(before, command, NULL);
	const struct iis_value *value = NULL;

	g_assert_nonnull(after);
	value = &iis_config_at(after, "Default Web Site/mapi")->values[row->attribute];
	g_assert_cmpuint(value->value, ==, row->expected);
	g_assert_cmpint(value->origin, ==, IIS_ORIGIN_HERE);
	g_assert_cmpstr(value->from, ==, "Default Web Site/mapi");
	g_assert_cmpint(iis_config_at(after, "")->values[row->attribute].origin, ==,
			IIS_ORIGIN_BUILTIN);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/iis command/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(attributes); i++) {
		g_autofree char *path =
		    g_strdup_printf("/iis command/attribute/\"%s\"", attributes[i].change);

		g_test_add_data_func(path, &attributes[i], test_attribute);
	}
	return g_test_run();
}
