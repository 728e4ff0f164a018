/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Settings by name, as a table. */
#include "tests/sim/sim_soap_settings.h"
#include "tests/sim/sim_mailbox.h"
#include "tests/sim/sim_pox_blocks.h"
#include "tests/sim/sim_urls.h"

#include <string.h>

/* What the value of a setting is made of. */
enum source {
	A_CONSTANT,
	AN_INTERNAL_URL,
	AN_EXTERNAL_URL,
	THE_ADDRESS,
	THE_NAME,
	THE_DN,
	THE_MAILBOX_SERVER,
	THE_MAILBOX_SERVER_DN,
	THE_SERVICE,
	THE_PRINCIPAL,
	THE_AUTH_PACKAGE,
	THE_BUILD,
};

static const struct row {
	const gchar *name;
	enum sim_generation since;
	enum source source;
	enum sim_url url;      /* AN_..._URL */
	const gchar *constant; /* A_CONSTANT; NULL: known, but never available */
} ROWS[] = {
    {"UserDisplayName", SIM_EXCHANGE_2010, THE_NAME, SIM_URLS, NULL},
    {"UserDN", SIM_EXCHANGE_2010, THE_DN, SIM_URLS, NULL},
    {"MailboxDN", SIM_EXCHANGE_2010, THE_DN, SIM_URLS, NULL},
    {"AutoDiscoverSMTPAddress", SIM_EXCHANGE_2010, THE_ADDRESS, SIM_URLS, NULL},
    {"InternalMailboxServer", SIM_EXCHANGE_2010, THE_MAILBOX_SERVER, SIM_URLS, NULL},
    {"InternalMailboxServerDN", SIM_EXCHANGE_2010, THE_MAILBOX_SERVER_DN, SIM_URLS, NULL},
    {"ExternalMailboxServer", SIM_EXCHANGE_2010, THE_SERVICE, SIM_URLS, NULL},
    {"ExternalMailboxServerRequiresSSL", SIM_EXCHANGE_2010, A_CONSTANT, SIM_URLS, "True"},
    {"ExternalMailboxServerAuthenticationMethods", SIM_EXCHANGE_2010, THE_AUTH_PACKAGE, SIM_URLS,
     NULL},
    {"ExternalServerExclusiveConnect", SIM_EXCHANGE_2013, A_CONSTANT, SIM_URLS, "On"},
    {"CertPrincipalName", SIM_EXCHANGE_2010, THE_PRINCIPAL, SIM_URLS, NULL},
    {"CasVersion", SIM_EXCHANGE_2010, THE_BUILD, SIM_URLS, NULL},
    {"EwsSupportedSchemas", SIM_EXCHANGE_2010, A_CONSTANT, SIM_URLS,
     "Exchange2007, Exchange2007_SP1, Exchange2010, Exchange2010_SP1, Exchange2010_SP2"},
    {"MapiHttpEnabled", SIM_EXCHANGE_2013, A_CONSTANT, SIM_URLS, "True"},
    {"GroupingInformation", SIM_EXCHANGE_2013, A_CONSTANT, SIM_URLS, "Default-First-Site-Name"},
    {"InternalEwsUrl", SIM_EXCHANGE_2010, AN_INTERNAL_URL, SIM_URL_EWS, NULL},
    {"ExternalEwsUrl", SIM_EXCHANGE_2010, AN_EXTERNAL_URL, SIM_URL_EWS, NULL},
    {"InternalOABUrl", SIM_EXCHANGE_2010, AN_INTERNAL_URL, SIM_URL_OAB, NULL},
    {"ExternalOABUrl", SIM_EXCHANGE_2010, AN_EXTERNAL_URL, SIM_URL_OAB, NULL},
    {"InternalUMUrl", SIM_EXCHANGE_2010, AN_INTERNAL_URL, SIM_URL_UM, NULL},
    {"ExternalUMUrl", SIM_EXCHANGE_2010, AN_EXTERNAL_URL, SIM_URL_UM, NULL},
    {"InternalEcpUrl", SIM_EXCHANGE_2010, AN_INTERNAL_URL, SIM_URL_ECP, NULL},
    {"ExternalEcpUrl", SIM_EXCHANGE_2010, AN_EXTERNAL_URL, SIM_URL_ECP, NULL},
    {"MobileMailboxPolicy", SIM_EXCHANGE_2010, A_CONSTANT, SIM_URLS, NULL},
};

static const struct row *
row_named(const gchar *name, enum sim_generation generation)
{
	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++)
		if (strcmp(ROWS[i].name, name) == 0 && generation >= ROWS[i].since)
			return &ROWS[i];
	return NULL;
}

static gchar *
external(const struct sim_request *request, enum sim_url url)
{
	if (url == SIM_URL_EWS && request->settings->soap_ews)
		return sim_request_expand(request, request->settings->soap_ews);
	return sim_urls_get(request, SIM_EXTERNAL, url);
}

/* As in 15.02.1544.011. */
static gchar *
padded_build(const gchar *build)
{
	guint numbers[SIM_BUILD_NUMBERS];

	sim_generation_build_numbers(build, numbers);
	return g_strdup_printf("%02u.%02u.%04u.%03u", numbers[0], numbers[1], numbers[2],
			       numbers[3]);
}

gboolean
sim_soap_settings_get(const struct sim_request *request, const gchar *address,
		      const struct sim_account *mailbox, const gchar *name, gchar **value)
{
	const struct row *row = row_named(name, request->node->generation);

	*value = NULL;
	if (!row)
		return FALSE;
	switch (row->source) {
	case A_CONSTANT:
		*value = g_strdup(row->constant);
		break;
	case AN_INTERNAL_URL:
		*value = sim_urls_get(request, SIM_INTERNAL, row->url);
		break;
	case AN_EXTERNAL_URL:
		*value = external(request, row->url);
		break;
	case THE_ADDRESS:
		*value = g_strdup(address);
		break;
	case THE_NAME:
		*value = g_strdup(mailbox->user);
		break;
	case THE_DN:
		*value = sim_mailbox_dn(mailbox);
		break;
	case THE_MAILBOX_SERVER:
		*value = sim_mailbox_server(request, mailbox);
		break;
	case THE_MAILBOX_SERVER_DN:
		*value = sim_mailbox_server_dn(request, mailbox);
		break;
	case THE_SERVICE:
		*value = g_strdup(request->farm->hostname);
		break;
	case THE_PRINCIPAL:
		*value = g_strconcat("msstd:", request->farm->hostname, NULL);
		break;
	case THE_AUTH_PACKAGE:
		*value = g_strdup(sim_pox_blocks_auth_package(request));
		break;
	case THE_BUILD:
		*value = padded_build(request->node->build);
		break;
	}
	return TRUE;
}
