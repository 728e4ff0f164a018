/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the commands that cure an authentication setting of IIS. */
#include "verdict/remedy.h"

#include <string.h>

#define WINDOWS_SECTION "system.webServer/security/authentication/windowsAuthentication"
#define BASIC_SECTION "system.webServer/security/authentication/basicAuthentication"
#define APPCMD "%%windir%%\\system32\\inetsrv\\appcmd.exe set config"

enum iis_age
iis_age_of(const char *server_header)
{
	static const char prefix[] = "Microsoft-IIS/";

	if (!server_header || g_ascii_strncasecmp(server_header, prefix, strlen(prefix)) != 0)
		return IIS_UNKNOWN;
	return g_ascii_strtoull(server_header + strlen(prefix), NULL, 10) >= 7 ? IIS_7_OR_LATER : IIS_6;
}

struct remedy_place
remedy_place_of(const struct endpoint_choice *endpoint, enum iis_age age)
{
	if (endpoint->known)
		return (struct remedy_place){endpoint->known->iis_location, endpoint->known->metabase, age};
	return (struct remedy_place){"Default Web Site", "w3svc/1/root", age};
}

/* "" or "\"Default Web Site/EWS\" " */
static char *
quoted_location(const struct remedy_place *place)
{
	return place->location ? g_strdup_printf("\"%s\" ", place->location) : g_strdup("");
}

static void
add_appcmd(struct check *check, const struct remedy_place *place, char sign, enum scheme scheme)
{
	g_autofree char *location = quoted_location(place);

	check_remedy(check, APPCMD " %s-section:" WINDOWS_SECTION " /%c\"providers.[value='%s']\" /commit:apphost",
		     location, sign, scheme_name(scheme));
}

static void
cure_iis_7(struct check *check, const struct remedy_place *place, const enum scheme *now, guint now_count,
	   const enum scheme *then, guint then_count)
{
	guint kept = 0;

	/* What stands already in the right order may stay; "+" appends, so everything behind it has to go and come again. */
	for (guint i = 0; i < now_count; i++) {
		if (kept < then_count && now[i] == then[kept])
			kept++;
		else
			add_appcmd(check, place, '-', now[i]);
	}
	for (guint i = kept; i < then_count; i++)
		add_appcmd(check, place, '+', then[i]);
}

static void
cure_iis_6(struct check *check, const struct remedy_place *place, const enum scheme *then, guint then_count)
{
	g_autoptr(GString) list = g_string_new(NULL);

	for (guint i = 0; i < then_count; i++)
		g_string_append_printf(list, "%s%s", i > 0 ? "," : "", scheme_name(then[i]));
	check_remedy(check, "cscript C:\\Inetpub\\AdminScripts\\adsutil.vbs set %s/NTAuthenticationProviders \"%s\"",
		     place->metabase, list->str);
	check_remedy(check, "iisreset");
}

void
remedy_providers(struct check *check, const struct remedy_place *place, const enum scheme *now, guint now_count,
		 const enum scheme *then, guint then_count)
{
	if (place->age != IIS_6)
		cure_iis_7(check, place, now, now_count, then, then_count);
	if (place->age != IIS_7_OR_LATER && place->metabase)
		cure_iis_6(check, place, then, then_count);
}

void
remedy_no_basic(struct check *check, const struct remedy_place *place)
{
	g_autofree char *location = quoted_location(place);

	if (place->age != IIS_6)
		check_remedy(check, APPCMD " %s-section:" BASIC_SECTION " /enabled:false /commit:apphost", location);
}
