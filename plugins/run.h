/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLUGINS_RUN_H
#define PLUGINS_RUN_H

#include "report/plugin.h"

/*
 * All of a plugin's main(): plugin_main() with the notifier behind it, whose options every plugin
 * takes, then leave().
 */
int run_plugin(const struct plugin *plugin, int argc, char **argv,
	       const struct option_group *groups, gsize count, plugin_work work, void *options);

#endif
