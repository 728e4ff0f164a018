/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tries the URLs that clients outside are given. */
#include "probe/given_urls.h"

#include <string.h>

#include "probe/offer.h"

enum { URLS_MAX = 32 };

/* Their names in POX, and in SOAP where they stand for clients outside. */
static const char *const pox_names[] = {"EwsUrl", "ASUrl", "OOFUrl", "OABUrl", NULL};
static const struct {
	const char *soap, *pox;
} soap_names[] = {{"ExternalEwsUrl", "EwsUrl"}, {"ExternalOABUrl", "OABUrl"}};

static void
add(struct discovery *discovery, const char *name, const char *block, const char *url,
    const char *authentication)
{
	struct given_url *given;

	if (!url || *url == '\0' || discovery->given_urls->len >= URLS_MAX)
		return;
	for (guint i = 0; i < discovery->given_urls->len; i++) {
		const struct given_url *other = g_ptr_array_index(discovery->given_urls, i);

		if (strcmp(other->name, name) == 0 && strcmp(other->block, block) == 0 &&
		    strcmp(other->url, url) == 0)
			return;
	}
	given = given_url_new(name, block, url);
	given->authentication = g_strdup(authentication);
	g_ptr_array_add(discovery->given_urls, given);
}

/* EXPR and EXHTTP are what clients outside use. */
static void
collect_pox(struct discovery *discovery, const struct autodiscover_answer *document)
{
	for (guint i = 0; i < document->protocols->len; i++) {
		const struct autodiscover_protocol *protocol =
		    g_ptr_array_index(document->protocols, i);

		if (g_strcmp0(protocol->type, "EXPR") != 0 &&
		    g_strcmp0(protocol->type, "EXHTTP") != 0)
			continue;
		for (gsize n = 0; pox_names[n]; n++)
			add(discovery, pox_names[n], protocol->type,
			    autodiscover_get(protocol->values, pox_names[n]),
			    autodiscover_get(protocol->values, "AuthPackage"));
	}
}

static void
collect(struct discovery *discovery, const struct autodiscover_answer *document)
{
	if (!document)
		return;
	switch (document->schema) {
	case AUTODISCOVER_OUTLOOK:
		collect_pox(discovery, document);
		return;
	case AUTODISCOVER_SOAP:
		for (gsize n = 0; n < G_N_ELEMENTS(soap_names); n++)
			add(discovery, soap_names[n].pox, "soap",
			    autodiscover_get(document->settings, soap_names[n].soap), NULL);
		return;
	case AUTODISCOVER_JSON:
		add(discovery, "EwsUrl", "json", autodiscover_get(document->settings, "Url"), NULL);
		return;
	case AUTODISCOVER_MOBILESYNC:
	case AUTODISCOVER_UNKNOWN:
	case AUTODISCOVER_SCHEMA_COUNT:
		return;
	}
}

void
given_urls_collect(struct discovery *discovery, const struct trail *winner)
{
	const struct hop *hop = trail_last(winner);

	collect(discovery, hop->document);
	for (guint i = 0; i < discovery->disclosures->len; i++) {
		const struct disclosure *disclosure = g_ptr_array_index(discovery->disclosures, i);

		collect(discovery, disclosure->document);
	}
}

/* OABUrl is a directory; what clients ask for there is the manifest. */
static char *
path_of(const struct given_url *given, const struct place *place)
{
	if (strcmp(given->name, "OABUrl") == 0 && g_str_has_suffix(place->path, "/"))
		return g_strconcat(place->path, "oab.xml", NULL);
	return g_strdup(place->path);
}

/* The same URL is tried once, whoever gave it. */
static const struct given_url *
tried_before(const struct discovery *discovery, guint index)
{
	const struct given_url *this = g_ptr_array_index(discovery->given_urls, index);

	for (guint i = 0; i < index; i++) {
		const struct given_url *other = g_ptr_array_index(discovery->given_urls, i);

		if (other->node && strcmp(other->url, this->url) == 0)
			return other;
	}
	return NULL;
}

static void
try_one(const struct expedition *expedition, struct given_url *given)
{
	struct place place;

	if (place_find(expedition, given->url, &place, &given->resolved, &given->resolve_trouble)) {
		struct http_target target = place_target(expedition, &place);
		g_autoptr(struct_http) http = http_new(&target);
		g_autofree char *path = path_of(given, &place);

		given->node = node_new(NULL);
		given->asked = offer_ask(http, given->node, METHOD_GET, path, HTTP_CONNECTION_ANY,
					 MAX(deadline_left_ms(expedition->deadline) / 2, 1),
					 expedition->deadline);
		given->node->certificate = http_steal_certificate(http);
		g_clear_pointer(&http, http_free);
	}
	given->host = g_strdup(place.host);
	given->tls = place.tls;
	place_clear(&place);
}

void
given_urls_try(const struct expedition *expedition, struct discovery *discovery)
{
	for (guint i = 0; i < discovery->given_urls->len; i++) {
		struct given_url *given = g_ptr_array_index(discovery->given_urls, i);

		if (!tried_before(discovery, i))
			try_one(expedition, given);
	}
}
