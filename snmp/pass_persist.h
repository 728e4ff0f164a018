/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_PASS_PERSIST_H
#define SNMP_PASS_PERSIST_H

#include "base/autoptr.h"

/*
 * The talk of net-snmp's agent with a helper (snmpd.conf(5), pass_persist): "PING"; "get" or
 * "getnext" and in the next line an OID; "set", an OID and a value. The helper answers "PONG"; the
 * OID, its type and its value in three lines, or "NONE"; "not-writable". One conversation.
 */
struct pass_persist;

/* All last results (struct last_result *) as they are now; the talk frees them. */
typedef GPtrArray *(*pass_persist_read)(void *data);

/* `oid_base` says where the MIB stands (NULL: as it was built). NULL with an error when it is none.
 */
struct pass_persist *pass_persist_new(const char *oid_base, pass_persist_read read, void *data,
				      GError **error);
void pass_persist_free(struct pass_persist *talk);
AUTOPTR_STRUCT(pass_persist)

/*
 * Takes bytes as they come and adds the answers to `out`. FALSE when the conversation is over: the
 * agent said so by an empty line, or what came is no line that it would send.
 */
gboolean pass_persist_take(struct pass_persist *talk, const char *bytes, gsize length,
			   GString *out);

#define PASS_PERSIST_ERROR (pass_persist_error_quark())
GQuark pass_persist_error_quark(void);

#endif
