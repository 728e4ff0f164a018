/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_PLUGIN_H
#define REPORT_PLUGIN_H

#include "base/deadline.h"
#include "report/option.h"
#include "report/output.h"

/* What every plugin is: its words, its options, and the one function that does its work. */
struct plugin {
	const char *name;     /* "check_exchange_auth" */
	const char *service;  /* "EXCHANGE AUTH" */
	const char *question; /* below the usage line of --help, one sentence or two */
	const char *usage;    /* "-H NAME [--policy NAME] ..." */
	const char *examples; /* the end of --help; lines of at most 77 columns, NULL for none */
};

/* What the frame decided before the work begins. */
struct plugin_run {
	struct deadline deadline;
	enum state timeout_state; /* the state of what the deadline cut off */
	gboolean facts_wanted;	  /* only JSON output tells them; NULL facts will do otherwise */
};

/*
 * Probes, judges, reports. NULL with an error when the options make no sense together (a usage
 * error: exit 3, the text names the option). `options` is what plugin_main() was given.
 */
typedef struct report *(*plugin_work)(const struct plugin *plugin, const struct plugin_run *run,
				      void *options, GError **error);

/*
 * The frame round a plugin: extra-opts, options (the groups, and its own group "output": -w is
 * not among them), --help, --version, the deadline, then `work`, then the output in the chosen
 * format. Returns the exit code; 3 for help, version, a usage error and when standard output
 * cannot be written. Never writes to standard error: what GLib would log there is dropped, a
 * scheduler would take it for output. Clears the groups' strings.
 */
int plugin_main(const struct plugin *plugin, int argc, char **argv,
		const struct option_group *groups, gsize count, plugin_work work, void *options);

/* A report that is about to be told, and the run it comes from. */
struct plugin_ending {
	const struct plugin *plugin;
	const struct option_group *groups; /* all options of the run */
	gsize count;
	struct deadline deadline;
	struct report *report;
};

/* What somebody above the frame does with every report before it is told (the notifier). */
struct plugin_epilogue {
	struct option_group group; /* his options */
	/* Whether they make sense; a usage error as that of the plugin's work. */
	gboolean (*check)(const void *values, GError **error);
	/* How much of a run of that length is his: the work has to end earlier. */
	gint64 (*reserve_us)(const void *values, gint64 limit_us);
	void (*run)(const struct plugin_ending *ending, void *values);
};

/* plugin_main() with an epilogue. */
int plugin_main_with(const struct plugin *plugin, int argc, char **argv,
		     const struct option_group *groups, gsize count, plugin_work work,
		     void *options, const struct plugin_epilogue *epilogue);

#endif
