/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_DISCOVERY_H
#define PROBE_DISCOVERY_H

#include "facts/discovery.h"
#include "probe/credentials.h"
#include "probe/resolve.h"
#include "probe/trust.h"

/* The forms of an answer that are asked for where the steps ended. */
enum disclosure_form {
	DISCLOSURE_POX, /* with the capabilities of today's clients */
	DISCLOSURE_SOAP,
	DISCLOSURE_JSON, /* needs no logon */
	DISCLOSURE_FORMS
};

/* Whom to discover, and how. All borrowed. */
struct discovery_request {
	const char *email;
	const char *named;	   /* a host of the operator's to be asked first; NULL: none */
	struct http_target target; /* trust and proxy alone are looked at */
	const GPtrArray *named_addresses; /* char *: connect to these for the named host; NULL */
	guint named_port;		  /* of the named host; 0: 443 */
	enum family family;
	struct resolver resolver;
	guint steps; /* a bit (1 << enum discovery_step) for each that is wanted */
	guint forms; /* a bit (1 << enum disclosure_form) for each that is wanted */
	const GPtrArray *allowed_hosts; /* char *: a credential may go there too */
	gboolean urls_untried;		/* do not try the URLs that clients are given */
	enum scheme scheme;
	const char *account;		 /* for people; NULL without an identity */
	const struct identity *identity; /* NULL: nobody logs on */
	const struct gate *gate;
};

/*
 * Walks all wanted steps side by side, follows redirects, and asks where the first one (in the
 * clients' order) ended for every wanted form of the answer; then tries the URLs that clients
 * outside are given, unless they are to be left untried. Once one step has come to something the
 * others have DISCOVERY_GRACE_MS left. An answer that leads to another mail address is followed
 * (struct discovery's `next`). Never NULL; the caller frees.
 */
struct discovery *discovery_run(const struct discovery_request *request, struct deadline deadline);

/* The same as somebody who is known already: a run that goes on with what it finds. The request's
 * scheme counts, its identity and gate do not. The logon is not in the facts then. */
struct discovery *discovery_walk(const struct discovery_request *request,
				 struct credentials *credentials, struct deadline deadline);

enum { DISCOVERY_GRACE_MS = 1000 };

#endif
