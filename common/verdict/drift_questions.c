/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what the verdicts say of a node against what they say of its baseline. */
#include <string.h>

#include "base/text.h"
#include "verdict/drift_case.h"
#include "verdict/drift_judged.h"
#include "verdict/transcript.h"

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
	const char *endpoint = judged_endpoint(question);
	g_autofree char *words = in_short(check_summary(question));

	g_ptr_array_add(node->drift->told, g_strdup_printf("%s%s%s%s", node->whose, endpoint,
							   *endpoint != '\0' ? ": " : "", words));
}

/* What was written down has neither times nor the words of a library; the caller frees. */
static char *
as_written(const char *summary)
{
	static const char *const times[] = {" in 0.000 s", " in 0.0 s"};
	g_autoptr(GString) text = g_string_new(summary);

	for (gsize i = 0; i < G_N_ELEMENTS(times); i++) {
		const char *at = strstr(text->str, times[i]);

		if (at)
			g_string_erase(text, at - text->str, (gssize)strlen(times[i]));
	}
	if (g_str_has_suffix(text->str, ": "))
		g_string_truncate(text, text->len - 2);
	return g_string_free(g_steal_pointer(&text), FALSE);
}

static void
note_was(struct check *check, const struct check *was)
{
	g_autofree char *summary = was ? as_written(check_summary(was)) : NULL;

	if (!was)
		check_note(check, NOTE_EVIDENCE, "was: no such finding");
	else if (was->state == STATE_OK)
		check_note(check, NOTE_EVIDENCE, "was: %s", summary);
	else
		check_note(check, NOTE_EVIDENCE, "was: %s, %s", state_name(was->state), summary);
}

/* NTLM that is not offered any more is told by the list of schemes, with the cure. */
static gboolean
follows_from_list(struct check *check)
{
	const GPtrArray *siblings = check->parent->children;

	for (guint i = 0; strcmp(check->name, "ntlm") == 0 && i < siblings->len; i++) {
		const struct check *list = g_ptr_array_index(siblings, i);

		if (strcmp(list->name, "schemes") == 0 && list->state != STATE_OK) {
			check_follows(check, list);
			return TRUE;
		}
	}
	return FALSE;
}

static void
judge_regression(struct drift_node *node, const struct check *was, const struct check *is)
{
	struct drift *drift = node->drift;
	struct check *check = add_question(node->check, judged_endpoint(is), is->name);
	gboolean accept = drift->policy->accept_into && fingerprint_node_answered(node->is);

	check_judge(check, accept ? STATE_OK : is->state, "%s%s%s", accept ? "accepted: " : "",
		    node->since, check_summary(is));
	note_was(check, was);
	copy_words(check, is);
	if (follows_from_list(check))
		return;
	drift->regressions++;
	if (!drift->regression)
		drift->regression = check;
	g_ptr_array_add(node->moved, g_strdup(judged_endpoint(is)));
	tell(node, is);
}

static void
judge_improvement(struct drift_node *node, const struct check *was, const char *now)
{
	struct check *check = add_question(node->check, judged_endpoint(was), was->name);

	check_judge(check, STATE_OK, "better than in the baseline: %s", now);
	note_was(check, was);
	node->drift->improvements++;
	g_ptr_array_add(node->moved, g_strdup(judged_endpoint(was)));
	g_ptr_array_add(node->drift->told,
			g_strdup_printf("%s%s%sbetter: %s", node->whose, judged_endpoint(was),
					*judged_endpoint(was) != '\0' ? " is " : "", now));
}

/* Nothing to be held against. */
static void
judge_alone(struct drift_node *node, const struct check *is)
{
	struct check *check = add_question(node->check, judged_endpoint(is), is->name);
	gboolean accept = node->drift->policy->accept_into && fingerprint_node_answered(node->is);

	check_judge(check, accept ? STATE_OK : is->state, "%s%s",
		    accept && is->state != STATE_OK ? "as it is: " : "", check_summary(is));
	copy_words(check, is);
	if (is->state != STATE_OK)
		tell(node, is);
}

/* What cannot be seen is neither better nor worse. */
static void
judge_unknown(struct drift_node *node, const struct check *was, const struct check *is)
{
	struct check *check = add_question(node->check, judged_endpoint(is), is->name);

	check_judge(check, is->state, "%s", check_summary(is));
	if (was)
		note_was(check, was);
	copy_words(check, is);
}

static void
judge_same(struct drift_node *node, const struct check *is)
{
	struct check *check = add_question(node->check, judged_endpoint(is), is->name);

	if (is->state == STATE_OK) {
		check_judge(check, STATE_OK, "%s", check_summary(is));
		return;
	}
	check_judge(check, STATE_OK, "as accepted: %s, %s", state_name(is->state),
		    check_summary(is));
	copy_words(check, is);
	node->drift->accepted++;
}

/* Whether the endpoint is in the baseline at all. */
static gboolean
is_known(const struct drift_node *node, const struct check *is)
{
	const char *endpoint = judged_endpoint(is);

	return *endpoint == '\0' || fingerprint_find_endpoint(node->was, endpoint);
}

/* Extended Protection is compared where both runs measured it. */
static gboolean
is_measured_anew(const struct drift_node *node, const struct check *is)
{
	const struct fingerprint_endpoint *was =
	    strcmp(is->name, "protection") == 0
		? fingerprint_find_endpoint(node->was, judged_endpoint(is))
		: NULL;

	return was && was->protection == PROTECTION_UNMEASURED && is->state != STATE_UNKNOWN;
}

static void
compare(struct drift_node *node, const struct check *was, const struct check *is)
{
	enum state before = was ? was->state : STATE_OK;

	/* What follows from something else is told with that. */
	if (is->cause || is_measured_anew(node, is))
		return;
	if (!is_known(node, is))
		judge_alone(node, is);
	else if (is->state == STATE_UNKNOWN && before != STATE_UNKNOWN)
		judge_unknown(node, was, is);
	else if (is->state > before)
		judge_regression(node, was, is);
	else if (is->state < before && before != STATE_UNKNOWN)
		judge_improvement(node, was, check_summary(is));
	else
		judge_same(node, is);
}

/* Whether the place where something was found is as it should be now, as far as it is asked. */
static gboolean
is_fine_now(const struct drift_node *node, const char *endpoint, const GPtrArray *now)
{
	const struct check *answer = judged_find(now, endpoint, "answer");

	if (*endpoint == '\0')
		return judged_find(now, "", "connection") == NULL;
	return fingerprint_find_endpoint(node->was, endpoint) && answer &&
	       answer->state == STATE_OK;
}

/* What was found then and is no question any more. */
static void
compare_gone(struct drift_node *node, const struct check *was, const GPtrArray *now)
{
	const char *endpoint = judged_endpoint(was);

	if (was->state >= STATE_WARNING && !was->cause && !judged_find(now, endpoint, was->name) &&
	    is_fine_now(node, endpoint, now))
		judge_improvement(node, was,
				  *endpoint == '\0' ? "reached again" : "not found any more");
}

/* Requests, answers and transcripts of one endpoint. */
static void
note_exchanges(struct check *check, const struct offer *offer)
{
	if (offer->get)
		transcript_note(check, offer->get->answer);
	if (offer->post)
		transcript_note(check, offer->post->answer);
	for (guint i = 0; i < offer->handshakes->len; i++)
		transcript_note_handshake(check, g_ptr_array_index(offer->handshakes, i));
}

static void
note_all_exchanges(struct drift_node *node)
{
	const GPtrArray *offers = node->offers->offers;

	for (guint i = 0; i < offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(offers, i);

		for (guint c = 0; c < node->check->children->len; c++) {
			struct check *check = g_ptr_array_index(node->check->children, c);

			if (strcmp(check->name, offer->endpoint->name) == 0)
				note_exchanges(check, offer);
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
	struct judged now = judged_now(node->drift, node->offers, node->drift->live->logon);
	struct judged then = {.questions = NULL};

	if (node->was)
		then = judged_then(node);
	tell_credentials(node, now.ntlm);
	for (guint i = 0; i < now.questions->len; i++) {
		const struct check *is = g_ptr_array_index(now.questions, i);

		if (node->was)
			compare(node, judged_find(then.questions, judged_endpoint(is), is->name),
				is);
		else if (!is->cause)
			judge_alone(node, is);
	}
	for (guint i = 0; node->was && i < then.questions->len; i++)
		compare_gone(node, g_ptr_array_index(then.questions, i), now.questions);
	note_all_exchanges(node);
	judged_clear(&now);
	if (node->was)
		judged_clear(&then);
}
