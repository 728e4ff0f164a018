/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_RESOLVE_H
#define PROBE_RESOLVE_H

#include "base/deadline.h"
#include "facts/answer.h"

enum family { FAMILY_ANY, FAMILY_IPV4, FAMILY_IPV6 };

/*
 * Every address of `name` as text, sorted within each family so that two runs number the nodes
 * alike; through c-ares, which keeps the deadline whatever the name servers do (the C library's
 * resolver does not). The hosts file is read as the system is set up to. A `name` that is an
 * address is returned as it is.
 *
 * NULL when there is none: `outcome` is then OUTCOME_NAME, OUTCOME_TIMEOUT or OUTCOME_LOCAL and
 * `trouble` (the caller's to free) says why in the library's words.
 */
GPtrArray *resolve_addresses(const char *name, enum family family, struct deadline deadline,
			     enum outcome *outcome, char **trouble);

/* Whether `text` is an IPv4 or IPv6 address without brackets. */
gboolean resolve_is_address(const char *text);

#endif
