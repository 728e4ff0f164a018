/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers: what changed since the accepted baseline, and is it a regression? */
#include <string.h>

#include "base/text.h"
#include "facts/fingerprint_json.h"
#include "plugins/chosen.h"
#include "plugins/probe_identity.h"
#include "plugins/run.h"
#include "plugins/service_options.h"
#include "plugins/target.h"
#include "probe/logon.h"
#include "probe/oab.h"
#include "report/plugin.h"
#include "state/baseline.h"
#include "verdict/drift.h"

struct options {
	struct service_options service;
	struct policy_options policy;
	GPtrArray *endpoints; /* char * */
	char *baseline;
	gboolean write, accept, measure;
	gint64 per_hour;
	enum state order_state, change_state;
};

enum { PER_HOUR = 12, PER_HOUR_MAX = 1000 };

#define AT(member) offsetof(struct options, member)
static const struct option_row rows[] = {
    {"baseline", 0, OPTION_STRING, AT(baseline), "FILE",
     "required: what was accepted of any number of servers, as JSON; it is only read, unless one "
     "of the next two options is given",
     NULL, 0, 0},
    {"write-baseline", 0, OPTION_FLAG, AT(write), NULL,
     "put what is seen now into FILE, which is made when it is not there; a baseline of this "
     "server that is in there already is left alone",
     NULL, 0, 0},
    {"accept", 0, OPTION_FLAG, AT(accept), NULL,
     "tell what changed, then make what is seen now the baseline of this server; OK", NULL, 0, 0},
    {"change-state", 0, OPTION_STATE, AT(change_state), "STATE",
     "state of a change that is neither better nor worse, such as a new build or a renewed "
     "certificate (default: ok)",
     NULL, 0, 0},
    {"endpoint", 0, OPTION_STRINGS, AT(endpoints), "NAME[=PATH]",
     "endpoint to compare, repeatable: autodiscover, ews, oab (these three unless given), mapi, "
     "rpc, activesync, owa, ecp, powershell, api, or a name of your own with its path",
     NULL, 0, 0},
    {"ep", 0, OPTION_FLAG, AT(measure), NULL,
     "measure Extended Protection too (None, Allow, Require): one logon of each endpoint may fail "
     "by design, so do it in a service of its own",
     NULL, 0, 0},
    {"ep-per-hour", 0, OPTION_INTEGER, AT(per_hour), "N",
     "at most N logons that fail by design an hour, of all plugins together (default: 12)", NULL, 0,
     PER_HOUR_MAX},
    {"order-state", 0, OPTION_STATE, AT(order_state), "STATE",
     "state of an order that became wrong (default: warning)", NULL, 0, 0},
};

static const struct plugin plugin = {
    .name = "check_exchange_drift",
    .service = "EXCHANGE DRIFT",
    .question =
	"What changed on an Exchange client access server since the accepted baseline, and is it "
	"worse than it was? Then and now are judged by the rules of check_exchange_auth and "
	"check_exchange_ntlm. With credentials it logs on; with a mailbox (-e) beside them it "
	"compares what Autodiscover gives, too.",
    .usage =
	"-H NAME --baseline FILE [--write-baseline | --accept] [--auth-file FILE] [-e ADDRESS]",
    .examples = "  check_exchange_drift -H mail.example.com --baseline b.json --write-baseline\n"
		"  check_exchange_drift -H mail.example.com --baseline b.json\n"
		"  check_exchange_drift -H mail.example.com --baseline b.json --accept -v\n"
		"  check_exchange_drift -H mail.example.com --baseline b.json --all-addresses\n"};

/* One run: what was asked for, what was found. All owned. */
struct drift_run {
	const struct options *options;
	struct sweep *sweep;
	struct fingerprint_given given;
	struct fingerprint *was; /* NULL: not known, `problem` says why */
	GError *problem;	 /* NULL: the file is good, only this server is not in it */
};

static void
drift_run_clear(struct drift_run *run)
{
	sweep_free(run->sweep);
	fingerprint_given_clear(&run->given);
	if (run->was)
		fingerprint_free(run->was);
	g_clear_error(&run->problem);
}

static void
read_baseline(struct drift_run *run)
{
	const struct sweep *sweep = run->sweep;
	g_autoptr(struct_baseline) baseline = baseline_read(run->options->baseline, &run->problem);

	if (!baseline)
		return;
	run->was = baseline_find(baseline, sweep->hostname, sweep->port, &run->problem);
	if (run->problem) {
		g_autofree char *shown = text_line(run->options->baseline);

		g_prefix_error(&run->problem, "%s: ", shown);
	}
}

/* The file is good, or there is none: it can be written. */
static gboolean
is_writable(const struct drift_run *run)
{
	return !run->problem || g_error_matches(run->problem, BASELINE_ERROR, BASELINE_MISSING);
}

static gboolean
has_answered(const struct fingerprint *is)
{
	for (guint i = 0; i < is->nodes->len; i++)
		if (fingerprint_node_answered(g_ptr_array_index(is->nodes, i)))
			return TRUE;
	return FALSE;
}

/* Whether what is seen is to be written, and may be. */
static gboolean
is_to_be_written(const struct drift_run *run, const struct fingerprint *is)
{
	const struct options *options = run->options;

	return (options->accept || (options->write && !run->was)) && is_writable(run) &&
	       has_answered(is);
}

/* The command that writes it, as it can be pasted; the rest of the service's options is the
 * operator's to add. */
static void
add_command(struct check *check, const struct options *options)
{
	g_autofree char *file = g_shell_quote(options->baseline);
	g_autofree char *shown = text_clean(file, -1, 1024);
	g_autofree char *host = text_line(options->service.target.hostname);
	g_autofree char *port =
	    options->service.target.port != 0
		? g_strdup_printf(" -p %" G_GINT64_FORMAT, options->service.target.port)
		: g_strdup("");

	check_remedy(check, "look at what is seen, then write it once, with the other options of "
			    "this service:");
	check_remedy(check, "check_exchange_drift -H %s%s --baseline %s --write-baseline", host,
		     port, shown);
}

/* Why there is nothing to compare with. */
static void
judge_unusable(struct check *root, const struct drift_run *run)
{
	g_autofree char *shown = text_line(run->options->baseline);
	g_autofree char *host = text_line(run->sweep->hostname);
	gboolean fine = check_state(root) == STATE_OK;
	struct check *check = check_add(root, "baseline");
	g_autofree char *why =
	    run->problem ? text_clean(run->problem->message, -1, 1024)
			 : g_strdup_printf("%s: expected a baseline of %s, port %u, found none",
					   shown, host, run->sweep->port);

	check_judge(check, STATE_UNKNOWN, "%s", why);
	check_note(check, NOTE_EVIDENCE, "what is seen now is %s",
		   fine ? "as it should be by itself" : "judged by itself: see the other findings");
	if (is_writable(run))
		add_command(check, run->options);
	else
		check_remedy(check, "put the file right, or move it away and write it anew; it is "
				    "never overwritten");
}

/* What was asked for and not done. */
static void
judge_unwritten(struct check *root, const struct drift_run *run)
{
	const struct options *options = run->options;
	g_autofree char *shown = text_line(options->baseline);
	struct check *check;

	if ((!options->accept && !options->write) || !is_writable(run))
		return;
	check = check_add(root, "write");
	if (run->was && !options->accept) {
		check_judge(check, STATE_UNKNOWN,
			    "%s: not written, it holds a baseline of this server", shown);
		check_remedy(check, "--accept in place of --write-baseline replaces it");
		return;
	}
	check_judge(check, STATE_UNKNOWN, "%s: not written, no server answered", shown);
}

static void
write_baseline(struct check *root, const struct drift_run *run, const struct fingerprint *is,
	       struct deadline deadline)
{
	const struct options *options = run->options;
	struct baseline_change change = {.path = options->baseline,
					 .seen = is,
					 .all_nodes = options->service.target.all_addresses,
					 .replace = options->accept};
	g_autoptr(GError) error = NULL;
	g_autofree char *why = NULL;

	if (baseline_write(&change, deadline, &error))
		return;
	why = text_clean(error->message, -1, 1024);
	check_judge(check_add(root, "write"), STATE_UNKNOWN, "not written: %s", why);
}

static struct check *
judge(struct drift_run *run, struct drift_policy *policy, struct deadline deadline)
{
	g_autoptr(struct_fingerprint) is = fingerprint_of(run->sweep, &run->given);
	g_autofree char *shown = text_line(run->options->baseline);
	gboolean written = is_to_be_written(run, is);
	struct check *root;

	policy->accept_into = written ? shown : NULL;
	root = run->was ? verdict_drift(run->was, run->sweep, &run->given, policy)
			: verdict_drift_alone(run->sweep, policy);
	policy->accept_into = NULL;
	if (written) {
		write_baseline(root, run, is, deadline);
		return root;
	}
	if (!run->was)
		judge_unusable(root, run);
	judge_unwritten(root, run);
	return root;
}

static json_t *
facts_of(const struct drift_run *run)
{
	g_autoptr(struct_fingerprint) is = fingerprint_of(run->sweep, &run->given);
	json_t *facts = json_object();

	if (run->was)
		json_object_set_new(facts, "baseline", fingerprint_to_json(run->was));
	json_object_set_new(facts, "fingerprint", fingerprint_to_json(is));
	json_object_set_new(facts, "live", sweep_to_json(run->sweep));
	return facts;
}

static gboolean
check_options(const struct options *options, const struct probe_identity *who, GError **error)
{
	gboolean windows = who && (who->scheme == SCHEME_NTLM || who->scheme == SCHEME_NEGOTIATE);

	if (!options->baseline || options->baseline[0] == '\0')
		return option_refuse(error, "--baseline: expected the file of what was accepted");
	if (options->measure && !windows)
		return option_refuse(error, "--ep: expected credentials with it (--auth-file), for "
					    "NTLM or Kerberos");
	return TRUE;
}

static struct sweep *
ask(const struct options *options, const GPtrArray *endpoints, const struct probe_identity *who,
    const struct endpoint_choice *base, struct deadline deadline)
{
	struct logon_request request = {.sweep = sweep_request_of(&options->service.target),
					.endpoints = endpoints,
					.baseline = base,
					.scheme = who ? who->scheme : SCHEME_NTLM,
					.account = who ? who->account : NULL,
					.identity = who ? &who->identity : NULL,
					.gate = who ? who->gate : NULL,
					.post_too = TRUE,
					.measure_protection = options->measure};

	return logon_sweep(&request, deadline);
}

/* What Autodiscover gives for the mailbox, and the generation of the address book it leads to. */
static void
ask_what_is_given(const struct options *options, const struct probe_identity *who,
		  struct fingerprint_given *given, struct deadline deadline)
{
	struct site_request request = service_request_of(&options->service, who, "drift");
	g_autoptr(struct_oab_findings) oab = oab_findings_new(OAB_DEPTH_MANIFEST);
	g_autoptr(struct_discovery) discovery = NULL;
	struct site_run run;
	const char *url;

	site_run_init(&run, &request, deadline);
	discovery = site_discover(&run);
	url = discovery_external_url(discovery, "OABUrl");
	if (url)
		oab_visit(&run, url, oab);
	fingerprint_given_take(given, discovery, oab);
	logon_free(run.logon);
	site_run_clear(&run);
}

static struct report *
work(const struct plugin *self, const struct plugin_run *run, void *data, GError **error)
{
	struct options *options = data;
	g_autoptr(GPtrArray) endpoints = NULL;
	g_autoptr(struct_policy) policy = NULL;
	g_autoptr(GArray) nobody = g_array_new(FALSE, FALSE, sizeof(enum client));
	g_autoptr(struct_probe_identity) who = NULL;
	g_autoptr(struct_endpoint_choice) base = endpoint_choice_new(endpoint_find("autodiscover"));
	struct drift_run seen = {.options = options};
	struct report *report;

	if (!target_options_check(&options->service.target, error) ||
	    !(endpoints = chosen_endpoints(options->endpoints, error)) ||
	    !(policy = chosen_policy(&options->policy, endpoints, error)) ||
	    !probe_identity_read(&options->service.login, &options->service.target,
				 (guint)options->per_hour, &who, error) ||
	    !check_options(options, who, error) ||
	    (options->service.login.email &&
	     !service_check_email(options->service.login.email, error)))
		return NULL;
	seen.sweep = ask(options, endpoints, who, base, run->deadline);
	fingerprint_given_init(&seen.given);
	if (options->service.login.email && who && seen.sweep->logon->secret != SECRET_REFUSED)
		ask_what_is_given(options, who, &seen.given, run->deadline);
	read_baseline(&seen);

	struct auth_policy auth = {.policy = policy,
				   .clients = nobody,
				   .order_state = options->order_state,
				   .timeout_state = run->timeout_state,
				   .now_s = g_get_real_time() / G_USEC_PER_SEC,
				   .insecure = options->service.target.insecure};
	struct ntlm_policy ntlm = {.timeout_state = run->timeout_state,
				   .forbidden_state = STATE_WARNING,
				   .measure_protection = options->measure,
				   .now_s = auth.now_s};
	struct drift_policy judged = {.auth = &auth,
				      .ntlm = &ntlm,
				      .change_state = options->change_state,
				      .all_nodes = options->service.target.all_addresses};

	report = report_new(self->service, options->service.target.hostname,
			    judge(&seen, &judged, run->deadline),
			    run->facts_wanted ? facts_of(&seen) : NULL);
	report->address = asked_address(seen.sweep);
	drift_run_clear(&seen);
	return report;
}

int
main(int argc, char **argv)
{
	struct options options = {
	    .order_state = STATE_WARNING, .change_state = STATE_OK, .per_hour = PER_HOUR};
	const struct option_group groups[] = {
	    {"Target", target_option_rows, target_option_count, &options.service.target},
	    {"What is compared", rows, G_N_ELEMENTS(rows), &options},
	    {"What is better and what is worse", policy_option_rows, policy_option_count,
	     &options.policy},
	    {"Login", login_option_rows, login_option_count, &options.service.login},
	};

	return run_plugin(&plugin, argc, argv, groups, G_N_ELEMENTS(groups), work, &options);
}
