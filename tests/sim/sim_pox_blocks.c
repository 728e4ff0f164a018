/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Protocol blocks, by generation and capabilities of the client. */
#include "tests/sim/sim_pox_blocks.h"
#include "tests/sim/sim_mailbox.h"
#include "tests/sim/sim_urls.h"

#include <string.h>

/* The elements for URLs, in their order. */
static const struct {
	const gchar *element;
	enum sim_url url;
	enum sim_generation since;
} URL_ROWS[] = {
    {"ASUrl", SIM_URL_AS, SIM_EXCHANGE_2007},	   {"EwsUrl", SIM_URL_EWS, SIM_EXCHANGE_2010},
    {"EmwsUrl", SIM_URL_EWS, SIM_EXCHANGE_2016},   {"EcpUrl", SIM_URL_ECP, SIM_EXCHANGE_2010},
    {"EcpUrl-um", SIM_URL_ECP, SIM_EXCHANGE_2010}, {"OOFUrl", SIM_URL_OOF, SIM_EXCHANGE_2007},
    {"UMUrl", SIM_URL_UM, SIM_EXCHANGE_2007},	   {"OABUrl", SIM_URL_OAB, SIM_EXCHANGE_2007},
};

/* Whose blocks, for which request. */
struct wanted {
	const struct sim_request *request;
	const struct sim_account *mailbox;
};

const gchar *
sim_pox_blocks_auth_package(const struct sim_request *request)
{
	const gchar *configured = request->settings->auth_package;
	const gchar *package = request->node->generation < SIM_EXCHANGE_2013 ? "Ntlm" : "Negotiate";

	if (configured)
		package = *configured ? configured : NULL;
	if (package && g_ascii_strcasecmp(package, "negotiate") == 0 &&
	    !sim_request_can_handle(request, "Negotiate"))
		return "Ntlm";
	return package;
}

/* The rest of a URL where the element is a part of one, the words that stood for public folders ...
 */
static gchar *
text_of(const struct sim_request *request, enum sim_side side, guint row)
{
	g_autofree gchar *url = sim_urls_get(request, side, URL_ROWS[row].url);

	if (URL_ROWS[row].url == SIM_URL_OAB && request->settings->oab_public_folder)
		return g_strdup("Public Folder");
	if (url && strchr(URL_ROWS[row].element, '-'))
		return g_strdup("?path=/options/callanswering");
	return g_steal_pointer(&url);
}

static void
add_urls(struct sim_markup *markup, const struct sim_request *request, enum sim_side side)
{
	for (guint i = 0; i < G_N_ELEMENTS(URL_ROWS); i++) {
		g_autofree gchar *text = text_of(request, side, i);

		if (request->node->generation >= URL_ROWS[i].since)
			sim_markup_add(markup, URL_ROWS[i].element, text);
	}
}

/* Inside: the server with the mailbox, without HTTP. */
static void
add_exch(struct sim_markup *markup, const struct wanted *wanted)
{
	const struct sim_request *request = wanted->request;
	g_autofree gchar *server = sim_mailbox_server(request, wanted->mailbox);
	g_autofree gchar *server_dn = sim_mailbox_server_dn(request, wanted->mailbox);
	g_autofree gchar *version = sim_mailbox_server_version(request);
	g_autofree gchar *database = sim_mailbox_database_dn(request, wanted->mailbox);

	sim_markup_open(markup, "Protocol", "");
	sim_markup_add(markup, "Type", "EXCH");
	sim_markup_add(markup, "Server", server);
	sim_markup_add(markup, "ServerDN", server_dn);
	sim_markup_add(markup, "ServerVersion", version);
	sim_markup_add(markup, "MdbDN", database);
	if (request->node->generation < SIM_EXCHANGE_2013)
		sim_markup_add(markup, "AD", request->node->identity.dns_computer);
	else
		sim_markup_add(markup, "PublicFolderServer", request->farm->hostname);
	add_urls(markup, request, SIM_INTERNAL);
	if (request->node->generation >= SIM_EXCHANGE_2013)
		sim_markup_add(markup, "ServerExclusiveConnect", "off");
	sim_markup_close(markup);
}

/* Outside: Outlook Anywhere. */
static void
add_expr(struct sim_markup *markup, const struct wanted *wanted)
{
	const struct sim_request *request = wanted->request;

	sim_markup_open(markup, "Protocol", "");
	sim_markup_add(markup, "Type", "EXPR");
	sim_markup_add(markup, "Server", request->farm->hostname);
	sim_markup_add(markup, "SSL", "On");
	sim_markup_add(markup, "AuthPackage", sim_pox_blocks_auth_package(request));
	add_urls(markup, request, SIM_EXTERNAL);
	if (request->node->generation >= SIM_EXCHANGE_2013)
		sim_markup_add(markup, "ServerExclusiveConnect", "on");
	sim_markup_addf(markup, "CertPrincipalName", "msstd:%s", request->farm->hostname);
	if (request->node->generation >= SIM_EXCHANGE_2013)
		sim_markup_add(markup, "GroupingInformation", "Default-First-Site-Name");
	sim_markup_close(markup);
}

/* One side of the pages for browsers, with a block inside that is no block of the mailbox. */
static void
add_web_side(struct sim_markup *markup, const struct sim_request *request, enum sim_side side)
{
	g_autofree gchar *owa = sim_urls_get(request, side, SIM_URL_OWA);
	g_autofree gchar *as = sim_urls_get(request, side, SIM_URL_AS);

	if (!owa && !as)
		return;
	sim_markup_open(markup, side == SIM_INTERNAL ? "Internal" : "External", "");
	sim_markup_add_with(markup, "OWAUrl",
			    side == SIM_INTERNAL ? " AuthenticationMethod=\"Basic, Fba\""
						 : " AuthenticationMethod=\"Fba\"",
			    owa);
	if (as) {
		sim_markup_open(markup, "Protocol", "");
		sim_markup_add(markup, "Type", side == SIM_INTERNAL ? "EXCH" : "EXPR");
		sim_markup_add(markup, "ASUrl", as);
		sim_markup_close(markup);
	}
	sim_markup_close(markup);
}

static void
add_web(struct sim_markup *markup, const struct wanted *wanted)
{
	sim_markup_open(markup, "Protocol", "");
	sim_markup_add(markup, "Type", "WEB");
	add_web_side(markup, wanted->request, SIM_INTERNAL);
	add_web_side(markup, wanted->request, SIM_EXTERNAL);
	sim_markup_close(markup);
}

static void
add_exhttp_side(struct sim_markup *markup, const struct sim_request *request, enum sim_side side,
		const gchar *server)
{
	sim_markup_open(markup, "Protocol", "");
	sim_markup_add(markup, "Type", "EXHTTP");
	sim_markup_add(markup, "Server", server);
	sim_markup_add(markup, "SSL", "On");
	sim_markup_add(markup, "AuthPackage", sim_pox_blocks_auth_package(request));
	add_urls(markup, request, side);
	sim_markup_add(markup, "ServerExclusiveConnect", "On");
	sim_markup_close(markup);
}

/* One block per name of the service: that of the inside first, unless both are the same. */
static void
add_exhttp(struct sim_markup *markup, const struct wanted *wanted)
{
	g_autofree gchar *ews = sim_urls_get(wanted->request, SIM_INTERNAL, SIM_URL_EWS);
	g_autofree gchar *inside = sim_urls_host(ews);

	if (inside && g_ascii_strcasecmp(inside, wanted->request->farm->hostname) != 0)
		add_exhttp_side(markup, wanted->request, SIM_INTERNAL, inside);
	add_exhttp_side(markup, wanted->request, SIM_EXTERNAL, wanted->request->farm->hostname);
}

static void
add_mapi_url(struct sim_markup *markup, const struct wanted *wanted, enum sim_side side,
	     const gchar *endpoint)
{
	g_autofree gchar *base = sim_urls_get(wanted->request, side, SIM_URL_MAPI);
	g_autofree gchar *server = sim_mailbox_server(wanted->request, wanted->mailbox);

	if (base)
		sim_markup_addf(markup, side == SIM_INTERNAL ? "InternalUrl" : "ExternalUrl",
				"%s%s/?MailboxId=%s", base, endpoint, server);
}

static void
add_mapi_http(struct sim_markup *markup, const struct wanted *wanted)
{
	static const struct {
		const gchar *element, *endpoint;
	} ENDPOINTS[] = {{"MailStore", "emsmdb"}, {"AddressBook", "nspi"}};

	sim_markup_open(markup, "Protocol", " Type=\"mapiHttp\" Version=\"1\"");
	for (guint i = 0; i < G_N_ELEMENTS(ENDPOINTS); i++) {
		sim_markup_open(markup, ENDPOINTS[i].element, "");
		add_mapi_url(markup, wanted, SIM_INTERNAL, ENDPOINTS[i].endpoint);
		add_mapi_url(markup, wanted, SIM_EXTERNAL, ENDPOINTS[i].endpoint);
		sim_markup_close(markup);
	}
	sim_markup_close(markup);
}

/* Clients that can do MAPI over HTTP are not told of RPC any more, from 2019 on. */
void
sim_pox_blocks_add(struct sim_markup *markup, const struct sim_request *request,
		   const struct sim_account *mailbox)
{
	const struct wanted wanted = {request, mailbox};
	enum sim_generation generation = request->node->generation;
	gboolean mapi_http =
	    generation >= SIM_EXCHANGE_2013 && g_strcmp0(request->mapi_http, "1") == 0;

	if (mapi_http)
		add_mapi_http(markup, &wanted);
	if (!mapi_http || generation < SIM_EXCHANGE_2019) {
		add_exch(markup, &wanted);
		add_expr(markup, &wanted);
	}
	add_web(markup, &wanted);
	if (generation >= SIM_EXCHANGE_2013 && sim_request_can_handle(request, "ExHttpInfo"))
		add_exhttp(markup, &wanted);
}
