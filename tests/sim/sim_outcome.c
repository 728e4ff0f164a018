/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of outcomes. */
#include "tests/sim/sim_outcome.h"

static const gchar *const NAMES[] = {
    [SIM_OUTCOME_NONE] = "-",
    [SIM_OUTCOME_UNJUDGED] = "unjudged",
    [SIM_OUTCOME_STRIPPED] = "stripped",
    [SIM_OUTCOME_CHALLENGED] = "challenged",
    [SIM_OUTCOME_ACCEPTED] = "accepted",
    [SIM_OUTCOME_SESSION] = "session",
    [SIM_OUTCOME_SCHEME] = "refused:scheme",
    [SIM_OUTCOME_BEARER] = "refused:bearer",
    [SIM_OUTCOME_KERBEROS] = "refused:kerberos",
    [SIM_OUTCOME_KERBEROS_ONLY] = "refused:kerberos-only",
    [SIM_OUTCOME_RESTRICTED] = "refused:restricted",
    [SIM_OUTCOME_RAW] = "refused:raw",
    [SIM_OUTCOME_MALFORMED] = "refused:malformed",
    [SIM_OUTCOME_NO_HANDSHAKE] = "refused:no-handshake",
    [SIM_OUTCOME_NTLMV1] = "refused:ntlmv1",
    [SIM_OUTCOME_ANONYMOUS] = "refused:anonymous",
    [SIM_OUTCOME_ACCOUNT] = "refused:account",
    [SIM_OUTCOME_PASSWORD] = "refused:password",
    [SIM_OUTCOME_DISABLED] = "refused:disabled",
    [SIM_OUTCOME_LOCKED] = "refused:locked",
    [SIM_OUTCOME_EXPIRED] = "refused:expired",
    [SIM_OUTCOME_MUST_CHANGE] = "refused:must-change",
    [SIM_OUTCOME_TIMESTAMP] = "refused:timestamp",
    [SIM_OUTCOME_MIC] = "refused:mic",
    [SIM_OUTCOME_CHANNEL_BINDING] = "refused:channel-binding",
    [SIM_OUTCOME_NO_CHANNEL_BINDING] = "refused:no-channel-binding",
    [SIM_OUTCOME_SPN] = "refused:spn",
    [SIM_OUTCOME_NO_SPN] = "refused:no-spn",
};

_Static_assert(G_N_ELEMENTS(NAMES) == SIM_OUTCOME_NO_SPN + 1, "a name for each");

const gchar *
sim_outcome_name(enum sim_outcome outcome)
{
	return NAMES[outcome];
}
