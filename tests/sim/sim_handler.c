/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handlers of the virtual directories. */
#include "tests/sim/sim_handler.h"
#include "tests/sim/sim_discovery.h"
#include "tests/sim/sim_inside.h"
#include "tests/sim/sim_layout.h"
#include "tests/sim/sim_logon.h"
#include "tests/sim/sim_page.h"

#include <string.h>

/* From 2013 on the pages of IIS are switched off in every virtual directory. */
static gboolean
has_pages(const struct sim_request *request)
{
	return !sim_generation_facts(request->node->generation)->front_end;
}

struct sim_answer *
sim_handler_plain(const struct sim_request *request, guint status)
{
	struct sim_content content = {.speaker = SIM_SPEAKER_IIS, .status = status};

	if (request->node->web_server) {
		content.body = sim_page_web_server(status);
	} else if (status < 300) {
		content.speaker = SIM_SPEAKER_EXCHANGE;
		content.body = sim_page_welcome(request->path);
	} else if (has_pages(request)) {
		content.body = sim_page_error(status);
	}
	if (content.body)
		content.content_type = SIM_PAGE_TYPE;
	return sim_layout_compose(request, &content);
}

static struct sim_answer *
redirect(const struct sim_request *request, enum sim_speaker speaker, guint status,
	 const gchar *location)
{
	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = speaker,
					       .status = status,
					       .location = location,
					       .content_type = SIM_PAGE_TYPE_UTF8,
					       .body = sim_page_moved(location),
					   });
}

struct sim_answer *
sim_handler_redirect(const struct sim_request *request, guint status, const gchar *location)
{
	return redirect(request, SIM_SPEAKER_IIS, status, location);
}

struct sim_answer *
sim_handler_back_end_down(const struct sim_request *request)
{
	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = SIM_SPEAKER_EXCHANGE,
					       .status = 503,
					       .failure_at = "BackEnd",
					   });
}

/* As .NET escapes a query value, with hexadecimal digits in lower case. */
static gchar *
escape(const gchar *text)
{
	GString *escaped = g_string_new(NULL);

	for (const gchar *at = text; *at; at++) {
		if (g_ascii_isalnum(*at) || strchr("-_.!*()", *at))
			g_string_append_c(escaped, *at);
		else
			g_string_append_printf(escaped, "%%%02x", (guint)(guchar)*at);
	}
	return g_string_free(escaped, FALSE);
}

static struct sim_answer *
to_logon_page(const struct sim_request *request)
{
	g_autofree gchar *target = g_strdup_printf("https://%s%s", request->host, request->uri);
	g_autofree gchar *escaped = escape(target);
	g_autofree gchar *location = g_strdup_printf(
	    "https://%s/owa/auth/logon.aspx?url=%s&reason=0", request->host, escaped);

	return redirect(request, SIM_SPEAKER_EXCHANGE, 302, location);
}

static struct sim_answer *
challenge(const struct sim_request *request)
{
	struct sim_content content = {.speaker = SIM_SPEAKER_EXCHANGE, .status = 401};

	if (request->vdir == SIM_MAPI)
		content.failure_at = "FrontEnd";
	if (has_pages(request)) {
		content.content_type = SIM_PAGE_TYPE;
		content.body = sim_page_error(401);
	}
	return sim_layout_compose(request, &content);
}

/* A directory that lets nobody in without a logon, unless it is open to all. */
static struct sim_answer *
guarded(const struct sim_request *request)
{
	if (request->settings->anonymous)
		return sim_handler_plain(request, 200);
	if (request->settings->forms)
		return to_logon_page(request);
	return sim_logon_try(request) ? sim_inside_answer(request) : challenge(request);
}

static struct sim_answer *
autodiscover(const struct sim_request *request)
{
	struct sim_answer *answer = sim_discovery_outside(request);

	return answer ? answer : guarded(request);
}

struct sim_answer *
sim_handler_not_mapped(const struct sim_request *request)
{
	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = SIM_SPEAKER_IIS,
					       .status = 405,
					       .allow = "GET, HEAD",
					   });
}

/* From 2013 on only the methods of a download are mapped; before, the logon comes first. */
static struct sim_answer *
oab(const struct sim_request *request)
{
	gboolean download =
	    strcmp(request->method, "GET") == 0 || strcmp(request->method, "HEAD") == 0;

	return download || has_pages(request) ? guarded(request) : sim_handler_not_mapped(request);
}

/* 2007 and 2010 keep their pictures below the whole build, later ones below its first three
 * numbers. */
static struct sim_answer *
logon_page(const struct sim_request *request)
{
	const gchar *build = request->node->build;
	g_autofree gchar *three = g_strndup(build, (gsize)(strrchr(build, '.') - build));
	g_autofree gchar *theme_path = has_pages(request) ? g_strdup_printf("/owa/%s/", build)
							  : g_strdup_printf("/owa/auth/%s/", three);

	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = SIM_SPEAKER_EXCHANGE,
					       .status = 200,
					       .content_type = SIM_PAGE_TYPE_UTF8,
					       .body = sim_page_logon(theme_path),
					   });
}

static struct sim_answer *
owa(const struct sim_request *request)
{
	if (request->settings->forms && g_ascii_strcasecmp(request->rest, "/auth/logon.aspx") == 0)
		return logon_page(request);
	return guarded(request);
}

static struct sim_answer *(*const HANDLERS[SIM_VDIRS])(const struct sim_request *) = {
    [SIM_AUTODISCOVER] = autodiscover,
    [SIM_EWS] = guarded,
    [SIM_OAB] = oab,
    [SIM_MAPI] = guarded,
    [SIM_RPC] = guarded,
    [SIM_ACTIVESYNC] = guarded,
    [SIM_OWA] = owa,
    [SIM_ECP] = guarded,
    [SIM_POWERSHELL] = guarded,
    [SIM_API] = guarded,
};

struct sim_answer *
sim_handler_answer(const struct sim_request *request)
{
	return HANDLERS[request->vdir](request);
}
