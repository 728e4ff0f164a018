/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What becomes of credentials, for the log: on the wire all refusals look the same. */
#ifndef TESTS_SIM_OUTCOME_H
#define TESTS_SIM_OUTCOME_H

#include <glib.h>

enum sim_outcome {
	SIM_OUTCOME_NONE,     /* nobody asked for a logon */
	SIM_OUTCOME_UNJUDGED, /* credentials came, but something else decided the answer */
	SIM_OUTCOME_STRIPPED, /* a proxy took the credentials away */
	SIM_OUTCOME_CHALLENGED,
	SIM_OUTCOME_ACCEPTED,
	SIM_OUTCOME_SESSION, /* no credentials, but the connection is logged on */
	/* the message or the scheme */
	SIM_OUTCOME_SCHEME, /* not offered here */
	SIM_OUTCOME_BEARER,
	SIM_OUTCOME_KERBEROS,
	SIM_OUTCOME_KERBEROS_ONLY,
	SIM_OUTCOME_RESTRICTED,
	SIM_OUTCOME_RAW,
	SIM_OUTCOME_MALFORMED,
	SIM_OUTCOME_NO_HANDSHAKE, /* an answer to a challenge that this server knows nothing of */
	SIM_OUTCOME_NTLMV1,
	SIM_OUTCOME_ANONYMOUS,
	/* the account */
	SIM_OUTCOME_ACCOUNT, /* there is none of that name */
	SIM_OUTCOME_PASSWORD,
	SIM_OUTCOME_DISABLED,
	SIM_OUTCOME_LOCKED,
	SIM_OUTCOME_EXPIRED,
	SIM_OUTCOME_MUST_CHANGE,
	/* what protects the message */
	SIM_OUTCOME_TIMESTAMP,
	SIM_OUTCOME_MIC,
	SIM_OUTCOME_CHANNEL_BINDING,
	SIM_OUTCOME_NO_CHANNEL_BINDING,
	SIM_OUTCOME_SPN,
	SIM_OUTCOME_NO_SPN,
};

/* As the log has it: "accepted", "refused:password" ... "-" for none. A constant string. */
const gchar *sim_outcome_name(enum sim_outcome outcome);

#endif
