/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds what a client stumbles over when it signs in. */
#ifndef VERDICT_HURDLE_H
#define VERDICT_HURDLE_H

#include "facts/signin.h"
#include "report/check.h"
#include "verdict/client.h"

enum hurdle_kind {
	HURDLE_NONE,
	HURDLE_ORDER,	    /* Negotiate is offered before the scheme that the client speaks */
	HURDLE_NO_SCHEME,   /* nothing it can use is offered */
	HURDLE_PASSWORD,    /* only Basic is left to it */
	HURDLE_NO_FALLBACK, /* it takes Negotiate, which takes no NTLM */
	HURDLE_REFUSED,	    /* its logon is refused there, though the credentials are good */
	HURDLE_FAILURE,	    /* the step itself fails */
};

/* The first thing that is in the way. */
struct hurdle {
	enum hurdle_kind kind;
	guint
	    steps; /* a bit (1 << enum signin_step) for each that has it, the first one the first */
	enum signin_step first;
	gboolean prompts; /* the user sees a password box */
	enum state state;
	/* Of REFUSED and FAILURE: what the checks of these steps found; NULL elsewhere. */
	const struct check *findings[SIGNIN_STEPS];
};

/*
 * What stands in the way of that client. `steps`: the checks of the steps, judged; NULL: the client
 * does not take that step. A broken address book prompts, too: Communicator shows the same box
 * (Microsoft, "Why is Communicator prompting me for credentials?").
 */
struct hurdle hurdle_find(const struct signin *signin, enum client client, struct client_mode mode,
			  struct check *const steps[SIGNIN_STEPS]);

/* Judges the check of that mode by what was found, with its cure on the server and on the client.
 */
void hurdle_judge(struct check *check, const struct signin *signin, enum client client,
		  struct client_mode mode, const struct hurdle *hurdle);

/* "Autodiscover", "EWS" and "the OAB" of these steps as a list; the caller frees. */
char *hurdle_steps_text(guint steps);

#endif
