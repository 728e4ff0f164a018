/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_AFFINITY_H
#define VERDICT_AFFINITY_H

#include "verdict/logon_case.h"

/* Adds the checks "connections" (handshakes made at the same time) and "stranger" (an anonymous
 * request right after a logon): whether each client's connection is its own, all the way to the
 * server. Nothing where neither was tried. */
void affinity_judge(const struct logon_case *this);

#endif
