/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole documents of POX around the blocks. */
#include "tests/sim/sim_pox_settings.h"
#include "tests/sim/sim_mailbox.h"
#include "tests/sim/sim_pox.h"
#include "tests/sim/sim_pox_blocks.h"
#include "tests/sim/sim_urls.h"

static void
begin(struct sim_markup *markup, const gchar *response)
{
	sim_markup_begin(markup);
	sim_markup_open(markup, "Autodiscover",
			" xmlns=\"" SIM_POX_SCHEMAS "responseschema/2006\"");
	sim_markup_open(markup, "Response", response);
}

static void
begin_outlook(struct sim_markup *markup)
{
	begin(markup, " xmlns=\"" SIM_POX_SCHEMAS "outlook/responseschema/2006a\"");
}

gchar *
sim_pox_settings_outlook(const struct sim_request *request, const gchar *address,
			 const struct sim_account *mailbox)
{
	g_autofree gchar *dn = sim_mailbox_dn(mailbox);
	struct sim_markup markup = {0};

	begin_outlook(&markup);
	sim_markup_open(&markup, "User", "");
	sim_markup_add(&markup, "DisplayName", mailbox->user);
	sim_markup_add(&markup, "LegacyDN", dn);
	if (request->node->generation >= SIM_EXCHANGE_2010)
		sim_markup_add(&markup, "AutoDiscoverSMTPAddress", address);
	sim_markup_add(&markup, "DeploymentId", "b84c6d1f-52a9-4e03-8f7d-190e5a2c3b46");
	sim_markup_close(&markup);
	sim_markup_open(&markup, "Account", "");
	sim_markup_add(&markup, "AccountType", "email");
	sim_markup_add(&markup, "Action", "settings");
	if (request->node->generation >= SIM_EXCHANGE_2013)
		sim_markup_add(&markup, "MicrosoftOnline", "False");
	sim_pox_blocks_add(&markup, request, mailbox);
	return sim_markup_end(&markup);
}

gchar *
sim_pox_settings_redirect(const gchar *action, const gchar *element, const gchar *target)
{
	struct sim_markup markup = {0};

	begin_outlook(&markup);
	sim_markup_open(&markup, "Account", "");
	sim_markup_add(&markup, "AccountType", "email");
	sim_markup_add(&markup, "Action", action);
	sim_markup_add(&markup, element, target);
	return sim_markup_end(&markup);
}

static void
add_mobile_server(struct sim_markup *markup, const struct sim_request *request)
{
	g_autofree gchar *url = sim_urls_get(request, SIM_EXTERNAL, SIM_URL_ACTIVESYNC);

	sim_markup_open(markup, "Settings", "");
	sim_markup_open(markup, "Server", "");
	sim_markup_add(markup, "Type", "MobileSync");
	sim_markup_add(markup, "Url", url);
	sim_markup_add(markup, "Name", url);
}

static void
add_mobile_error(struct sim_markup *markup)
{
	sim_markup_open(markup, "Error", "");
	sim_markup_add(markup, "Status", "2");
	sim_markup_add(markup, "Message", "The directory service could not be reached");
	sim_markup_add(markup, "DebugData", "MailUser");
}

gchar *
sim_pox_settings_mobile(const struct sim_request *request, const gchar *address,
			const struct sim_account *mailbox)
{
	struct sim_markup markup = {0};

	begin(&markup, " xmlns=\"" SIM_POX_SCHEMAS "mobilesync/responseschema/2006\"");
	sim_markup_add(&markup, "Culture", "en:us");
	sim_markup_open(&markup, "User", "");
	if (mailbox)
		sim_markup_add(&markup, "DisplayName", mailbox->user);
	sim_markup_add(&markup, "EMailAddress", address);
	sim_markup_close(&markup);
	sim_markup_open(&markup, "Action", "");
	if (mailbox)
		add_mobile_server(&markup, request);
	else
		add_mobile_error(&markup);
	return sim_markup_end(&markup);
}
