/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the virtual directories of a client access server. */
#include "protocol/endpoint.h"
#include <string.h>

#define WINDOWS	      "Negotiate, NTLM"
#define WINDOWS_BASIC "Negotiate, NTLM, Basic"
#define NO_CHALLENGE  ""

enum { NAME_LIMIT = 19, PATH_LIMIT = 1024 };

static const struct endpoint endpoints[] = {
    {.name = "autodiscover",
     .title = "Autodiscover",
     .path = "/autodiscover/autodiscover.xml",
     .methods = ENDPOINT_GET | ENDPOINT_POST,
     .by_default = TRUE,
     .logon = ENDPOINT_WINDOWS,
     .iis_location = "Default Web Site/Autodiscover",
     .metabase = "w3svc/1/root/Autodiscover",
     .offers = {WINDOWS_BASIC, WINDOWS_BASIC, WINDOWS_BASIC},
     .recommended = EXTENDED_PROTECTION_NONE},
    {.name = "ews",
     .title = "Exchange Web Services",
     .path = "/EWS/Exchange.asmx",
     .methods = ENDPOINT_GET | ENDPOINT_POST,
     .by_default = TRUE,
     .logon = ENDPOINT_WINDOWS,
     .iis_location = "Default Web Site/EWS",
     .metabase = "w3svc/1/root/EWS",
     .offers = {WINDOWS, WINDOWS, WINDOWS},
     .recommended = EXTENDED_PROTECTION_ALLOW},
    /* The front end maps GET and HEAD alone here: a POST would be the probe's fault. */
    {.name = "oab",
     .title = "offline address book",
     .path = "/OAB/",
     .methods = ENDPOINT_GET,
     .by_default = TRUE,
     .logon = ENDPOINT_WINDOWS,
     .iis_location = "Default Web Site/OAB",
     .metabase = "w3svc/1/root/OAB",
     .offers = {WINDOWS, WINDOWS, WINDOWS},
     .recommended = EXTENDED_PROTECTION_ALLOW},
    {.name = "mapi",
     .title = "MAPI over HTTP",
     .path = "/mapi/emsmdb/",
     .methods = ENDPOINT_GET | ENDPOINT_POST,
     .logon = ENDPOINT_WINDOWS,
     .iis_location = "Default Web Site/mapi",
     .offers = {NULL, NULL, WINDOWS},
     .recommended = EXTENDED_PROTECTION_REQUIRE},
    /* Before 2013 the method is chosen when Outlook Anywhere is switched on. */
    {.name = "rpc",
     .title = "Outlook Anywhere",
     .path = "/rpc/rpcproxy.dll",
     .methods = ENDPOINT_GET,
     .logon = ENDPOINT_WINDOWS,
     .iis_location = "Default Web Site/Rpc",
     .metabase = "w3svc/1/root/Rpc",
     .offers = {NULL, NULL, WINDOWS_BASIC},
     .recommended = EXTENDED_PROTECTION_REQUIRE},
    {.name = "activesync",
     .title = "Exchange ActiveSync",
     .path = "/Microsoft-Server-ActiveSync",
     .methods = ENDPOINT_GET | ENDPOINT_POST,
     .logon = ENDPOINT_BASIC,
     .iis_location = "Default Web Site/Microsoft-Server-ActiveSync",
     .metabase = "w3svc/1/root/Microsoft-Server-ActiveSync",
     .offers = {"Basic", "Basic", "Basic"},
     .recommended = EXTENDED_PROTECTION_ALLOW},
    {.name = "owa",
     .title = "Outlook on the web",
     .path = "/owa/",
     .methods = ENDPOINT_GET,
     .logon = ENDPOINT_FORM,
     .iis_location = "Default Web Site/owa",
     .metabase = "w3svc/1/root/owa",
     .offers = {NO_CHALLENGE, NO_CHALLENGE, NO_CHALLENGE},
     .recommended = EXTENDED_PROTECTION_REQUIRE},
    {.name = "ecp",
     .title = "Exchange admin center",
     .path = "/ecp/",
     .methods = ENDPOINT_GET,
     .logon = ENDPOINT_FORM,
     .iis_location = "Default Web Site/ecp",
     .offers = {NULL, NO_CHALLENGE, NO_CHALLENGE},
     .recommended = EXTENDED_PROTECTION_REQUIRE},
    {.name = "powershell",
     .title = "remote PowerShell",
     .path = "/PowerShell/",
     .methods = ENDPOINT_GET | ENDPOINT_POST,
     .logon = ENDPOINT_SHELL,
     .iis_location = "Default Web Site/PowerShell",
     .offers = {NULL, NULL, NULL},
     .recommended = EXTENDED_PROTECTION_NONE},
    {.name = "api",
     .title = "REST API",
     .path = "/api/",
     .methods = ENDPOINT_GET,
     .logon = ENDPOINT_WINDOWS,
     .iis_location = "Default Web Site/API",
     .offers = {NULL, NULL, WINDOWS},
     .recommended = EXTENDED_PROTECTION_REQUIRE},
};

static const char *const protection_names[] = {
    [EXTENDED_PROTECTION_NONE] = "None",
    [EXTENDED_PROTECTION_ALLOW] = "Allow",
    [EXTENDED_PROTECTION_REQUIRE] = "Require",
};
_Static_assert(G_N_ELEMENTS(protection_names) == EXTENDED_PROTECTION_COUNT, "one name per value");

G_DEFINE_QUARK(exchange_endpoint_error, endpoint_error)

const char *
extended_protection_name(enum extended_protection ep)
{
	return protection_names[ep];
}

gboolean
extended_protection_from_name(const char *name, enum extended_protection *ep)
{
	for (gsize i = 0; i < G_N_ELEMENTS(protection_names); i++) {
		gboolean is_number = name[0] == (char)('0' + (int)i) && name[1] == '\0';

		if (is_number || g_ascii_strcasecmp(name, protection_names[i]) == 0) {
			*ep = (enum extended_protection)i;
			return TRUE;
		}
	}
	return FALSE;
}

const struct endpoint *
endpoint_at(gsize i)
{
	return i < G_N_ELEMENTS(endpoints) ? &endpoints[i] : NULL;
}

const struct endpoint *
endpoint_find(const char *name)
{
	for (gsize i = 0; i < G_N_ELEMENTS(endpoints); i++)
		if (g_ascii_strcasecmp(name, endpoints[i].name) == 0)
			return &endpoints[i];
	return NULL;
}

const struct endpoint *
endpoint_find_location(const char *location)
{
	for (gsize i = 0; i < G_N_ELEMENTS(endpoints); i++) {
		const struct endpoint *e = &endpoints[i];

		if (g_ascii_strcasecmp(location, e->iis_location) == 0 ||
		    (e->metabase && g_ascii_strcasecmp(location, e->metabase) == 0))
			return e;
	}
	return NULL;
}

char *
endpoint_names(gboolean by_default)
{
	g_autoptr(GString) names = g_string_new(NULL);

	for (gsize i = 0; i < G_N_ELEMENTS(endpoints); i++)
		if (!by_default || endpoints[i].by_default)
			g_string_append_printf(names, "%s%s", names->len ? ", " : "",
					       endpoints[i].name);
	return g_string_free(g_steal_pointer(&names), FALSE);
}

static gboolean
is_name(const char *name)
{
	gsize length = strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_");

	return length > 0 && length <= NAME_LIMIT && name[length] == '\0';
}

static gboolean
is_path(const char *path)
{
	gsize length = strlen(path);

	if (path[0] != '/' || length > PATH_LIMIT)
		return FALSE;
	for (gsize i = 0; i < length; i++)
		if (!g_ascii_isgraph(path[i]) || strchr("\"'#|\\", path[i]))
			return FALSE;
	return TRUE;
}

static void
set_unknown(GError **error, const char *name)
{
	g_autofree char *known = endpoint_names(FALSE);

	g_set_error(error, ENDPOINT_ERROR, ENDPOINT_ERROR_UNKNOWN,
		    "unknown endpoint \"%s\": expected one of %s, or NAME=PATH", name, known);
}

struct endpoint_choice *
endpoint_choice_new(const struct endpoint *known)
{
	struct endpoint_choice *choice = g_new0(struct endpoint_choice, 1);

	choice->name = g_strdup(known->name);
	choice->path = g_strdup(known->path);
	choice->methods = known->methods;
	choice->known = known;
	return choice;
}

struct endpoint_choice *
endpoint_choice_parse(const char *text, GError **error)
{
	const char *equals = strchr(text, '=');
	g_autofree char *given = equals ? g_strndup(text, (gsize)(equals - text)) : g_strdup(text);
	g_autofree char *name = g_ascii_strdown(given, -1);
	const struct endpoint *known = endpoint_find(name);
	struct endpoint_choice *choice = NULL;

	if (!equals && !known) {
		set_unknown(error, given);
		return NULL;
	}
	if (!is_name(name)) {
		g_set_error(error, ENDPOINT_ERROR, ENDPOINT_ERROR_NAME,
			    "endpoint name \"%s\": expected 1 to %d of a-z, 0-9, _", given,
			    NAME_LIMIT);
		return NULL;
	}
	if (equals && !is_path(equals + 1)) {
		g_set_error(error, ENDPOINT_ERROR, ENDPOINT_ERROR_PATH,
			    "endpoint %s: path \"%s\": expected a path that begins with \"/\", "
			    "without blanks and quotes, of at most %d bytes",
			    name, equals + 1, PATH_LIMIT);
		return NULL;
	}
	choice = g_new0(struct endpoint_choice, 1);
	choice->path = g_strdup(equals ? equals + 1 : known->path);
	choice->name = g_steal_pointer(&name);
	choice->methods = known ? known->methods : ENDPOINT_GET;
	choice->known = known;
	return choice;
}

void
endpoint_choice_free(struct endpoint_choice *choice)
{
	if (!choice)
		return;
	g_free(choice->name);
	g_free(choice->path);
	g_free(choice);
}
