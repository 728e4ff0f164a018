/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes the options that say where a service is. */
#include "plugins/service_options.h"

#include <string.h>

#include "base/text.h"
#include "plugins/target.h"

#define AT(member) offsetof(struct service_options, member)
const struct option_row service_option_rows[] = {
    {"url", 0, OPTION_STRING, AT(url), "URL",
     "the https URL to ask, in place of the one that Autodiscover gives", NULL, 0, 0},
    {"allow-host", 0, OPTION_STRINGS, AT(allowed_hosts), "HOST",
     "credentials may go to this host too, which is outside the mail domain; repeatable", NULL, 0,
     0},
};
const gsize service_option_count = G_N_ELEMENTS(service_option_rows);

gboolean
service_check_email(const char *email, GError **error)
{
	const char *at = email ? strrchr(email, '@') : NULL;
	g_autofree char *shown = text_line(email);

	if (!email)
		return option_refuse(error, "--email (-e): expected the address of the mailbox, "
					    "user@example.com");
	if (at && at > email && at[1] != '\0' && strlen(email) <= 254 &&
	    strspn(at + 1, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._") ==
		strlen(at + 1) &&
	    g_utf8_validate(email, -1, NULL))
		return TRUE;
	return option_refuse(error, "--email (-e): expected user@example.com, got \"%s\"", shown);
}

static gboolean
take_url(struct service_options *options, GError **error)
{
	struct target_options *target = &options->target;
	g_autoptr(struct_site) site = site_new(options->url);
	g_autofree char *shown = text_line(options->url);

	if (!site->host || !site->tls)
		return option_refuse(error, "--url: expected https://HOST/PATH, got \"%s\"", shown);
	if (target->hostname || target->port != 0)
		return option_refuse(error,
				     "--url: it names host and port; leave --hostname (-H) and "
				     "--port (-p) out");
	target->hostname = g_strdup(site->host);
	target->port = site->port;
	return TRUE;
}

gboolean
service_options_check(struct service_options *options, GError **error)
{
	const struct target_options *target = &options->target;
	const char *username = options->login.username;

	if (!options->login.email && username && strchr(username, '@'))
		options->login.email = g_strdup(username);
	if (!service_check_email(options->login.email, error))
		return FALSE;
	if (target->plain_http)
		return option_refuse(error,
				     "--plain-http: clients come over https, and nobody logs on "
				     "without it");
	if (options->url && !take_url(options, error))
		return FALSE;
	if (!target->hostname && target->addresses)
		return option_refuse(
		    error, "--address (-I): expected with --hostname (-H) or --url: the addresses "
			   "are those of one host");
	return !target->hostname || target_options_check(&options->target, error);
}

struct site_request
service_request_of(const struct service_options *options, const struct probe_identity *who,
		   const char *service)
{
	struct sweep_request sweep = sweep_request_of(&options->target);

	return (struct site_request){
	    .url = options->url,
	    .discovery = {.email = options->login.email,
			  .named = options->url ? NULL : options->target.hostname,
			  .target = sweep.target,
			  .named_addresses = sweep.addresses,
			  .named_port = (guint)options->target.port,
			  .family = sweep.family,
			  .resolver = sweep.resolver,
			  .steps = (1U << DISCOVERY_STEPS) - 1,
			  /* JSON alone tells a URL to somebody who does not log on. */
			  .forms = 1U << (who ? DISCLOSURE_POX : DISCLOSURE_JSON),
			  .allowed_hosts = options->allowed_hosts,
			  .scheme = who ? who->scheme : SCHEME_NTLM,
			  .account = who ? who->account : NULL,
			  .identity = who ? &who->identity : NULL,
			  .gate = who ? who->gate : NULL},
	    .all_addresses = sweep.all_addresses,
	    .service = service};
}
