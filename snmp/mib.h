/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_MIB_H
#define SNMP_MIB_H

#include "report/state.h"
#include "snmp/oid.h"

/* The objects of EXCHANGE-AUTH-MIB that are used; a test compares them with the module. */
enum mib_object {
	MIB_STATE_CHANGED,
	MIB_STATE_CLEARED,
	MIB_RESULT_STATE,
	MIB_RESULT_HEADLINE,
	MIB_RESULT_LAST_RUN,
	MIB_RESULT_LAST_CHANGE,
	MIB_RESULT_PREVIOUS,
	MIB_RESULT_AGE,
	MIB_RESULT_LOST,
	MIB_RESULT_PERFDATA,
	MIB_CHECK_PATH,
	MIB_CHECK_STATE,
	MIB_CHECK_SUMMARY,
	MIB_EVENT_ID,
	MIB_EVENT_TARGET,
	MIB_EVENT_SERVICE,
	MIB_EVENT_INSTANCE,
	MIB_EVENT_CHECK,
	MIB_EVENT_STATE,
	MIB_EVENT_PREVIOUS,
	MIB_EVENT_HEADLINE,
	MIB_EVENT_TIME,
	MIB_EVENT_LOST,
	MIB_OBJECTS
};

/* Where the module stands: `text` (of --oid-base), or what was built in when it is NULL. FALSE when
 * it is no OID, or one so long that the names of the tables would not fit behind it. */
gboolean mib_base(const char *text, struct oid_path *base);

/* The name as in the module, and what follows the base. */
const char *mib_name(enum mib_object object);
struct oid_path mib_oid(const struct oid_path *base, enum mib_object object);

/* The value of ExchState; `known` FALSE: none(4). */
int mib_state(gboolean known, enum state state);

/* DateAndTime of RFC 2579: 11 octets, in UTC. */
enum { MIB_TIME_LENGTH = 11 };
void mib_time(gint64 unix_s, guint8 octets[MIB_TIME_LENGTH]);

/* An index of at most `most` bytes: `text`, or its beginning with a digest behind it. The caller
 * frees. */
char *mib_index(const char *text, gsize most);
enum { MIB_TARGET_MOST = 48, MIB_SERVICE_MOST = 24, MIB_INSTANCE_MOST = 32 };

#endif
