/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the raw-byte server says in a logon by NTLM, right and wrong. */
#ifndef TESTS_SIM_RAW_CHALLENGE_H
#define TESTS_SIM_RAW_CHALLENGE_H

#include "tests/sim/raw_faults.h"

/* Steps of an answer, after which the connection goes on: 401 with NTLM, 401 with a message 2, and
 * 200. */
const struct raw_step *raw_challenge_offer(void);
const struct raw_step *raw_challenge_good(void);
const struct raw_step *raw_challenge_welcome(void);

/* What can be wrong with a message 2 or with the answer that brings it; the last row has no name.
 */
const struct raw_fault *raw_challenge_faults(void);

#endif
