/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what a client meets that signs in. */
#include "facts/signin.h"

#include "facts/json_text.h"

const char *
signin_step_name(enum signin_step step)
{
	static const char *const names[] = {
	    [SIGNIN_AUTODISCOVER] = "autodiscover", [SIGNIN_EWS] = "ews", [SIGNIN_OAB] = "oab"};
	_Static_assert(G_N_ELEMENTS(names) == SIGNIN_STEPS, "a name for every step");

	return names[step];
}

struct signin *
signin_new(void)
{
	return g_new0(struct signin, 1);
}

void
signin_free(struct signin *signin)
{
	if (!signin)
		return;
	discovery_free(signin->discovery);
	ews_findings_free(signin->ews);
	oab_findings_free(signin->oab);
	asked_free(signin->oab_anonymous);
	logon_free(signin->logon);
	handshake_free(signin->fallback);
	g_free(signin);
}

/* The hop that clients end at, of the discovery that they end with. */
static const struct hop *
last_hop(const struct signin *signin)
{
	const struct discovery *last = signin->discovery;
	const struct trail *winner;

	while (last->next)
		last = last->next;
	winner = discovery_winner(last);
	return winner ? trail_last(winner) : NULL;
}

static const struct call *
first_ews_call(const struct signin *signin)
{
	const struct ews_site *site =
	    signin->ews->sites->len > 0 ? g_ptr_array_index(signin->ews->sites, 0) : NULL;
	const struct ews_talk *talk = site ? ews_talk_with(site, 0) : NULL;
	const struct ews_call *call =
	    talk && talk->calls->len > 0 ? g_ptr_array_index(talk->calls, 0) : NULL;

	return call ? call->call : NULL;
}

const struct call *
signin_call(const struct signin *signin, enum signin_step step)
{
	const struct hop *hop;
	const struct oab_book *book;

	switch (step) {
	case SIGNIN_AUTODISCOVER:
		hop = last_hop(signin);
		return hop ? hop->call : NULL;
	case SIGNIN_EWS:
		return first_ews_call(signin);
	case SIGNIN_OAB:
		book = signin->oab->site ? oab_book_of(signin->oab, 0) : NULL;
		return book ? book->call : NULL;
	case SIGNIN_STEPS:
		break;
	}
	return NULL;
}

const struct asked *
signin_first_answer(const struct signin *signin, enum signin_step step)
{
	const struct call *call = signin_call(signin, step);

	if (step == SIGNIN_OAB)
		return asked_answered(signin->oab_anonymous) ? signin->oab_anonymous : NULL;
	return call && !call->logged_on_before && asked_answered(call->plain) ? call->plain : NULL;
}

static const struct node *
first_node(const struct site *site)
{
	const struct node_offers *offers = site && site->sweep && site->sweep->nodes->len > 0
					       ? g_ptr_array_index(site->sweep->nodes, 0)
					       : NULL;

	return offers ? offers->node : NULL;
}

const struct node *
signin_node(const struct signin *signin, enum signin_step step)
{
	const struct hop *hop;
	const struct ews_site *site;

	switch (step) {
	case SIGNIN_AUTODISCOVER:
		hop = last_hop(signin);
		return hop ? hop->node : NULL;
	case SIGNIN_EWS:
		site =
		    signin->ews->sites->len > 0 ? g_ptr_array_index(signin->ews->sites, 0) : NULL;
		return site ? first_node(site->site) : NULL;
	case SIGNIN_OAB:
		return first_node(signin->oab->site);
	case SIGNIN_STEPS:
		break;
	}
	return NULL;
}

json_t *
signin_to_json(const struct signin *signin)
{
	json_t *object = json_object();

	json_object_set_new(object, "discovery", discovery_to_json(signin->discovery));
	json_object_set_new(object, "ews", ews_findings_to_json(signin->ews));
	json_object_set_new(object, "oab", oab_findings_to_json(signin->oab));
	if (signin->oab_anonymous)
		json_object_set_new(object, "oab_anonymous", asked_to_json(signin->oab_anonymous));
	if (signin->fallback)
		json_object_set_new(object, "fallback", handshake_to_json(signin->fallback));
	if (signin->logon)
		json_object_set_new(object, "logon", logon_to_json(signin->logon));
	json_object_set_new(object, "seconds", json_seconds(signin->total_us));
	return object;
}
