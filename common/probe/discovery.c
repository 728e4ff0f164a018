/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Walks all steps of Autodiscover side by side. */
#include "probe/discovery.h"

#include <string.h>

#include "probe/disclosure.h"
#include "probe/given_urls.h"
#include "probe/trail.h"
#include "protocol/bounded_xml.h"

/* One step's part of the work, for a thread of its own. */
struct errand {
	const struct expedition *expedition;
	enum discovery_step step;
	struct trail *trail;
	_Atomic gint64 *hurry_us;
};

/* What a client would stop at. */
static gboolean
is_result(enum trail_end end)
{
	return end == TRAIL_SETTINGS || end == TRAIL_ADDRESS || end == TRAIL_CHALLENGED;
}

static gpointer
walk(gpointer data)
{
	struct errand *errand = data;

	errand->trail = trail_walk(errand->expedition, errand->step);
	if (is_result(errand->trail->end) && *errand->hurry_us == 0)
		*errand->hurry_us =
		    g_get_monotonic_time() + (gint64)DISCOVERY_GRACE_MS * G_USEC_PER_SEC / 1000;
	return NULL;
}

static gboolean
is_wanted(const struct discovery_request *request, enum discovery_step step)
{
	return (request->steps & 1U << step) && (step != DISCOVERY_NAMED || request->named);
}

/* The threads are joined: this one has the first step when the system gives no more. */
static void
walk_all(const struct expedition *expedition, struct discovery *discovery, _Atomic gint64 *hurry_us)
{
	struct errand errands[DISCOVERY_STEPS];
	GThread *threads[DISCOVERY_STEPS] = {NULL};

	for (guint step = 0; step < DISCOVERY_STEPS; step++) {
		errands[step] =
		    (struct errand){expedition, (enum discovery_step)step, NULL, hurry_us};
		if (is_wanted(expedition->request, (enum discovery_step)step))
			threads[step] = g_thread_try_new("step", walk, &errands[step], NULL);
	}
	for (guint step = 0; step < DISCOVERY_STEPS; step++) {
		if (threads[step])
			g_thread_join(threads[step]);
		else if (is_wanted(expedition->request, (enum discovery_step)step))
			walk(&errands[step]);
		discovery->trails[step] = errands[step].trail;
	}
}

/* The first in the clients' order that came to something; an error of Autodiscover's own ends their
 * search, too. */
static enum discovery_step
find_winner(const struct discovery *discovery)
{
	static const enum trail_end ends[][4] = {{TRAIL_SETTINGS, TRAIL_ADDRESS, TRAIL_ERROR},
						 {TRAIL_CHALLENGED, TRAIL_REFUSED}};

	for (gsize round = 0; round < G_N_ELEMENTS(ends); round++)
		for (guint step = 0; step < DISCOVERY_STEPS; step++)
			for (gsize e = 0; discovery->trails[step] && ends[round][e]; e++)
				if (discovery->trails[step]->end == ends[round][e])
					return (enum discovery_step)step;
	return DISCOVERY_STEPS;
}

static void
look_closer(const struct expedition *expedition, struct discovery *discovery)
{
	const struct trail *winner;

	discovery->winner = find_winner(discovery);
	winner = discovery_winner(discovery);
	if (!winner || (winner->end != TRAIL_SETTINGS && winner->end != TRAIL_CHALLENGED))
		return;
	disclosure_ask_all(expedition, discovery, winner);
	given_urls_collect(discovery, winner);
	if (!expedition->request->urls_untried)
		given_urls_try(expedition, discovery);
}

static struct discovery *
run_one(const struct discovery_request *request, const char *email, struct credentials *credentials,
	struct deadline deadline)
{
	struct discovery *discovery = discovery_new(email);
	_Atomic gint64 hurry_us = 0;
	struct expedition expedition = {.request = request,
					.email = discovery->email,
					.domain = discovery->domain,
					.credentials = credentials,
					.deadline = deadline};
	const char *at = strrchr(request->email, '@');
	gint64 began = g_get_monotonic_time();

	/* The mail domain that counts is the operator's, whatever an answer leads to. */
	expedition.trust = (struct trust){.named = request->named,
					  .mail_domain = at ? at + 1 : NULL,
					  .allowed = request->allowed_hosts};
	expedition.deadline.hurry_us = &hurry_us;
	walk_all(&expedition, discovery, &hurry_us);
	expedition.deadline = deadline;
	look_closer(&expedition, discovery);
	discovery->total_us = g_get_monotonic_time() - began;
	return discovery;
}

/* Whether the address was discovered already in this chain. */
static gboolean
is_known(const struct discovery *first, const char *email)
{
	for (; first; first = first->next)
		if (g_ascii_strcasecmp(first->email, email) == 0)
			return TRUE;
	return FALSE;
}

/* The address that the last one leads to; NULL when it leads nowhere new. Borrowed. */
static const char *
next_address(const struct discovery *first, const struct discovery *last)
{
	const struct trail *winner = discovery_winner(last);

	if (!winner || winner->end != TRAIL_ADDRESS || !winner->redirect ||
	    !strchr(winner->redirect, '@') || is_known(first, winner->redirect))
		return NULL;
	return winner->redirect;
}

struct discovery *
discovery_walk(const struct discovery_request *request, struct credentials *credentials,
	       struct deadline deadline)
{
	struct discovery *first;
	struct discovery *last;
	const char *email;

	http_prepare();
	bounded_xml_prepare();
	first = last = run_one(request, request->email, credentials, deadline);
	for (guint hops = 0; hops < DISCOVERY_HOPS && (email = next_address(first, last)); hops++)
		last = last->next = run_one(request, email, credentials, deadline);
	return first;
}

struct discovery *
discovery_run(const struct discovery_request *request, struct deadline deadline)
{
	struct logon *logon =
	    request->identity ? logon_new(request->account, request->scheme) : NULL;
	struct credentials credentials;
	struct discovery *first;

	credentials_init(&credentials, request->identity, request->gate, logon);
	first = discovery_walk(request, &credentials, deadline);
	first->logon = logon;
	credentials_clear(&credentials);
	return first;
}
