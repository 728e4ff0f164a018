/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests which tool and which place a remedy is for (that the commands cure, test_cure shows). */
#include "verdict/remedy.h"

#include <string.h>

struct age_row {
	const char *header;
	enum iis_age age;
};

static const struct age_row age_rows[] = {
    {NULL, IIS_UNKNOWN},
    {"", IIS_UNKNOWN},
    {"nginx", IIS_UNKNOWN},
    {"Microsoft-HTTPAPI/2.0", IIS_UNKNOWN},
    {"Microsoft-IIS/6.0", IIS_6},
    {"Microsoft-IIS/5.1", IIS_6},
    {"Microsoft-IIS/7.0", IIS_7_OR_LATER},
    {"Microsoft-IIS/7.5", IIS_7_OR_LATER},
    {"Microsoft-IIS/8.5", IIS_7_OR_LATER},
    {"Microsoft-IIS/10.0", IIS_7_OR_LATER},
    {"microsoft-iis/10.0", IIS_7_OR_LATER},
    /* No version: not told. */
    {"Microsoft-IIS/", IIS_UNKNOWN},
    {"Microsoft-IIS/x", IIS_UNKNOWN},
};

static void
test_age(gconstpointer data)
{
	const struct age_row *row = data;

	g_assert_cmpint(iis_age_of(row->header), ==, row->age);
}

/* Every endpoint of the table has a place where its list can be changed. */
static void
test_places(void)
{
	for (gsize i = 0; endpoint_at(i); i++) {
		g_autoptr(struct_endpoint_choice) choice = endpoint_choice_new(endpoint_at(i));
		struct remedy_place place = remedy_place_of(choice, "elsewhere", IIS_7_OR_LATER);

		g_assert_cmpstr(place.location, ==, endpoint_at(i)->iis_location);
		g_assert_cmpstr(place.metabase, ==, endpoint_at(i)->metabase);
		g_assert_cmpint(place.age, ==, IIS_7_OR_LATER);
	}
}

struct directory_row {
	const char *endpoint;
	const char *expected;
};

static const struct directory_row directory_rows[] = {
    {"portal=/portal", "Default Web Site/portal"},
    {"portal=/portal/page.aspx", "Default Web Site/portal"},
    {"portal=/portal?x=/y", "Default Web Site/portal"},
    {"portal=//portal", "Default Web Site/portal"},
    {"portal=/", "Default Web Site"},
    {"portal=/?x", "Default Web Site"},
};

static void
test_directory(gconstpointer data)
{
	const struct directory_row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_endpoint_choice) choice = endpoint_choice_parse(row->endpoint, &error);
	g_autofree char *directory = NULL;
	struct remedy_place place;

	g_assert_no_error(error);
	directory = remedy_directory_of(choice);
	place = remedy_place_of(choice, directory, IIS_UNKNOWN);
	g_assert_cmpstr(place.location, ==, row->expected);
	g_assert_null(place.metabase);
	g_assert_null(place.cmdlet);
}

static char *
remedies_of(const struct check *check)
{
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < check->remedies->len; i++)
		g_string_append_printf(text, "%s\n",
				       (const char *)g_ptr_array_index(check->remedies, i));
	return g_string_free(text, FALSE);
}

/* What is right already needs no command. */
static void
test_nothing_to_do(void)
{
	static const enum scheme then[] = {SCHEME_NTLM, SCHEME_NEGOTIATE};
	g_autoptr(struct_check) check = check_new("x");
	struct remedy_place place = {.location = "Default Web Site/EWS", .age = IIS_7_OR_LATER};
	struct provider_list now = {.count = 0};

	provider_list_add(&now, SCHEME_NTLM, "NTLM");
	provider_list_add(&now, SCHEME_BASIC, "Basic");
	provider_list_add(&now, SCHEME_NEGOTIATE, "Negotiate");
	g_assert_cmpuint(now.count, ==, 2);
	remedy_providers(check, &place, &now, then, G_N_ELEMENTS(then));
	g_assert_cmpuint(check->remedies->len, ==, 0);
}

struct switch_row {
	const char *name;
	enum iis_age age;
	gboolean on;
	const char *basic, *bearer;
};

#define APPCMD_BASIC                                                                               \
	"%windir%\\system32\\inetsrv\\appcmd.exe set config \"Default Web Site/EWS\" "             \
	"-section:system.webServer/security/authentication/basicAuthentication "
#define ADSUTIL_BASIC                                                                              \
	"cscript C:\\Inetpub\\AdminScripts\\adsutil.vbs set w3svc/1/root/EWS/AuthBasic "
#define HEAD_7 "on IIS 7 and later:\n"
#define HEAD_6 "on IIS 6 (Exchange 2007 on Windows Server 2003):\n"

static const struct switch_row switch_rows[] = {
    {"on, IIS 7", IIS_7_OR_LATER, TRUE, APPCMD_BASIC "/enabled:true /commit:apphost\n",
     "Set-WebServicesVirtualDirectory -Identity ... -OAuthAuthentication $true\n"},
    {"off, IIS 7", IIS_7_OR_LATER, FALSE, APPCMD_BASIC "/enabled:false /commit:apphost\n",
     "Set-WebServicesVirtualDirectory -Identity ... -OAuthAuthentication $false\n"},
    {"on, IIS 6", IIS_6, TRUE, ADSUTIL_BASIC "true\n",
     "Set-WebServicesVirtualDirectory -Identity ... -OAuthAuthentication $true\n"},
    {"off, IIS 6", IIS_6, FALSE, ADSUTIL_BASIC "false\n",
     "Set-WebServicesVirtualDirectory -Identity ... -OAuthAuthentication $false\n"},
    {"on, whichever", IIS_UNKNOWN, TRUE,
     HEAD_7 APPCMD_BASIC "/enabled:true /commit:apphost\n" HEAD_6 ADSUTIL_BASIC "true\n",
     "Set-WebServicesVirtualDirectory -Identity ... -OAuthAuthentication $true\n"},
};

static void
test_switch(gconstpointer data)
{
	const struct switch_row *row = data;
	g_autoptr(struct_check) basic = check_new("x");
	g_autoptr(struct_check) bearer = check_new("x");
	g_autoptr(struct_endpoint_choice) ews = endpoint_choice_parse("ews", NULL);
	struct remedy_place place = remedy_place_of(ews, NULL, row->age);
	g_autofree char *basic_text = NULL;
	g_autofree char *bearer_text = NULL;

	remedy_basic(basic, &place, row->on);
	remedy_bearer(bearer, &place, row->on);
	basic_text = remedies_of(basic);
	bearer_text = remedies_of(bearer);
	g_assert_cmpstr(basic_text, ==, row->basic);
	g_assert_cmpstr(bearer_text, ==, row->bearer);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(age_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/remedy/age/%" G_GSIZE_FORMAT " %s", i,
				    age_rows[i].header ? age_rows[i].header : "none");

		g_strdelimit(path + strlen("/remedy/age/"), "/", '-');
		g_test_add_data_func(path, &age_rows[i], test_age);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(directory_rows); i++) {
		g_autofree char *path = g_strdup_printf("/remedy/directory/%" G_GSIZE_FORMAT, i);

		g_test_add_data_func(path, &directory_rows[i], test_directory);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(switch_rows); i++) {
		g_autofree char *path = g_strdup_printf("/remedy/switch/%s", switch_rows[i].name);

		g_test_add_data_func(path, &switch_rows[i], test_switch);
	}
	g_test_add_func("/remedy/places", test_places);
	g_test_add_func("/remedy/nothing to do", test_nothing_to_do);
	return g_test_run();
}
