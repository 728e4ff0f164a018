/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Autodiscover's services: which there are, since when, on which side of the logon. */
#include "tests/sim/sim_discovery.h"
#include "tests/sim/sim_handler.h"
#include "tests/sim/sim_json.h"
#include "tests/sim/sim_pox.h"
#include "tests/sim/sim_soap.h"

#include <string.h>

static gboolean
ends_with(const struct sim_request *request, const gchar *name)
{
	g_autofree gchar *lower = g_ascii_strdown(request->rest, -1);

	return g_str_has_suffix(lower, name);
}

/* Both forms: with the address in the query, or in the path. */
static gboolean
is_json(const struct sim_request *request)
{
	g_autofree gchar *lower = g_ascii_strdown(request->rest, -1);

	return g_str_has_prefix(lower, "/autodiscover.json");
}

struct sim_answer *
sim_discovery_outside(const struct sim_request *request)
{
	enum sim_generation generation = request->node->generation;

	if (is_json(request))
		return generation >= SIM_EXCHANGE_2016 ? sim_json_answer(request)
						       : sim_handler_plain(request, 404);
	if (ends_with(request, "/autodiscover.svc") && generation < SIM_EXCHANGE_2010)
		return sim_handler_plain(request, 404);
	return NULL;
}

struct sim_answer *
sim_discovery_inside(const struct sim_request *request)
{
	if (!ends_with(request, "/autodiscover.svc"))
		return sim_pox_answer(request);
	return strcmp(request->method, "POST") == 0 ? sim_soap_answer(request)
						    : sim_handler_plain(request, 200);
}
