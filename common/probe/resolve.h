/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_RESOLVE_H
#define PROBE_RESOLVE_H

#include "base/deadline.h"
#include "facts/answer.h"
#include "facts/srv_record.h"

enum family { FAMILY_ANY, FAMILY_IPV4, FAMILY_IPV6 };

/*
 * Whom to ask for names. NULL as `server`: the system's name servers and its hosts file. Else that
 * one alone, "192.0.2.53" or "192.0.2.53:5353" or "[2001:db8::53]:53", and no hosts file.
 */
struct resolver {
	const char *server;
};

/*
 * Every address of `name` as text, sorted within each family so that two runs number the nodes
 * alike; through c-ares, which keeps the deadline whatever the name servers do (the C library's
 * resolver does not). The hosts file is read as the system is set up to. A `name` that is an
 * address is returned as it is.
 *
 * NULL when there is none: `outcome` is then OUTCOME_NAME, OUTCOME_TIMEOUT or OUTCOME_LOCAL and
 * `trouble` (the caller's to free) says why in the library's words.
 */
GPtrArray *resolve_addresses(const struct resolver *resolver, const char *name, enum family family,
			     struct deadline deadline, enum outcome *outcome, char **trouble);

/*
 * The SRV records of a name such as "_autodiscover._tcp.example.com", struct srv_record *, those to
 * be tried first in front: by priority, then the heavier one (RFC 2782 draws lots there; a probe
 * should do the same every time). NULL as above.
 */
GPtrArray *resolve_services(const struct resolver *resolver, const char *name,
			    struct deadline deadline, enum outcome *outcome, char **trouble);

/* Addresses (char *) for somebody else; the caller frees. */
GPtrArray *resolve_copy(const GPtrArray *addresses);

/* Whether `text` is an IPv4 or IPv6 address without brackets. */
gboolean resolve_is_address(const char *text);

#endif
