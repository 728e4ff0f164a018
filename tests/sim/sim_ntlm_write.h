/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes NTLM's message 2, the server's. */
#ifndef TESTS_SIM_NTLM_WRITE_H
#define TESTS_SIM_NTLM_WRITE_H

#include "tests/sim/sim_identity.h"
#include "tests/sim/sim_ntlm.h"

/* The clock of a server that is so far ahead, in the unit of Windows (MS-DTYP 2.3.3). */
guint64 sim_ntlm_now(gint64 skew_s);

/* The answer to a message 1 with these flags, with a challenge of its own; the caller unrefs it. */
GBytes *sim_ntlm_challenge(const struct sim_identity *identity, guint32 client_flags);

#endif
