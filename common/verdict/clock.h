/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_CLOCK_H
#define VERDICT_CLOCK_H

#include "facts/offer.h"
#include "report/check.h"

/* Adds the check "clock": the server's clock, as its first challenge tells it, against ours.
 * Nothing when no challenge told one. `skew_s` bounds the difference without its sign; `prefix` is
 * that of performance data labels. */
void clock_judge(struct check *node, const struct node_offers *offers,
		 const struct threshold *skew_s, const char *prefix);

#endif
