/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Visits one node: asks, attempts, and settles what an attempt said of the secret. */
#include "probe/tour.h"

#include <string.h>

#include "probe/offer.h"

struct asked *
tour_ask(struct tour *tour, enum method method, const char *path)
{
	struct asked *asked;

	if (tour->hopeless)
		return asked_new(answer_new(method, path));
	asked = offer_ask(tour->http, tour->into->node, method, path,
			  tour->used ? HTTP_CONNECTION_FRESH : HTTP_CONNECTION_ANY,
			  MAX(deadline_left_ms(tour->deadline) / 2, 1), tour->deadline);
	/* Without a new connection the old one may still be there. */
	if (asked_answered(asked))
		tour->used = FALSE;
	return asked;
}

/* "ews of 192.0.2.11", the caller frees. */
static char *
place_of(const struct tour *tour, const struct offer *offer)
{
	const struct node *node = tour->into->node;
	const char *address = node->address ? node->address : node->connected;

	return g_strdup_printf("%s of %s%s%s%s", offer->endpoint->name, tour->target->hostname,
			       address ? " (" : "", address ? address : "", address ? ")" : "");
}

struct handshake_request
tour_request(const struct tour *tour, const struct offer *offer, const struct attempt *attempt)
{
	return (struct handshake_request){.path = offer->endpoint->path,
					  .hostname = tour->target->hostname,
					  .scheme = attempt->scheme,
					  .mechanism = attempt->mechanism,
					  .binding = attempt->binding,
					  .given_certificate = tour->request->given_certificate,
					  .identity =
					      attempt->logon ? tour->credentials->identity : NULL,
					  .fresh = tour->used};
}

static void
learn(struct tour *tour, const struct handshake *handshake)
{
	for (guint i = 0; i < handshake->legs->len; i++) {
		const struct asked *leg = g_ptr_array_index(handshake->legs, i);

		node_learn(tour->into->node, leg->answer);
	}
}

/* The same secret where Extended Protection cannot be the reason. */
static enum secret_state
try_baseline(struct tour *tour, const struct attempt *attempt, gpointer grant)
{
	struct offer *baseline = offer_new(tour->request->baseline);
	struct handshake_request request;
	struct handshake *handshake;
	enum secret_state secret;

	tour->into->baseline = baseline;
	baseline->get = tour_ask(tour, METHOD_GET, baseline->endpoint->path);
	/* Who does not ask for the secret says nothing of it, whatever he answers. */
	if (!challenge_list_find(baseline->get->challenges, attempt->scheme) ||
	    baseline->get->answer->status != 401)
		return SECRET_REFUSED;
	if (!credentials_again(tour->credentials, tour->deadline, grant, &secret))
		return secret;
	request = tour_request(tour, baseline, attempt);
	handshake = handshake_begin(tour->http, &request, tour->deadline);
	g_ptr_array_add(baseline->handshakes, handshake);
	handshake_finish(tour->http, handshake, &request, tour->deadline);
	tour->used = TRUE;
	learn(tour, handshake);
	/* Where it could not be tried, the refusal before it stands. */
	return handshake_accepted(handshake) ? SECRET_ACCEPTED : SECRET_REFUSED;
}

static gboolean
is_baseline(const struct tour *tour, const struct offer *offer)
{
	return strcmp(offer->endpoint->path, tour->request->baseline->path) == 0;
}

static void
log_on(struct tour *tour, struct offer *offer, const struct attempt *attempt,
       struct handshake *handshake, const struct handshake_request *request)
{
	g_autofree char *place = place_of(tour, offer);
	gpointer grant = NULL;
	enum secret_state secret;

	handshake->hold = credentials_ask(tour->credentials, tour->deadline, &grant);
	if (handshake->hold != HOLD_NONE)
		return;
	handshake_finish(tour->http, handshake, request, tour->deadline);
	tour->used = TRUE;
	secret = credentials_conclude(tour->credentials, handshake);
	if (secret == SECRET_REFUSED && handshake->mechanism != MECHANISM_KERBEROS &&
	    !is_baseline(tour, offer))
		secret = try_baseline(tour, attempt, grant);
	credentials_settle(tour->credentials, grant, secret, place);
}

const struct handshake *
tour_attempt(struct tour *tour, struct offer *offer, const struct attempt *attempt)
{
	struct handshake_request request = tour_request(tour, offer, attempt);
	struct handshake *handshake = handshake_begin(tour->http, &request, tour->deadline);

	g_ptr_array_add(offer->handshakes, handshake);
	tour->used = TRUE;
	if (handshake->end == HANDSHAKE_CHALLENGED && attempt->logon)
		log_on(tour, offer, attempt, handshake, &request);
	else if (handshake->end == HANDSHAKE_CHALLENGED)
		handshake->hold =
		    tour->credentials->identity ? HOLD_NOT_NEEDED : HOLD_NO_CREDENTIALS;
	learn(tour, handshake);
	return handshake;
}
