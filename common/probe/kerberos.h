/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Speaks Kerberos through GSSAPI, inside SPNEGO (RFC 4559, RFC 4121), with channel bindings.
 */
#ifndef PROBE_KERBEROS_H
#define PROBE_KERBEROS_H

#include "base/deadline.h"
#include "probe/handshake.h"

struct kerberos;

/*
 * For the service HTTP at that host. The identity's `ccache`, else its `keytab`, else what the
 * environment names is where the tickets come from. `binding_data` as of channel_binding_data();
 * NULL for none. Everything is copied: a library that does not come back in time keeps its copy.
 */
struct kerberos *kerberos_new(const char *hostname, const struct identity *identity,
			      GBytes *binding_data);
void kerberos_free(struct kerberos *kerberos);
AUTOPTR_STRUCT(kerberos)

/* One step. */
struct kerberos_step {
	enum kerberos_trouble trouble;
	char *words;   /* the library's, the caller's to free; NULL without trouble */
	GBytes *token; /* to be sent, the caller's; NULL: there is nothing more to send */
};

/*
 * The next token, given the server's last one (NULL at first). The library may ask a KDC and knows
 * no deadline of ours: it works in a thread that is left to itself when the time is up.
 */
struct kerberos_step kerberos_step(struct kerberos *kerberos, GBytes *received,
				   struct deadline deadline);

#endif
