/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_PROTECTION_H
#define VERDICT_PROTECTION_H

#include "facts/protection.h"
#include "verdict/logon_case.h"

/* The certificate seen is not the one that IIS checks bindings against. */
gboolean protection_is_bridged(enum protection protection);

/* Says so, with the cure. */
void protection_judge_bridge(struct check *check, const struct logon_case *this,
			     enum protection protection);

/* Adds the check "protection" when it was asked for: what was measured against the operator's wish,
 * else Microsoft's table. */
void protection_judge(const struct logon_case *this);

#endif
