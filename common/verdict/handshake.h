/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_HANDSHAKE_H
#define VERDICT_HANDSHAKE_H

#include "verdict/logon_case.h"

/* Judges how one handshake ended, with its cause and its cure. */
void handshake_judge(struct check *check, const struct logon_case *this,
		     const struct handshake *handshake);

#endif
