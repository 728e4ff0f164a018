/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what the endpoints of a farm offer to an anonymous client. */
#include "verdict/auth.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "verdict/endpoint.h"
#include "verdict/nodes.h"
#include "verdict/reach.h"
#include "verdict/transport.h"

/* Rounded down: what expired an hour ago has -1 day left. */
static gint64
days_until(gint64 then_s, gint64 now_s)
{
	const gint64 day_s = (gint64)24 * 60 * 60;
	gint64 left_s = then_s - now_s;

	return (left_s >= 0 ? left_s : left_s - day_s + 1) / day_s;
}

static void
judge_certificate(struct node_case *node)
{
	const struct certificate *certificate = node->offers->node->certificate;
	const struct threshold *limits = &node->policy->certificate_days;
	g_autofree char *label = g_strdup_printf("%scert_days", node->prefix);
	g_autofree char *subject = NULL;
	struct check *check;
	gint64 days;

	if (!certificate || certificate->not_after_s == 0 || node->lost)
		return;
	days = days_until(certificate->not_after_s, node->policy->now_s);
	subject = text_line(certificate->subject);
	check = check_add(node->check, "certificate");
	check_measure(check, label, UNIT_NONE, (double)days, limits, NAN);
	check_judge(check, threshold_judge(limits, (double)days),
		    days < 0 ? "the certificate expired %" G_GINT64_FORMAT " day%s ago"
			     : "the certificate expires in %" G_GINT64_FORMAT " day%s",
		    ABS(days), ABS(days) == 1 ? "" : "s");
	check_note(check, NOTE_EVIDENCE, "subject: %s", subject);
	if (node->policy->insecure)
		check_note(check, NOTE_DETAIL, "not verified, as --insecure says");
}

static void
judge_node(struct node_case *node)
{
	reach_note_node(node->check, node->offers->node);
	node->lost = reach_judge(node->check, node->offers, node->policy->timeout_state);
	for (guint i = 0; i < node->offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(node->offers->offers, i);

		if (!reach_is_lost(node->lost, offer))
			endpoint_judge(node, offer);
	}
	judge_certificate(node);
}

/* How the endpoints of a node were judged, for the sentence that says all is well. */
struct tally {
	guint by_policy;
	guint as_expected; /* --expect, --require or --forbid changed what the policy wants */
	guint otherwise;   /* a logon form, a redirect to https: no list to hold a policy against */
};

static struct tally
count_up(const GPtrArray *offers, const struct auth_policy *policy)
{
	struct tally tally = {0};

	for (guint i = 0; i < offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(offers, i);
		struct wanted wanted = policy_wanted(policy->policy, offer->endpoint);

		if (!wanted.rule || offer_decisive(offer)->answer->status != 401)
			tally.otherwise++;
		else if (wanted.demanded)
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

struct check *
verdict_auth(const struct sweep *sweep, const struct auth_policy *policy)
{
	struct check *root = check_new("auth");
	gboolean many = sweep->nodes->len > 1;

	if (transport_judge_name(root, sweep, policy->timeout_state))
		return root;
	for (guint i = 0; i < sweep->nodes->len; i++) {
		const struct node_offers *offers = g_ptr_array_index(sweep->nodes, i);
		g_autofree char *title = nodes_title(offers->node);
		g_autofree char *prefix = many ? g_strdup_printf("n%u_", i + 1) : g_strdup("");
		struct node_case node = {.policy = policy,
					 .sweep = sweep,
					 .offers = offers,
					 .prefix = prefix,
					 .check = many ? check_add(root, title) : root};

		judge_node(&node);
	}
	nodes_judge_agreement(root, sweep);
	nodes_note_known_addresses(root, sweep);
	check_measure(root, "time", UNIT_SECONDS, (double)sweep->total_us / G_USEC_PER_SEC, NULL,
		      0);
	if (check_state(root) == STATE_OK)
		sum_up(root, sweep, policy);
	return root;
}
