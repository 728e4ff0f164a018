/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows one step of Autodiscover to its end. */
#include "probe/trail.h"

#include <string.h>

#include "protocol/autodiscover_pox.h"

enum { BODY_LIMIT = 1024 * 1024 };

#define AUTODISCOVER_PATH "/autodiscover/autodiscover.xml"

/* The document of an answer that has one; NULL. */
static struct autodiscover_answer *
read_document(const struct call *call)
{
	const struct answer *answer = call_answer(call)->answer;

	if (answer->outcome != OUTCOME_ANSWERED || answer->status != 200)
		return NULL;
	return autodiscover_parse(answer->body->str, answer->body->len);
}

static struct call *
ask(struct session *session, const struct expedition *expedition, enum method method,
    const char *path)
{
	static const char *const headers[] = {"Content-Type: text/xml; charset=utf-8", NULL};
	g_autofree char *body = autodiscover_pox_request(AUTODISCOVER_OUTLOOK, expedition->email);
	struct http_request request = {.method = method,
				       .path = path,
				       .headers = method == METHOD_POST ? headers : NULL,
				       .body = method == METHOD_POST ? body : NULL,
				       .body_limit = BODY_LIMIT};

	return session_ask(session, &request, expedition->deadline);
}

/* Asks one URL; the newest hop. */
static struct hop *
make_hop(const struct expedition *expedition, struct trail *trail, const char *url,
	 enum method method)
{
	struct hop *hop = hop_new(url);
	struct place place;
	g_autofree char *title = NULL;
	g_autoptr(struct_session) session = NULL;

	g_ptr_array_add(trail->hops, hop);
	if (place_find(expedition, url, &place, &hop->resolved, &hop->resolve_trouble)) {
		struct http_target target = place_target(expedition, &place);
		struct session_request request = {
		    .target = &target,
		    .credentials = expedition->credentials,
		    .scheme = expedition->request->scheme,
		    .trusted = place.tls && trust_host(&expedition->trust, place.host)};

		title = g_strdup_printf("autodiscover of %s", place.host);
		request.place = title;
		session = session_new(&request);
		hop->trusted = request.trusted;
		hop->call = ask(session, expedition, method, place.path);
		hop->document = read_document(hop->call);
		session_give_node(session, hop->node);
		g_clear_pointer(&session, session_free);
	}
	hop->host = g_strdup(place.host);
	hop->tls = place.tls;
	place_clear(&place);
	return hop;
}

/* What clients follow (Microsoft's client library): https, and the path of Autodiscover; that path
 * in the query of a logon page is none. */
static gboolean
is_autodiscover_url(const char *url)
{
	g_autoptr(GUri) uri = g_uri_parse(url, G_URI_FLAGS_ENCODED, NULL);
	g_autofree char *path = uri ? g_ascii_strdown(g_uri_get_path(uri), -1) : NULL;

	return uri && g_str_equal(g_uri_get_scheme(uri), "https") && !g_uri_get_userinfo(uri) &&
	       strstr(path, "/autodiscover/") && g_str_has_suffix(path, "/autodiscover.xml");
}

static gboolean
was_asked(const struct trail *trail, const char *url)
{
	for (guint i = 0; i < trail->hops->len; i++) {
		const struct hop *hop = g_ptr_array_index(trail->hops, i);

		if (hop->call && hop->call->plain->answer->method == METHOD_POST &&
		    g_ascii_strcasecmp(hop->url, url) == 0)
			return TRUE;
	}
	return FALSE;
}

/* What a document means for the way; the URL to go on with, or NULL. */
static const char *
conclude_document(struct trail *trail, const struct autodiscover_answer *document)
{
	trail->end = TRAIL_FOREIGN;
	if (document->malformed)
		return NULL;
	switch (document->action) {
	case AUTODISCOVER_SETTINGS:
		trail->end = TRAIL_SETTINGS;
		return NULL;
	case AUTODISCOVER_REDIRECT_ADDRESS:
		trail->end = TRAIL_ADDRESS;
		trail->redirect = g_strdup(document->redirect);
		return NULL;
	case AUTODISCOVER_REDIRECT_URL:
		return document->redirect;
	case AUTODISCOVER_ACTION_NONE:
	case AUTODISCOVER_ACTION_COUNT:
		break;
	}
	if (document->error_code)
		trail->end = TRAIL_ERROR;
	return NULL;
}

/* How the newest hop ended; the URL to go on with, or NULL. The caller frees. */
static char *
conclude(struct trail *trail, const struct hop *hop)
{
	const struct answer *answer = hop->call ? call_answer(hop->call)->answer : NULL;
	const char *location;

	if (!answer) {
		trail->end = trail->hops->len == 1 ? TRAIL_NO_NAME : TRAIL_LOST;
		return NULL;
	}
	location = answer_header(answer, "Location");
	if (answer->outcome != OUTCOME_ANSWERED)
		trail->end = TRAIL_LOST;
	else if (hop->document)
		return g_strdup(conclude_document(trail, hop->document));
	else if (answer->status == 401)
		trail->end = hop->call->handshake && handshake_judged(hop->call->handshake)
				 ? TRAIL_REFUSED
				 : TRAIL_CHALLENGED;
	else if (answer->status >= 300 && answer->status <= 399 && location)
		return g_uri_resolve_relative(hop->url, location, G_URI_FLAGS_ENCODED, NULL);
	else
		trail->end = TRAIL_STATUS;
	return NULL;
}

/* Goes on from the URL to the end. */
static void
follow(const struct expedition *expedition, struct trail *trail, const char *first,
       enum method method)
{
	g_autofree char *url = g_strdup(first);

	for (;;) {
		const struct hop *hop = make_hop(expedition, trail, url, method);

		method = METHOD_POST;
		trail->end = TRAIL_ODD_REDIRECT;
		g_free(url);
		url = conclude(trail, hop);
		if (!url)
			return;
		trail->end = TRAIL_ODD_REDIRECT;
		g_free(trail->redirect);
		trail->redirect = g_strdup(url);
		if (!is_autodiscover_url(url))
			return;
		if (was_asked(trail, url)) {
			trail->end = TRAIL_LOOP;
			return;
		}
		if (trail->hops->len > DISCOVERY_HOPS) {
			trail->end = TRAIL_TOO_LONG;
			return;
		}
	}
}

/* Of Autodiscover at that host; the caller frees. `port` 0: the usual one. */
static char *
secure_url(const char *hostname, guint port)
{
	const struct http_target target = {
	    .hostname = hostname, .port = port != 0 ? port : 443, .tls = TRUE};

	return http_url(&target, AUTODISCOVER_PATH);
}

/* The records, and the URL of the first one; NULL when there is none. The caller frees. */
static char *
find_service(const struct expedition *expedition, struct trail *trail)
{
	g_autofree char *name = g_strdup_printf("_autodiscover._tcp.%s", expedition->domain);
	GPtrArray *services =
	    resolve_services(&expedition->request->resolver, name, expedition->deadline,
			     &trail->resolved, &trail->resolve_trouble);
	const struct srv_record *first;

	if (!services)
		return NULL;
	g_ptr_array_unref(trail->services);
	trail->services = services;
	first = g_ptr_array_index(trail->services, 0);
	if (*first->target == '\0' || g_str_equal(first->target, "."))
		return NULL;
	return secure_url(first->target, first->port);
}

/* Where the step begins; NULL when there is nothing to begin with. The caller frees. */
static char *
first_url(const struct expedition *expedition, struct trail *trail)
{
	switch (trail->step) {
	case DISCOVERY_NAMED:
		return secure_url(expedition->request->named, expedition->request->named_port);
	case DISCOVERY_ROOT:
		return g_strdup_printf("https://%s" AUTODISCOVER_PATH, expedition->domain);
	case DISCOVERY_HOST:
		return g_strdup_printf("https://autodiscover.%s" AUTODISCOVER_PATH,
				       expedition->domain);
	case DISCOVERY_REDIRECT:
		return g_strdup_printf("http://autodiscover.%s" AUTODISCOVER_PATH,
				       expedition->domain);
	case DISCOVERY_SRV:
		return find_service(expedition, trail);
	case DISCOVERY_STEPS:
		break;
	}
	return NULL;
}

struct trail *
trail_walk(const struct expedition *expedition, enum discovery_step step)
{
	struct trail *trail = trail_new(step);
	gint64 began = g_get_monotonic_time();
	g_autofree char *url = first_url(expedition, trail);

	trail->end = TRAIL_NO_NAME;
	if (url)
		follow(expedition, trail, url,
		       step == DISCOVERY_REDIRECT ? METHOD_GET : METHOD_POST);
	trail->total_us = g_get_monotonic_time() - began;
	return trail;
}
