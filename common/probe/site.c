/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Visits the servers behind the URL of a service. */
#include "probe/site.h"

#include <string.h>

/* Has no Extended Protection by design, so it tells whether it is the secret that is refused. */
#define BASELINE "/autodiscover/autodiscover.xml"

/* What every visit is told. */
struct plan {
	struct site_run *run;
	const struct site *site;
	site_talk talk;
	void *data;
};

void
site_run_init(struct site_run *run, const struct site_request *request, struct deadline deadline)
{
	const struct discovery_request *who = &request->discovery;

	*run = (struct site_run){.request = request, .deadline = deadline};
	run->logon = who->identity ? logon_new(who->account, who->scheme) : NULL;
	credentials_init(&run->credentials, who->identity, who->gate, run->logon);
}

void
site_run_clear(struct site_run *run)
{
	credentials_clear(&run->credentials);
}

struct discovery *
site_discover(struct site_run *run)
{
	struct discovery_request request = run->request->discovery;

	request.urls_untried = TRUE;
	return discovery_walk(&request, &run->credentials, run->deadline);
}

/* The operator names a URL, or the host that Autodiscover then leads to. */
static gboolean
is_operators(const struct site_request *request, const struct site *site)
{
	const char *named = request->discovery.named;

	return request->url || (named && g_ascii_strcasecmp(named, site->host) == 0);
}

static gboolean
is_trusted(const struct site_request *request, const struct site *site)
{
	const char *at = request->discovery.email ? strrchr(request->discovery.email, '@') : NULL;
	struct trust trust = {.named = request->url ? site->host : request->discovery.named,
			      .mail_domain = at ? at + 1 : NULL,
			      .allowed = request->discovery.allowed_hosts};

	return site->tls && trust_host(&trust, site->host);
}

static void
visit(const struct http_target *target, struct node_offers *into, struct deadline deadline,
      void *data)
{
	const struct plan *plan = data;
	const struct site_request *request = plan->run->request;
	const char *address = into->node->address;
	g_autofree char *place =
	    g_strdup_printf("%s of %s%s%s%s", request->service, target->hostname,
			    address ? " (" : "", address ? address : "", address ? ")" : "");
	struct session_request whom = {.target = target,
				       .credentials = &plan->run->credentials,
				       .scheme = request->discovery.scheme,
				       .trusted = plan->site->trusted,
				       .place = place,
				       .baseline = BASELINE};
	g_autoptr(struct_session) session = session_new(&whom);

	plan->talk(session, into, deadline, plan->data);
	session_give_node(session, into->node);
}

void
site_visit(struct site_run *run, struct site *site, site_talk talk, void *data)
{
	const struct discovery_request *who = &run->request->discovery;
	struct sweep_request sweep = {.target = who->target,
				      .all_addresses = run->request->all_addresses,
				      .family = who->family,
				      .resolver = who->resolver};
	struct plan plan = {.run = run, .site = site, .talk = talk, .data = data};

	if (!site->host)
		return;
	site->trusted = is_trusted(run->request, site);
	sweep.target.hostname = site->host;
	sweep.target.port = site->port;
	sweep.target.tls = site->tls;
	if (is_operators(run->request, site))
		sweep.addresses = who->named_addresses;
	site->sweep = sweep_run(&sweep, visit, &plan, run->deadline);
}
