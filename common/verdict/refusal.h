/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_REFUSAL_H
#define VERDICT_REFUSAL_H

#include "verdict/logon_case.h"

/*
 * Judges a logon that the server refused, or that could not be made here: whose fault it is, told
 * by what else was tried - the same secret elsewhere, the same logon bound otherwise, Kerberos' own
 * error.
 */
void refusal_judge(struct check *check, const struct logon_case *this,
		   const struct handshake *handshake);

#endif
