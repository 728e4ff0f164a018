/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests which hosts may be sent a credential. */
#include "probe/trust.h"

struct row {
	const char *name;
	const char *named, *mail_domain, *allowed; /* NULL: none */
	const char *host;
	gboolean trusted;
};

static const struct row rows[] = {
    {"nobody is", NULL, NULL, NULL, "mail.example.com", FALSE},
    {"the named host", "mail.example.net", NULL, NULL, "mail.example.net", TRUE},
    {"the named host in capitals", "mail.example.net", NULL, NULL, "MAIL.Example.NET", TRUE},
    {"the named host with a dot", "mail.example.net", NULL, NULL, "mail.example.net.", TRUE},
    {"named with a dot", "mail.example.net.", NULL, NULL, "mail.example.net", TRUE},
    {"two dots are another name", "mail.example.net", NULL, NULL, "mail.example.net..", FALSE},
    {"below the named host", "example.net", NULL, NULL, "mail.example.net", FALSE},
    {"above the named host", "mail.example.net", NULL, NULL, "example.net", FALSE},
    {"a named address", "192.0.2.1", NULL, NULL, "192.0.2.1", TRUE},
    {"a longer address", "192.0.2.1", NULL, NULL, "192.0.2.10", FALSE},
    {"the mail domain", NULL, "example.com", NULL, "example.com", TRUE},
    {"the mail domain in capitals", NULL, "example.com", NULL, "EXAMPLE.COM", TRUE},
    {"the mail domain with a dot", NULL, "example.com", NULL, "example.com.", TRUE},
    {"within the mail domain", NULL, "example.com", NULL, "mail.example.com", TRUE},
    {"deep within the mail domain", NULL, "example.com", NULL, "a.b.c.example.com", TRUE},
    {"within it, with a dot", NULL, "example.com.", NULL, "mail.example.com.", TRUE},
    {"ends alike", NULL, "example.com", NULL, "notexample.com", FALSE},
    {"begins alike", NULL, "example.com", NULL, "example.com.attacker.net", FALSE},
    {"above the mail domain", NULL, "mail.example.com", NULL, "example.com", FALSE},
    {"a dot and the mail domain", NULL, "example.com", NULL, ".example.com", FALSE},
    {"another domain", NULL, "example.com", NULL, "example.org", FALSE},
    {"an allowed host", NULL, "example.com", "login.example.org", "login.example.org", TRUE},
    {"an allowed host in capitals", NULL, NULL, "Login.Example.Org", "login.example.org", TRUE},
    {"below an allowed host", NULL, NULL, "example.org", "login.example.org", FALSE},
    {"ends like an allowed host", NULL, NULL, "login.example.org", "xlogin.example.org", FALSE},
    {"an empty host", "mail.example.net", "example.com", "a.example", "", FALSE},
    {"an empty host and empty names", "", "", "", "", FALSE},
    {"a dot and empty names", "", "", "", ".", FALSE},
    {"an empty mail domain is not everything", NULL, "", NULL, "mail.example.com", FALSE},
    {"a mail domain of one dot", NULL, ".", NULL, "mail.example.com", FALSE},
};

static void
test_trust(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GPtrArray) allowed = g_ptr_array_new_with_free_func(g_free);
	struct trust trust = {.named = row->named,
			      .mail_domain = row->mail_domain,
			      .allowed = row->allowed ? allowed : NULL};

	g_ptr_array_add(allowed, g_strdup("other.example"));
	g_ptr_array_add(allowed, g_strdup(row->allowed));
	g_assert_cmpint(trust_host(&trust, row->host), ==, row->trusted);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/trust/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_trust);
	}
	return g_test_run();
}
