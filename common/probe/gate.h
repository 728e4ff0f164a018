/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stands between a probe and the secret that it wants to send. */
#ifndef PROBE_GATE_H
#define PROBE_GATE_H

#include "base/deadline.h"
#include "facts/logon.h"

/*
 * Who says whether a secret may be sent, and keeps the record of what became of it: the probe knows
 * neither files nor other plugins. Called from several threads at once.
 */
struct gate {
	void *data;
	/* HOLD_NONE and a grant to be settled, or why not, with the details in `why` (the fields
	 * that HOLD_REFUSED_EARLIER and `trouble` speak of). May wait, no longer than the deadline.
	 */
	enum hold (*ask)(void *data, struct deadline deadline, gpointer *grant, struct logon *why);
	/* Before the secret is sent once more for that grant, because its refusal may have another
	 * reason: HOLD_NONE, HOLD_REFUSED_EARLIER (meanwhile, by others), or another reason not to.
	 * May wait as ask() does. NULL: it always may be. */
	enum hold (*again)(void *data, struct deadline deadline, gpointer grant);
	/* What became of it; SECRET_UNTRIED: nothing that says anything of the secret. `where` is a
	 * name for people. NULL, or why that could not be written down (the caller frees). */
	char *(*settle)(void *data, gpointer grant, enum secret_state secret, const char *where);
	/* Whether one more logon that fails by design may be made. */
	gboolean (*spend)(void *data);
};

#endif
