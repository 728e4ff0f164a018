/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what changed since the facts that were accepted. */
#include "verdict/drift.h"

#include <string.h>

#include "base/text.h"
#include "verdict/drift_case.h"
#include "verdict/nodes.h"
#include "verdict/transport.h"

/* So many differences are in the headline. */
enum { TOLD_MAX = 4 };

/* "since build 15.2.1544.14 (was 15.2.1544.11): ", or "" when it is the same, or not known. */
static char *
since_of(const struct fingerprint_node *was, const struct fingerprint_node *is)
{
	g_autofree char *before = text_line(was ? was->build : NULL);
	g_autofree char *now = text_line(is->build);

	if (*before == '\0' || *now == '\0' || strcmp(before, now) == 0)
		return g_strdup("");
	return g_strdup_printf("since build %s (was %s): ", now, before);
}

/* Its users should have what those of the others have. */
static void
judge_new_node(struct drift_node *node, const char *title)
{
	const GPtrArray *others = node->drift->was->nodes;
	g_autofree char *other = NULL;
	struct check *check;

	node->was = others->len > 0 ? g_ptr_array_index(others, 0) : NULL;
	other = text_line(node->was ? node->was->key : NULL);
	node->since = "";
	drift_compare_questions(node);
	if (!fingerprint_node_answered(node->is))
		return;
	check = check_add(node->check, "node");
	drift_change(node->drift, check, "", "%s is not in the baseline%s%s", title,
		     node->was ? ", held against " : "", other);
	check_note(check, NOTE_DETAIL, "--accept takes it up");
}

static void
judge_node(struct drift *drift, guint i)
{
	g_autoptr(GPtrArray) moved = g_ptr_array_new_with_free_func(g_free);
	gboolean many = drift->live->nodes->len > 1;
	struct drift_node node = {.drift = drift,
				  .offers = g_ptr_array_index(drift->live->nodes, i),
				  .is = g_ptr_array_index(drift->is->nodes, i),
				  .moved = moved};
	g_autofree char *title = nodes_title(node.offers->node);
	g_autofree char *whose = many ? g_strdup_printf("%s ", title) : g_strdup("");
	g_autofree char *since = NULL;

	node.was = drift->was ? fingerprint_counterpart(drift->was, drift->is, node.is) : NULL;
	since = since_of(node.was, node.is);
	node.check = many ? check_add(drift->root, title) : drift->root;
	node.whose = whose;
	node.since = since;
	if (drift->was && !node.was) {
		judge_new_node(&node, title);
		return;
	}
	drift_compare_questions(&node);
	if (node.was)
		drift_compare_traits(&node);
}

/* Nodes of the baseline that the name does not lead to any more. */
static void
judge_gone(struct drift *drift)
{
	for (guint i = 0; drift->policy->all_nodes && i < drift->was->nodes->len; i++) {
		const struct fingerprint_node *was = g_ptr_array_index(drift->was->nodes, i);
		g_autofree char *key = text_line(was->key);
		g_autofree char *address = text_line(was->address);
		gboolean seen = FALSE;

		for (guint n = 0; !seen && n < drift->is->nodes->len; n++)
			seen =
			    fingerprint_counterpart(drift->was, drift->is,
						    g_ptr_array_index(drift->is->nodes, n)) == was;
		if (!seen)
			drift_change(drift, check_add(drift->root, "node"), "",
				     "the name does not lead to %s%s%s%s any more", key,
				     *address != '\0' ? " (" : "", address,
				     *address != '\0' ? ")" : "");
	}
}

/* The nodes as they were accepted, in the order of those that are there now. */
static GPtrArray *
recall_nodes(const struct drift *drift)
{
	GPtrArray *nodes = g_ptr_array_new_with_free_func((GDestroyNotify)node_offers_free);

	for (guint i = 0; i < drift->is->nodes->len; i++) {
		const struct fingerprint_node *was = fingerprint_counterpart(
		    drift->was, drift->is, g_ptr_array_index(drift->is->nodes, i));

		if (was)
			g_ptr_array_add(
			    nodes, fingerprint_recall(was, g_ptr_array_index(drift->live->nodes, i),
						      drift->live->logon));
	}
	return nodes;
}

/* What is said of all nodes together. */
static void
judge_agreement(struct drift *drift)
{
	g_autoptr(struct_check) then = check_new("then");
	g_autoptr(struct_check) now = check_new("now");
	g_autoptr(GPtrArray) nodes = recall_nodes(drift);
	struct sweep view = *drift->live;
	const struct check *was;
	const struct check *is;
	struct check *check;
	gboolean worse;

	nodes_judge_agreement(now, drift->live);
	view.nodes = nodes;
	if (nodes->len > 1)
		nodes_judge_agreement(then, &view);
	if (now->children->len == 0 || then->children->len == 0)
		return;
	is = g_ptr_array_index(now->children, 0);
	was = g_ptr_array_index(then->children, 0);
	check = check_add(drift->root, is->name);
	worse = is->state > was->state;
	check_judge(check, worse && !drift->policy->accept_into ? is->state : STATE_OK, "%s%s",
		    worse || is->state == STATE_OK ? "" : "as accepted: ", check_summary(is));
	for (guint i = 0; is->state != STATE_OK && i < is->notes->len; i++)
		check_note(check, NOTE_EVIDENCE, "%s",
			   ((const struct note *)g_ptr_array_index(is->notes, i))->text);
	for (guint i = 0; worse && i < is->remedies->len; i++)
		check_remedy(check, "%s", (const char *)g_ptr_array_index(is->remedies, i));
	/* One node that became worse than the others is one regression. */
	if (worse && drift->regression) {
		check_follows(check, drift->regression);
	} else if (worse) {
		drift->regressions++;
		drift->regression = check;
		g_ptr_array_add(drift->told, g_strdup(check_summary(is)));
	} else if (is->state < was->state) {
		drift->improvements++;
		g_ptr_array_add(drift->told, g_strdup("the nodes agree again"));
	} else if (is->state != STATE_OK) {
		drift->accepted++;
	}
}

/* "a; b; c; d and 2 more (-v)" */
static char *
told_text(const struct drift *drift)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < MIN(drift->told->len, TOLD_MAX); i++)
		g_string_append_printf(text, "%s%s", i > 0 ? "; " : "",
				       (const char *)g_ptr_array_index(drift->told, i));
	if (drift->told->len > TOLD_MAX)
		g_string_append_printf(text, " and %u more (-v)", drift->told->len - TOLD_MAX);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

/* "4 nodes", or "CAS1 (192.0.2.11), build 15.2.1544.11"; then the endpoints. */
static char *
seen_text(const struct drift *drift)
{
	const struct node_offers *first = g_ptr_array_index(drift->live->nodes, 0);
	g_autofree char *title = nodes_title(first->node);
	g_autofree char *build = text_line(first->node->build);
	guint endpoints = first->offers->len;

	if (drift->live->nodes->len > 1)
		return g_strdup_printf("%u nodes, %u endpoint%s each", drift->live->nodes->len,
				       endpoints, endpoints == 1 ? "" : "s");
	return g_strdup_printf("%u endpoint%s of %s%s%s", endpoints, endpoints == 1 ? "" : "s",
			       title, *build != '\0' ? ", build " : "", build);
}

static void
add_count(GString *text, guint count, const char *what)
{
	if (count > 0)
		g_string_append_printf(text, "%s%u %s%s", text->len > 0 ? ", " : "", count, what,
				       count == 1 ? "" : "s");
}

/* "1 regression, 2 changes"; the caller frees. */
static char *
counts_text(const struct drift *drift)
{
	g_autoptr(GString) text = g_string_new(NULL);

	add_count(text, drift->regressions, "regression");
	add_count(text, drift->changes, "change");
	add_count(text, drift->improvements, "improvement");
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
sum_up(const struct drift *drift)
{
	g_autofree char *told = told_text(drift);
	g_autofree char *seen = seen_text(drift);
	g_autofree char *counts = counts_text(drift);
	const char *file = drift->policy->accept_into;

	if (check_state(drift->root) != STATE_OK)
		return;
	if (file && drift->told->len > 0)
		check_judge(drift->root, STATE_OK, "accepted into %s: %s: %s", file, counts, told);
	else if (file)
		check_judge(drift->root, STATE_OK, "accepted into %s, without a difference: %s",
			    file, seen);
	else if (drift->told->len > 0)
		check_judge(drift->root, STATE_OK, "%s since the baseline: %s", counts, told);
	else if (drift->accepted > 0)
		check_judge(drift->root, STATE_OK,
			    "as in the baseline, with %u finding%s that %s accepted: %s",
			    drift->accepted, drift->accepted == 1 ? "" : "s",
			    drift->accepted == 1 ? "was" : "were", seen);
	else
		check_judge(drift->root, STATE_OK, "as in the baseline: %s", seen);
}

static void
measure(const struct drift *drift)
{
	check_measure(drift->root, "regressions", UNIT_NONE, drift->regressions, NULL, 0);
	check_measure(drift->root, "changes", UNIT_NONE, drift->changes, NULL, 0);
	check_measure(drift->root, "improvements", UNIT_NONE, drift->improvements, NULL, 0);
}

static void
measure_time(const struct drift *drift)
{
	check_measure(drift->root, "time", UNIT_SECONDS,
		      (double)drift->live->total_us / G_USEC_PER_SEC, NULL, 0);
}

struct check *
verdict_drift(const struct fingerprint *accepted, const struct sweep *live,
	      const struct fingerprint_given *given, const struct drift_policy *policy)
{
	g_autoptr(struct_fingerprint) is = fingerprint_of(live, given);
	g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
	struct drift drift = {.policy = policy,
			      .live = live,
			      .was = accepted,
			      .is = is,
			      .root = check_new("drift"),
			      .told = told};

	if (transport_judge_name(drift.root, live, policy->auth->timeout_state)) {
		drift.regressions++;
	} else {
		for (guint i = 0; i < live->nodes->len; i++)
			judge_node(&drift, i);
		judge_gone(&drift);
		drift_compare_given(&drift);
		judge_agreement(&drift);
		nodes_note_known_addresses(drift.root, live);
		sum_up(&drift);
	}
	measure(&drift);
	measure_time(&drift);
	return drift.root;
}

/* Nodes that differ, where nothing is known to compare with. */
static void
judge_agreement_alone(struct drift *drift)
{
	g_autoptr(struct_check) now = check_new("now");
	const struct check *is;

	if (!drift->policy->accept_into) {
		nodes_judge_agreement(drift->root, drift->live);
		return;
	}
	nodes_judge_agreement(now, drift->live);
	is = now->children->len > 0 ? g_ptr_array_index(now->children, 0) : NULL;
	if (!is)
		return;
	check_judge(check_add(drift->root, is->name), STATE_OK, "%s%s",
		    is->state == STATE_OK ? "" : "as it is: ", check_summary(is));
	if (is->state != STATE_OK)
		g_ptr_array_add(drift->told, g_strdup(check_summary(is)));
}

struct check *
verdict_drift_alone(const struct sweep *live, const struct drift_policy *policy)
{
	g_autoptr(struct_fingerprint) is = fingerprint_of(live, NULL);
	g_autoptr(GPtrArray) told = g_ptr_array_new_with_free_func(g_free);
	struct drift drift = {
	    .policy = policy, .live = live, .is = is, .root = check_new("drift"), .told = told};
	g_autofree char *words = NULL;
	g_autofree char *seen = NULL;

	if (!transport_judge_name(drift.root, live, policy->auth->timeout_state)) {
		for (guint i = 0; i < live->nodes->len; i++)
			judge_node(&drift, i);
		judge_agreement_alone(&drift);
		words = told_text(&drift);
		seen = seen_text(&drift);
		if (policy->accept_into && check_state(drift.root) == STATE_OK)
			check_judge(drift.root, STATE_OK, "written to %s: %s%s%s",
				    policy->accept_into, seen,
				    told->len > 0 ? "; as they are: " : "", words);
	}
	measure_time(&drift);
	return drift.root;
}
