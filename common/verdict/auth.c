/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what the endpoints of a farm offer to an anonymous client. */
#include "verdict/auth.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "verdict/nodes.h"
#include "verdict/remedy.h"
#include "verdict/schemes.h"
#include "verdict/status.h"
#include "verdict/transcript.h"
#include "verdict/transport.h"

/* One node under judgement. */
struct bench {
	const struct auth_policy *policy;
	const struct sweep *sweep;
	const struct node_offers *offers;
	struct check *check;	  /* the node's, or the root when there is one node only */
	const struct check *lost; /* why the rest of the node could not be asked; NULL: it could */
	char *prefix;		  /* of performance data labels: "" or "n1_" */
};

static gboolean
is_answered(const struct asked *asked)
{
	return asked && asked->answer->outcome == OUTCOME_ANSWERED;
}

static gboolean
is_fine(const struct bench *bench, const struct offer *offer, const struct asked *asked)
{
	struct status_case this = {
	    .endpoint = offer->endpoint, .asked = asked, .tls = bench->sweep->tls};

	return is_answered(asked) && status_is_fine(&this);
}

/* Clients post where they can, so that answer counts. */
static const struct asked *
decisive(const struct offer *offer)
{
	return is_answered(offer->post) || !offer->get ? offer->post : offer->get;
}

static gboolean
others_are_fine(const struct bench *bench, const struct offer *self)
{
	for (guint i = 0; i < bench->offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(bench->offers->offers, i);

		if (offer != self && is_fine(bench, offer, decisive(offer)))
			return TRUE;
	}
	return FALSE;
}

/* Neither method brought an answer because the server itself was lost: told once for all such
 * endpoints. */
static gboolean
is_lost(const struct bench *bench, const struct offer *offer)
{
	return bench->lost && !is_answered(offer->get) && !is_answered(offer->post);
}

static void
judge_unanswered(struct bench *bench, struct check *endpoint, const struct asked *asked)
{
	struct check *check;

	if (!asked || is_answered(asked))
		return;
	check = check_add(endpoint, asked->answer->method == METHOD_POST ? "post" : "get");
	if (bench->lost) {
		check_judge(check, STATE_UNKNOWN, "not answered");
		check_follows(check, bench->lost);
		return;
	}
	transport_judge(check, asked->answer, bench->policy->timeout_state);
}

static void
judge_body(struct bench *bench, struct check *endpoint, const struct asked *asked)
{
	if (is_answered(asked) && asked->answer->body_outcome != OUTCOME_ANSWERED)
		transport_judge_body(check_add(endpoint, "body"), asked->answer,
				     bench->policy->timeout_state);
}

/* IIS answers GET and POST alike; a difference comes from something in front. */
static gboolean
methods_differ(const struct offer *offer)
{
	g_autofree char *get = NULL;
	g_autofree char *post = NULL;

	if (!is_answered(offer->get) || !is_answered(offer->post))
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
		struct prediction p = client_predict(client, asked->challenges);
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
judge_basic_endpoint(struct check *endpoint, const struct asked *asked)
{
	struct check *check = check_add(endpoint, "schemes");
	g_autofree char *list = challenge_list_describe(asked->challenges);
	gboolean usable = challenge_list_find(asked->challenges, SCHEME_BASIC) ||
			  challenge_list_find(asked->challenges, SCHEME_BEARER);

	if (usable)
		check_judge(check, STATE_OK, "%s", list);
	else
		check_judge(check, STATE_CRITICAL,
			    "neither Basic nor Bearer offered (%s): mobile clients cannot log on",
			    list);
}

static void
judge_list(struct bench *bench, struct check *endpoint, const struct offer *offer,
	   const struct asked *asked)
{
	struct wanted wanted = policy_wanted(bench->policy->policy, offer->endpoint);
	g_autofree char *via = text_line(bench->offers->node->via);
	struct schemes_case this = {
	    .offered = asked->challenges,
	    .wanted = &wanted,
	    .order_state = bench->policy->order_state,
	    .place = remedy_place_of(offer->endpoint, iis_age_of(bench->offers->node->software)),
	    .through_exchange = bench->offers->node->front_end != NULL,
	    .via = bench->offers->node->via ? via : NULL,
	    .only_for = methods_differ(offer) ? method_name(asked->answer->method) : NULL};

	if (!bench->sweep->tls)
		judge_cleartext(endpoint, asked, &this.place);
	if (wanted.rule || wanted.forbidden)
		schemes_judge(endpoint, &this);
	else if (offer->endpoint->known && offer->endpoint->known->logon == ENDPOINT_BASIC)
		judge_basic_endpoint(endpoint, asked);
	judge_grammar(endpoint, asked);
	judge_clients(endpoint, offer, asked, bench->policy->clients);
}

static void
judge_answer(struct bench *bench, struct check *endpoint, const struct offer *offer)
{
	const struct asked *asked = decisive(offer);
	struct status_case this = {.endpoint = offer->endpoint,
				   .asked = asked,
				   .tls = bench->sweep->tls,
				   .others_fine = others_are_fine(bench, offer)};
	struct check *check;

	if (!is_answered(asked))
		return;
	check = check_add(endpoint, "answer");
	status_judge(check, &this);
	check_judge(check, STATE_OK, "%u to an anonymous request", asked->answer->status);
	if (asked->answer->status == 401 && asked->challenges->challenges->len > 0)
		judge_list(bench, endpoint, offer, asked);
}

static void
judge_time(struct bench *bench, struct check *endpoint, const struct offer *offer)
{
	g_autofree char *label = g_strdup_printf("%s%s_time", bench->prefix, offer->endpoint->name);
	gint64 get_us = is_answered(offer->get) ? offer->get->answer->total_us : 0;
	gint64 post_us = is_answered(offer->post) ? offer->post->answer->total_us : 0;
	double seconds = (double)MAX(get_us, post_us) / G_USEC_PER_SEC;
	const struct threshold *limits = &bench->policy->time_s;
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

static void
judge_offer(struct bench *bench, const struct offer *offer)
{
	struct check *endpoint = check_add(bench->check, offer->endpoint->name);

	note_exchanges(endpoint, offer);
	judge_unanswered(bench, endpoint, offer->get);
	judge_unanswered(bench, endpoint, offer->post);
	judge_answer(bench, endpoint, offer);
	judge_body(bench, endpoint, offer->get);
	judge_body(bench, endpoint, offer->post);
	judge_methods(endpoint, offer);
	judge_time(bench, endpoint, offer);
}

/* The first request that found the server itself out of reach. */
static const struct answer *
lost_answer(const struct node_offers *offers)
{
	for (guint i = 0; i < offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(offers->offers, i);

		if (offer->get && transport_lost(offer->get->answer))
			return offer->get->answer;
		if (offer->post && transport_lost(offer->post->answer))
			return offer->post->answer;
	}
	return NULL;
}

static void
judge_connection(struct bench *bench)
{
	const struct answer *answer = lost_answer(bench->offers);
	struct check *check;

	if (!answer)
		return;
	check = check_add(bench->check, "connection");
	transport_judge(check, answer, bench->policy->timeout_state);
	bench->lost = check;
}

/* One line for all endpoints that could not be asked. */
static void
judge_lost(struct bench *bench)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *list = NULL;
	struct check *check;

	for (guint i = 0; i < bench->offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(bench->offers->offers, i);

		if (is_lost(bench, offer))
			g_ptr_array_add(names, offer->endpoint->name);
	}
	if (names->len == 0)
		return;
	g_ptr_array_add(names, NULL);
	list = text_enumerate((const char *const *)names->pdata, " and ");
	check = check_add(bench->check, "endpoints");
	check_judge(check, STATE_UNKNOWN, "%s could not be asked", list);
	check_follows(check, bench->lost);
}

static void
judge_certificate(struct bench *bench)
{
	const struct certificate *certificate = bench->offers->node->certificate;
	const struct threshold *limits = &bench->policy->certificate_days;
	g_autofree char *label = g_strdup_printf("%scert_days", bench->prefix);
	g_autofree char *subject = NULL;
	struct check *check;
	gint64 days;

	if (!certificate || certificate->not_after_s == 0 || bench->lost)
		return;
	days = (certificate->not_after_s - bench->policy->now_s) / (24 * 60 * 60);
	subject = text_line(certificate->subject);
	check = check_add(bench->check, "certificate");
	check_measure(check, label, UNIT_NONE, (double)days, limits, NAN);
	check_judge(check, threshold_judge(limits, (double)days),
		    "the certificate expires in %" G_GINT64_FORMAT " days", days);
	check_note(check, NOTE_EVIDENCE, "subject: %s", subject);
	if (bench->policy->insecure)
		check_note(check, NOTE_DETAIL, "not verified, as --insecure says");
}

static void
note_node(struct check *check, const struct node *node)
{
	const char *traits[][2] = {
	    {"front end", node->front_end}, {"build", node->build}, {"back end", node->back_end},
	    {"software", node->software},   {"via", node->via},	    {"address", node->connected}};

	for (gsize i = 0; i < G_N_ELEMENTS(traits); i++) {
		g_autofree char *shown = text_line(traits[i][1]);

		if (traits[i][1])
			check_note(check, NOTE_DETAIL, "%s: %s", traits[i][0], shown);
	}
}

static void
judge_node(struct bench *bench)
{
	note_node(bench->check, bench->offers->node);
	judge_connection(bench);
	judge_lost(bench);
	for (guint i = 0; i < bench->offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(bench->offers->offers, i);

		if (!is_lost(bench, offer))
			judge_offer(bench, offer);
	}
	judge_certificate(bench);
}

/* How the endpoints of a node were judged, for the sentence that says all is well. */
struct tally {
	guint by_policy;
	guint as_expected; /* --expect took the policy's place */
	guint otherwise;   /* a logon form, a redirect to https: no list to hold a policy against */
};

static struct tally
count_up(const GPtrArray *offers, const struct auth_policy *policy)
{
	struct tally tally = {0};

	for (guint i = 0; i < offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(offers, i);
		struct wanted wanted = policy_wanted(policy->policy, offer->endpoint);

		if (!wanted.rule || decisive(offer)->answer->status != 401)
			tally.otherwise++;
		else if (wanted.exact)
			tally.as_expected++;
		else
			tally.by_policy++;
	}
	return tally;
}

static void
say_count(GString *text, guint count, const char *what)
{
	if (count > 0)
		g_string_append_printf(text, "%s%u endpoint%s %s", text->len > 0 ? ", " : "", count,
				       count == 1 ? "" : "s", what);
}

/* "3 endpoints as policy communicator wants (NTLM before Negotiate) on CAS1 (192.0.2.11),
 * build 15.2.1544.11" */
static void
sum_up(struct check *root, const struct sweep *sweep, const struct auth_policy *policy)
{
	const struct node_offers *first = g_ptr_array_index(sweep->nodes, 0);
	const struct policy_rule *rule = policy_rule(policy->policy);
	struct tally tally = count_up(first->offers, policy);
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *wanted =
	    g_strdup_printf("as policy %s wants (%s)", rule->name, rule->meaning);
	g_autofree char *where = sweep->nodes->len > 1
				     ? g_strdup_printf("all %u nodes", sweep->nodes->len)
				     : nodes_title(first->node);

	say_count(text, tally.by_policy, wanted);
	say_count(text, tally.as_expected, "as expected");
	say_count(text, tally.otherwise,
		  sweep->tls ? "guarded as it should be" : "closed to plain http");
	g_string_append_printf(text, " on %s", where);
	if (sweep->nodes->len == 1 && first->node->build) {
		g_autofree char *build = text_line(first->node->build);

		g_string_append_printf(text, ", build %s", build);
	}
	check_judge(root, STATE_OK, "%s", text->str);
}

static void
judge_name(struct check *root, const struct sweep *sweep, enum state timeout_state)
{
	struct check *check = check_add(root, "name");
	g_autofree char *name = text_line(sweep->hostname);
	g_autofree char *trouble = text_line(sweep->resolve_trouble);
	enum state state = sweep->resolved == OUTCOME_TIMEOUT ? timeout_state
			   : sweep->resolved == OUTCOME_LOCAL ? STATE_UNKNOWN
							      : STATE_CRITICAL;

	check_judge(check, state, "no address for %s: %s", name, trouble);
}

static void
note_known_addresses(struct check *root, const struct sweep *sweep)
{
	if (sweep->nodes->len == 1 && sweep->known_addresses > 1)
		check_note(root, NOTE_DETAIL,
			   "the name has %u addresses; --all-addresses asks each of them",
			   sweep->known_addresses);
}

struct check *
verdict_auth(const struct sweep *sweep, const struct auth_policy *policy)
{
	struct check *root = check_new("auth");
	gboolean many = sweep->nodes->len > 1;

	if (sweep->resolved != OUTCOME_ANSWERED) {
		judge_name(root, sweep, policy->timeout_state);
		return root;
	}
	for (guint i = 0; i < sweep->nodes->len; i++) {
		const struct node_offers *offers = g_ptr_array_index(sweep->nodes, i);
		g_autofree char *title = nodes_title(offers->node);
		g_autofree char *prefix = many ? g_strdup_printf("n%u_", i + 1) : g_strdup("");
		struct bench bench = {.policy = policy,
				      .sweep = sweep,
				      .offers = offers,
				      .prefix = prefix,
				      .check = many ? check_add(root, title) : root};

		judge_node(&bench);
	}
	nodes_judge_agreement(root, sweep);
	note_known_addresses(root, sweep);
	check_measure(root, "time", UNIT_SECONDS, (double)sweep->total_us / G_USEC_PER_SEC, NULL,
		      0);
	if (check_state(root) == STATE_OK)
		sum_up(root, sweep, policy);
	return root;
}
