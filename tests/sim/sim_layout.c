/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Orders of header fields, as tables of slots, and what each slot says. */
#include "tests/sim/sim_layout.h"
#include "tests/sim/sim_challenge.h"

#include <string.h>

enum slot {
	END,
	CACHE,
	ALLOW,
	CONTENT_TYPE,
	LOCATION,
	SERVER,
	KERNEL_SERVER,
	WEB_SERVER,
	CLOSE,
	REQUEST_ID,
	DIAGNOSTICS,
	ENDPOINTS, /* of Autodiscover */
	ASP_NET,
	OWA_VERSION,
	FAILURE,
	BEARER,
	WINDOWS,
	BASIC,
	POWERED_BY,
	FE_SERVER,
};

/* 2007 and 2010: IIS itself asks for credentials. */
static const enum slot IIS_ORDER[] = {ALLOW,	 CONTENT_TYPE, LOCATION,    SERVER,
				      ENDPOINTS, ASP_NET,      OWA_VERSION, BEARER,
				      WINDOWS,	 BASIC,	       POWERED_BY,  END};
static const enum slot FRONT_END_2013_ORDER[] = {
    CACHE,	 ALLOW,	  CONTENT_TYPE, LOCATION, SERVER, REQUEST_ID, ENDPOINTS, ASP_NET,
    OWA_VERSION, FAILURE, BEARER,	WINDOWS,  BASIC,  POWERED_BY, FE_SERVER, END};
static const enum slot FRONT_END_ORDER[] = {
    CACHE,	 ALLOW,	  CONTENT_TYPE, LOCATION, SERVER,     REQUEST_ID, ENDPOINTS, ASP_NET,
    OWA_VERSION, FAILURE, BEARER,	WINDOWS,  POWERED_BY, FE_SERVER,  BASIC,     END};
static const enum slot MAPI_401_ORDER[] = {REQUEST_ID, OWA_VERSION, FAILURE,   SERVER, BEARER,
					   WINDOWS,    POWERED_BY,  FE_SERVER, BASIC,  END};
static const enum slot ACTIVESYNC_401_ORDER[] = {REQUEST_ID, DIAGNOSTICS, OWA_VERSION, FE_SERVER,
						 BEARER,     WINDOWS,	  BASIC,       END};
static const enum slot HEALTHCHECK_ORDER[] = {CONTENT_TYPE, SERVER, REQUEST_ID, FE_SERVER, END};
/* The names of the server are static fields of the directory, so IIS adds them to what it says
 * alone. */
static const enum slot IIS_ALONE_ORDER[] = {ALLOW,	CONTENT_TYPE, LOCATION, SERVER,
					    POWERED_BY, FE_SERVER,    END};
static const enum slot SITE_ORDER[] = {CONTENT_TYPE, SERVER, POWERED_BY, END};
static const enum slot WEB_SERVER_ORDER[] = {WEB_SERVER, LOCATION, CONTENT_TYPE, END};
static const enum slot KERNEL_ORDER[] = {CONTENT_TYPE, KERNEL_SERVER, CLOSE, END};

static const enum slot *
vdir_order(const struct sim_request *request, guint status)
{
	const struct sim_generation_facts *facts = sim_generation_facts(request->node->generation);

	if (!facts->front_end)
		return IIS_ORDER;
	if (!facts->basic_last)
		return FRONT_END_2013_ORDER;
	if (status == 401 && request->vdir == SIM_MAPI)
		return MAPI_401_ORDER;
	if (status == 401 && request->vdir == SIM_ACTIVESYNC)
		return ACTIVESYNC_401_ORDER;
	return FRONT_END_ORDER;
}

static const enum slot *
order_of(const struct sim_request *request, const struct sim_content *content)
{
	if (request->node->web_server)
		return WEB_SERVER_ORDER;
	switch (content->speaker) {
	case SIM_SPEAKER_EXCHANGE:
		return vdir_order(request, content->status);
	case SIM_SPEAKER_HEALTHCHECK:
		return HEALTHCHECK_ORDER;
	case SIM_SPEAKER_IIS:
		return IIS_ALONE_ORDER;
	case SIM_SPEAKER_SITE:
		return SITE_ORDER;
	case SIM_SPEAKER_KERNEL:
		return KERNEL_ORDER;
	}
	return SITE_ORDER;
}

static void
add_optional(struct sim_answer *answer, const gchar *name, const gchar *value)
{
	if (value)
		sim_answer_add(answer, name, value);
}

/* Clients take the mere presence of these for the endpoints that exist; OAuth came with 2013. */
static void
add_endpoints(struct sim_answer *answer, const struct sim_request *request)
{
	if (request->vdir != SIM_AUTODISCOVER || request->node->generation < SIM_EXCHANGE_2010)
		return;
	sim_answer_add(answer, "X-SOAP-Enabled", "True");
	sim_answer_add(answer, "X-WSSecurity-Enabled", "True");
	sim_answer_add(answer, "X-WSSecurity-For", "None");
	if (request->node->generation >= SIM_EXCHANGE_2013)
		sim_answer_add(answer, "X-OAuth-Enabled", "True");
}

/* Only said to clients that tried OAuth, by servers that have it among themselves only. */
static void
add_diagnostics(struct sim_answer *answer, const struct sim_request *request)
{
	if (sim_request_tries(request, "Bearer") && request->settings->bearer == SIM_BEARER_SERVER)
		sim_answer_addf(answer, "x-ms-diagnostics",
				"4000000;reason=\"Flighting is not enabled for domain '%s'.\";"
				"error_category=\"oauth_not_available\"",
				request->farm->domain);
}

/* ASP.NET stamps what it handled itself: pages, and the 401 of Autodiscover from 2013 on. */
static gboolean
asp_net_handled(const struct sim_request *request, const struct sim_content *content)
{
	if (content->status == 401)
		return request->vdir == SIM_AUTODISCOVER &&
		       sim_generation_facts(request->node->generation)->front_end;
	return content->status < 400;
}

static gboolean
shows_build(const struct sim_request *request, const struct sim_content *content)
{
	if (request->vdir == SIM_OWA && content->status == 200)
		return TRUE;
	return sim_generation_shows_build(request->node->generation, request->node->build);
}

/* PLACE;STATUS;base64 of the error's name;;;; */
static void
add_failure(struct sim_answer *answer, const struct sim_request *request,
	    const struct sim_content *content)
{
	const gchar *name = content->status == 401 ? "Unauthorized" : "ServiceUnavailable";
	g_autofree gchar *encoded = g_base64_encode((const guchar *)name, strlen(name));

	if (content->failure_at && shows_build(request, content))
		sim_answer_addf(answer, "X-FailureContext", "%s;%u;%s;;;;", content->failure_at,
				content->status, encoded);
}

static void
add_request_id(struct sim_answer *answer)
{
	g_autofree gchar *id = g_uuid_string_random();

	sim_answer_add(answer, "request-id", id);
}

static gboolean
is_private(const struct sim_request *request, const struct sim_content *content)
{
	return content->status == 302 ||
	       (content->status == 401 && request->vdir == SIM_AUTODISCOVER);
}

static void
add_challenge(struct sim_answer *answer, const struct sim_request *request,
	      enum sim_challenger challenger)
{
	if (answer->status == 401)
		sim_challenge_add(answer, request, challenger);
}

static void
fill_slot(struct sim_answer *answer, enum slot slot, const struct sim_request *request,
	  const struct sim_content *content)
{
	const struct sim_node *node = request->node;
	const struct sim_generation_facts *facts = sim_generation_facts(node->generation);

	switch (slot) {
	case END:
		break;
	case CACHE:
		add_optional(answer, "Cache-Control",
			     is_private(request, content) ? "private" : NULL);
		break;
	case ALLOW:
		add_optional(answer, "Allow", content->allow);
		break;
	case CONTENT_TYPE:
		add_optional(answer, "Content-Type", content->content_type);
		break;
	case LOCATION:
		add_optional(answer, "Location", content->location);
		break;
	case SERVER:
		sim_answer_add(answer, "Server", facts->server);
		break;
	case KERNEL_SERVER:
		sim_answer_add(answer, "Server", facts->kernel_server);
		break;
	case WEB_SERVER:
		add_optional(answer, "Server", node->web_server);
		break;
	case CLOSE:
		sim_answer_add(answer, "Connection", "close");
		break;
	case REQUEST_ID:
		add_request_id(answer);
		break;
	case DIAGNOSTICS:
		add_diagnostics(answer, request);
		break;
	case ENDPOINTS:
		add_endpoints(answer, request);
		break;
	case ASP_NET:
		add_optional(answer, "X-AspNet-Version",
			     asp_net_handled(request, content) ? facts->asp_net : NULL);
		break;
	case OWA_VERSION:
		add_optional(answer, "X-OWA-Version",
			     shows_build(request, content) ? node->build : NULL);
		break;
	case FAILURE:
		add_failure(answer, request, content);
		break;
	case BEARER:
		add_challenge(answer, request, SIM_CHALLENGE_BEARER);
		break;
	case WINDOWS:
		add_challenge(answer, request, SIM_CHALLENGE_WINDOWS);
		break;
	case BASIC:
		add_challenge(answer, request, SIM_CHALLENGE_BASIC);
		break;
	case POWERED_BY:
		sim_answer_add(answer, "X-Powered-By", "ASP.NET");
		break;
	case FE_SERVER:
		add_optional(answer, "X-FEServer", facts->front_end ? node->fe_server : NULL);
		break;
	}
}

struct sim_answer *
sim_layout_compose(const struct sim_request *request, const struct sim_content *content)
{
	struct sim_answer *answer = sim_answer_new(content->status);

	for (const enum slot *slot = order_of(request, content); *slot != END; slot++)
		fill_slot(answer, *slot, request, content);
	if (content->body)
		sim_answer_take_body(answer, content->body);
	return answer;
}
