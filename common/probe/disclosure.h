/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_DISCLOSURE_H
#define PROBE_DISCLOSURE_H

#include "probe/trail.h"

/* Asks where the winning trail ended for every wanted form of the answer. The bare POX answer is
 * the trail's own. Without a logon only JSON, which needs none. */
void disclosure_ask_all(const struct expedition *expedition, struct discovery *discovery,
			const struct trail *winner);

#endif
