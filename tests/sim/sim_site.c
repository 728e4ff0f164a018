/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The way of a request through http.sys, IIS and the handler of its virtual directory. */
#include "tests/sim/sim_site.h"
#include "tests/sim/sim_handler.h"
#include "tests/sim/sim_layout.h"
#include "tests/sim/sim_logon.h"
#include "tests/sim/sim_page.h"
#include "tests/sim/sim_proxy.h"

#include <string.h>

gboolean
sim_site_find(struct sim_request *request)
{
	enum sim_method_class method =
	    strcmp(request->method, "POST") == 0 ? SIM_METHOD_POST : SIM_METHOD_GET;

	request->settings = NULL;
	if (request->node->web_server) {
		request->vdir = SIM_AUTODISCOVER;
		request->settings = request->node->settings[SIM_AUTODISCOVER][method];
		request->rest = request->path;
		return TRUE;
	}
	if (!sim_vdir_of_path(request->path, &request->vdir, &request->rest))
		return FALSE;
	request->settings = request->node->settings[request->vdir][method];
	if (request->settings->missing)
		request->settings = NULL;
	return request->settings != NULL;
}

static struct sim_answer *
not_found(const struct sim_request *request)
{
	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = SIM_SPEAKER_SITE,
					       .status = 404,
					       .content_type = SIM_PAGE_TYPE,
					       .body = sim_page_error(404),
					   });
}

static struct sim_answer *
app_pool_down(const struct sim_request *request)
{
	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = SIM_SPEAKER_KERNEL,
					       .status = 503,
					       .content_type = SIM_PAGE_TYPE_KERNEL,
					       .body = sim_page_kernel_unavailable(),
					   });
}

/* Managed availability came with the front end; before, the path is one like any other. */
static gboolean
is_healthcheck(const struct sim_request *request)
{
	return sim_generation_facts(request->node->generation)->front_end &&
	       sim_vdir_has_healthcheck(request->vdir) &&
	       g_ascii_strcasecmp(request->rest, "/healthcheck.htm") == 0;
}

static struct sim_answer *
healthcheck(const struct sim_request *request)
{
	gboolean healthy = request->settings->healthy;

	return sim_layout_compose(
	    request, &(struct sim_content){
			 .speaker = SIM_SPEAKER_HEALTHCHECK,
			 .status = healthy ? 200 : 503,
			 .content_type = healthy ? SIM_PAGE_TYPE : NULL,
			 .body = healthy ? sim_page_healthy(request->node->fqdn) : NULL,
		     });
}

/* Redirects and statuses that the configuration orders; NULL when it orders none. */
static struct sim_answer *
ordered(const struct sim_request *request)
{
	const struct sim_settings *settings = request->settings;
	gboolean arrived = settings->hops && sim_request_hop(request) >= settings->hops;
	const gchar *target = arrived ? NULL : settings->redirect;
	guint status = settings->status;
	g_autofree gchar *location = NULL;

	if (request->logon->token.number == 3 && settings->status_type3)
		status = settings->status_type3;
	if (!request->tls && settings->http_redirect && !arrived) {
		target = settings->http_redirect;
		status = 302;
	}
	if (!target && (status == 0 || status == 401))
		return NULL;
	if (!target)
		return sim_handler_plain(request, status);
	location = sim_request_expand(request, target);
	return sim_handler_redirect(request, status ? status : 302, location);
}

/* Somebody else's server has nothing but what the configuration orders. */
static struct sim_answer *
web_server(const struct sim_request *request)
{
	struct sim_answer *answer = ordered(request);

	if (answer)
		return answer;
	return sim_handler_plain(request,
				 request->settings->status ? request->settings->status : 404);
}

/* From the outermost part of the server to the innermost. */
static struct sim_answer *
walk(const struct sim_request *request)
{
	struct sim_answer *answer;

	if (request->node->web_server)
		return web_server(request);
	if (request->settings->app_pool_down)
		return app_pool_down(request);
	if (is_healthcheck(request))
		return healthcheck(request);
	answer = ordered(request);
	if (answer)
		return answer;
	if (!request->tls && request->settings->require_ssl)
		return sim_handler_plain(request, 403);
	if (request->settings->back_end_down)
		return sim_handler_back_end_down(request);
	return sim_handler_answer(request);
}

/* The configuration has the last word on the body. */
static void
replace_body(struct sim_answer *answer, const struct sim_settings *settings)
{
	if (settings->body)
		sim_answer_take_body(answer, g_strdup(settings->body));
	if (settings->content_type)
		sim_answer_set(answer, "Content-Type", settings->content_type);
}

struct sim_answer *
sim_site_answer(const struct sim_request *request)
{
	struct sim_answer *answer = request->settings ? walk(request) : not_found(request);

	if (request->settings) {
		sim_logon_mark(answer, request);
		replace_body(answer, request->settings);
		sim_proxy_pass_back(answer, request);
	}
	sim_answer_date(answer);
	return answer;
}
