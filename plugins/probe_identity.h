/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLUGINS_PROBE_IDENTITY_H
#define PLUGINS_PROBE_IDENTITY_H

#include "probe/gate.h"
#include "probe/handshake.h"
#include "report/login_options.h"
#include "report/target_options.h"

/* Who the probe logs on as, ready for the probes: the login options, the files behind them, and the
 * record of logons that stands before the secret. */
struct probe_identity {
	char *account; /* for people */
	enum scheme scheme;
	struct identity identity; /* its texts are the login's and the options' */
	const struct gate *gate;  /* NULL: this secret cannot be locked */
	struct login *login;
	struct secret *key; /* the keytab's bytes; NULL: no keytab */
	struct gatekeeper *keeper;
};

/*
 * Reads what the options name. TRUE and NULL in `who` when there are no credentials: then nobody
 * logs on. FALSE with an error that names the option when they make no sense, or would send a
 * secret where it must not go. `per_hour` bounds the logons that fail by design. The options must
 * outlive it; the caller frees.
 */
gboolean probe_identity_read(const struct login_options *options,
			     const struct target_options *target, guint per_hour,
			     struct probe_identity **who, GError **error);
void probe_identity_free(struct probe_identity *who);
AUTOPTR_STRUCT(probe_identity)

#endif
