/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_STATUS_H
#define VERDICT_STATUS_H

#include "facts/offer.h"
#include "report/check.h"

/* The surroundings that tell two causes of the same status apart. */
struct status_case {
	const struct endpoint_choice *endpoint;
	const struct asked *asked; /* answered */
	gboolean tls;
	const char *only_for; /* "POST" when GET is answered in another way; NULL: no difference */
	gboolean logged_on;   /* the answer is one to somebody who has logged on */
	gboolean others_fine; /* another endpoint of the same node answered as it should */
};

/* Whether the answer is what an anonymous client should get there, whatever schemes it lists; for
 * somebody who has logged on, whether he is served. */
gboolean status_is_fine(const struct status_case *this);

/* Judges the status code alone, with what it means there and what to do. Judges nothing when it is
 * as it should be. A logon that is good but not allowed there (403) is a WARNING: the account's
 * matter as likely as the server's. */
void status_judge(struct check *check, const struct status_case *this);

#endif
