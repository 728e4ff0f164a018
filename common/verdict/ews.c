/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether free/busy and out-of-office work. */
#include "verdict/ews.h"

#include <string.h>

#include "base/text.h"
#include "verdict/credentials.h"
#include "verdict/ews_code.h"
#include "verdict/nodes.h"
#include "verdict/reach.h"
#include "verdict/service.h"

const char *const ews_free_busy_words[] = {"any", "free",   "tentative", "busy",
					   "oof", "nodata", NULL};
const char *const ews_oof_words[] = {"any", "disabled", "enabled", "scheduled", NULL};

/* The talk to one node under judgement. All borrowed. */
struct talk_case {
	const struct ews_findings *findings;
	const struct ews_policy *policy;
	const struct ews_site *site;
	const struct node_offers *node;
	const struct logon *logon;
	const struct check *credentials;
	struct check *check; /* the node's */
	const char *prefix;  /* of performance data labels: "" or "n1_" */
};

/* What the first digit says of the moment asked about; NULL: nothing. */
static const char *
free_busy_now(const struct ews_response *response)
{
	const char *digits = response->merged_free_busy;

	if (!digits || *digits < '0' || *digits > '4')
		return NULL;
	return ews_free_busy_words[*digits - '0' + 1];
}

static gboolean
is_failure(const struct ews_response *response)
{
	return g_strcmp0(response->response_class, "Error") == 0 ||
	       (response->code && strcmp(response->code, "NoError") != 0);
}

/* Only digits that say "no data". */
static gboolean
is_empty(const struct ews_response *response)
{
	const char *digits = response->merged_free_busy;

	return !digits || digits[strspn(digits, "4")] == '\0';
}

static void
judge_mailbox(struct check *check, const struct talk_case *this, guint index,
	      const struct ews_response *response)
{
	const char *mailbox = g_ptr_array_index(this->findings->mailboxes, index);
	g_autofree char *shown = text_line(mailbox);
	const char *now = free_busy_now(response);
	const char *expected = index == 0 ? this->policy->expected_busy : NULL;

	if (is_failure(response)) {
		ews_code_judge(check, response->code, mailbox, response->message);
		return;
	}
	if (is_empty(response) && g_strcmp0(expected, "nodata") != 0) {
		check_judge(check, STATE_WARNING, "%s: the answer holds no free/busy data", shown);
		check_remedy(check, "see that the mailbox is reachable and its calendar is there "
				    "(Get-MailboxFolderStatistics -FolderScope Calendar)");
		return;
	}
	if (expected && g_strcmp0(expected, now) != 0) {
		check_judge(check, STATE_WARNING, "%s is %s, expected was %s", shown,
			    now ? now : "unknown", expected);
		check_remedy(check, "look at the calendar of the mailbox: the answer came, but not "
				    "what is planned to be in it");
	}
	check_judge(check, STATE_OK, "%s is %s", shown, now ? now : "unknown");
}

static void
judge_free_busy(struct check *check, const struct talk_case *this, const struct ews_answer *answer)
{
	const GPtrArray *mailboxes = this->findings->mailboxes;

	for (guint i = 0; i < mailboxes->len; i++) {
		g_autofree char *title = text_line(g_ptr_array_index(mailboxes, i));
		g_autofree char *name = g_strdup_printf("mailbox %u", i + 1);
		struct check *mailbox = mailboxes->len > 1 ? check_add(check, name) : check;

		if (i < answer->responses->len)
			judge_mailbox(mailbox, this, i, g_ptr_array_index(answer->responses, i));
		else {
			check_judge(mailbox, STATE_CRITICAL,
				    "%s: the answer says nothing of this mailbox", title);
			check_remedy(mailbox, SERVICE_STRANGER);
		}
	}
	if (mailboxes->len > 1)
		check_judge(check, STATE_OK, "free/busy of %u mailboxes came", mailboxes->len);
}

static void
judge_out_of_office(struct check *check, const struct talk_case *this,
		    const struct ews_answer *answer)
{
	const struct ews_response *response =
	    answer->responses->len > 0 ? g_ptr_array_index(answer->responses, 0) : NULL;
	const char *expected = this->policy->expected_oof;
	g_autofree char *state = text_line(answer->oof_state);

	if (response && is_failure(response)) {
		ews_code_judge(check, response->code, this->findings->owner, response->message);
		return;
	}
	if (!answer->oof_state) {
		check_judge(check, STATE_CRITICAL, "the answer holds no out-of-office state");
		check_remedy(check, SERVICE_STRANGER);
		return;
	}
	if (expected && g_ascii_strcasecmp(expected, answer->oof_state) != 0) {
		check_judge(check, STATE_WARNING, "out of office is %s, expected was %s", state,
			    expected);
		check_remedy(check, "Get-MailboxAutoReplyConfiguration says what is set there");
	}
	check_judge(check, STATE_OK, "out of office is %s", state);
}

/* Out of office of another mailbox is refused by a fault whose code Exchange does not always give.
 */
static void
judge_fault(struct check *check, const struct talk_case *this, const struct ews_call *call)
{
	const struct ews_answer *answer = call->answer;
	const char *code = answer->fault_response_code;
	const char *bare = answer->fault_code ? strrchr(answer->fault_code, ':') : NULL;
	const char *who = call->question == EWS_OUT_OF_OFFICE
			      ? this->findings->owner
			      : g_ptr_array_index(this->findings->mailboxes, 0);

	if (!code && answer->fault_message && strstr(answer->fault_message, "not mailbox owner"))
		code = "ErrorAccessDenied";
	if (!code)
		code = bare && g_str_has_prefix(bare, ":Error") ? bare + 1 : answer->fault_code;
	ews_code_judge(check, code, who, answer->fault_message);
	if (answer->back_off_ms >= 0)
		check_note(check, NOTE_EVIDENCE, "it says to wait %.1f s",
			   (double)answer->back_off_ms / 1000);
}

static void
judge_document(struct check *check, const struct talk_case *this, const struct ews_call *call)
{
	static const char *const operations[] = {
	    [EWS_FREE_BUSY] = "GetUserAvailability", [EWS_OUT_OF_OFFICE] = "GetUserOofSettings"};
	const struct ews_answer *answer = call->answer;
	g_autofree char *trouble = text_line(answer->malformed);

	if (answer->malformed) {
		check_judge(check, STATE_CRITICAL, "what is answered is no answer of EWS: %s",
			    trouble);
		check_remedy(check, SERVICE_STRANGER);
	} else if (answer->fault_code || answer->fault_message || answer->fault_response_code) {
		judge_fault(check, this, call);
	} else if (g_strcmp0(answer->operation, operations[call->question]) != 0) {
		g_autofree char *got = text_line(answer->operation);

		check_judge(check, STATE_CRITICAL, "asked was %s, the answer is one to %s",
			    operations[call->question], *got != '\0' ? got : "nothing");
		check_remedy(check, SERVICE_STRANGER);
	} else if (call->question == EWS_FREE_BUSY) {
		judge_free_busy(check, this, answer);
	} else {
		judge_out_of_office(check, this, answer);
	}
}

static void
judge_served(struct check *check, const struct talk_case *this, const struct ews_call *call,
	     const struct service_case *service)
{
	const struct answer *answer = call_answer(call->call)->answer;

	if (!service_judge_body(check, service, "the answer"))
		return;
	if (call->answer && (answer->status == 200 || !call->answer->malformed))
		judge_document(check, this, call);
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
judge_call(const struct talk_case *this, const struct ews_call *call, const struct check *first)
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
		check_judge(check, threshold_judge(&this->policy->time_s, seconds),
			    "%s answered in %.3f s", ews_question_title(call->question), seconds);
	}
	/* What ails both questions is one finding. */
	if (first && check->state != STATE_OK && check->state == first->state &&
	    has_same_remedies(check, first))
		check_follows(check, first);
	return check;
}

static void
judge_talk(const struct talk_case *this, const struct ews_talk *talk)
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
judge_site(const struct talk_case *all)
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
		struct talk_case this = *all;

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
		struct talk_case all = {.findings = findings,
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
