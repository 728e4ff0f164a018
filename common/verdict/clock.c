/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the server's clock. */
#include "verdict/clock.h"

#include <math.h>

static const struct handshake *
first_with_clock(const struct node_offers *offers)
{
	for (guint i = 0; i < offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(offers->offers, i);

		for (guint h = 0; h < offer->handshakes->len; h++) {
			const struct handshake *handshake = g_ptr_array_index(offer->handshakes, h);

			if (handshake->clock_known)
				return handshake;
		}
	}
	return NULL;
}

void
clock_judge(struct check *node, const struct node_offers *offers, const struct threshold *skew_s,
	    const char *prefix)
{
	const struct handshake *handshake = first_with_clock(offers);
	g_autofree char *label = g_strdup_printf("%sskew", prefix);
	struct check *check;
	double ahead_s;
	enum state state;

	if (!handshake)
		return;
	ahead_s = (double)handshake->clock_ahead_ms / 1000;
	state = threshold_judge(skew_s, fabs(ahead_s));
	check = check_add(node, "clock");
	check_measure(check, label, UNIT_SECONDS, fabs(ahead_s), skew_s, 0);
	check_judge(check, state, "the server's clock is %.1f s %s this host's%s", fabs(ahead_s),
		    ahead_s < 0 ? "behind" : "ahead of",
		    state == STATE_OK ? "" : ": Kerberos fails beyond 5 minutes");
	if (state != STATE_OK)
		check_remedy(check, "set both clocks by the same source (w32tm /query /status on "
				    "the server, the clock of this host here)");
}
