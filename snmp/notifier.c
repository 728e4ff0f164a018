/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the result of a run and tells its change. */
#include "snmp/notifier.h"

#include <math.h>

#include "base/text.h"
#include "snmp/courier.h"
#include "snmp/finding.h"
#include "snmp/mib.h"
#include "snmp/sink.h"
#include "state/outbox.h"

/* Before the end of the run everything must be over and written. */
enum { MARGIN_MS = 50 };

/* One run of the notifier. */
struct notice {
	const struct plugin_ending *ending;
	const struct notifier_options *options;
	struct deadline deadline;
	struct sink sink;
	char *sink_name;
	char *state_dir;
	struct result_store *store;
	guint told, waiting;
	gboolean failed;
};

/* Told whatever the state is, and never changes it. */
static void
say(struct notice *notice, const char *what, const GError *error)
{
	g_autofree char *why = text_clean(error ? error->message : "no reason is given", -1, 1024);

	notice->failed = TRUE;
	report_remark(notice->ending->report, "trap: %s: %s", what, why);
}

/* --- what is kept ------------------------------------------------------------------------- */

static gboolean
keep(struct notice *notice, GError **error)
{
	const struct notifier_options *options = notice->options;
	g_autoptr(struct_last_result) result = finding_of(notice->ending, options->instance);
	g_autofree char *check = finding_check(notice->ending->report);
	const char *address = options->address ? options->address : finding_address(notice->ending);
	struct last_seen seen = {.result = result,
				 .at_us = g_get_real_time(),
				 .check = check,
				 .address = address,
				 .sink = notice->sink_name,
				 .always = options->always};
	struct result_change change;

	notice->store = result_store_open(notice->state_dir, error);
	if (!notice->store ||
	    !result_store_put(notice->store, &seen, notice->deadline, &change, error))
		return FALSE;
	if (change.lost > 0)
		report_remark(notice->ending->report,
			      "trap: %" G_GUINT64_FORMAT
			      " changes of this service were never told, %" G_GUINT64_FORMAT
			      " in all: they had waited too long",
			      change.lost, change.lost_ever);
	return TRUE;
}

/* --- what is sent ------------------------------------------------------------------------- */

/* The address of the sink; NULL with an error. The caller frees. */
static char *
find_sink(const struct notice *notice, GError **error)
{
	g_autofree char *trouble = NULL;
	char *address;

	if (sink_is_address(&notice->sink))
		return g_strdup(notice->sink.host);
	address = notice->options->resolve(notice->sink.host, notice->deadline, &trouble);
	if (!address)
		g_set_error(error, COURIER_ERROR, 0, "the name has no address: %s",
			    trouble ? trouble : "no reason is given");
	return address;
}

/* Who we are in SNMPv3 traps; TRUE also where nobody asks. */
static gboolean
find_engine(const struct notice *notice, struct engine *engine, GError **error)
{
	g_autoptr(struct_state_directory) directory =
	    state_directory_open(notice->state_dir, error);
	g_autofree char *id = NULL;

	if (!directory ||
	    !engine_read(directory, notice->options->engine_id, notice->deadline, engine, error))
		return FALSE;
	id = engine_format_id(engine);
	check_note(notice->ending->report->root, NOTE_DETAIL,
		   "SNMPv3 traps come from the engine %s (createUser -e %s ...)", id, id);
	return TRUE;
}

static struct courier *
open_courier(const struct notice *notice, const struct trap_secrets *secrets, GError **error)
{
	const struct notifier_options *options = notice->options;
	const gboolean inform = options->kind == 0 && options->version != TRAP_V1;
	const gboolean is_author = options->version == TRAP_V3 && !inform;
	g_autofree char *address = find_sink(notice, error);
	struct engine engine = {.id_length = 0};
	const struct courier_way way = {
	    .address = address,
	    .port = notice->sink.port,
	    .version = (enum trap_version)options->version,
	    .inform = inform,
	    .secrets = secrets,
	    .engine = is_author ? &engine : NULL,
	    .state_dir = notice->state_dir,
	};

	if (!address || (is_author && !find_engine(notice, &engine, error)))
		return NULL;
	return courier_open(&way, notice->deadline, error);
}

/* All that waits, the oldest first, until one is not taken. */
static gboolean
send_all(struct notice *notice, struct outbox *outbox, GError **error)
{
	const struct notifier_options *options = notice->options;
	g_autoptr(struct_trap_secrets) secrets = trap_secrets_read(options->auth_file, error);
	g_autoptr(struct_courier) courier = secrets ? open_courier(notice, secrets, error) : NULL;
	const struct last_result *result;
	const struct last_event *event;
	struct oid_path base;

	if (!courier || !mib_base(options->oid_base, &base))
		return FALSE;
	while (outbox_next(outbox, &result, &event)) {
		g_autoptr(struct_letter) letter =
		    letter_new((enum letter_mib)options->mib, &base, result, event);

		if (!courier_send(courier, letter, notice->deadline, error))
			return FALSE;
		notice->told++;
		if (!outbox_told(outbox, notice->deadline, error))
			return FALSE;
	}
	return TRUE;
}

static void
tell(struct notice *notice)
{
	g_autoptr(struct_outbox) outbox = NULL;
	g_autoptr(GError) error = NULL;
	g_autofree char *what = NULL;
	gboolean good;

	notice->waiting = outbox_peek(notice->store, notice->sink_name);
	if (notice->waiting == 0)
		return;
	outbox = outbox_open(notice->store, notice->sink_name, notice->deadline, &error);
	if (!outbox && !error)
		g_set_error(&error, COURIER_ERROR, 0, "another plugin tried in vain just now");
	good = outbox && send_all(notice, outbox, &error);
	if (outbox) {
		notice->waiting = outbox_count(outbox);
		if (!good)
			outbox_failed(outbox);
	}
	if (good)
		return;
	what = g_strdup_printf("%u waiting for %s", notice->waiting, notice->sink_name);
	say(notice, what, error);
}

static void
measure(const struct notice *notice)
{
	struct check *root = notice->ending->report->root;

	(void)check_measure(root, "trap_sent", UNIT_NONE, notice->told, NULL, 0);
	(void)check_measure(root, "trap_waiting", UNIT_NONE, notice->waiting, NULL, 0);
	(void)check_measure(root, "trap_fail", UNIT_NONE, notice->failed ? 1 : 0, NULL, 0);
}

void
notifier_run(const struct plugin_ending *ending, void *values)
{
	const struct notifier_options *options = values;
	struct notice notice = {
	    .ending = ending,
	    .options = options,
	    .deadline = {.end_us = ending->deadline.end_us - (gint64)MARGIN_MS * 1000},
	};
	g_autoptr(GError) error = NULL;

	if (!options->sink && !options->keep)
		return;
	notice.state_dir = state_directory_choose(finding_option(ending, "state-dir"));
	if (options->sink && sink_parse(options->sink, &notice.sink))
		notice.sink_name = sink_name(&notice.sink);
	if (!keep(&notice, &error))
		say(&notice, "the result could not be kept, so no change is seen", error);
	else if (notice.sink_name)
		tell(&notice);
	if (notice.sink_name)
		measure(&notice);
	result_store_free(notice.store);
	sink_clear(&notice.sink);
	g_free(notice.sink_name);
	g_free(notice.state_dir);
}
