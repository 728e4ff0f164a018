/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds where a URL leads. */
#include "facts/site.h"
#include "probe/trail.h"

/* The operator's own host may have addresses and a port of his choice. */
static gboolean
is_named(const struct expedition *expedition, const struct place *place)
{
	const char *named = expedition->request->named;

	return named && g_ascii_strcasecmp(named, place->host) == 0;
}

gboolean
place_find(const struct expedition *expedition, const char *url, struct place *place,
	   enum outcome *outcome, char **trouble)
{
	const struct discovery_request *request = expedition->request;
	struct http_target target = request->target;

	*place = (struct place){0};
	*outcome = OUTCOME_NAME;
	if (!site_split(url, &place->host, &place->port, &place->tls, &place->path)) {
		*trouble = g_strdup("no http or https URL with a host");
		return FALSE;
	}
	*outcome = OUTCOME_ANSWERED;
	target.tls = place->tls;
	if (is_named(expedition, place) && request->named_addresses) {
		place->addresses = resolve_copy(request->named_addresses);
		return TRUE;
	}
	if (http_is_proxied(&target))
		return TRUE;
	place->addresses = resolve_addresses(&request->resolver, place->host, request->family,
					     expedition->deadline, outcome, trouble);
	return place->addresses != NULL;
}

void
place_clear(struct place *place)
{
	g_clear_pointer(&place->host, g_free);
	g_clear_pointer(&place->path, g_free);
	g_clear_pointer(&place->addresses, g_ptr_array_unref);
}

struct http_target
place_target(const struct expedition *expedition, const struct place *place)
{
	struct http_target target = expedition->request->target;

	target.hostname = place->host;
	target.port = place->port;
	target.tls = place->tls;
	target.addresses = place->addresses;
	return target;
}
