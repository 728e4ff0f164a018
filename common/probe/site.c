/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Visits the servers behind the URL of a service. */
#include "probe/site.h"

#include <string.h>

#include "protocol/bounded_xml.h"

/* Has no Extended Protection by design, so it tells whether it is the secret that is refused. */
#define BASELINE "/autodiscover/autodiscover.xml"

/* What every visit is told. */
struct plan {
	struct site_run *run;
	const struct site *site;
	site_talk talk;
	void *data;
};

/* A session and what it borrows. */
struct site_session {
	struct http_target target;
	char *hostname, *place;
	GPtrArray *addresses; /* char *; NULL: a proxy finds them */
	struct session_request whom;
	struct session *session;
};

static void
free_session(gpointer data)
{
	struct site_session *kept = data;

	session_free(kept->session);
	if (kept->addresses)
		g_ptr_array_unref(kept->addresses);
	g_free(kept->hostname);
	g_free(kept->place);
	g_free(kept);
}

void
site_run_init(struct site_run *run, const struct site_request *request, struct deadline deadline)
{
	const struct discovery_request *who = &request->discovery;

	*run = (struct site_run){.request = request,
				 .deadline = deadline,
				 .kept = g_ptr_array_new_with_free_func(free_session)};
	run->logon = who->identity ? logon_new(who->account, who->scheme) : NULL;
	credentials_init(&run->credentials, who->identity, who->gate, run->logon);
}

void
site_run_clear(struct site_run *run)
{
	g_ptr_array_unref(run->kept);
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

static struct site_session *
new_session(const struct plan *plan, const struct http_target *target, const struct node *node)
{
	const struct site_request *request = plan->run->request;
	struct site_session *made = g_new0(struct site_session, 1);
	const char *address = node->address;

	made->hostname = g_strdup(target->hostname);
	made->place =
	    g_strdup_printf("%s of %s%s%s%s", request->service, target->hostname,
			    address ? " (" : "", address ? address : "", address ? ")" : "");
	made->target = *target;
	made->target.hostname = made->hostname;
	made->addresses = target->addresses ? resolve_copy(target->addresses) : NULL;
	made->target.addresses = made->addresses;
	made->whom = (struct session_request){.target = &made->target,
					      .credentials = &plan->run->credentials,
					      .scheme = request->discovery.scheme,
					      .trusted = plan->site->trusted,
					      .place = made->place,
					      .baseline = BASELINE};
	made->session = session_new(&made->whom);
	return made;
}

/* The one that was kept for that host; NULL. */
static struct site_session *
find_session(const struct site_run *run, const struct http_target *target)
{
	for (guint i = 0; i < run->kept->len; i++) {
		struct site_session *kept = g_ptr_array_index(run->kept, i);

		if (kept->target.port == target->port && kept->target.tls == target->tls &&
		    g_ascii_strcasecmp(kept->hostname, target->hostname) == 0)
			return kept;
	}
	return NULL;
}

static void
visit(const struct http_target *target, struct node_offers *into, struct deadline deadline,
      void *data)
{
	const struct plan *plan = data;
	struct site_run *run = plan->run;
	struct site_session *session = run->request->reuse ? find_session(run, target) : NULL;

	if (!session) {
		session = new_session(plan, target, into->node);
		if (run->request->reuse)
			g_ptr_array_add(run->kept, session);
	}
	plan->talk(session->session, into, deadline, plan->data);
	session_give_node(session->session, into->node);
	if (!run->request->reuse)
		free_session(session);
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
	bounded_xml_prepare();
	site->sweep = sweep_run(&sweep, visit, &plan, run->deadline);
}
