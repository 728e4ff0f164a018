/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how an IIS configuration is written as JSON. */
#include "facts/iis_config_json.h"
#include <stdlib.h>
#include <string.h>

struct row {
	const char *name;
	const char *text;
	const char *expected;
};

static const struct row rows[] = {
    {"listing",
     "appcmd list config \"Default Web Site/EWS\"\n<windowsAuthentication enabled=\"true\">"
     "<providers><add value=\"NTLM\"/><add value=\"Negotiate\"/></providers>"
     "<extendedProtection tokenChecking=\"Allow\" flags=\"Proxy\"/></windowsAuthentication>",
     "{\"source\":\"appcmd\",\"sections\":[{\"location\":\"Default Web Site/EWS\",\"enabled\":true,"
     "\"use_kernel_mode\":true,\"use_app_pool_credentials\":false,"
     "\"auth_persist_single_request\":false,\"auth_persist_non_ntlm\":false,"
     "\"extended_protection\":\"Allow\",\"extended_protection_flags\":1,"
     "\"providers\":[\"NTLM\",\"Negotiate\"],\"origins\":{"
     "\"enabled\":{\"origin\":\"here\",\"from\":\"Default Web Site/EWS\"},"
     "\"extended_protection\":{\"origin\":\"here\",\"from\":\"Default Web Site/EWS\"},"
     "\"extended_protection_flags\":{\"origin\":\"here\",\"from\":\"Default Web Site/EWS\"},"
     "\"providers\":{\"origin\":\"here\",\"from\":\"Default Web Site/EWS\"}}}]}"},
    {"file with a problem",
     "<location path=\"S\"><system.webServer><security><authentication><windowsAuthentication>"
     "<providers><add value=\"X\"/><add value=\"X\"/></providers></windowsAuthentication>"
     "</authentication></security></system.webServer></location>",
     "{\"source\":\"applicationHost\",\"locked\":true,\"sections\":[{\"location\":\"S\","
     "\"enabled\":false,\"use_kernel_mode\":true,\"use_app_pool_credentials\":false,"
     "\"auth_persist_single_request\":false,\"auth_persist_non_ntlm\":false,"
     "\"extended_protection\":\"None\",\"extended_protection_flags\":0,\"providers\":[\"X\"],"
     "\"origins\":{\"providers\":{\"origin\":\"here\",\"from\":\"S\"}},"
     "\"problem\":\"adds the provider \\\"X\\\", which is in the list already\"}]}"},
    {"metabase, not set", "The parameter \"NTAuthenticationProviders\" is not set at this node.",
     "{\"source\":\"adsutil\",\"sections\":[{\"location\":\"\",\"providers\":[\"Negotiate\","
     "\"NTLM\"],\"origins\":{}}]}"},
    {"metabase, inherited",
     "adsutil get w3svc/NTAuthenticationProviders\nNTAuthenticationProviders : (STRING) \"NTLM\"\n"
     "adsutil get w3svc/1/AuthFlags\nAuthFlags : (INTEGER) 4\n",
     "{\"source\":\"adsutil\",\"sections\":[{\"location\":\"w3svc\",\"providers\":[\"NTLM\"],"
     "\"origins\":{\"providers\":{\"origin\":\"here\",\"from\":\"w3svc\"}}},"
     "{\"location\":\"w3svc/1\",\"enabled\":true,\"providers\":[\"NTLM\"],\"origins\":{"
     "\"enabled\":{\"origin\":\"here\",\"from\":\"w3svc/1\"},"
     "\"providers\":{\"origin\":\"inherited\",\"from\":\"w3svc\"}}}]}"},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_iis_config) config = iis_config_parse(row->text, strlen(row->text), NULL);
	json_t *object = NULL;
	char *text = NULL;

	g_assert_nonnull(config);
	object = iis_config_to_json(config);
	text = json_dumps(object, JSON_COMPACT);
	g_assert_cmpstr(text, ==, row->expected);
	free(text);
	json_decref(object);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/iis config json/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
