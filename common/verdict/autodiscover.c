/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what a client outside finds by Autodiscover. */
#include "verdict/autodiscover.h"

#include "base/text.h"
#include "verdict/credentials.h"
#include "verdict/discovery_error.h"
#include "verdict/given_url.h"
#include "verdict/trail.h"
#include "verdict/transcript.h"

/* What every check of one run shares. All borrowed. */
struct hunt {
	const struct discovery *discovery;
	const struct autodiscover_policy *policy;
	const struct logon *logon;
	const struct check *credentials;
	struct check *root;
};

static void
note_call(struct check *check, const struct call *call)
{
	transcript_note(check, call->plain->answer);
	if (call->handshake)
		transcript_note_handshake(check, call->handshake);
}

/* A server was met there, and did not do its part. */
static gboolean
met_a_server(const struct trail *trail)
{
	const struct hop *hop = trail_last(trail);
	const struct answer *answer = hop && hop->call ? call_answer(hop->call)->answer : NULL;

	switch (trail->end) {
	case TRAIL_FOREIGN:
	case TRAIL_STATUS:
	case TRAIL_ODD_REDIRECT:
	case TRAIL_LOOP:
	case TRAIL_TOO_LONG:
		return TRUE;
	case TRAIL_LOST:
		return answer && answer->outcome != OUTCOME_CONNECT &&
		       answer->outcome != OUTCOME_NAME && answer->outcome != OUTCOME_NOT_ASKED;
	case TRAIL_NOT_WALKED:
	case TRAIL_NO_NAME:
	case TRAIL_CHALLENGED:
	case TRAIL_REFUSED:
	case TRAIL_SETTINGS:
	case TRAIL_ERROR:
	case TRAIL_ADDRESS:
	case TRAIL_END_COUNT:
		break;
	}
	return FALSE;
}

/* Where all fails: the step that clients came furthest with, the usual ones first; NULL when no
 * server was met at all. */
static const struct trail *
decisive_of(const struct discovery *discovery)
{
	static const enum discovery_step order[] = {DISCOVERY_NAMED, DISCOVERY_HOST, DISCOVERY_ROOT,
						    DISCOVERY_SRV, DISCOVERY_REDIRECT};

	for (gsize i = 0; !discovery_winner(discovery) && i < G_N_ELEMENTS(order); i++) {
		const struct trail *trail = discovery->trails[order[i]];

		if (trail && met_a_server(trail))
			return trail;
	}
	return NULL;
}

/* It failed for want of time. */
static gboolean
is_cut_off(const struct trail *trail)
{
	const struct hop *hop = trail ? trail_last(trail) : NULL;

	return hop && hop->call && call_answer(hop->call)->answer->outcome == OUTCOME_TIMEOUT;
}

/* Not one name was answered for. */
static gboolean
is_nameless(const struct discovery *discovery)
{
	for (guint step = 0; step < DISCOVERY_STEPS; step++) {
		const struct trail *trail = discovery->trails[step];
		const struct hop *hop = trail ? trail_last(trail) : NULL;

		if (trail && (trail->end != TRAIL_NO_NAME ||
			      (hop ? hop->resolved : trail->resolved) != OUTCOME_TIMEOUT))
			return FALSE;
	}
	return TRUE;
}

/* All steps in vain: each in one line. */
static struct check *
judge_nothing(const struct hunt *hunt)
{
	struct check *check = check_add(hunt->root, "discovery");
	g_autofree char *email = text_line(hunt->discovery->email);
	g_autofree char *domain = text_line(hunt->discovery->domain);

	if (is_nameless(hunt->discovery)) {
		check_judge(check, hunt->policy->timeout_state,
			    "the name server does not answer: nobody knows where clients outside "
			    "would find the server of %s",
			    email);
		check_remedy(check, "look at the name servers of the mail domain, and at the one "
				    "that is asked from here (--dns-server)");
	} else {
		check_judge(check,
			    is_cut_off(decisive_of(hunt->discovery)) ? hunt->policy->timeout_state
								     : STATE_CRITICAL,
			    "no step of Autodiscover leads to a server: clients outside find "
			    "nothing for %s",
			    email);
		check_remedy(check,
			     "publish an address of autodiscover.%s and serve "
			     "/autodiscover/autodiscover.xml there, or a SRV record "
			     "_autodiscover._tcp.%s that names the server",
			     domain, domain);
	}
	for (guint step = 0; step < DISCOVERY_STEPS; step++) {
		const struct trail *trail = hunt->discovery->trails[step];
		g_autofree char *words = trail ? trail_describe(trail) : NULL;

		if (trail)
			check_note(check, NOTE_EVIDENCE, "%s: %s", trail_title(trail->step), words);
	}
	return check;
}

/* The step that clients came furthest with is why; one that is only not there follows from nothing
 * being there. */
static void
link_causes(struct check *nothing, struct check *step, gboolean decisive)
{
	if ((decisive || step->state == STATE_CRITICAL) && !nothing->cause)
		check_follows(nothing, step);
	else if (step->state != STATE_OK && step->state != STATE_CRITICAL)
		check_follows(step, nothing);
}

static struct check *
judge_trail(const struct hunt *hunt, const struct trail *trail)
{
	struct trail_case this = {.policy = hunt->policy,
				  .discovery = hunt->discovery,
				  .trail = trail,
				  .logon = hunt->logon,
				  .credentials = hunt->credentials,
				  .decisive = trail == decisive_of(hunt->discovery)};
	struct check *check = check_add(hunt->root, trail_title(trail->step));
	g_autofree char *label = g_strdup_printf("%s_time", discovery_step_name(trail->step));

	check_measure(check, label, UNIT_SECONDS, (double)trail->total_us / G_USEC_PER_SEC, NULL,
		      0);
	trail_judge(check, &this);
	for (guint i = 0; i < trail->hops->len; i++) {
		const struct hop *hop = g_ptr_array_index(trail->hops, i);

		if (hop->call)
			note_call(check, hop->call);
	}
	return check;
}

/* An error of a form that the trail did not ask for itself. */
static void
judge_disclosure(const struct hunt *hunt, const struct disclosure *disclosure)
{
	const struct answer *answer = call_answer(disclosure->call)->answer;
	struct check *check = check_add(hunt->root, disclosure->form);
	g_autofree char *url = text_line(disclosure->url);
	g_autofree char *trouble = text_line(answer->trouble);
	g_autofree char *location = text_line(answer_header(answer, "Location"));
	g_autofree char *leads =
	    *location != '\0' ? g_strconcat(" and leads to ", location, NULL) : g_strdup("");
	const struct autodiscover_answer *document = disclosure->document;

	note_call(check, disclosure->call);
	if (document && document->error_code)
		discovery_error_judge(check, document, disclosure->form);
	else if (document && document->malformed) {
		g_autofree char *why = text_line(document->malformed);

		check_judge(check, STATE_WARNING, "%s gives no usable answer: %s", url, why);
	}
	if (document && document->odd_namespace) {
		g_autofree char *name = text_line(document->odd_namespace);

		check_judge(check, STATE_WARNING,
			    "its namespace is %s: clients do not understand it", name);
	}
	if (answer->outcome == OUTCOME_ANSWERED)
		check_judge(check, STATE_OK, "%s answers %u%s%s", url, answer->status,
			    answer->status == 404 ? ": not served by this version" : "", leads);
	else
		check_judge(check, STATE_WARNING, "%s does not answer: %s (%s)", url,
			    outcome_name(answer->outcome), trouble);
}

static void
judge_time(const struct hunt *hunt)
{
	const struct trail *winner = discovery_winner(hunt->discovery);
	const struct threshold *limits = &hunt->policy->time_s;
	double seconds;
	enum state state;

	if (!winner)
		return;
	seconds = (double)winner->total_us / G_USEC_PER_SEC;
	state = threshold_judge(limits, seconds);
	if (!limits->warning.present && !limits->critical.present)
		return;
	check_judge(check_add(hunt->root, "time"), state, "%s answered in %.3f s",
		    trail_title(winner->step), seconds);
}

static void
sum_up(const struct hunt *hunt)
{
	const struct trail *winner = discovery_winner(hunt->discovery);
	const struct hop *hop = winner ? trail_last(winner) : NULL;
	g_autofree char *email = text_line(hunt->discovery->email);
	g_autofree char *host = text_line(hop ? hop->host : NULL);
	g_autofree char *build = text_line(hop ? hop->node->build : NULL);
	gboolean settings = winner && winner->end == TRAIL_SETTINGS;

	if (!winner) {
		check_judge(hunt->root, STATE_OK, "nothing was found for %s until the time was up",
			    email);
		return;
	}
	check_judge(hunt->root, STATE_OK, "%s is led to %s by the %s%s%s%s", email, host,
		    trail_title(winner->step), *build != '\0' ? ", build " : "", build,
		    settings ? "" : "; without credentials only what needs no logon was asked");
}

static void
judge_one(struct hunt *hunt)
{
	const struct discovery *discovery = hunt->discovery;
	struct check *nothing = discovery_winner(discovery) ? NULL : judge_nothing(hunt);

	for (guint step = 0; step < DISCOVERY_STEPS; step++) {
		struct check *check =
		    discovery->trails[step] ? judge_trail(hunt, discovery->trails[step]) : NULL;

		if (nothing && check)
			link_causes(nothing, check,
				    discovery->trails[step] == decisive_of(discovery));
	}
	for (guint i = 0; i < discovery->disclosures->len; i++)
		judge_disclosure(hunt, g_ptr_array_index(discovery->disclosures, i));
	given_url_judge_all(hunt->root, discovery, hunt->policy);
	judge_time(hunt);
}

/* The last answer leads to an address that was asked for already, or that is none. */
static void
judge_address_circle(struct check *root, const struct discovery *last)
{
	const struct trail *winner = discovery_winner(last);
	g_autofree char *address = text_line(winner ? winner->redirect : NULL);
	struct check *check;

	if (!winner || winner->end != TRAIL_ADDRESS)
		return;
	check = check_add(root, "addresses");
	check_judge(check, STATE_CRITICAL,
		    "Autodiscover leads from address to address and ends nowhere: the last one is "
		    "%s",
		    address);
	check_remedy(check, "correct the target address of the mailbox (Get-MailUser, "
			    "Get-RemoteMailbox: RemoteRoutingAddress)");
}

void
autodiscover_judge(struct check *root, const struct discovery *discovery, const struct logon *logon,
		   const struct check *credentials, const struct autodiscover_policy *policy)
{
	struct hunt hunt = {
	    .policy = policy, .logon = logon, .credentials = credentials, .root = root};

	for (const struct discovery *one = discovery; one; one = one->next) {
		g_autofree char *title = text_line(one->email);

		hunt.discovery = one;
		hunt.root = one == discovery ? root : check_add(root, title);
		judge_one(&hunt);
	}
	judge_address_circle(root, hunt.discovery);
	hunt.root = root;
	if (check_state(root) == STATE_OK)
		sum_up(&hunt);
}

struct check *
verdict_autodiscover(const struct discovery *discovery, const struct autodiscover_policy *policy)
{
	struct check *root = check_new("autodiscover");
	const struct check *credentials = credentials_judge(root, discovery->logon, policy->now_s);

	gint64 total_us = 0;

	for (const struct discovery *one = discovery; one; one = one->next)
		total_us += one->total_us;
	autodiscover_judge(root, discovery, discovery->logon, credentials, policy);
	check_measure(root, "time", UNIT_SECONDS, (double)total_us / G_USEC_PER_SEC, NULL, 0);
	return root;
}
