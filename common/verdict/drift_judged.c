/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts one node, as it is or as it was written down, before all verdicts. */
#include "verdict/drift_judged.h"

#include <string.h>

/* What a fingerprint does not hold, or what the plugin for it judges by limits of its own. */
static gboolean
is_compared(const struct check *question)
{
	static const char *const left_out[] = {"time",	 "clock",    "certificate", "credentials",
					       "record", "stranger", "connections", NULL};

	return question->parent && !g_strv_contains(left_out, question->name);
}

const char *
judged_endpoint(const struct check *question)
{
	return question->parent && question->parent->parent ? question->parent->name : "";
}

const struct check *
judged_find(const GPtrArray *questions, const char *endpoint, const char *name)
{
	for (guint i = 0; i < questions->len; i++) {
		const struct check *question = g_ptr_array_index(questions, i);

		if (strcmp(question->name, name) == 0 &&
		    strcmp(judged_endpoint(question), endpoint) == 0)
			return question;
	}
	return NULL;
}

/* Where both verdicts ask the same, the first one's answer counts. */
static void
collect_children(GPtrArray *questions, const struct check *parent)
{
	for (guint i = 0; i < parent->children->len; i++) {
		struct check *at = g_ptr_array_index(parent->children, i);

		if (check_counts(at) && is_compared(at) &&
		    !judged_find(questions, judged_endpoint(at), at->name))
			g_ptr_array_add(questions, at);
	}
}

static void
collect(GPtrArray *questions, const struct check *root)
{
	collect_children(questions, root);
	for (guint i = 0; i < root->children->len; i++)
		collect_children(questions, g_ptr_array_index(root->children, i));
}

struct judged
judged_now(const struct drift *drift, struct node_offers *offers, struct logon *logon)
{
	struct judged judged = {.questions = g_ptr_array_new()};
	g_autoptr(GPtrArray) nodes = g_ptr_array_new();
	struct sweep view = *drift->live;

	g_ptr_array_add(nodes, offers);
	view.nodes = nodes;
	view.known_addresses = 0;
	view.logon = logon;
	judged.auth = verdict_auth(&view, drift->policy->auth);
	judged.ntlm = verdict_ntlm(&view, drift->policy->ntlm);
	collect(judged.questions, judged.auth);
	collect(judged.questions, judged.ntlm);
	return judged;
}

struct judged
judged_then(const struct drift_node *node)
{
	const struct logon *logon = node->drift->live->logon;
	struct logon good = {.scheme = logon ? logon->scheme : SCHEME_NTLM,
			     .secret = SECRET_ACCEPTED};
	struct node_offers *offers = fingerprint_recall(node->was, node->offers, logon);
	struct judged judged = judged_now(node->drift, offers, logon ? &good : NULL);

	node_offers_free(offers);
	return judged;
}

void
judged_clear(struct judged *judged)
{
	g_ptr_array_unref(judged->questions);
	check_free(judged->auth);
	check_free(judged->ntlm);
}
