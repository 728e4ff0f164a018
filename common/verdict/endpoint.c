/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what one endpoint of one node offers to an anonymous client. */
#include "verdict/endpoint.h"

#include <string.h>

#include "base/text.h"
#include "verdict/remedy.h"
#include "verdict/schemes.h"
#include "verdict/status.h"
#include "verdict/transcript.h"
#include "verdict/transport.h"

static gboolean
is_fine(const struct node_case *node, const struct offer *offer, const struct asked *asked)
{
	struct status_case this = {
	    .endpoint = offer->endpoint, .asked = asked, .tls = node->sweep->tls};

	return asked_answered(asked) && status_is_fine(&this);
}

static gboolean
others_are_fine(const struct node_case *node, const struct offer *self)
{
	for (guint i = 0; i < node->offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(node->offers->offers, i);

		if (offer != self && is_fine(node, offer, offer_decisive(offer)))
			return TRUE;
	}
	return FALSE;
}

static void
judge_unanswered(const struct node_case *node, struct check *endpoint, const struct asked *asked)
{
	struct check *check;

	if (!asked || asked_answered(asked))
		return;
	check = check_add(endpoint, asked->answer->method == METHOD_POST ? "post" : "get");
	if (node->lost) {
		check_judge(check, STATE_UNKNOWN, "not answered");
		check_follows(check, node->lost);
		return;
	}
	transport_judge(check, asked->answer, node->policy->timeout_state);
}

static void
judge_body(const struct node_case *node, struct check *endpoint, const struct asked *asked)
{
	if (asked_answered(asked) && asked->answer->body_outcome != OUTCOME_ANSWERED)
		transport_judge_body(check_add(endpoint, "body"), asked->answer,
				     node->policy->timeout_state);
}

/* IIS answers GET and POST alike; a difference comes from something in front. */
static gboolean
methods_differ(const struct offer *offer)
{
	g_autofree char *get = NULL;
	g_autofree char *post = NULL;

	if (!asked_answered(offer->get) || !asked_answered(offer->post))
		return FALSE;
	get = challenge_list_describe(offer->get->challenges);
	post = challenge_list_describe(offer->post->challenges);
	return offer->get->answer->status != offer->post->answer->status || strcmp(get, post) != 0;
}

static void
judge_methods(struct check *endpoint, const struct offer *offer)
{
	const struct asked *both[] = {offer->get, offer->post};
	struct check *check;

	if (!methods_differ(offer))
		return;
	check = check_add(endpoint, "methods");
	check_judge(check, STATE_WARNING,
		    "GET and POST are answered differently: something in front tells them apart");
	for (gsize i = 0; i < G_N_ELEMENTS(both); i++) {
		g_autofree char *list = challenge_list_describe(both[i]->challenges);

		check_note(check, NOTE_EVIDENCE, "%s: %u, %s", method_name(both[i]->answer->method),
			   both[i]->answer->status, list);
	}
}

static void
judge_cleartext(struct check *endpoint, const struct asked *asked, const struct remedy_place *place)
{
	struct check *check = check_add(endpoint, "cleartext");

	if (!challenge_list_find(asked->challenges, SCHEME_BASIC)) {
		check_judge(check, STATE_OK, "Basic is not offered over plain http");
		return;
	}
	check_judge(check, STATE_CRITICAL,
		    "Basic is offered over plain http: passwords travel in clear text");
	check_remedy(check, "require TLS for this directory, or close port 80 to the outside");
	remedy_basic(check, place, FALSE);
}

static void
judge_grammar(struct check *endpoint, const struct asked *asked)
{
	guint merged = challenge_list_merged(asked->challenges);

	if (merged > 0)
		check_note(endpoint, NOTE_DETAIL,
			   "one WWW-Authenticate field (number %u) holds several challenges: a "
			   "proxy joined them",
			   merged);
	if (asked->challenges->malformed) {
		struct check *check = check_add(endpoint, "grammar");
		g_autofree char *what = text_line(asked->challenges->malformed);

		check_judge(check, STATE_WARNING, "WWW-Authenticate is malformed: %s", what);
	}
}

static void
judge_clients(struct check *endpoint, const struct offer *offer, const struct asked *asked,
	      const GArray *clients)
{
	for (guint i = 0; i < clients->len; i++) {
		enum client client = g_array_index(clients, enum client, i);
		struct prediction p = client_predict(client, client_outside, asked->challenges);
		g_autofree char *name = g_strdup_printf("client %s", client_names[client]);
		struct check *check;

		if (!client_uses(client, offer->endpoint))
			continue;
		check = check_add(endpoint, name);
		if (p.picked)
			check_judge(check, p.prompted ? STATE_WARNING : STATE_OK,
				    "%s takes %s%s: %s", p.title, scheme_name(p.picked->scheme),
				    p.prompted ? " and prompts" : " silently", p.why);
		else
			check_judge(check, STATE_WARNING, "%s cannot log on: %s", p.title, p.why);
		check_note(check, NOTE_DETAIL, "source: %s%s", p.source,
			   p.verified ? "" : " (not verified)");
	}
}

/* ActiveSync has no Windows authentication: phones need Basic or Bearer. */
static void
judge_basic_endpoint(struct check *endpoint, const struct asked *asked,
		     const struct remedy_place *place)
{
	struct check *check = check_add(endpoint, "schemes");
	g_autofree char *list = challenge_list_describe(asked->challenges);
	gboolean usable = challenge_list_find(asked->challenges, SCHEME_BASIC) ||
			  challenge_list_find(asked->challenges, SCHEME_BEARER);

	if (usable) {
		check_judge(check, STATE_OK, "%s", list);
		return;
	}
	check_judge(check, STATE_CRITICAL,
		    "neither Basic nor Bearer offered (%s): mobile clients cannot log on", list);
	remedy_basic(check, place, TRUE);
}

static void
judge_list(const struct node_case *node, struct check *endpoint, const struct offer *offer,
	   const struct asked *asked)
{
	struct wanted wanted = policy_wanted(node->policy->policy, offer->endpoint);
	g_autofree char *via = text_line(node->offers->node->via);
	g_autofree char *directory = remedy_directory_of(offer->endpoint);
	struct schemes_case this = {
	    .offered = asked->challenges,
	    .wanted = &wanted,
	    .order_state = node->policy->order_state,
	    .place = remedy_place_of(offer->endpoint, directory,
				     iis_age_of(node->offers->node->software)),
	    .through_exchange = node->offers->node->front_end != NULL,
	    .via = node->offers->node->via ? via : NULL,
	    .only_for = methods_differ(offer) ? method_name(asked->answer->method) : NULL};

	if (!node->sweep->tls)
		judge_cleartext(endpoint, asked, &this.place);
	if (wanted.rule || wanted.forbidden)
		schemes_judge(endpoint, &this);
	else if (offer->endpoint->known && offer->endpoint->known->logon == ENDPOINT_BASIC)
		judge_basic_endpoint(endpoint, asked, &this.place);
	judge_grammar(endpoint, asked);
	judge_clients(endpoint, offer, asked, node->policy->clients);
}

static void
judge_answer(const struct node_case *node, struct check *endpoint, const struct offer *offer)
{
	const struct asked *asked = offer_decisive(offer);
	struct status_case this = {
	    .endpoint = offer->endpoint,
	    .asked = asked,
	    .tls = node->sweep->tls,
	    .others_fine = others_are_fine(node, offer),
	    .only_for = methods_differ(offer) ? method_name(asked->answer->method) : NULL};
	struct check *check;

	if (!asked_answered(asked))
		return;
	check = check_add(endpoint, "answer");
	status_judge(check, &this);
	check_judge(check, STATE_OK, "%u to an anonymous request", asked->answer->status);
	if (asked->answer->status == 401 && asked->challenges->challenges->len > 0)
		judge_list(node, endpoint, offer, asked);
}

static void
judge_time(const struct node_case *node, struct check *endpoint, const struct offer *offer)
{
	g_autofree char *label = g_strdup_printf("%s%s_time", node->prefix, offer->endpoint->name);
	gint64 get_us = asked_answered(offer->get) ? offer->get->answer->total_us : 0;
	gint64 post_us = asked_answered(offer->post) ? offer->post->answer->total_us : 0;
	double seconds = (double)MAX(get_us, post_us) / G_USEC_PER_SEC;
	const struct threshold *limits = &node->policy->time_s;
	enum state state = threshold_judge(limits, seconds);
	g_autofree char *limit =
	    range_format(state == STATE_CRITICAL ? &limits->critical : &limits->warning);

	if (get_us == 0 && post_us == 0)
		return;
	check_measure(endpoint, label, UNIT_SECONDS, seconds, limits, 0);
	if (!limits->warning.present && !limits->critical.present)
		return;
	check_judge(check_add(endpoint, "time"), state, "answered in %.3f s%s%s", seconds,
		    state == STATE_OK ? "" : ", limit ", state == STATE_OK ? "" : limit);
}

static void
note_exchanges(struct check *endpoint, const struct offer *offer)
{
	if (offer->get)
		transcript_note(endpoint, offer->get->answer);
	if (offer->post)
		transcript_note(endpoint, offer->post->answer);
}

void
endpoint_judge(const struct node_case *node, const struct offer *offer)
{
	struct check *endpoint = check_add(node->check, offer->endpoint->name);

	note_exchanges(endpoint, offer);
	judge_unanswered(node, endpoint, offer->get);
	judge_unanswered(node, endpoint, offer->post);
	judge_answer(node, endpoint, offer);
	judge_body(node, endpoint, offer->get);
	judge_body(node, endpoint, offer->post);
	judge_methods(endpoint, offer);
	judge_time(node, endpoint, offer);
}
