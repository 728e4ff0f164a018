/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes several handshakes at the same time. */
#include "probe/together.h"

static void
free_http(gpointer data)
{
	http_free(data);
}

void
together_run(struct tour *tour, struct offer *offer, const struct handshake *model)
{
	gboolean logon = model->end != HANDSHAKE_CHALLENGED;
	struct attempt attempt = {.scheme = model->scheme,
				  .mechanism = model->mechanism,
				  .binding = model->binding,
				  .logon = logon};
	struct handshake_request request = tour_request(tour, offer, &attempt);
	g_autoptr(GPtrArray) conversations = g_ptr_array_new_with_free_func(free_http);
	gboolean going_on = !logon || credentials_are_good(tour->credentials);

	/* Of what was held back nothing was sent, unless it was NTLM's first message. */
	if (logon ? !handshake_accepted(model) : model->legs->len == 0)
		return;
	for (guint i = 0; i < tour->request->together; i++) {
		struct http *http = http_new(tour->target);

		g_ptr_array_add(conversations, http);
		g_ptr_array_add(offer->together, handshake_begin(http, &request, tour->deadline));
	}
	for (guint i = 0; i < offer->together->len; i++) {
		struct handshake *handshake = g_ptr_array_index(offer->together, i);

		if (handshake->end != HANDSHAKE_CHALLENGED)
			continue;
		if (!logon || !going_on) {
			handshake->hold = logon ? HOLD_REFUSED_NOW : HOLD_NO_CREDENTIALS;
			continue;
		}
		handshake_finish(g_ptr_array_index(conversations, i), handshake, &request,
				 tour->deadline);
		going_on = handshake->end != HANDSHAKE_REFUSED;
	}
}
