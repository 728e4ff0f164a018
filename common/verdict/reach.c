/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether a server could be reached at all. */
#include "verdict/reach.h"

#include "base/text.h"
#include "verdict/transcript.h"
#include "verdict/transport.h"

/* The first request that found the server itself out of reach. */
static const struct answer *
lost_answer(const struct node_offers *offers)
{
	for (guint i = 0; i < offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(offers->offers, i);

		if (offer->get && answer_lost(offer->get->answer))
			return offer->get->answer;
		if (offer->post && answer_lost(offer->post->answer))
			return offer->post->answer;
	}
	return NULL;
}

static const struct check *
judge_connection(struct check *node, const struct answer *answer, enum state timeout_state)
{
	struct check *check = check_add(node, "connection");

	transport_judge(check, answer, timeout_state);
	transcript_note(check, answer);
	return check;
}

gboolean
reach_is_lost(const struct check *lost, const struct offer *offer)
{
	return lost && !asked_answered(offer->get) && !asked_answered(offer->post);
}

/* One line for all endpoints that could not be asked. */
static void
judge_lost(struct check *node, const struct node_offers *offers, const struct check *lost)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *list = NULL;
	struct check *check;

	for (guint i = 0; i < offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(offers->offers, i);

		if (reach_is_lost(lost, offer))
			g_ptr_array_add(names, offer->endpoint->name);
	}
	if (names->len == 0)
		return;
	g_ptr_array_add(names, NULL);
	list = text_enumerate((const char *const *)names->pdata, " and ");
	check = check_add(node, "endpoints");
	check_judge(check, STATE_UNKNOWN, "%s could not be asked", list);
	check_follows(check, lost);
}

const struct check *
reach_judge(struct check *node, const struct node_offers *offers, enum state timeout_state)
{
	const struct answer *answer = lost_answer(offers);
	const struct check *lost;

	if (!answer)
		return NULL;
	lost = judge_connection(node, answer, timeout_state);
	judge_lost(node, offers, lost);
	return lost;
}

void
reach_note_node(struct check *check, const struct node *node)
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
