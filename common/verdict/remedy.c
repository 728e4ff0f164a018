/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the commands that cure an authentication setting of IIS. */
#include "verdict/remedy.h"

#include <string.h>

#define ADSUTIL		"cscript C:\\Inetpub\\AdminScripts\\adsutil.vbs"
#define WINDOWS_SECTION "system.webServer/security/authentication/windowsAuthentication"
#define BASIC_SECTION	"system.webServer/security/authentication/basicAuthentication"
#define APPCMD		"%windir%\\system32\\inetsrv\\appcmd.exe set config"

enum iis_age
iis_age_of(const char *server_header)
{
	static const char prefix[] = "Microsoft-IIS/";
	guint64 version;

	if (!server_header || g_ascii_strncasecmp(server_header, prefix, strlen(prefix)) != 0)
		return IIS_UNKNOWN;
	version = g_ascii_strtoull(server_header + strlen(prefix), NULL, 10);
	if (version == 0)
		return IIS_UNKNOWN;
	return version >= 7 ? IIS_7_OR_LATER : IIS_6;
}

/* Only those whose -OAuthAuthentication is documented. */
static const struct {
	const char *endpoint;
	const char *cmdlet;
} cmdlets[] = {{"autodiscover", "Set-AutodiscoverVirtualDirectory"},
	       {"ews", "Set-WebServicesVirtualDirectory"},
	       {"oab", "Set-OabVirtualDirectory"}};

char *
remedy_directory_of(const struct endpoint_choice *endpoint)
{
	const char *segment = endpoint->path + strspn(endpoint->path, "/");
	int length = (int)strcspn(segment, "/?");

	return g_strdup_printf("Default Web Site%s%.*s", length > 0 ? "/" : "", length, segment);
}

struct remedy_place
remedy_place_of(const struct endpoint_choice *endpoint, const char *directory, enum iis_age age)
{
	struct remedy_place place = {.location = directory, .age = age};

	if (endpoint->known) {
		place.location = endpoint->known->iis_location;
		place.metabase = endpoint->known->metabase;
	}
	for (gsize i = 0; i < G_N_ELEMENTS(cmdlets); i++)
		if (strcmp(endpoint->name, cmdlets[i].endpoint) == 0)
			place.cmdlet = cmdlets[i].cmdlet;
	return place;
}

/* Only what cannot end a quoted word or start another command: names from a document are outside
 * text. */
static gboolean
is_plain(const char *text)
{
	for (; *text != '\0'; text++)
		if (!g_ascii_isalnum(*text) && !strchr(" ._-/:()", *text))
			return FALSE;
	return TRUE;
}

/* One appcmd line: `change` is what stands behind the section. */
static void
add_appcmd(struct check *check, const struct remedy_place *place, const char *section,
	   const char *change)
{
	g_autofree char *location =
	    place->location ? g_strdup_printf("\"%s\" ", place->location) : g_strdup("");

	if (place->location && !is_plain(place->location))
		check_remedy(
		    check,
		    "set %s by hand for that location: its name cannot stand in a command line",
		    section);
	else
		check_remedy(check, "%s %s-section:%s %s /commit:apphost", APPCMD, location,
			     section, change);
}

void
provider_list_add(struct provider_list *list, enum scheme scheme, const char *name)
{
	gboolean known = scheme == SCHEME_NEGOTIATE || scheme == SCHEME_NTLM;

	if (known && list->count < PROVIDERS_MAX)
		list->providers[list->count++] = (struct provider){scheme, name};
}

/* `how` is "-" or "+", `where` the place for a "+": "@start," or nothing for the end. */
static void
change_provider(struct check *check, const struct remedy_place *place, const char *how,
		const char *where, const char *name)
{
	g_autofree char *change =
	    g_strdup_printf("/%s\"providers.[%svalue='%s']\"", how, where, name);

	if (is_plain(name))
		add_appcmd(check, place, WINDOWS_SECTION, change);
	else
		check_remedy(check, "change the provider list there by hand: a name in it cannot "
				    "stand in a command line");
}

/* The list to reach: each scheme by the name it has now, else by its usual one. */
static struct provider_list
list_to_reach(const struct provider_list *now, const enum scheme *then, guint then_count)
{
	struct provider_list list = {.count = 0};

	for (guint i = 0; i < then_count; i++) {
		const char *name = scheme_name(then[i]);

		for (guint n = now->count; n > 0; n--)
			if (now->providers[n - 1].scheme == then[i])
				name = now->providers[n - 1].name;
		provider_list_add(&list, then[i], name);
	}
	return list;
}

/* Whether commands can be printed for that place: names from a document are outside text. */
static gboolean
can_be_typed(const struct remedy_place *place, const struct provider_list *now)
{
	gboolean plain = (!place->location || is_plain(place->location)) &&
			 (!place->metabase || is_plain(place->metabase));

	for (guint i = 0; i < now->count; i++)
		plain = plain && is_plain(now->providers[i].name);
	return plain;
}

static gboolean
same(const struct provider *a, const struct provider *b)
{
	return strcmp(a->name, b->name) == 0;
}

/* How many of `then` come before all of `now`; -1 when `now` is not the end of `then`. */
static gint
missing_in_front(const struct provider_list *now, const struct provider_list *then)
{
	if (now->count > then->count)
		return -1;
	for (guint i = 0; i < now->count; i++)
		if (!same(&now->providers[i], &then->providers[then->count - now->count + i]))
			return -1;
	return (gint)(then->count - now->count);
}

static void
cure_iis_7(struct check *check, const struct remedy_place *place, const struct provider_list *now,
	   const struct provider_list *then)
{
	gint in_front = missing_in_front(now, then);
	guint kept = 0;

	for (gint i = in_front - 1; i >= 0; i--)
		change_provider(check, place, "+", "@start,", then->providers[i].name);
	if (in_front >= 0)
		return;
	/* What stands already in the right order may stay; "+" appends, so what is behind it has to
	 * go and come again. */
	for (guint i = 0; i < now->count; i++) {
		if (kept < then->count && same(&now->providers[i], &then->providers[kept]))
			kept++;
		else
			change_provider(check, place, "-", "", now->providers[i].name);
	}
	for (guint i = kept; i < then->count; i++)
		change_provider(check, place, "+", "", then->providers[i].name);
}

static void
cure_iis_6(struct check *check, const struct remedy_place *place, const enum scheme *then,
	   guint then_count)
{
	g_autoptr(GString) list = g_string_new(NULL);
	const char *quote;

	for (guint i = 0; i < then_count; i++)
		g_string_append_printf(list, "%s%s", i > 0 ? "," : "", scheme_name(then[i]));
	quote = strchr(place->metabase, ' ') ? "\"" : "";
	check_remedy(check, ADSUTIL " set %s%s/NTAuthenticationProviders%s \"%s\"", quote,
		     place->metabase, quote, list->str);
	check_remedy(check, "iisreset");
}

/* The headings are needed only where both kinds of line follow. */
static gboolean
head_iis_7(struct check *check, const struct remedy_place *place)
{
	gboolean both = place->age == IIS_UNKNOWN && place->metabase;

	if (both)
		check_remedy(check, "on IIS 7 and later:");
	return both;
}

static void
head_iis_6(struct check *check)
{
	check_remedy(check, "on IIS 6 (Exchange 2007 on Windows Server 2003):");
}

void
remedy_providers(struct check *check, const struct remedy_place *place,
		 const struct provider_list *now, const enum scheme *then, guint then_count)
{
	struct provider_list reached = list_to_reach(now, then, then_count);
	gboolean both;

	if (!can_be_typed(place, now)) {
		check_remedy(check, "change the provider list there by hand: a name in it cannot "
				    "stand in a command line");
		return;
	}
	both = head_iis_7(check, place);
	if (place->age != IIS_6)
		cure_iis_7(check, place, now, &reached);
	if (both)
		head_iis_6(check);
	if (place->age != IIS_7_OR_LATER && place->metabase)
		cure_iis_6(check, place, then, then_count);
}

/* One switch of both kinds of IIS. */
static void
add_switch(struct check *check, const struct remedy_place *place, const char *section,
	   const char *metabase_property, gboolean on)
{
	gboolean both = head_iis_7(check, place);

	if (place->age != IIS_6)
		add_appcmd(check, place, section, on ? "/enabled:true" : "/enabled:false");
	if (both)
		head_iis_6(check);
	if (place->age != IIS_7_OR_LATER && place->metabase && is_plain(place->metabase))
		check_remedy(check, ADSUTIL " set %s/%s %s", place->metabase, metabase_property,
			     on ? "true" : "false");
}

void
remedy_basic(struct check *check, const struct remedy_place *place, gboolean on)
{
	add_switch(check, place, BASIC_SECTION, "AuthBasic", on);
}

void
remedy_bearer(struct check *check, const struct remedy_place *place, gboolean on)
{
	if (place->cmdlet)
		check_remedy(check, "%s -Identity ... -OAuthAuthentication $%s", place->cmdlet,
			     on ? "true" : "false");
	else
		check_remedy(check, "switch OAuth %s for this virtual directory in Exchange",
			     on ? "on" : "off");
}

void
remedy_enable(struct check *check, const struct remedy_place *place)
{
	add_switch(check, place, WINDOWS_SECTION, "AuthNTLM", TRUE);
}

void
remedy_extended_protection(struct check *check, const struct remedy_place *place,
			   enum extended_protection ep)
{
	g_autofree char *change =
	    g_strdup_printf("/extendedProtection.tokenChecking:%s", extended_protection_name(ep));

	if (place->age != IIS_6)
		add_appcmd(check, place, WINDOWS_SECTION, change);
}

void
remedy_no_kernel_mode(struct check *check, const struct remedy_place *place)
{
	if (place->age != IIS_6)
		add_appcmd(check, place, WINDOWS_SECTION, "/useKernelMode:false");
}
