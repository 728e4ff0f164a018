/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_NOTIFIER_H
#define SNMP_NOTIFIER_H

#include "report/plugin.h"

/*
 * The option group "trap": every plugin takes it. With a sink, or when told to, the result of the
 * run is kept as the last one of its service; with a sink, a change of its state is sent there,
 * and what earlier runs of any plugin could not send.
 */
struct notifier_options {
	char *sink;	 /* --trap-sink HOST[:PORT] */
	guint version;	 /* enum trap_version */
	guint kind;	 /* 0: inform, 1: trap */
	char *auth_file; /* --trap-auth-file */
	gboolean weak;	 /* --trap-allow-weak */
	guint mib;	 /* enum letter_mib */
	gboolean always; /* --trap-always */
	char *oid_base;	 /* --oid-base */
	char *address;	 /* --trap-address */
	char *engine_id; /* --trap-engine-id */
	gboolean keep;	 /* --keep-result */
	char *instance;	 /* --instance */

	/*
	 * The caller's: the address of a host name by the deadline; NULL with a text in `trouble`
	 * (the caller's to free) when it has none. The C library's resolver keeps no deadline, and
	 * the one that does is not on this level.
	 */
	char *(*resolve)(const char *host, struct deadline deadline, char **trouble);
};

extern const struct option_row notifier_rows[];
extern const gsize notifier_row_count;

/*
 * For struct plugin_epilogue; `values` are struct notifier_options. What cannot be kept or sent is
 * a remark in the report and trap_fail in its performance data, and changes no state.
 */
gboolean notifier_check(const void *values, GError **error);
gint64 notifier_reserve_us(const void *values, gint64 limit_us);
void notifier_run(const struct plugin_ending *ending, void *values);

#endif
