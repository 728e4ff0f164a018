/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What stands behind the logon, as a table of virtual directories. */
#include "tests/sim/sim_inside.h"
#include "tests/sim/sim_discovery.h"
#include "tests/sim/sim_ews.h"
#include "tests/sim/sim_handler.h"
#include "tests/sim/sim_logon.h"
#include "tests/sim/sim_oab.h"
#include "tests/sim/sim_page.h"

static struct sim_answer *
page(const struct sim_request *request)
{
	return sim_handler_plain(request, 200);
}

static struct sim_answer *(*const INSIDE[SIM_VDIRS])(const struct sim_request *) = {
    [SIM_AUTODISCOVER] = sim_discovery_inside,
    [SIM_EWS] = sim_ews_answer,
    [SIM_OAB] = sim_oab_answer,
    [SIM_MAPI] = page,
    [SIM_RPC] = page,
    [SIM_ACTIVESYNC] = page,
    [SIM_OWA] = page,
    [SIM_ECP] = page,
    [SIM_POWERSHELL] = page,
    [SIM_API] = page,
};

static struct sim_answer *
permitted(const struct sim_request *request)
{
	const struct sim_settings *settings = request->settings;
	struct sim_answer *answer;

	if (settings->logon_redirect) {
		g_autofree gchar *target = sim_request_expand(request, settings->logon_redirect);

		return sim_handler_redirect(request, 302, target);
	}
	if (!settings->logon_status && !settings->logon_body)
		return INSIDE[request->vdir](request);
	answer = sim_handler_plain(request, settings->logon_status ? settings->logon_status : 200);
	if (settings->logon_body) {
		sim_answer_take_body(answer, g_strdup(settings->logon_body));
		sim_answer_set(answer, "Content-Type", SIM_PAGE_TYPE_UTF8);
	}
	return answer;
}

struct sim_answer *
sim_inside_answer(const struct sim_request *request)
{
	if (sim_account_denied(request->logon->account, request->node->name, request->vdir))
		return sim_handler_plain(request, 403);
	return permitted(request);
}
