/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers: would the user be prompted when his client signs in, at which step, why, what cures it?
 */
#include "plugins/run.h"
#include "plugins/service_options.h"
#include "probe/signin.h"
#include "report/plugin.h"
#include "verdict/signin.h"

struct options {
	struct service_options service;
	guint client; /* enum client */
	struct threshold time_s;
};

#define AT(member) offsetof(struct options, member)
static const struct option_row rows[] = {
    {"client", 0, OPTION_CHOICE, AT(client), "NAME",
     "the client whose sign-in is walked through (communicator2007 unless given)", client_names, 0,
     0},
    {"allow-host", 0, OPTION_STRINGS, offsetof(struct options, service.allowed_hosts), "HOST",
     "credentials may go to this host too, which is outside the mail domain; repeatable", NULL, 0,
     0},
    {"warning", 'w', OPTION_RANGE, AT(time_s.warning), "RANGE",
     "WARNING by the seconds that the sign-in takes", NULL, 0, 0},
    {"critical", 'c', OPTION_RANGE, AT(time_s.critical), "RANGE",
     "CRITICAL by the seconds that the sign-in takes", NULL, 0, 0},
};

static const struct plugin plugin = {
    .name = "check_exchange_signin",
    .service = "EXCHANGE SIGNIN",
    .question =
	"Would a user be asked for his password when his client signs in, at which step, why, and "
	"what cures it? Walks as the client does: Autodiscover, free/busy and out-of-office at "
	"EWS, the manifest of the address book. Without credentials it predicts from the "
	"challenges.",
    .usage = "-e ADDRESS [--auth-file FILE] [-H NAME] [--client NAME]",
    .examples = "  check_exchange_signin -e probe@example.com --auth-file probe.auth\n"
		"  check_exchange_signin -e probe@example.com --auth-file probe.auth \\\n"
		"      --client outlook\n"
		"  check_exchange_signin -e probe@example.com --auth-file probe.auth \\\n"
		"      -H mail.example.com -I 192.0.2.11\n"};

static gboolean
check_one_node(const struct options *options, GError **error)
{
	const struct target_options *target = &options->service.target;

	if (target->all_addresses || (target->addresses && target->addresses->len > 1))
		return option_refuse(error,
				     "%s: a client signs in at one server; give each node a check "
				     "of its own (-I ADDRESS)",
				     target->all_addresses ? "--all-addresses"
							   : "--address (-I), more than once");
	/* Others have --url, too. */
	if (target->addresses && !target->hostname)
		return option_refuse(error, "--address (-I): expected with --hostname (-H): the "
					    "addresses are those of one host");
	return TRUE;
}

static struct report *
work(const struct plugin *self, const struct plugin_run *run, void *data, GError **error)
{
	struct options *options = data;
	gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
	enum client client = (enum client)options->client;
	g_autoptr(struct_endpoint_choice) ews = endpoint_choice_new(endpoint_find("ews"));
	g_autoptr(struct_endpoint_choice) oab = endpoint_choice_new(endpoint_find("oab"));
	g_autoptr(struct_probe_identity) who = NULL;
	g_autoptr(struct_signin) signin = NULL;
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();
	const struct node *node;
	struct report *report;

	if (!check_one_node(options, error) || !service_options_check(&options->service, error) ||
	    !probe_identity_read(&options->service.login, &options->service.target, 0, &who, error))
		return NULL;
	g_ptr_array_add(mailboxes, options->service.login.email);

	struct signin_request request = {
	    .site = service_request_of(&options->service, who, "sign-in"),
	    .questions = {.version = EWS_2007_SP1,
			  .owner = options->service.login.email,
			  .mailboxes = mailboxes,
			  .at_s = now_s - now_s % ((gint64)EWS_STEP_MINUTES * 60),
			  .wanted = client_uses(client, ews) ? (1U << EWS_QUESTIONS) - 1 : 0},
	    .oab = client_uses(client, oab),
	    .fallback = client_obeys_windows(client) && client != CLIENT_COMMUNICATOR_2007};
	struct signin_policy judged = {.client = client,
				       .timeout_state = run->timeout_state,
				       .time_s = options->time_s,
				       .now_s = now_s};
	request.site.reuse = TRUE;
	/* What the steps themselves ask for will do where somebody logs on. */
	if (who)
		request.site.discovery.forms = 0;
	signin = signin_run(&request, run->deadline);
	node = signin_node(signin, SIGNIN_EWS);
	report =
	    report_new(self->service, options->service.login.email, verdict_signin(signin, &judged),
		       run->facts_wanted ? signin_to_json(signin) : NULL);
	report->address = g_strdup(node ? node->connected : NULL);
	return report;
}

int
main(int argc, char **argv)
{
	struct options options = {.client = CLIENT_COMMUNICATOR_2007};
	const struct option_group groups[] = {
	    {"Whose sign-in, and as whom", login_option_rows, login_option_count,
	     &options.service.login},
	    {"What is asked and reported", rows, G_N_ELEMENTS(rows), &options},
	    {"Target", target_option_rows, target_option_count, &options.service.target},
	};

	return run_plugin(&plugin, argc, argv, groups, G_N_ELEMENTS(groups), work, &options);
}
