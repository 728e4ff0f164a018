/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is the frame that all plugins share. */
#include "report/plugin.h"

#include <signal.h>
#include <stddef.h>
#include <sys/prctl.h>
#include <sys/stat.h>

#include "config.h"
#include "report/command.h"
#include "report/extra_opts.h"

/* What the options of the group "output" set. */
struct frame_options {
	struct option_timeout timeout;
	guint verbosity;
	guint format; /* index into format_names */
	gboolean extra_opts;
	gboolean help;
	gboolean version;
};

static const char *const format_names[] = {"text", "json", "openmetrics", "multi-line", NULL};

/* multi-line is what monitoring-plugins 3 calls it. */
static const enum output_format formats[] = {OUTPUT_TEXT, OUTPUT_JSON, OUTPUT_OPENMETRICS,
					     OUTPUT_TEXT};
_Static_assert(G_N_ELEMENTS(formats) + 1 == G_N_ELEMENTS(format_names), "a format without a name");

#define AT(field) offsetof(struct frame_options, field)

static const struct option_row frame_rows[] = {
    {"timeout", 't', OPTION_TIMEOUT, AT(timeout), "SECONDS[:STATE]",
     "the whole run is over by then; STATE is what being cut off means (default: 10:critical)",
     NULL, 0, 0},
    {"output-format", 0, OPTION_CHOICE, AT(format), "FORMAT",
     "the exit code is the same in all (default: text; multi-line is another name for it)",
     format_names, 0, 0},
    {"verbose", 'v', OPTION_COUNT, AT(verbosity), NULL,
     "once: all checks with their evidence; twice: requests and answers; three times: a transcript",
     NULL, 0, 0},
    {"extra-opts", 0, OPTION_FLAG, AT(extra_opts), "[=[SECTION][@FILE]]",
     "take the options of this section of an ini file before those of the command line", NULL, 0,
     0},
    {"help", 'h', OPTION_FLAG, AT(help), NULL, "this text", NULL, 0, 0},
    {"version", 'V', OPTION_FLAG, AT(version), NULL, "name and version", NULL, 0, 0},
};

/* Everything one run needs to know. */
struct frame {
	const struct plugin *plugin;
	const struct option_group *groups; /* the plugin's, then our own */
	gsize count;
	struct frame_options options;
	gint64 started_us;
	plugin_work work;
	void *plugin_options;
	const struct plugin_epilogue *epilogue; /* NULL: none */
};

static void
drop_log(const char *domain G_GNUC_UNUSED, GLogLevelFlags level G_GNUC_UNUSED,
	 const char *message G_GNUC_UNUSED, gpointer data G_GNUC_UNUSED)
{
}

/*
 * No core with secrets in it, no death by a reader that went away, no files for others, no
 * chatter.
 */
static void
protect(void)
{
	(void)prctl(PR_SET_DUMPABLE, 0);
	(void)signal(SIGPIPE, SIG_IGN);
	(void)umask(077);
	(void)g_log_set_default_handler(drop_log, NULL);
}

static char *
version_text(const struct plugin *plugin)
{
	return g_strdup_printf("%s (%s) %s\n", plugin->name, PACKAGE_NAME, PACKAGE_VERSION);
}

static char *
help_text(const struct frame *frame)
{
	const struct command command = {
	    .name = frame->plugin->name,
	    .usage = frame->plugin->usage,
	    .question = frame->plugin->question,
	    .examples = frame->plugin->examples,
	    .groups = frame->groups,
	    .count = frame->count,
	};

	return command_help(&command);
}

static char *
report_text(const struct report *report, const struct frame_options *options)
{
	switch (formats[options->format]) {
	case OUTPUT_TEXT:
		return output_text(report, options->verbosity);
	case OUTPUT_JSON:
		return output_json(report);
	case OUTPUT_OPENMETRICS:
		return output_openmetrics(report);
	}
	g_return_val_if_reached(NULL);
}

/* The report of a run that did not take place. */
static struct report *
failure(const struct plugin *plugin, const char *sentence)
{
	struct check *root = check_new(plugin->name);

	check_judge(root, STATE_UNKNOWN, "%s", sentence);
	return report_new(plugin->service, NULL, root, NULL);
}

/* How much of the run the work must leave. */
static gint64
reserved_us(const struct frame *frame, gint64 limit_us)
{
	const struct plugin_epilogue *epilogue = frame->epilogue;

	return epilogue ? epilogue->reserve_us(epilogue->group.values, limit_us) : 0;
}

static void
end(const struct frame *frame, struct report *report, gint64 end_us)
{
	const struct plugin_ending ending = {
	    .plugin = frame->plugin,
	    .groups = frame->groups,
	    .count = frame->count,
	    .deadline = {.end_us = end_us},
	    .report = report,
	};

	if (frame->epilogue)
		frame->epilogue->run(&ending, frame->epilogue->group.values);
}

/* The text for standard output; `exit_code` is that of the report, or stays. */
static char *
run(struct frame *frame, int *exit_code, GError **error)
{
	const struct frame_options *options = &frame->options;
	const gint64 limit_us = (gint64)(options->timeout.seconds * G_USEC_PER_SEC);
	const gint64 end_us = frame->started_us + limit_us;
	const struct plugin_run plugin_run = {
	    .deadline = {.end_us = end_us - reserved_us(frame, limit_us)},
	    .timeout_state = (enum state)options->timeout.state,
	    .facts_wanted = formats[options->format] == OUTPUT_JSON,
	};
	g_autoptr(struct_report) report =
	    frame->work(frame->plugin, &plugin_run, frame->plugin_options, error);

	if (!report)
		return NULL;
	end(frame, report, end_us);
	*exit_code = report_exit_code(report);
	return report_text(report, options);
}

/* As above, after the options have been read. */
static char *
answer(struct frame *frame, char **argv, int *exit_code, GError **error)
{
	g_auto(GStrv) expanded = extra_opts_expand(argv, error);

	/* Read all the same, to know in which format the error is wanted. */
	if (!option_parse(frame->groups, frame->count, expanded ? expanded : argv,
			  expanded ? error : NULL) ||
	    !expanded)
		return NULL;
	if (frame->options.help)
		return help_text(frame);
	if (frame->options.version)
		return version_text(frame->plugin);
	if (frame->options.extra_opts) {
		g_set_error(error, EXTRA_OPTS_ERROR, 0,
			    "--extra-opts: expected on the command line, found in an ini file");
		return NULL;
	}
	if (frame->epilogue && !frame->epilogue->check(frame->epilogue->group.values, error))
		return NULL;
	return run(frame, exit_code, error);
}

static char *
failure_text(const struct frame *frame, const GError *error)
{
	g_autoptr(struct_report) report =
	    failure(frame->plugin, error ? error->message : "the plugin gave no answer");

	return report_text(report, &frame->options);
}

static int
run_frame(struct frame *frame, char **argv)
{
	int exit_code = state_exit_code(STATE_UNKNOWN);
	g_autoptr(GError) error = NULL;
	g_autofree char *text = answer(frame, argv, &exit_code, &error);

	if (!text)
		text = failure_text(frame, error);
	if (!output_print(text))
		return state_exit_code(STATE_UNKNOWN);
	return exit_code;
}

int
plugin_main_with(const struct plugin *plugin, int argc, char **argv,
		 const struct option_group *groups, gsize count, plugin_work work, void *options,
		 const struct plugin_epilogue *epilogue)
{
	char *no_arguments[] = {NULL};
	g_autofree struct option_group *all = g_new(struct option_group, count + 2);
	struct frame frame = {
	    .plugin = plugin,
	    .groups = all,
	    .options = {.timeout = {.seconds = 10, .state = STATE_CRITICAL}},
	    .started_us = g_get_monotonic_time(),
	    .work = work,
	    .plugin_options = options,
	    .epilogue = epilogue,
	};
	int exit_code;

	protect();
	for (gsize i = 0; i < count; i++)
		all[frame.count++] = groups[i];
	if (epilogue)
		all[frame.count++] = epilogue->group;
	all[frame.count++] =
	    (struct option_group){"Output", frame_rows, G_N_ELEMENTS(frame_rows), &frame.options};
	exit_code = run_frame(&frame, argc > 0 ? argv : no_arguments);
	option_clear(all, frame.count);
	return exit_code;
}

int
plugin_main(const struct plugin *plugin, int argc, char **argv, const struct option_group *groups,
	    gsize count, plugin_work work, void *options)
{
	return plugin_main_with(plugin, argc, argv, groups, count, work, options, NULL);
}
