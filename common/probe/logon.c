/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logs on to the endpoints of a farm, in an order that costs the account no more than it must. */
#include "probe/logon.h"

#include "probe/offer.h"
#include "probe/protection.h"
#include "probe/together.h"
#include "probe/tour.h"

/* What every visit shares. */
struct plan {
	const struct logon_request *request;
	struct credentials *credentials;
};

static gboolean
offers_scheme(const struct offer *offer, enum scheme scheme)
{
	return challenge_list_find(offer->get->challenges, scheme) != NULL;
}

/* An attempt at a scheme that is offered; NULL and a note of its own when it is not. */
static const struct handshake *
attempt_offered(struct tour *tour, struct offer *offer, const struct attempt *attempt)
{
	struct handshake *left_out;

	if (offers_scheme(offer, attempt->scheme))
		return tour_attempt(tour, offer, attempt);
	left_out = handshake_new(attempt->scheme, attempt->mechanism, attempt->binding);
	left_out->hold = HOLD_NOT_OFFERED;
	g_ptr_array_add(offer->handshakes, left_out);
	return NULL;
}

/* The only handshake of a run whose logon is not NTLM's. */
static const struct handshake *
attempt_chosen(struct tour *tour, struct offer *offer)
{
	struct attempt attempt = {.scheme = tour->request->scheme,
				  .mechanism = tour->request->scheme == SCHEME_NEGOTIATE
						   ? MECHANISM_KERBEROS
						   : MECHANISM_PLAIN,
				  .binding = BINDING_SEEN,
				  .logon = TRUE};

	return tour->request->scheme == SCHEME_NTLM || !tour->credentials->identity
		   ? NULL
		   : attempt_offered(tour, offer, &attempt);
}

/* Whoever comes over another connection must be nobody: a proxy may not hand on who logged on. */
static void
ask_as_stranger(struct tour *tour, struct offer *offer)
{
	offer->stranger = tour_ask(tour, METHOD_GET, offer->endpoint->path);
}

/* NTLM under its own name, then inside Negotiate: raw as Windows sends it, wrapped when that is not
 * taken. Gives back the first one that was judged. */
static const struct handshake *
attempt_ntlm(struct tour *tour, struct offer *offer)
{
	gboolean logon = tour->request->scheme == SCHEME_NTLM && tour->credentials->identity;
	struct attempt attempt = {.scheme = SCHEME_NTLM, .binding = BINDING_SEEN, .logon = logon};
	const struct handshake *direct = attempt_offered(tour, offer, &attempt);
	const struct handshake *inside;

	if (direct && handshake_accepted(direct))
		ask_as_stranger(tour, offer);
	/* What was refused under one name is not tried under another. */
	attempt.logon = logon && !(direct && direct->end == HANDSHAKE_REFUSED);
	attempt.scheme = SCHEME_NEGOTIATE;
	inside = attempt_offered(tour, offer, &attempt);
	if (inside && inside->end == HANDSHAKE_NO_TOKEN) {
		attempt.mechanism = MECHANISM_NTLM_WRAPPED;
		inside = tour_attempt(tour, offer, &attempt);
	}
	return direct && (handshake_judged(direct) || !inside || !handshake_judged(inside))
		   ? direct
		   : inside;
}

static void
visit_endpoint(struct tour *tour, struct offer *offer)
{
	const struct logon_request *request = tour->request;
	const struct handshake *chosen;
	const struct handshake *ntlm;
	const struct handshake *model;

	offer->get = tour_ask(tour, METHOD_GET, offer->endpoint->path);
	tour->hopeless = tour->hopeless || answer_lost(offer->get->answer);
	if (request->post_too && (offer->endpoint->methods & ENDPOINT_POST)) {
		offer->post = tour_ask(tour, METHOD_POST, offer->endpoint->path);
		tour->hopeless = tour->hopeless || answer_lost(offer->post->answer);
	}
	if (!asked_answered(offer->get) || offer->get->answer->status != 401)
		return;
	chosen = attempt_chosen(tour, offer);
	if (chosen && handshake_accepted(chosen))
		ask_as_stranger(tour, offer);
	ntlm = attempt_ntlm(tour, offer);
	model = chosen ? chosen : ntlm;
	if (!model)
		return;
	if (request->together > 1)
		together_run(tour, offer, model);
	if (model->mechanism == MECHANISM_PLAIN)
		return;
	if (request->measure_protection && handshake_accepted(model))
		protection_measure(tour, offer, model);
	/* A ticket that one server refuses is not worn out by it. */
	else if (model->end == HANDSHAKE_REFUSED && (model->mechanism == MECHANISM_KERBEROS ||
						     credentials_are_good(tour->credentials)))
		protection_explain(tour, offer, model);
}

/* The baseline first, when it is among them: it settles whether the secret is good. */
static void
visit_endpoints(struct tour *tour)
{
	const GPtrArray *offers = tour->into->offers;

	for (guint round = 0; round < 2; round++) {
		for (guint i = 0; i < offers->len; i++) {
			struct offer *offer = g_ptr_array_index(offers, i);
			gboolean first = offer->endpoint->known == tour->request->baseline->known;

			if (first == (round == 0))
				visit_endpoint(tour, offer);
		}
	}
}

static void
visit(const struct http_target *target, struct node_offers *into, struct deadline deadline,
      void *data)
{
	const struct plan *plan = data;
	const GPtrArray *endpoints = plan->request->endpoints;
	g_autoptr(struct_http) http = http_new(target);
	struct tour tour = {.request = plan->request,
			    .target = target,
			    .credentials = plan->credentials,
			    .http = http,
			    .into = into,
			    .deadline = deadline};

	for (guint i = 0; i < endpoints->len; i++)
		g_ptr_array_add(into->offers, offer_new(g_ptr_array_index(endpoints, i)));
	visit_endpoints(&tour);
	into->node->certificate = http_steal_certificate(http);
}

struct sweep *
logon_sweep(const struct logon_request *request, struct deadline deadline)
{
	struct logon *logon =
	    request->identity ? logon_new(request->account, request->scheme) : NULL;
	struct credentials credentials;
	struct plan plan = {.request = request, .credentials = &credentials};
	struct sweep *sweep;

	credentials_init(&credentials, request->identity, request->gate, logon);
	sweep = sweep_run(&request->sweep, visit, &plan, deadline);
	sweep->logon = logon;
	credentials_clear(&credentials);
	return sweep;
}
