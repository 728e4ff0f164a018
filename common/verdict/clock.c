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

/* "0.4 s", "7 minutes", "3.0 days", the caller frees. */
static char *
describe(double seconds)
{
	if (seconds < 120)
		return g_strdup_printf("%.1f s", seconds);
	if (seconds < 7200)
		return g_strdup_printf("%.0f minutes", seconds / 60);
	if (seconds < 172800)
		return g_strdup_printf("%.1f hours", seconds / 3600);
	return g_strdup_printf("%.1f days", seconds / 86400);
}

void
clock_judge(struct check *node, const struct node_offers *offers, const struct threshold *skew_s,
	    const char *prefix)
{
	const struct handshake *handshake = first_with_clock(offers);
	g_autofree char *label = g_strdup_printf("%sskew", prefix);
	g_autofree char *difference = NULL;
	struct check *check;
	double ahead_s;
	enum state state;

	if (!handshake)
		return;
	ahead_s = (double)handshake->clock_ahead_ms / 1000;
	state = threshold_judge(skew_s, fabs(ahead_s));
	check = check_add(node, "clock");
	check_measure(check, label, UNIT_SECONDS, fabs(ahead_s), skew_s, 0);
	difference = describe(fabs(ahead_s));
	check_judge(check, state, "the server's clock is %s %s this host's%s", difference,
		    ahead_s < 0 ? "behind" : "ahead of",
		    state == STATE_OK ? "" : ": Kerberos fails beyond 5 minutes");
	if (state != STATE_OK)
		check_remedy(check, "set both clocks by the same source (w32tm /query /status on "
				    "the server, the clock of this host here)");
}
