/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests which variables of the environment name a proxy. */
#include "probe/http.h"

struct row {
	const char *name, *value; /* of one variable */
	gboolean for_tls, for_plain;
};

static const struct row rows[] = {
    {"NONE", "x", FALSE, FALSE},
    {"https_proxy", "http://gate:3128", TRUE, FALSE},
    {"HTTPS_PROXY", "http://gate:3128", TRUE, FALSE},
    {"http_proxy", "http://gate:3128", FALSE, TRUE},
    /* A CGI program gets it from a request header, so no client heeds it. */
    {"HTTP_PROXY", "http://gate:3128", FALSE, FALSE},
    {"all_proxy", "socks5://gate", TRUE, TRUE},
    {"ALL_PROXY", "socks5://gate", TRUE, TRUE},
    {"https_proxy", "", FALSE, FALSE},
    {"all_proxy", "", FALSE, FALSE},
    {"no_proxy", "*", FALSE, FALSE},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;

	g_setenv(row->name, row->value, TRUE);
	g_assert_cmpint(http_environment_has_proxy(TRUE), ==, row->for_tls);
	g_assert_cmpint(http_environment_has_proxy(FALSE), ==, row->for_plain);
	g_unsetenv(row->name);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++)
		g_unsetenv(rows[i].name);
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/proxy_environment/%s=%s", rows[i].name,
							*rows[i].value ? "x" : "");

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
