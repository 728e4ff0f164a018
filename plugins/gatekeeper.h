/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLUGINS_GATEKEEPER_H
#define PLUGINS_GATEKEEPER_H

#include "probe/gate.h"
#include "state/logon_budget.h"

/* Ties the probe's gate to the record of logons that all plugins of the suite share. */
struct gatekeeper;

/*
 * Never NULL. Where the record cannot be kept nobody is let through, and the reason is the gate's.
 * `state_dir` as the option says, `per_hour` bounds the logons that fail by design.
 */
struct gatekeeper *gatekeeper_new(const char *state_dir, const struct logon_account *account,
				  gboolean retry, guint per_hour);
void gatekeeper_free(struct gatekeeper *keeper);
AUTOPTR_STRUCT(gatekeeper)

/* Borrowed, as long as the keeper lives. */
const struct gate *gatekeeper_gate(const struct gatekeeper *keeper);

#endif
