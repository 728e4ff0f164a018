/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_LETTER_H
#define SNMP_LETTER_H

#include "base/autoptr.h"
#include "snmp/oid.h"
#include "state/last_result.h"

enum letter_kind { LETTER_INTEGER, LETTER_UNSIGNED, LETTER_TEXT, LETTER_ADDRESS };

/* A variable binding. */
struct letter_item {
	struct oid_path name;
	enum letter_kind kind;
	gint64 number;
	guint8 *bytes; /* LETTER_TEXT, LETTER_ADDRESS (4 of them) */
	gsize length;
};

/* What a notification says, whichever way it is sent. */
struct letter {
	struct oid_path trap;	    /* snmpTrapOID */
	struct oid_path enterprise; /* of an SNMPv1 trap (RFC 3584, section 3.2) */
	guint32 specific;
	guint8 address[4]; /* that was asked; 0.0.0.0 when it is not known */
	GPtrArray *items;  /* struct letter_item * */
};

enum letter_mib { LETTER_OWN, LETTER_NAGIOS };

/*
 * The notification of a change: exchStateChanged or exchStateCleared, or nSvcEvent of
 * NAGIOS-NOTIFY-MIB. Its last item is snmpTrapAddress where the address that was asked is known and
 * an IPv4 one.
 */
struct letter *letter_new(enum letter_mib mib, const struct oid_path *base,
			  const struct last_result *result, const struct last_event *event);
void letter_free(struct letter *letter);
AUTOPTR_STRUCT(letter)

#endif
