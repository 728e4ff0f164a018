/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_TRANSPORT_H
#define VERDICT_TRANSPORT_H

#include "facts/offer.h"
#include "report/check.h"

/*
 * Judges a request that brought no answer: CRITICAL, the deadline's own state for a time-out,
 * UNKNOWN when the fault is ours, always with a sentence that says how far it came. Does nothing
 * when there was an answer.
 */
void transport_judge(struct check *check, const struct answer *answer, enum state timeout_state);

/* Adds what to do about a request that brought no answer, unless something was said already. */
void transport_advise(struct check *check, const struct answer *answer);

/*
 * Judges the body of an answer that has one: a client that logs on has to read it to its end on the
 * same connection. WARNING, or the deadline's own state. Does nothing when the body is complete.
 */
void transport_judge_body(struct check *check, const struct answer *answer,
			  enum state timeout_state);

/* Adds the check "name" when the host name gave no address: then nothing could be asked. TRUE when
 * it did. */
gboolean transport_judge_name(struct check *root, const struct sweep *sweep,
			      enum state timeout_state);

#endif
