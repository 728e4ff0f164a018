/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers: does each endpoint offer the authentication schemes we chose, in the order we chose? */
#include "plugins/chosen.h"
#include "plugins/run.h"
#include "plugins/target.h"
#include "probe/offer.h"
#include "report/login_options.h"
#include "report/plugin.h"
#include "report/target_options.h"
#include "verdict/auth.h"

struct options {
	struct target_options target;
	struct login_options login;
	GPtrArray *endpoints, *clients; /* char * */
	struct policy_options policy;
	enum state order_state;
	struct threshold time_s, certificate_days;
};

#define AT(member) offsetof(struct options, member)
static const struct option_row rows[] = {
    {"endpoint", 0, OPTION_STRINGS, AT(endpoints), "NAME[=PATH]",
     "endpoint to ask, repeatable: autodiscover, ews, oab (these three unless given), mapi, rpc, "
     "activesync, owa, ecp, "
     "powershell, api, or a name of your own with its path",
     NULL, 0, 0},
    {"client", 0, OPTION_STRINGS, AT(clients), "NAME",
     "also predict what this client does: communicator2007, lync, outlook, mac or mobile; WARNING "
     "when its user is "
     "prompted; repeatable",
     NULL, 0, 0},
    {"order-state", 0, OPTION_STATE, AT(order_state), "STATE",
     "state of a wrong order (default: warning)", NULL, 0, 0},
    {"warning", 'w', OPTION_RANGE, AT(time_s.warning), "RANGE",
     "WARNING by the seconds that an endpoint takes to answer", NULL, 0, 0},
    {"critical", 'c', OPTION_RANGE, AT(time_s.critical), "RANGE",
     "CRITICAL by the seconds that an endpoint takes to answer", NULL, 0, 0},
    {"warn-cert", 0, OPTION_RANGE, AT(certificate_days.warning), "RANGE",
     "WARNING by the days left until the certificate expires (default: 14:)", NULL, 0, 0},
    {"crit-cert", 0, OPTION_RANGE, AT(certificate_days.critical), "RANGE",
     "CRITICAL by the days left until the certificate expires (default: 3:)", NULL, 0, 0},
};

static const struct plugin plugin = {
    .name = "check_exchange_auth",
    .service = "EXCHANGE AUTH",
    .question = "Does each endpoint of an Exchange client access server offer the authentication "
		"schemes that were chosen for it, in the "
		"order that was chosen? Asked from where the clients are, without logging on.",
    .usage = "-H NAME [--policy NAME] [--endpoint NAME[=PATH]]... [--all-addresses]",
    .examples = "  check_exchange_auth -H mail.example.com\n"
		"  check_exchange_auth -H mail.example.com --all-addresses\n"
		"  check_exchange_auth -H mail.example.com -I 192.0.2.11 --endpoint mapi\n"
		"  check_exchange_auth -H mail.example.com --policy any --forbid basic\n"};

static struct report *
work(const struct plugin *self, const struct plugin_run *run, void *data, GError **error)
{
	struct options *options = data;
	struct target_options *target = &options->target;
	g_autoptr(GPtrArray) endpoints = NULL;
	g_autoptr(struct_policy) policy = NULL;
	g_autoptr(GArray) clients = NULL;
	g_autoptr(struct_sweep) sweep = NULL;
	struct report *report;

	if (!target_options_check(target, error))
		return NULL;

	/* Only read: what is wrong with it is told by every plugin. */
	g_autoptr(struct_login) login = login_options_read(&options->login, error);

	if (!login || !(endpoints = chosen_endpoints(options->endpoints, error)) ||
	    !(policy = chosen_policy(&options->policy, endpoints, error)) ||
	    !(clients = chosen_clients(options->clients, error)))
		return NULL;

	struct sweep_request request = sweep_request_of(target);
	sweep = offer_sweep(&request, endpoints, run->deadline);

	struct auth_policy judged = {.policy = policy,
				     .clients = clients,
				     .order_state = options->order_state,
				     .timeout_state = run->timeout_state,
				     .time_s = options->time_s,
				     .certificate_days = options->certificate_days,
				     .now_s = g_get_real_time() / G_USEC_PER_SEC,
				     .insecure = target->insecure};
	report = report_new(self->service, target->hostname, verdict_auth(sweep, &judged),
			    run->facts_wanted ? sweep_to_json(sweep) : NULL);
	report->address = asked_address(sweep);
	return report;
}

int
main(int argc, char **argv)
{
	struct options options = {.order_state = STATE_WARNING};
	const struct option_group groups[] = {
	    {"Target", target_option_rows, target_option_count, &options.target},
	    {"What is expected", policy_option_rows, policy_option_count, &options.policy},
	    {"What is asked and reported", rows, G_N_ELEMENTS(rows), &options},
	    {"Login (not used here; taken so that one ini section serves the suite)",
	     login_option_rows, login_option_count, &options.login},
	};

	range_parse("14:", &options.certificate_days.warning, NULL);
	range_parse("3:", &options.certificate_days.critical, NULL);
	return run_plugin(&plugin, argc, argv, groups, G_N_ELEMENTS(groups), work, &options);
}
