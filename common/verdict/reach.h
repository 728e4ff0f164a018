/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_REACH_H
#define VERDICT_REACH_H

#include "facts/offer.h"
#include "report/check.h"

/*
 * Judges whether the server itself could be reached: one check "connection" for the first request
 * that found it out of reach, one line for all endpoints that could not be asked because of it.
 * NULL when nothing of the kind happened, else the check that the rest of the node follows from.
 */
const struct check *reach_judge(struct check *node, const struct node_offers *offers,
				enum state timeout_state);

/* Neither method brought an answer because the server itself was lost. */
gboolean reach_is_lost(const struct check *lost, const struct offer *offer);

/* What the node said of itself, as details. */
void reach_note_node(struct check *check, const struct node *node);

#endif
