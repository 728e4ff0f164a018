/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers: does a client outside find its server, and are the URLs it is given usable outside? */
#include <string.h>

#include "base/text.h"
#include "plugins/probe_identity.h"
#include "plugins/run.h"
#include "plugins/service_options.h"
#include "plugins/target.h"
#include "probe/discovery.h"
#include "report/plugin.h"
#include "verdict/autodiscover.h"

struct options {
	struct target_options target;
	struct login_options login;
	GPtrArray *steps, *protocols, *required, *urls, *allowed_hosts; /* char * */
	struct threshold time_s;
};

#define AT(member) offsetof(struct options, member)
static const struct option_row rows[] = {
    {"steps", 0, OPTION_STRINGS, AT(steps), "STEP,...",
     "only these steps: root, host, redirect, srv (all unless given); named is the host of -H "
     "alone, which any choice adds in front",
     NULL, 0, 0},
    {"protocols", 0, OPTION_STRINGS, AT(protocols), "FORM,...",
     "only these forms of the answer, beside the one that the steps ask for: pox (with the "
     "capabilities of today's clients), soap, json (all unless given)",
     NULL, 0, 0},
    {"require", 0, OPTION_STRINGS, AT(required), "URL,...",
     "URLs that clients outside must be given: ews, as, oof, oab (all unless given), or none", NULL,
     0, 0},
    {"expect-url", 0, OPTION_STRINGS, AT(urls), "NAME=URL",
     "what ews, as, oof or oab has to be; repeatable", NULL, 0, 0},
    {"allow-host", 0, OPTION_STRINGS, AT(allowed_hosts), "HOST",
     "credentials may go to this host too, which is outside the mail domain; repeatable", NULL, 0,
     0},
    {"warning", 'w', OPTION_RANGE, AT(time_s.warning), "RANGE",
     "WARNING by the seconds until the step that clients take had its answer", NULL, 0, 0},
    {"critical", 'c', OPTION_RANGE, AT(time_s.critical), "RANGE",
     "CRITICAL by the seconds until the step that clients take had its answer", NULL, 0, 0},
};

static const struct plugin plugin = {
    .name = "check_exchange_autodiscover",
    .service = "EXCHANGE AUTODISCOVER",
    .question =
	"Does a client outside find its Exchange server by Autodiscover, at every step that "
	"clients take, and are the URLs it is given usable outside? Without credentials: the "
	"steps, redirects, certificates, and what needs no logon.",
    .usage = "-e ADDRESS [--auth-file FILE] [-H NAME] [--dns-server IP]",
    .examples = "  check_exchange_autodiscover -e probe@example.com\n"
		"  check_exchange_autodiscover -e probe@example.com --auth-file probe.auth\n"
		"  check_exchange_autodiscover -e probe@example.com --steps host,srv\n"
		"  check_exchange_autodiscover -e probe@example.com --dns-server 192.0.2.53\n"};

/* The bits of all words of lists such as "root,srv". */
static gboolean
read_words(const GPtrArray *texts, const char *option, const char *const *words, guint *bits,
	   GError **error)
{
	g_autofree char *known = text_enumerate(words, " or ");

	*bits = 0;
	for (guint i = 0; i < texts->len; i++) {
		g_auto(GStrv) parts = g_strsplit(g_ptr_array_index(texts, i), ",", -1);

		for (gsize p = 0; parts[p]; p++) {
			g_autofree char *shown = text_line(parts[p]);
			guint w = 0;

			while (words[w] && g_ascii_strcasecmp(words[w], parts[p]) != 0)
				w++;
			if (!words[w])
				return option_refuse(error, "%s: expected %s, got \"%s\"", option,
						     known, shown);
			*bits |= 1U << w;
		}
	}
	return TRUE;
}

static gboolean
read_steps(const struct options *options, guint *steps, GError **error)
{
	const char *words[DISCOVERY_STEPS + 1] = {NULL};

	for (guint step = 0; step < DISCOVERY_STEPS; step++)
		words[step] = discovery_step_name((enum discovery_step)step);
	*steps = (1U << DISCOVERY_STEPS) - 1;
	if (options->steps && !read_words(options->steps, "--steps", words, steps, error))
		return FALSE;
	if (*steps == 1U << DISCOVERY_NAMED && !options->target.hostname)
		return option_refuse(error, "--steps named: expected --hostname (-H) beside it");
	*steps |= 1U << DISCOVERY_NAMED;
	return TRUE;
}

static gboolean
read_forms(const struct options *options, guint *forms, GError **error)
{
	static const char *const words[] = {"pox", "soap", "json", NULL};

	*forms = (1U << DISCLOSURE_FORMS) - 1;
	return !options->protocols ||
	       read_words(options->protocols, "--protocols", words, forms, error);
}

enum { URLS = 4 };

/* `required`: borrowed constants and a NULL; all of them unless the operator chose. */
static gboolean
read_required(const struct options *options, const char *required[URLS + 1], GError **error)
{
	static const char *const words[] = {"ews", "as", "oof", "oab", "none", NULL};
	guint bits = (1U << URLS) - 1;
	guint count = 0;

	if (options->required && !read_words(options->required, "--require", words, &bits, error))
		return FALSE;
	for (guint i = 0; i < URLS; i++)
		if (bits & 1U << i)
			required[count++] = autodiscover_url_names[i];
	required[count] = NULL;
	return TRUE;
}

/* "ews=https://mail.example.com/EWS/Exchange.asmx" */
static GArray *
read_urls(const GPtrArray *texts, GError **error)
{
	g_autoptr(GArray) wishes = g_array_new(FALSE, FALSE, sizeof(struct url_wish));

	for (guint i = 0; texts && i < texts->len; i++) {
		const char *text = g_ptr_array_index(texts, i);
		const char *equals = strchr(text, '=');
		struct url_wish wish = {.url = equals ? equals + 1 : NULL};
		g_autofree char *shown = text_line(text);

		for (guint w = 0; equals && autodiscover_url_words[w]; w++)
			if (strlen(autodiscover_url_words[w]) == (gsize)(equals - text) &&
			    g_str_has_prefix(text, autodiscover_url_words[w]))
				wish.name = autodiscover_url_names[w];
		if (!wish.name || !g_str_has_prefix(wish.url, "https://")) {
			option_refuse(
			    error,
			    "--expect-url: expected ews=, as=, oof= or oab= and an https URL, "
			    "got \"%s\"",
			    shown);
			return NULL;
		}
		g_array_append_val(wishes, wish);
	}
	return g_steal_pointer(&wishes);
}

static struct discovery *
ask(const struct options *options, guint steps, guint forms, const struct probe_identity *who,
    struct deadline deadline)
{
	struct sweep_request sweep = sweep_request_of(&options->target);
	struct discovery_request request = {.email = options->login.email,
					    .named = options->target.hostname,
					    .target = sweep.target,
					    .named_addresses = sweep.addresses,
					    .named_port = (guint)options->target.port,
					    .family = sweep.family,
					    .resolver = sweep.resolver,
					    .steps = steps,
					    .forms = forms,
					    .allowed_hosts = options->allowed_hosts,
					    .scheme = who ? who->scheme : SCHEME_NTLM,
					    .account = who ? who->account : NULL,
					    .identity = who ? &who->identity : NULL,
					    .gate = who ? who->gate : NULL};

	return discovery_run(&request, deadline);
}

static gboolean
check_target(struct options *options, GError **error)
{
	if (options->target.plain_http)
		return option_refuse(
		    error, "--plain-http: Autodiscover is asked over https; the step that "
			   "begins with http is always walked");
	if (options->target.all_addresses)
		return option_refuse(
		    error, "--all-addresses: expected with the other plugins; here -H and "
			   "-I ask one server");
	if (options->target.addresses && !options->target.hostname)
		return option_refuse(error, "--address (-I): expected with --hostname (-H)");
	return !options->target.hostname || target_options_check(&options->target, error);
}

static struct report *
work(const struct plugin *self, const struct plugin_run *run, void *data, GError **error)
{
	struct options *options = data;
	const char *required[URLS + 1];
	g_autoptr(GArray) urls = NULL;
	g_autoptr(struct_probe_identity) who = NULL;
	g_autoptr(struct_discovery) discovery = NULL;
	guint steps;
	guint forms;

	if (!service_check_email(options->login.email, error) || !check_target(options, error) ||
	    !read_steps(options, &steps, error) || !read_forms(options, &forms, error) ||
	    !read_required(options, required, error) || !(urls = read_urls(options->urls, error)) ||
	    !probe_identity_read(&options->login, &options->target, 0, &who, error))
		return NULL;
	discovery = ask(options, steps, forms, who, run->deadline);

	struct autodiscover_policy judged = {.timeout_state = run->timeout_state,
					     .time_s = options->time_s,
					     .required = required,
					     .urls = urls,
					     .now_s = g_get_real_time() / G_USEC_PER_SEC};
	return report_new(self->service, options->login.email,
			  verdict_autodiscover(discovery, &judged),
			  run->facts_wanted ? discovery_to_json(discovery) : NULL);
}

int
main(int argc, char **argv)
{
	struct options options = {0};
	const struct option_group groups[] = {
	    {"Whom to find, and as whom", login_option_rows, login_option_count, &options.login},
	    {"What is asked and reported", rows, G_N_ELEMENTS(rows), &options},
	    {"Target", target_option_rows, target_option_count, &options.target},
	};

	return run_plugin(&plugin, argc, argv, groups, G_N_ELEMENTS(groups), work, &options);
}
