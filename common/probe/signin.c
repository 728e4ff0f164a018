/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks through all that a client does when it signs in. */
#include "probe/signin.h"

enum { PAGE_LIMIT = 64 * 1024 };

static void
ask_anonymously(struct session *session, const struct node_offers *node, struct deadline deadline,
		void *data)
{
	struct signin *signin = data;
	const char *url = discovery_external_url(signin->discovery, "OABUrl");
	g_autoptr(struct_site) site = site_new(url);
	g_autofree char *path = oab_manifest_path(site->path);
	struct http_request request = {.method = METHOD_GET,
				       .path = path,
				       .body_limit = PAGE_LIMIT,
				       .patience_ms = MAX(deadline_left_ms(deadline) / 2, 1)};

	(void)node;
	signin->oab_anonymous = session_ask_plainly(session, &request, deadline);
}

static void
ask_fallback(struct session *session, const struct node_offers *node, struct deadline deadline,
	     void *data)
{
	struct signin *signin = data;
	const struct ews_site *site = g_ptr_array_index(signin->ews->sites, 0);

	(void)node;
	signin->fallback = session_ask_fallback(session, site->site->path, deadline);
}

/* A visit whose nodes are known by another one already. */
static void
look_in(struct site_run *run, const char *url, site_talk talk, struct signin *signin)
{
	g_autoptr(struct_site) site = site_new(url);

	site_visit(run, site, talk, signin);
}

static gboolean
offers_negotiate(const struct signin *signin)
{
	const struct asked *asked = signin_first_answer(signin, SIGNIN_EWS);

	return asked && challenge_list_find(asked->challenges, SCHEME_NEGOTIATE);
}

/* Time since `began`, which is moved on to now. */
static gint64
lap(gint64 *began)
{
	gint64 now = g_get_monotonic_time();
	gint64 time = now - *began;

	*began = now;
	return time;
}

struct signin *
signin_run(const struct signin_request *request, struct deadline deadline)
{
	struct signin *signin = signin_new();
	const struct ews_questions *questions = &request->questions;
	gint64 began = g_get_monotonic_time();
	gint64 at = began;
	struct site_run run;
	const char *oab_url;

	signin->ews = ews_findings_new(questions->owner, questions->mailboxes, questions->at_s);
	signin->oab = oab_findings_new(OAB_DEPTH_MANIFEST);
	site_run_init(&run, &request->site, deadline);
	signin->discovery = site_discover(&run);
	signin->step_us[SIGNIN_AUTODISCOVER] = lap(&at);
	oab_url = request->oab ? discovery_external_url(signin->discovery, "OABUrl") : NULL;
	/* Before the connection is logged on: what a connection of the client's own would see. */
	if (oab_url)
		look_in(&run, oab_url, ask_anonymously, signin);
	signin->step_us[SIGNIN_OAB] = lap(&at);
	ews_visit_discovered(&run, questions, signin->discovery, signin->ews);
	signin->step_us[SIGNIN_EWS] = lap(&at);
	if (oab_url)
		oab_visit(&run, oab_url, signin->oab);
	signin->step_us[SIGNIN_OAB] += lap(&at);
	if (request->fallback && offers_negotiate(signin)) {
		const struct ews_site *site = g_ptr_array_index(signin->ews->sites, 0);

		look_in(&run, site->site->url, ask_fallback, signin);
	}
	signin->logon = run.logon;
	signin->total_us = g_get_monotonic_time() - began;
	site_run_clear(&run);
	return signin;
}
