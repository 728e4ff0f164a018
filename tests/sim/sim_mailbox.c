/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names of mailboxes and their servers. */
#include "tests/sim/sim_mailbox.h"

#define GROUP "/o=Example/ou=Exchange Administrative Group (FYDIBOHF23SPDLT)"

gchar *
sim_mailbox_server(const struct sim_request *request, const struct sim_account *mailbox)
{
	if (request->node->generation < SIM_EXCHANGE_2013)
		return g_strdup(request->node->fqdn);
	return g_strdup_printf("6e0b7f52-1c3d-4e58-9a27-%012x@%s", mailbox->index + 1,
			       request->farm->domain);
}

gchar *
sim_mailbox_dn(const struct sim_account *mailbox)
{
	return g_strconcat(GROUP "/cn=Recipients/cn=", mailbox->name, NULL);
}

gchar *
sim_mailbox_server_dn(const struct sim_request *request, const struct sim_account *mailbox)
{
	g_autofree gchar *server = request->node->generation < SIM_EXCHANGE_2013
				       ? g_ascii_strup(request->node->fe_server, -1)
				       : sim_mailbox_server(request, mailbox);

	return g_strconcat(GROUP "/cn=Configuration/cn=Servers/cn=", server, NULL);
}

gchar *
sim_mailbox_database_dn(const struct sim_request *request, const struct sim_account *mailbox)
{
	g_autofree gchar *server = sim_mailbox_server_dn(request, mailbox);

	return g_strconcat(server, "/cn=Microsoft Private MDB", NULL);
}

gchar *
sim_mailbox_server_version(const struct sim_request *request)
{
	guint numbers[SIM_BUILD_NUMBERS];

	sim_generation_build_numbers(request->node->build, numbers);
	return g_strdup_printf("%08X", 7U << 28 | numbers[0] << 22 | numbers[1] << 16 | 1U << 15 |
					   numbers[2]);
}
