/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_DRIFT_H
#define VERDICT_DRIFT_H

#include "facts/fingerprint.h"
#include "verdict/auth.h"
#include "verdict/ntlm.h"

/* What the operator wants to be told of changes. All borrowed. */
struct drift_policy {
	const struct auth_policy *auth; /* what then and now are judged by */
	const struct ntlm_policy *ntlm;
	enum state change_state; /* of a difference that is neither better nor worse */
	gboolean all_nodes;	 /* every address of the name was asked: who is not seen is gone */
	/* The file, cleaned for a line, that what is seen is to be the baseline of: then it is
	 * told, and good. NULL: it is held against the baseline. */
	const char *accept_into;
};

/*
 * What changed since the facts that were accepted, and whether it is for the worse. What was
 * accepted and what is seen go through the same verdicts (verdict_auth(), verdict_ntlm()), question
 * by question: a worse state is a regression and has that state, a better one an improvement; all
 * other differences are changes. What was bad already and still is so counts as accepted. A check
 * per node when there is more than one, below it a check per endpoint, below that one per question;
 * beside them one per URL that is given otherwise (`given` NULL: nobody asked). The caller owns the
 * tree.
 */
struct check *verdict_drift(const struct fingerprint *accepted, const struct sweep *live,
			    const struct fingerprint_given *given,
			    const struct drift_policy *policy);

/*
 * The same where nothing is known to compare with: what the verdicts say of what is seen, as it
 * is.
 */
struct check *verdict_drift_alone(const struct sweep *live, const struct drift_policy *policy);

#endif
