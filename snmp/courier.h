/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Brings letters to a sink. */
#ifndef SNMP_COURIER_H
#define SNMP_COURIER_H

#include "base/deadline.h"
#include "snmp/engine.h"
#include "snmp/letter.h"
#include "snmp/trap_secrets.h"

/*
 * There are two of them, and configure chooses: the one that knows net-snmp, which it loads when it
 * is first needed, and the one that only says that there is none.
 */
struct courier;

enum trap_version { TRAP_V2C, TRAP_V3, TRAP_V1 };

/* Everything borrowed, as long as the courier lives. */
struct courier_way {
	const char *address; /* of the sink, no name */
	guint port;
	enum trap_version version;
	gboolean inform; /* waits for an acknowledgement; never with TRAP_V1 */
	const struct trap_secrets *secrets;
	const struct engine *engine; /* who we are in traps of TRAP_V3; else NULL */
	const char *state_dir;	     /* where net-snmp may keep what it believes to need */
};

/* NULL with a COURIER_ERROR. With TRAP_V3 informs it may wait for the sink until the deadline. */
struct courier *courier_open(const struct courier_way *way, struct deadline deadline,
			     GError **error);
void courier_free(struct courier *courier);
AUTOPTR_STRUCT(courier)

/* FALSE with a COURIER_ERROR when the sink did not acknowledge an inform by the deadline, refused
 * it, or a trap could not be sent. */
gboolean courier_send(struct courier *courier, const struct letter *letter,
		      struct deadline deadline, GError **error);

#define COURIER_ERROR (courier_error_quark())
GQuark courier_error_quark(void);

#endif
