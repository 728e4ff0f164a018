/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether free/busy and out-of-office work. */
#include "verdict/ews.h"

#include <string.h>

#include "base/text.h"
#include "verdict/credentials.h"
#include "verdict/ews_case.h"
#include "verdict/nodes.h"
#include "verdict/reach.h"
#include "verdict/service.h"

static void
judge_served(struct check *check, const struct ews_case *this, const struct ews_call *call,
	     const struct service_case *service)
{
	const struct answer *answer = call_answer(call->call)->answer;

	if (!service_judge_body(check, service, "the answer"))
		return;
	if (call->answer && (answer->status == 200 || !call->answer->malformed))
		ews_document_judge(check, this, call);
	else if (answer->status != 200)
		service_judge_status(check, service);
	else {
		check_judge(check, STATE_CRITICAL, "200, and nothing in it");
		check_remedy(check, SERVICE_STRANGER);
	}
}

static gboolean
has_same_remedies(const struct check *one, const struct check *other)
{
	gboolean same = one->remedies->len == other->remedies->len;

	for (guint i = 0; same && i < one->remedies->len; i++)
		same = strcmp(one->remedies->pdata[i], other->remedies->pdata[i]) == 0;
	return same && one->remedies->len > 0;
}

static const struct check *
judge_call(const struct ews_case *this, const struct ews_call *call, const struct check *first)
{
	struct check *check = check_add(this->check, ews_question_title(call->question));
	g_autofree char *label =
	    g_strdup_printf("%s%s_time", this->prefix, ews_question_name(call->question));
	struct service_case service = {.timeout_state = this->policy->timeout_state,
				       .site = this->site->site,
				       .node = this->node,
				       .logon = this->logon,
				       .credentials = this->credentials,
				       .endpoint = "ews",
				       .call = call->call};
	double seconds;

	/* A time-out before it that is to count as OK makes no other state of this. */
	if (!call->call) {
		check_judge(check,
			    first && check_state(first) == STATE_OK ? STATE_OK : STATE_UNKNOWN,
			    "not asked");
		if (first)
			check_follows(check, first);
		return check;
	}
	seconds = (double)call_total_us(call->call) / G_USEC_PER_SEC;
	if (service_judge(check, &service) == SERVICE_SERVED) {
		judge_served(check, this, call, &service);
		check_measure(check, label, UNIT_SECONDS, seconds, &this->policy->time_s, 0);
		service_judge_time(check,
				   call->question == EWS_FREE_BUSY ? "free/busy answered"
								   : "out of office answered",
				   seconds, &this->policy->time_s);
	}
	/* What ails both questions is one finding. */
	if (first && check->state != STATE_OK && check->state == first->state &&
	    has_same_remedies(check, first))
		check_follows(check, first);
	return check;
}

static void
judge_talk(const struct ews_case *this, const struct ews_talk *talk)
{
	const struct check *first = NULL;

	reach_note_node(this->check, this->node->node);
	for (guint i = 0; talk && i < talk->calls->len; i++) {
		const struct ews_call *call = g_ptr_array_index(talk->calls, i);
		const struct check *check = judge_call(this, call, first);

		if (!first)
			first = check;
	}
}

static void
judge_site(const struct ews_case *all)
{
	const struct ews_site *site = all->site;
	struct check *root = all->check;
	const struct sweep *sweep = site->site->sweep;
	gboolean many;

	if (service_judge_site(root, site->site, "EwsUrl", all->policy->timeout_state))
		return;
	many = sweep->nodes->len > 1;
	for (guint i = 0; i < sweep->nodes->len; i++) {
		const struct node_offers *node = g_ptr_array_index(sweep->nodes, i);
		g_autofree char *title = nodes_title(node->node);
		g_autofree char *prefix = many ? g_strdup_printf("n%u_", i + 1) : g_strdup("");
		struct ews_case this = *all;

		this.node = node;
		this.check = many ? check_add(root, title) : root;
		this.prefix = prefix;
		judge_talk(&this, ews_talk_with(site, i));
	}
	if (many)
		nodes_judge_agreement(root, sweep);
	nodes_note_known_addresses(root, sweep);
}

void
ews_judge(struct check *root, const struct ews_findings *findings, const struct logon *logon,
	  const struct check *credentials, const struct ews_policy *policy)
{
	for (guint i = 0; i < findings->sites->len; i++) {
		const struct ews_site *site = g_ptr_array_index(findings->sites, i);
		g_autofree char *title = text_line(site->site->url);
		struct ews_case all = {.findings = findings,
				       .policy = policy,
				       .site = site,
				       .logon = logon,
				       .credentials = credentials,
				       .check = findings->sites->len > 1 ? check_add(root, title)
									 : root};

		judge_site(&all);
	}
}

/* "probe@example.com is free" of the first answer that says so; NULL. */
static const char *
first_summary(const struct check *root, const char *name)
{
	for (const struct check *at = root; at; at = check_next(root, at))
		if (strcmp(at->name, name) == 0 && at->summary)
			return at->summary;
	return NULL;
}

static gboolean
is_answered(const struct ews_talk *talk)
{
	for (guint i = 0; talk && i < talk->calls->len; i++) {
		const struct ews_call *call = g_ptr_array_index(talk->calls, i);

		if (!call->call || !call_went_well(call->call))
			return FALSE;
	}
	return talk != NULL;
}

/* FALSE although nothing is worse than OK: a time-out is to count as OK. */
static gboolean
all_answered(const struct ews_findings *findings)
{
	for (guint i = 0; i < findings->sites->len; i++) {
		const struct ews_site *site = g_ptr_array_index(findings->sites, i);
		guint nodes = site->site->sweep ? site->site->sweep->nodes->len : 0;

		for (guint node = 0; node < nodes; node++)
			if (!is_answered(ews_talk_with(site, node)))
				return FALSE;
		if (nodes == 0)
			return FALSE;
	}
	return findings->sites->len > 0;
}

/* Everything has answered. */
static void
sum_up(struct check *root, const struct ews_findings *findings)
{
	const struct ews_site *site = g_ptr_array_index(findings->sites, 0);
	const struct node_offers *first = g_ptr_array_index(site->site->sweep->nodes, 0);
	guint nodes = site->site->sweep->nodes->len;
	g_autofree char *where =
	    nodes > 1 ? g_strdup_printf("all %u nodes", nodes) : nodes_title(first->node);
	g_autofree char *build = text_line(first->node->build);
	const char *free_busy = first_summary(root, ews_question_title(EWS_FREE_BUSY));
	const char *oof = first_summary(root, ews_question_title(EWS_OUT_OF_OFFICE));

	if (!findings->logon)
		check_judge(root, STATE_OK,
			    "EWS of %s asks for a logon; without credentials no more was asked",
			    where);
	else
		check_judge(root, STATE_OK, "%s%s%s, says %s%s%s", free_busy ? free_busy : "",
			    free_busy && oof ? ", " : "", oof ? oof : "", where,
			    *build != '\0' ? ", build " : "", build);
}

struct check *
verdict_ews(const struct ews_findings *findings, const struct ews_policy *policy)
{
	struct check *root = check_new("ews");
	const struct check *credentials = credentials_judge(root, findings->logon, policy->now_s);
	const struct ews_site *first =
	    findings->sites->len > 0 ? g_ptr_array_index(findings->sites, 0) : NULL;
	const struct service_lead lead = {.discovery = findings->discovery,
					  .name = "EwsUrl",
					  .url = first ? first->site->url : NULL,
					  .timeout_state = policy->timeout_state,
					  .logon = findings->logon,
					  .credentials = credentials};

	if (findings->discovery)
		service_judge_discovery(root, &lead);
	ews_judge(root, findings, findings->logon, credentials, policy);
	check_measure(root, "time", UNIT_SECONDS, (double)findings->total_us / G_USEC_PER_SEC, NULL,
		      0);
	if (check_state(root) == STATE_OK && all_answered(findings))
		sum_up(root, findings);
	else if (check_state(root) == STATE_OK)
		check_judge(root, STATE_OK, "not everything was answered until the time was up");
	return root;
}
