/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out what an endpoint wants of channel bindings. */
#include "probe/protection.h"

/* One more attempt like `model`, bound otherwise; NULL when the hour's are spent. */
static const struct handshake *
attempt_bound(struct tour *tour, struct offer *offer, const struct handshake *model,
	      enum binding binding, gboolean spend)
{
	struct attempt attempt = {.scheme = model->scheme,
				  .mechanism = model->mechanism,
				  .binding = binding,
				  .logon = TRUE};
	struct handshake *left_out;

	if (!spend || credentials_spend(tour->credentials))
		return tour_attempt(tour, offer, &attempt);
	left_out = handshake_new(model->scheme, model->mechanism, binding);
	left_out->hold = HOLD_HOUR_SPENT;
	g_ptr_array_add(offer->handshakes, left_out);
	return NULL;
}

void
protection_measure(struct tour *tour, struct offer *offer, const struct handshake *accepted)
{
	const struct handshake *unbound =
	    attempt_bound(tour, offer, accepted, BINDING_ABSENT, TRUE);

	/* Where none is needed a wrong one may still be refused; the other way round there is
	 * nothing left to find out. */
	if (unbound && handshake_accepted(unbound))
		(void)attempt_bound(tour, offer, accepted, BINDING_WRONG, FALSE);
}

void
protection_explain(struct tour *tour, struct offer *offer, const struct handshake *refused)
{
	const struct handshake *given = NULL;

	/* A right guess spares the account the wrong one. */
	if (tour->request->given_certificate)
		given = attempt_bound(tour, offer, refused, BINDING_GIVEN, TRUE);
	if (!given || !handshake_accepted(given) || tour->request->measure_protection)
		(void)attempt_bound(tour, offer, refused, BINDING_ABSENT, TRUE);
}
