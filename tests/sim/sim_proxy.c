/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Balancers and proxies: where a request goes, and what is left of the answer. */
#include "tests/sim/sim_proxy.h"

#include <string.h>

/* What a proxy that answers in the server's place still has to say: `strip = *` keeps these. */
static const gchar *const NOT_OF_THE_SERVER[] = {"WWW-Authenticate", "Location", "Content-Type",
						 "Allow"};

/* The message that a balancer sends astray. */
static gboolean
is_switched(const struct sim_request *request)
{
	guint number = request->logon->token.number;

	switch (request->settings->switch_at) {
	case SIM_SWITCH_TYPE3:
		return number == 3;
	case SIM_SWITCH_TYPE1:
		return number == 1;
	}
	return FALSE;
}

void
sim_proxy_route(struct sim_request *request, struct sim_backends *backends,
		struct sim_link *scratch)
{
	const struct sim_settings *settings = request->settings;

	if (settings->switch_to && is_switched(request))
		request->node = sim_farm_node(request->farm, settings->switch_to);
	if (settings->strip_authorization)
		request->authorization = NULL;
	if (settings->affinity == SIM_AFFINITY_LOST)
		request->link = scratch;
	else if (settings->multiplex)
		request->link = &backends->links[backends->turn++ % settings->multiplex];
}

guint
sim_proxy_delay_ms(const struct sim_request *request)
{
	const struct sim_settings *settings = request->settings;
	guint number = request->logon->token.number;

	return settings->delay_ms + (number == 1 ? settings->delay_type1_ms : 0) +
	       (number == 3 ? settings->delay_type3_ms : 0);
}

static gboolean
survives(const gchar *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(NOT_OF_THE_SERVER); i++)
		if (g_ascii_strcasecmp(NOT_OF_THE_SERVER[i], name) == 0)
			return TRUE;
	return FALSE;
}

static void
strip(struct sim_answer *answer, const gchar *name)
{
	gboolean all = strcmp(name, "*") == 0;

	for (guint i = 0; i < answer->headers->len;) {
		const struct sim_header *header = answer->headers->pdata[i];

		if (all ? !survives(header->name) : g_ascii_strcasecmp(header->name, name) == 0)
			g_ptr_array_remove_index(answer->headers, i);
		else
			i++;
	}
}

void
sim_proxy_pass_back(struct sim_answer *answer, const struct sim_request *request)
{
	const struct sim_settings *settings = request->settings;

	if (request->logon->outcome == SIM_OUTCOME_CHALLENGED) {
		if (settings->strip_token)
			sim_answer_set(answer, "WWW-Authenticate",
				       sim_scheme_name(request->logon->token.scheme));
		if (settings->close_after_type2)
			sim_answer_add(answer, "Connection", "close");
	}
	for (guint i = 0; settings->strip && settings->strip[i]; i++)
		strip(answer, settings->strip[i]);
	for (guint i = 0; settings->headers && settings->headers[i]; i++) {
		g_auto(GStrv) parts = g_strsplit(settings->headers[i], ":", 2);

		sim_answer_add(answer, parts[0], g_strstrip(parts[1]));
	}
	if (settings->via)
		sim_answer_add(answer, "Via", settings->via);
}
