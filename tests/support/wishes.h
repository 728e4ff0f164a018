/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_WISHES_H
#define TESTS_SUPPORT_WISHES_H

#include "verdict/auth.h"
#include "verdict/iis.h"

/* What an operator wants, as the verdicts take it. Owns what auth and iis borrow. */
struct wishes {
	struct policy *policy;
	GArray *clients;
	struct auth_policy auth;
	struct iis_policy iis; /* without endpoints and wire, which the caller sets */
};

/*
 * Reads the plugins' options that matter to a verdict, blank separated: --policy, --expect,
 * --require, --forbid,
 * --client, --order-state, --timeout-state (of -t), -w, -c, --warn-cert, --crit-cert, --insecure,
 * with the plugins' defaults. NULL and an error for a demand that the policy refuses; what is
 * unknown ends the program.
 */
struct wishes *wishes_read(const char *options, GError **error);
void wishes_free(struct wishes *wishes);
AUTOPTR_STRUCT(wishes)

/* The index that policy_new() takes; the program ends when there is no such policy. */
guint wishes_policy_index(const char *name);

#endif
