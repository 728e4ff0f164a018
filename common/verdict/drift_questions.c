/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what the verdicts say of a node against what they say of its baseline. */
#include <string.h>

#include "base/text.h"
#include "verdict/drift_case.h"
#include "verdict/nodes.h"

/* What was judged of one node. */
struct judged {
	struct check *auth, *ntlm;
	GPtrArray *questions; /* const struct check * of both, borrowed from them */
};

/* What a fingerprint does not hold, or what the plugin for it judges by limits of its own. */
static gboolean
is_compared(const struct check *question)
{
	static const char *const left_out[] = {"time",	 "clock",    "certificate", "credentials",
					       "record", "stranger", "connections", NULL};

	return question->parent && !g_strv_contains(left_out, question->name);
}

/* "ews", or "" for what concerns the node. */
static const char *
endpoint_of(const struct check *question)
{
	return question->parent && question->parent->parent ? question->parent->name : "";
}

static const struct check *
find(const GPtrArray *questions, const char *endpoint, const char *name)
{
	for (guint i = 0; i < questions->len; i++) {
		const struct check *question = g_ptr_array_index(questions, i);

		if (strcmp(question->name, name) == 0 &&
		    strcmp(endpoint_of(question), endpoint) == 0)
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
		    !find(questions, endpoint_of(at), at->name))
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

/* `offers` alone, as if it were the only node. */
static struct judged
judge(const struct drift *drift, struct node_offers *offers, struct logon *logon)
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

/* The same of what was accepted; as if somebody whose credentials were good had logged on, if
 * somebody does now. */
static struct judged
judge_accepted(const struct drift_node *node)
{
	const struct logon *logon = node->drift->live->logon;
	struct logon good = {.scheme = logon ? logon->scheme : SCHEME_NTLM,
			     .secret = SECRET_ACCEPTED};
	struct node_offers *offers = fingerprint_recall(node->was, node->offers, logon);
	struct judged judged = judge(node->drift, offers, logon ? &good : NULL);

	node_offers_free(offers);
	return judged;
}

static void
judged_clear(struct judged *judged)
{
	g_ptr_array_unref(judged->questions);
	check_free(judged->auth);
	check_free(judged->ntlm);
}

/* The place of a question in our own tree. */
static struct check *
add_question(struct check *node, const char *endpoint, const char *name)
{
	if (*endpoint == '\0')
		return check_add(node, name);
	for (guint i = 0; i < node->children->len; i++) {
		struct check *child = g_ptr_array_index(node->children, i);

		if (strcmp(child->name, endpoint) == 0)
			return check_add(child, name);
	}
	return check_add(check_add(node, endpoint), name);
}

static void
copy_words(struct check *to, const struct check *from)
{
	for (guint i = 0; i < from->notes->len; i++) {
		const struct note *note = g_ptr_array_index(from->notes, i);

		check_note(to, note->level, "%s", note->text);
	}
	for (guint i = 0; i < from->remedies->len; i++)
		check_remedy(to, "%s", (const char *)g_ptr_array_index(from->remedies, i));
}

/* "Negotiate is offered before NTLM", without what follows from it. */
static char *
in_short(const char *summary)
{
	const char *colon = strstr(summary, ": ");

	return colon ? g_strndup(summary, (gsize)(colon - summary)) : g_strdup(summary);
}

static void
tell(const struct drift_node *node, const struct check *question)
{
	const char *endpoint = endpoint_of(question);
	g_autofree char *words = in_short(check_summary(question));

	g_ptr_array_add(node->drift->told, g_strdup_printf("%s%s%s%s", node->whose, endpoint,
							   *endpoint != '\0' ? ": " : "", words));
}

/* What was written down has no times; the caller frees. */
static char *
without_time(const char *summary)
{
	static const char *const times[] = {" in 0.000 s", " in 0.0 s"};
	g_autoptr(GString) text = g_string_new(summary);

	for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
		const char *at = strstr(text->str, times[i]);

		if (at)
			g_string_erase(text, at - text->str, (gssize)strlen(times[i]));
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
note_was(struct check *check, const struct check *was)
{
	g_autofree char *summary = was ? without_time(check_summary(was)) : NULL;

	if (!was)
		check_note(check, NOTE_EVIDENCE, "was: no such finding");
	else if (was->state == STATE_OK)
		check_note(check, NOTE_EVIDENCE, "was: %s", summary);
	else
		check_note(check, NOTE_EVIDENCE, "was: %s, %s", state_name(was->state), summary);
}

static void
judge_regression(struct drift_node *node, const struct check *was, const struct check *is)
{
	struct drift *drift = node->drift;
	struct check *check = add_question(node->check, endpoint_of(is), is->name);
	gboolean accept = drift->policy->accept_into && fingerprint_node_answered(node->is);

	check_judge(check, accept ? STATE_OK : is->state, "%s%s%s", accept ? "accepted: " : "",
		    node->since, check_summary(is));
	note_was(check, was);
	copy_words(check, is);
	drift->regressions++;
	if (!drift->regression)
		drift->regression = check;
	g_ptr_array_add(node->moved, g_strdup(endpoint_of(is)));
	tell(node, is);
}

static void
judge_improvement(struct drift_node *node, const struct check *was, const char *now)
{
	struct check *check = add_question(node->check, endpoint_of(was), was->name);

	check_judge(check, STATE_OK, "better than in the baseline: %s", now);
	note_was(check, was);
	node->drift->improvements++;
	g_ptr_array_add(node->moved, g_strdup(endpoint_of(was)));
	g_ptr_array_add(node->drift->told,
			g_strdup_printf("%s%s%sbetter: %s", node->whose, endpoint_of(was),
					*endpoint_of(was) != '\0' ? " " : "", now));
}

/* Nothing to be held against. */
static void
judge_alone(struct drift_node *node, const struct check *is)
{
	struct check *check = add_question(node->check, endpoint_of(is), is->name);
	gboolean accept = node->drift->policy->accept_into && fingerprint_node_answered(node->is);

	check_judge(check, accept ? STATE_OK : is->state, "%s%s",
		    accept && is->state != STATE_OK ? "as it is: " : "", check_summary(is));
	copy_words(check, is);
	if (is->state == STATE_OK)
		return;
	tell(node, is);
	if (!node->drift->was)
		return;
	/* A node that is not in the baseline, and out of reach. */
	node->drift->regressions++;
	if (!node->drift->regression)
		node->drift->regression = check;
}

/* What cannot be seen is neither better nor worse. */
static void
judge_unknown(struct drift_node *node, const struct check *was, const struct check *is)
{
	struct check *check = add_question(node->check, endpoint_of(is), is->name);

	check_judge(check, is->state, "%s", check_summary(is));
	if (was)
		note_was(check, was);
	copy_words(check, is);
}

static void
judge_same(struct drift_node *node, const struct check *is)
{
	struct check *check = add_question(node->check, endpoint_of(is), is->name);

	if (is->state == STATE_OK) {
		check_judge(check, STATE_OK, "%s", check_summary(is));
		return;
	}
	check_judge(check, STATE_OK, "as accepted: %s, %s", state_name(is->state),
		    check_summary(is));
	copy_words(check, is);
	node->drift->accepted++;
}

/* Extended Protection is compared where both runs measured it, all else where the endpoint is in
 * the baseline. */
static gboolean
is_comparable(const struct drift_node *node, const struct check *is)
{
	const char *name = endpoint_of(is);
	const struct fingerprint_endpoint *was =
	    *name != '\0' ? fingerprint_find_endpoint(node->was, name) : NULL;

	if (*name == '\0')
		return TRUE;
	if (!was)
		return FALSE;
	return strcmp(is->name, "protection") != 0 || is->state == STATE_UNKNOWN ||
	       was->protection != PROTECTION_UNMEASURED;
}

static void
compare(struct drift_node *node, const struct check *was, const struct check *is)
{
	enum state before = was ? was->state : STATE_OK;

	/* What follows from something else is told with that. */
	if (is->cause || !is_comparable(node, is))
		return;
	if (is->state == STATE_UNKNOWN && before != STATE_UNKNOWN)
		judge_unknown(node, was, is);
	else if (is->state > before)
		judge_regression(node, was, is);
	else if (is->state < before && before != STATE_UNKNOWN)
		judge_improvement(node, was, check_summary(is));
	else
		judge_same(node, is);
}

/* What was found then and is no question any more, where the endpoint still answers. */
static void
compare_gone(struct drift_node *node, const struct check *was, const GPtrArray *now)
{
	const char *endpoint = endpoint_of(was);

	if (was->state < STATE_WARNING || was->cause || find(now, endpoint, was->name))
		return;
	if (*endpoint == '\0' ? find(now, "", "connection") == NULL
			      : find(now, endpoint, "answer") != NULL)
		judge_improvement(node, was, "not found any more");
}

/* Requests, answers and transcripts stand at the endpoint; both verdicts begin with the same. */
static void
copy_transcripts(struct drift_node *node, const struct judged *now)
{
	for (guint i = 0; i < now->ntlm->children->len; i++) {
		const struct check *from = g_ptr_array_index(now->ntlm->children, i);

		for (guint c = 0; c < node->check->children->len; c++) {
			struct check *to = g_ptr_array_index(node->check->children, c);

			if (strcmp(to->name, from->name) == 0 && from->children->len > 0)
				copy_words(to, from);
		}
	}
}

/* Why nobody could log on is told once, by the first node. */
static void
tell_credentials(const struct drift_node *node, const struct check *ntlm)
{
	static const char *const names[] = {"credentials", "record"};

	if (node->offers != g_ptr_array_index(node->drift->live->nodes, 0))
		return;
	for (guint i = 0; i < ntlm->children->len; i++) {
		const struct check *from = g_ptr_array_index(ntlm->children, i);
		gboolean ours =
		    strcmp(from->name, names[0]) == 0 || strcmp(from->name, names[1]) == 0;
		struct check *check;

		if (!ours || from->state == STATE_OK)
			continue;
		check = check_add(node->drift->root, from->name);
		check_judge(check, from->state, "%s", check_summary(from));
		copy_words(check, from);
	}
}

void
drift_compare_questions(struct drift_node *node)
{
	struct judged now = judge(node->drift, node->offers, node->drift->live->logon);
	struct judged then = {.questions = NULL};

	if (node->was)
		then = judge_accepted(node);
	tell_credentials(node, now.ntlm);
	for (guint i = 0; i < now.questions->len; i++) {
		const struct check *is = g_ptr_array_index(now.questions, i);

		if (node->was)
			compare(node, find(then.questions, endpoint_of(is), is->name), is);
		else if (!is->cause)
			judge_alone(node, is);
	}
	for (guint i = 0; node->was && i < then.questions->len; i++)
		compare_gone(node, g_ptr_array_index(then.questions, i), now.questions);
	copy_transcripts(node, &now);
	judged_clear(&now);
	if (node->was)
		judged_clear(&then);
}

void
drift_note_findings(struct check *check, const struct drift_node *node)
{
	struct judged now = judge(node->drift, node->offers, node->drift->live->logon);

	for (guint i = 0; i < now.questions->len; i++) {
		const struct check *is = g_ptr_array_index(now.questions, i);

		if (is->state != STATE_OK && !is->cause)
			check_note(check, NOTE_EVIDENCE, "%s%s%s: %s, %s", endpoint_of(is),
				   *endpoint_of(is) != '\0' ? " " : "", is->name,
				   state_name(is->state), check_summary(is));
	}
	judged_clear(&now);
}
