/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers: does an NTLM logon really work, also as the fallback inside Negotiate, and with Extended
 * Protection? */
#include <string.h>

#include "base/text.h"
#include "plugins/certificate_file.h"
#include "plugins/chosen.h"
#include "plugins/probe_identity.h"
#include "plugins/run.h"
#include "plugins/target.h"
#include "probe/logon.h"
#include "report/plugin.h"
#include "verdict/ntlm.h"

struct options {
	struct target_options target;
	struct login_options login;
	GPtrArray *endpoints, *protections; /* char * */
	gint64 handshakes, per_hour;
	gboolean measure;
	char *certificate;
	enum state forbidden_state;
	struct threshold time_s, skew_s;
};

enum { TOGETHER_MAX = 50, PER_HOUR = 12, PER_HOUR_MAX = 1000 };

#define AT(member) offsetof(struct options, member)
static const struct option_row rows[] = {
    {"endpoint", 0, OPTION_STRINGS, AT(endpoints), "NAME[=PATH]",
     "endpoint to log on to, repeatable: autodiscover, ews, oab (these three unless given), mapi, "
     "rpc, activesync, api, or a name of your own with its path",
     NULL, 0, 0},
    {"handshakes", 0, OPTION_INTEGER, AT(handshakes), "N",
     "make N more handshakes at the same time on connections of their own: a balancer that mixes "
     "connections up is found so",
     NULL, 2, TOGETHER_MAX},
    {"ep", 0, OPTION_FLAG, AT(measure), NULL,
     "measure Extended Protection (None, Allow, Require): one logon of each endpoint may fail by "
     "design, so do it once an hour, in a service of its own",
     NULL, 0, 0},
    {"expect-ep", 0, OPTION_STRINGS, AT(protections), "NAME=MODE",
     "what Extended Protection of that endpoint should be, in place of Microsoft's recommendation; "
     "measures it; repeatable",
     NULL, 0, 0},
    {"iis-cert", 0, OPTION_STRING, AT(certificate), "FILE",
     "the certificate that IIS uses (PEM or DER), to prove that what stands in front shows another",
     NULL, 0, 0},
    {"ep-per-hour", 0, OPTION_INTEGER, AT(per_hour), "N",
     "at most N logons that fail by design an hour, of all plugins together (default: 12)", NULL, 0,
     PER_HOUR_MAX},
    {"forbidden-state", 0, OPTION_STATE, AT(forbidden_state), "STATE",
     "state of a logon that is good but not allowed there (default: warning)", NULL, 0, 0},
    {"warning", 'w', OPTION_RANGE, AT(time_s.warning), "RANGE",
     "WARNING by the seconds that a handshake takes", NULL, 0, 0},
    {"critical", 'c', OPTION_RANGE, AT(time_s.critical), "RANGE",
     "CRITICAL by the seconds that a handshake takes", NULL, 0, 0},
    {"warn-skew", 0, OPTION_RANGE, AT(skew_s.warning), "RANGE",
     "WARNING by the seconds between the server's clock and this host's (default: 120)", NULL, 0,
     0},
    {"crit-skew", 0, OPTION_RANGE, AT(skew_s.critical), "RANGE",
     "CRITICAL by the seconds between the server's clock and this host's (default: 300)", NULL, 0,
     0},
};

static const struct plugin plugin = {
    .name = "check_exchange_ntlm",
    .service = "EXCHANGE NTLM",
    .question =
	"Does an NTLM logon to an Exchange client access server really work, also as the fallback "
	"inside Negotiate, through every balancer in front and with Extended Protection? Without "
	"credentials it asks for challenges only, which names nobody and cannot lock an account.",
    .usage = "-H NAME [--auth-file FILE] [--endpoint NAME[=PATH]]... [--ep]",
    .examples = "  check_exchange_ntlm -H mail.example.com\n"
		"  check_exchange_ntlm -H mail.example.com --auth-file probe.auth\n"
		"  check_exchange_ntlm -H mail.example.com --auth-file probe.auth --ep\n"
		"  check_exchange_ntlm -H mail.example.com --auth-file probe.auth \\\n"
		"      --handshakes 4\n"
		"  check_exchange_ntlm -H mail.example.com --scheme negotiate \\\n"
		"      --keytab my.keytab\n"};

/* "ews=allow" */
static gboolean
read_protection(const char *text, const GPtrArray *endpoints, struct protection_wish *wish,
		GError **error)
{
	const char *equals = strchr(text, '=');
	gsize length = equals ? (gsize)(equals - text) : 0;
	g_autofree char *shown = text_line(text);

	wish->endpoint = NULL;
	for (guint i = 0; i < endpoints->len; i++) {
		const struct endpoint_choice *endpoint = g_ptr_array_index(endpoints, i);

		if (strlen(endpoint->name) == length &&
		    g_ascii_strncasecmp(endpoint->name, text, length) == 0)
			wish->endpoint = endpoint->name;
	}
	if (wish->endpoint && extended_protection_from_name(equals + 1, &wish->mode))
		return TRUE;
	g_set_error(
	    error, OPTION_ERROR, 0,
	    "--expect-ep: expected NAME=none, allow or require with the NAME of an endpoint "
	    "that is asked, got \"%s\"",
	    shown);
	return FALSE;
}

static GArray *
read_protections(const GPtrArray *texts, const GPtrArray *endpoints, GError **error)
{
	g_autoptr(GArray) wishes = g_array_new(FALSE, FALSE, sizeof(struct protection_wish));

	for (guint i = 0; texts && i < texts->len; i++) {
		struct protection_wish wish;

		if (!read_protection(g_ptr_array_index(texts, i), endpoints, &wish, error))
			return NULL;
		g_array_append_val(wishes, wish);
	}
	return g_steal_pointer(&wishes);
}

/* Both need a logon that channel bindings mean something to. */
static gboolean
check_measuring(const struct options *options, const struct probe_identity *who, GError **error)
{
	gboolean windows = who && (who->scheme == SCHEME_NTLM || who->scheme == SCHEME_NEGOTIATE);

	if (windows || (!options->measure && !options->protections))
		return TRUE;
	return option_refuse(error,
			     "%s: expected credentials with it (--auth-file), for NTLM or Kerberos",
			     options->measure ? "--ep" : "--expect-ep");
}

static struct sweep *
ask(const struct options *options, const GPtrArray *endpoints, GBytes *certificate,
    const struct probe_identity *who, const struct endpoint_choice *baseline,
    struct deadline deadline)
{
	struct logon_request request = {.sweep = sweep_request_of(&options->target),
					.endpoints = endpoints,
					.baseline = baseline,
					.scheme = who ? who->scheme : SCHEME_NTLM,
					.account = who ? who->account : NULL,
					.identity = who ? &who->identity : NULL,
					.gate = who ? who->gate : NULL,
					.together = (guint)options->handshakes,
					.measure_protection =
					    options->measure || options->protections,
					.given_certificate = certificate};

	return logon_sweep(&request, deadline);
}

static struct report *
work(const struct plugin *self, const struct plugin_run *run, void *data, GError **error)
{
	struct options *options = data;
	g_autoptr(GPtrArray) endpoints = NULL;
	g_autoptr(GArray) protections = NULL;
	g_autoptr(GBytes) certificate = NULL;
	g_autoptr(struct_probe_identity) who = NULL;
	g_autoptr(struct_endpoint_choice) baseline =
	    endpoint_choice_new(endpoint_find("autodiscover"));
	g_autoptr(struct_sweep) sweep = NULL;
	struct report *report;

	if (!target_options_check(&options->target, error) ||
	    !(endpoints = chosen_endpoints(options->endpoints, error)) ||
	    !(protections = read_protections(options->protections, endpoints, error)) ||
	    !probe_identity_read(&options->login, &options->target, (guint)options->per_hour, &who,
				 error) ||
	    !check_measuring(options, who, error))
		return NULL;
	if (options->certificate &&
	    !(certificate = certificate_file_read(options->certificate, error))) {
		g_prefix_error(error, "--iis-cert: ");
		return NULL;
	}
	sweep = ask(options, endpoints, certificate, who, baseline, run->deadline);

	struct ntlm_policy judged = {.timeout_state = run->timeout_state,
				     .forbidden_state = options->forbidden_state,
				     .time_s = options->time_s,
				     .skew_s = options->skew_s,
				     .measure_protection = options->measure || options->protections,
				     .protections = protections,
				     .certificate_given = certificate != NULL,
				     .now_s = g_get_real_time() / G_USEC_PER_SEC};
	report = report_new(self->service, options->target.hostname, verdict_ntlm(sweep, &judged),
			    run->facts_wanted ? sweep_to_json(sweep) : NULL);
	report->address = asked_address(sweep);
	return report;
}

int
main(int argc, char **argv)
{
	struct options options = {.forbidden_state = STATE_WARNING, .per_hour = PER_HOUR};
	const struct option_group groups[] = {
	    {"Target", target_option_rows, target_option_count, &options.target},
	    {"Login", login_option_rows, login_option_count, &options.login},
	    {"What is asked and reported", rows, G_N_ELEMENTS(rows), &options},
	};

	range_parse("120", &options.skew_s.warning, NULL);
	range_parse("300", &options.skew_s.critical, NULL);
	return run_plugin(&plugin, argc, argv, groups, G_N_ELEMENTS(groups), work, &options);
}
