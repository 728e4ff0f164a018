/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks Exchange Web Services what clients ask for presence. */
#include "probe/ews.h"

enum { BODY_LIMIT = 1024 * 1024 };

/* What every visit of one URL is told. */
struct plan {
	const struct ews_questions *questions;
	struct ews_site *site;
	GMutex mutex; /* guards the site's talks */
};

/* The document of an answer that has one: Exchange says its faults with 500. */
static struct ews_answer *
read_document(const struct call *call)
{
	const struct answer *answer = call_answer(call)->answer;

	if (answer->outcome != OUTCOME_ANSWERED ||
	    (answer->status != 200 && answer->status != 500) || answer->body->len == 0)
		return NULL;
	return ews_parse(answer->body->str, answer->body->len);
}

static void
ask_one(struct session *session, const struct ews_questions *questions, const char *path,
	const struct ews_talk *talk, struct deadline deadline)
{
	struct ews_call *call = g_ptr_array_index(talk->calls, talk->calls->len - 1);
	gboolean free_busy = call->question == EWS_FREE_BUSY;
	const char *headers[] = {"Content-Type: text/xml; charset=utf-8",
				 free_busy ? "SOAPAction: " EWS_AVAILABILITY_ACTION
					   : "SOAPAction: " EWS_OOF_ACTION,
				 NULL};
	g_autofree char *body =
	    free_busy ? ews_availability_request(questions->version, questions->mailboxes,
						 questions->at_s, questions->at_s + EWS_WINDOW_S,
						 EWS_STEP_MINUTES, FALSE)
		      : ews_oof_request(questions->version, questions->owner);
	/* The first one is not answered before the logon, which needs time of its own. */
	gint64 patience_ms = talk->calls->len > 1 ? 0 : MAX(deadline_left_ms(deadline) / 2, 1);
	struct http_request request = {.method = METHOD_POST,
				       .path = path,
				       .headers = headers,
				       .body = body,
				       .body_limit = BODY_LIMIT,
				       .patience_ms = patience_ms};

	call->call = session_ask(session, &request, deadline);
	call->answer = read_document(call->call);
}

/* Who is told to wait and asks on is throttled the longer. */
static gboolean
is_throttled(const struct ews_answer *answer)
{
	return answer && (answer->back_off_ms > 0 ||
			  g_strcmp0(answer->fault_response_code, "ErrorServerBusy") == 0);
}

void
ews_ask(struct session *session, const struct ews_questions *questions, guint wanted,
	const char *path, struct ews_talk *talk, struct deadline deadline)
{
	gboolean going_on = TRUE;

	for (guint question = 0; question < EWS_QUESTIONS; question++) {
		struct ews_call *call;

		if (!(wanted & 1U << question))
			continue;
		call = ews_call_new((enum ews_question)question);
		g_ptr_array_add(talk->calls, call);
		if (!going_on)
			continue;
		ask_one(session, questions, path, talk, deadline);
		going_on = call_went_well(call->call) && !is_throttled(call->answer);
	}
}

static void
talk_to_node(struct session *session, const struct node_offers *node, struct deadline deadline,
	     void *data)
{
	struct plan *plan = data;
	struct ews_talk *talk = ews_talk_new(node->number);

	ews_ask(session, plan->questions, plan->site->questions, plan->site->site->path, talk,
		deadline);
	g_mutex_lock(&plan->mutex);
	g_ptr_array_add(plan->site->talks, talk);
	g_mutex_unlock(&plan->mutex);
}

static gint
by_node(gconstpointer a, gconstpointer b)
{
	const struct ews_talk *const *one = a;
	const struct ews_talk *const *other = b;

	return (gint)(*one)->node - (gint)(*other)->node;
}

/* `plan` says all but the site. */
static void
visit(struct site_run *run, struct plan *plan, struct ews_findings *findings, const char *url,
      guint wanted)
{
	plan->site = ews_site_new(url, wanted);
	g_ptr_array_add(findings->sites, plan->site);
	g_mutex_init(&plan->mutex);
	site_visit(run, plan->site->site, talk_to_node, plan);
	g_ptr_array_sort(plan->site->talks, by_node);
	g_mutex_clear(&plan->mutex);
}

/* Clients that know only of one URL take the other names for it (Microsoft's client library:
 * EwsUrl, else ASUrl). */
static const char *
url_for(const struct discovery *discovery, enum ews_question question)
{
	static const char *const names[EWS_QUESTIONS][3] = {
	    [EWS_FREE_BUSY] = {"ASUrl", "EwsUrl", "OOFUrl"},
	    [EWS_OUT_OF_OFFICE] = {"OOFUrl", "EwsUrl", "ASUrl"}};
	const char *url = NULL;

	for (gsize i = 0; !url && i < G_N_ELEMENTS(names[question]); i++)
		url = discovery_external_url(discovery, names[question][i]);
	return url;
}

/* One visit when both are at the same URL, as setup leaves it. */
void
ews_visit_discovered(struct site_run *run, const struct ews_questions *questions,
		     const struct discovery *discovery, struct ews_findings *findings)
{
	struct plan plan = {.questions = questions};
	const char *urls[EWS_QUESTIONS];

	for (guint question = 0; question < EWS_QUESTIONS; question++)
		urls[question] = questions->wanted & 1U << question
				     ? url_for(discovery, (enum ews_question)question)
				     : NULL;
	for (guint question = 0; question < EWS_QUESTIONS; question++) {
		guint wanted = 0;

		for (guint other = question; other < EWS_QUESTIONS; other++)
			if (urls[question] && g_strcmp0(urls[question], urls[other]) == 0)
				wanted |= 1U << other;
		if (question > 0 && g_strcmp0(urls[question], urls[0]) == 0)
			continue;
		if (wanted != 0)
			visit(run, &plan, findings, urls[question], wanted);
	}
}

struct ews_findings *
ews_run(const struct site_request *request, const struct ews_questions *questions,
	struct deadline deadline)
{
	struct ews_findings *findings =
	    ews_findings_new(questions->owner, questions->mailboxes, questions->at_s);
	struct plan plan = {.questions = questions};
	gint64 began = g_get_monotonic_time();
	struct site_run run;

	site_run_init(&run, request, deadline);
	if (request->url) {
		visit(&run, &plan, findings, request->url, questions->wanted);
	} else {
		findings->discovery = site_discover(&run);
		ews_visit_discovered(&run, questions, findings->discovery, findings);
	}
	findings->logon = run.logon;
	findings->total_us = g_get_monotonic_time() - began;
	site_run_clear(&run);
	return findings;
}
