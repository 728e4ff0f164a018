/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_IIS_H
#define VERDICT_IIS_H

#include "facts/offer.h"
#include "protocol/iis_config.h"
#include "report/check.h"
#include "verdict/policy.h"

/* All borrowed. */
struct iis_policy {
	const struct policy *policy;
	const GPtrArray *endpoints; /* struct endpoint_choice * */
	gboolean named; /* the operator named them: one that the document is silent on is UNKNOWN */
	enum state order_state;
	enum state timeout_state;
	const struct sweep *wire; /* what the same endpoints really offered; NULL: nobody asked */
};

/*
 * Whether an exported configuration says what was chosen: a check per endpoint that the document
 * speaks of, or per location of the document when it speaks of none of them. With `wire` also
 * whether the configuration is what clients see. The caller owns the tree.
 */
struct check *verdict_iis(const struct iis_config *config, const struct iis_policy *policy);

#endif
