/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_TABLE_H
#define SNMP_TABLE_H

#include "base/autoptr.h"
#include "snmp/oid.h"

/*
 * The last results as the two tables of the MIB, for somebody who asks for one value after the
 * other.
 */
struct table;

/* The value of an object, in the words of snmpd's pass_persist. */
struct table_value {
	struct oid_path name;
	const char *type; /* "integer", "gauge", "counter", "string", "octet" */
	char *text;	  /* the caller's */
};

/* Takes `results` (struct last_result *). */
struct table *table_new(const struct oid_path *base, GPtrArray *results);
void table_free(struct table *table);
AUTOPTR_STRUCT(table)

/* The object of exactly that name; FALSE when there is none. `now_s` is the clock. */
gboolean table_get(const struct table *table, const struct oid_path *name, gint64 now_s,
		   struct table_value *value);

/* The first object behind that name, in lexicographic order; FALSE at the end. */
gboolean table_next(const struct table *table, const struct oid_path *name, gint64 now_s,
		    struct table_value *value);

#endif
