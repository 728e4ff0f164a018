/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers: does the exported IIS configuration of a server say the order we chose, and do clients
 * see it? */
#include "base/text.h"
#include "facts/iis_config_json.h"
#include "plugins/chosen.h"
#include "plugins/document.h"
#include "plugins/run.h"
#include "plugins/target.h"
#include "probe/offer.h"
#include "report/login_options.h"
#include "report/plugin.h"
#include "verdict/iis.h"

struct options {
	struct target_options target;
	struct login_options login;
	struct policy_options policy;
	GPtrArray *endpoints; /* char * */
	char *config;
	enum state order_state;
};

#define AT(member) offsetof(struct options, member)
static const struct option_row rows[] = {
    {"config", 0, OPTION_STRING, AT(config), "FILE",
     "what the server says of itself (standard input unless given): the XML of \"appcmd list "
     "config "
     "/section:windowsAuthentication\", an applicationHost.config, or the text of \"cscript "
     "adsutil.vbs get "
     "w3svc/1/root/NTAuthenticationProviders\"",
     NULL, 0, 0},
    {"endpoint", 0, OPTION_STRINGS, AT(endpoints), "NAME",
     "endpoint to judge, repeatable (left out: autodiscover, ews, oab)", NULL, 0, 0},
    {"order-state", 0, OPTION_STATE, AT(order_state), "STATE",
     "state of a wrong order (default: warning)", NULL, 0, 0},
};

static const struct plugin plugin = {
    .name = "check_exchange_iis",
    .service = "EXCHANGE IIS",
    .question = "Does the exported IIS configuration of a client access server say the order of "
		"authentication schemes that was chosen? "
		"With -H the wire is asked too: a difference means a proxy in between, or an IIS "
		"that was not restarted.",
    .usage = "[--config FILE] [--policy NAME] [-H NAME]",
    .examples = "  # on the server\n"
		"  appcmd.exe list config /section:windowsAuthentication > ews.xml\n"
		"  # here\n"
		"  check_exchange_iis --config ews.xml\n"
		"  check_exchange_iis --config applicationHost.config \\\n"
		"      -H mail.example.com -I 192.0.2.11\n"};

/* What the endpoints of the same server offer on the wire; NULL when nobody asked for that. */
static struct sweep *
ask_the_wire(const struct options *options, const GPtrArray *endpoints, struct deadline deadline)
{
	struct sweep_request request = sweep_request_of(&options->target);

	return options->target.hostname ? offer_sweep(&request, endpoints, deadline) : NULL;
}

static json_t *
facts_of(const struct iis_config *config, const struct sweep *sweep)
{
	json_t *facts = json_pack("{s:o}", "configuration", iis_config_to_json(config));

	if (sweep)
		json_object_set_new(facts, "wire", sweep_to_json(sweep));
	return facts;
}

static struct report *
work(const struct plugin *self, const struct plugin_run *run, void *data, GError **error)
{
	struct options *options = data;
	g_autoptr(GPtrArray) endpoints = NULL;
	g_autoptr(struct_policy) policy = NULL;
	g_autoptr(struct_iis_config) config = NULL;
	g_autoptr(struct_sweep) sweep = NULL;
	g_autofree char *bytes = NULL;
	gsize length = 0;
	struct report *report;

	if (options->target.hostname && !target_options_check(&options->target, error))
		return NULL;

	/* Only read: what is wrong with it is told by every plugin. */
	g_autoptr(struct_login) login = login_options_read(&options->login, error);

	if (!login || !(endpoints = chosen_endpoints(options->endpoints, error)) ||
	    !(policy = chosen_policy(&options->policy, endpoints, error)) ||
	    !(bytes = document_read(options->config, IIS_CONFIG_LIMIT_BYTES, &length, error)))
		return NULL;
	config = iis_config_parse(bytes, length, error);
	if (!config) {
		g_autofree char *name =
		    text_line(options->config ? options->config : "standard input");

		g_prefix_error(error, "%s: ", name);
		return NULL;
	}
	sweep = ask_the_wire(options, endpoints, run->deadline);

	struct iis_policy judged = {.policy = policy,
				    .endpoints = endpoints,
				    .named = options->endpoints != NULL,
				    .order_state = options->order_state,
				    .timeout_state = run->timeout_state,
				    .wire = sweep};
	report = report_new(self->service, options->target.hostname, verdict_iis(config, &judged),
			    run->facts_wanted ? facts_of(config, sweep) : NULL);
	report->address = asked_address(sweep);
	return report;
}

int
main(int argc, char **argv)
{
	struct options options = {.order_state = STATE_WARNING};
	const struct option_group groups[] = {
	    {"What is judged", rows, G_N_ELEMENTS(rows), &options},
	    {"What is expected", policy_option_rows, policy_option_count, &options.policy},
	    {"The wire, when -H is given", target_option_rows, target_option_count,
	     &options.target},
	    {"Login (not used here; taken so that one ini section serves the suite)",
	     login_option_rows, login_option_count, &options.login},
	};

	return run_plugin(&plugin, argc, argv, groups, G_N_ELEMENTS(groups), work, &options);
}
