/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs a plugin with the notifier behind it. */
#include "plugins/run.h"

#include "plugins/leave.h"
#include "probe/resolve.h"
#include "snmp/notifier.h"

static char *
resolve(const char *host, struct deadline deadline, char **trouble)
{
	const struct resolver resolver = {.server = NULL};
	enum outcome outcome;
	GPtrArray *addresses =
	    resolve_addresses(&resolver, host, FAMILY_ANY, deadline, &outcome, trouble);
	char *first = NULL;

	if (!addresses)
		return NULL;
	if (addresses->len > 0)
		first = g_strdup(addresses->pdata[0]);
	g_ptr_array_unref(addresses);
	return first;
}

int
run_plugin(const struct plugin *plugin, int argc, char **argv, const struct option_group *groups,
	   gsize count, plugin_work work, void *options)
{
	struct notifier_options notifier = {.resolve = resolve};
	const struct plugin_epilogue epilogue = {
	    .group = {"Notification by SNMP", notifier_rows, notifier_row_count, &notifier},
	    .check = notifier_check,
	    .reserve_us = notifier_reserve_us,
	    .run = notifier_run,
	};

	return leave(plugin_main_with(plugin, argc, argv, groups, count, work, options, &epilogue));
}
