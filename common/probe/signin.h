/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_SIGNIN_H
#define PROBE_SIGNIN_H

#include "facts/signin.h"
#include "probe/ews.h"
#include "probe/oab.h"

/* Whose sign-in, and what is asked on the way. All borrowed. */
struct signin_request {
	struct site_request site; /* without a URL: Autodiscover gives them all */
	struct ews_questions questions;
	gboolean oab;	   /* the client fetches the address book */
	gboolean fallback; /* find out whether Negotiate takes NTLM, too */
};

/*
 * Walks as a client does: Autodiscover, free/busy and out-of-office at EWS, the manifest of the
 * address book; one connection per host. Never NULL; the caller frees.
 */
struct signin *signin_run(const struct signin_request *request, struct deadline deadline);

#endif
