/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_TRUST_H
#define PROBE_TRUST_H

#include <glib.h>

/*
 * Which hosts may be sent a credential, over https: the one that the operator named, those inside
 * the mail domain (the domain itself and names below it), and those that were allowed one by one.
 * All borrowed; NULL where there is none.
 */
struct trust {
	const char *named;	  /* -H */
	const char *mail_domain;  /* "example.com" */
	const GPtrArray *allowed; /* char *: --allow-host */
};

/* Upper and lower case are the same; a dot at the end does not count. */
gboolean trust_host(const struct trust *trust, const char *host);

#endif
