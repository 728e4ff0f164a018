/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers: can a client outside download a correct, fresh offline address book? */
#include "plugins/run.h"
#include "plugins/target.h"
#include "plugins/service_options.h"
#include "probe/oab.h"
#include "report/plugin.h"
#include "state/oab_memory.h"
#include "verdict/oab.h"

struct options {
	struct service_options service;
	guint depth; /* enum oab_depth */
	struct threshold time_s, age_hours, drop_percent;
};

#define AT(member) offsetof(struct options, member)
static const struct option_row rows[] = {
    {"verify", 0, OPTION_CHOICE, AT(depth), "DEPTH",
     "how deep the files are looked into: not at all (manifest), that they are there with their "
     "sizes (headers, the default), downloaded with SHA-1 and every block (files), decompressed "
     "as well (decode)",
     oab_depth_words, 0, 0},
    {"warning", 'w', OPTION_RANGE, AT(time_s.warning), "RANGE",
     "WARNING by the seconds that the manifest takes, its logon included", NULL, 0, 0},
    {"critical", 'c', OPTION_RANGE, AT(time_s.critical), "RANGE",
     "CRITICAL by the seconds that the manifest takes, its logon included", NULL, 0, 0},
    {"warn-age", 0, OPTION_RANGE, AT(age_hours.warning), "RANGE",
     "WARNING by the hours since the manifest was made", NULL, 0, 0},
    {"crit-age", 0, OPTION_RANGE, AT(age_hours.critical), "RANGE",
     "CRITICAL by the hours since the manifest was made", NULL, 0, 0},
    {"warn-drop", 0, OPTION_RANGE, AT(drop_percent.warning), "RANGE",
     "WARNING by the percentage by which it is smaller than at the last run (default: 20)", NULL, 0,
     0},
    {"crit-drop", 0, OPTION_RANGE, AT(drop_percent.critical), "RANGE",
     "CRITICAL by the percentage by which it is smaller than at the last run (default: 50)", NULL,
     0, 0},
};

static const struct plugin plugin = {
    .name = "check_exchange_oab",
    .service = "EXCHANGE OAB",
    .question =
	"Can a client outside download a correct, fresh offline address book? It is where "
	"Autodiscover says for the mailbox (of the host of -H, if given), or at --url. Without "
	"credentials it only sees whether the server asks for a logon.",
    .usage = "-e ADDRESS [--auth-file FILE] [-H NAME | --url URL] [--verify DEPTH]",
    .examples = "  check_exchange_oab -e probe@example.com --auth-file probe.auth\n"
		"  check_exchange_oab -e probe@example.com --auth-file probe.auth \\\n"
		"      --warn-age 48\n"
		"  check_exchange_oab -e probe@example.com --auth-file probe.auth \\\n"
		"      -H mail.example.com --all-addresses\n"
		"  check_exchange_oab -e probe@example.com --auth-file probe.auth \\\n"
		"      --verify decode -t 300\n"};

static const char *
node_address(const struct oab_findings *findings, const struct oab_book *book)
{
	const struct node_offers *node =
	    g_ptr_array_index(findings->site->sweep->nodes, book->node);

	return node->node->address;
}

/* Fills in what the last run saw, and leaves what this one saw for the next. */
static void
remember(struct oab_findings *findings, const char *state_dir, gint64 now_s,
	 struct deadline deadline)
{
	g_autofree char *path = state_directory_choose(state_dir);
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_state_directory) directory = NULL;

	if (findings->books->len == 0 || !findings->logon)
		return;
	directory = state_directory_open(path, &error);
	for (guint i = 0; directory && !error && i < findings->books->len; i++) {
		struct oab_book *book = g_ptr_array_index(findings->books, i);
		const char *node = node_address(findings, book);
		const char *url = findings->site->url;
		struct oab_memory memory;

		if (!oab_memory_read(directory, url, node, &book->memory, &error))
			break;
		memory = oab_remember(book, now_s);
		oab_memory_write(directory, url, node, &memory, deadline, &error);
	}
	if (error)
		findings->not_remembered = g_strdup(error->message);
}

static struct range
in_seconds(struct range hours)
{
	hours.start *= 3600;
	hours.end *= 3600;
	return hours;
}

static struct report *
work(const struct plugin *self, const struct plugin_run *run, void *data, GError **error)
{
	struct options *options = data;
	gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(struct_probe_identity) who = NULL;
	g_autoptr(struct_oab_findings) findings = NULL;
	struct report *report;

	if (!service_options_check(&options->service, error) ||
	    !probe_identity_read(&options->service.login, &options->service.target, 0, &who, error))
		return NULL;

	struct site_request request = service_request_of(&options->service, who, "oab");
	struct oab_policy judged = {.timeout_state = run->timeout_state,
				    .time_s = options->time_s,
				    .age_s = {in_seconds(options->age_hours.warning),
					      in_seconds(options->age_hours.critical)},
				    .drop_percent = options->drop_percent,
				    .now_s = now_s};
	/* What other hosts say is no answer about the one that was named. */
	if (request.discovery.named)
		request.discovery.steps = 1U << DISCOVERY_NAMED;
	findings = oab_run(&request, (enum oab_depth)options->depth, run->deadline);
	remember(findings, options->service.login.state_dir, now_s, run->deadline);
	report =
	    report_new(self->service, options->service.login.email, verdict_oab(findings, &judged),
		       run->facts_wanted ? oab_findings_to_json(findings) : NULL);
	report->address = asked_address(findings->site ? findings->site->sweep : NULL);
	return report;
}

int
main(int argc, char **argv)
{
	struct options options = {.depth = OAB_DEPTH_HEADERS};
	const struct option_group groups[] = {
	    {"Whose address book, and as whom", login_option_rows, login_option_count,
	     &options.service.login},
	    {"What is asked and reported", rows, G_N_ELEMENTS(rows), &options},
	    {"Where", service_option_rows, service_option_count, &options.service},
	    {"Target", target_option_rows, target_option_count, &options.service.target},
	};

	range_parse("20", &options.drop_percent.warning, NULL);
	range_parse("50", &options.drop_percent.critical, NULL);
	return run_plugin(&plugin, argc, argv, groups, G_N_ELEMENTS(groups), work, &options);
}
