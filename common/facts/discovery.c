/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what a client outside finds by Autodiscover. */
#include "facts/discovery.h"

#include <string.h>

static const char *const step_names[] = {
    [DISCOVERY_NAMED] = "named",       [DISCOVERY_ROOT] = "root", [DISCOVERY_HOST] = "host",
    [DISCOVERY_REDIRECT] = "redirect", [DISCOVERY_SRV] = "srv",
};
_Static_assert(G_N_ELEMENTS(step_names) == DISCOVERY_STEPS, "a name for every step");

static const char *const end_names[] = {
    [TRAIL_NOT_WALKED] = "not walked",
    [TRAIL_NO_NAME] = "no name",
    [TRAIL_LOST] = "lost",
    [TRAIL_CHALLENGED] = "challenged",
    [TRAIL_REFUSED] = "refused",
    [TRAIL_SETTINGS] = "settings",
    [TRAIL_ERROR] = "error",
    [TRAIL_ADDRESS] = "address",
    [TRAIL_FOREIGN] = "foreign",
    [TRAIL_STATUS] = "status",
    [TRAIL_ODD_REDIRECT] = "odd redirect",
    [TRAIL_LOOP] = "loop",
    [TRAIL_TOO_LONG] = "too long",
};
_Static_assert(G_N_ELEMENTS(end_names) == TRAIL_END_COUNT, "a name for every end");

const char *
discovery_step_name(enum discovery_step step)
{
	return step_names[step];
}

const char *
trail_end_name(enum trail_end end)
{
	return end_names[end];
}

struct hop *
hop_new(const char *url)
{
	struct hop *hop = g_new0(struct hop, 1);

	hop->url = g_strdup(url);
	hop->node = node_new(NULL);
	return hop;
}

static void
hop_free(gpointer data)
{
	struct hop *hop = data;

	g_free(hop->url);
	g_free(hop->host);
	g_free(hop->resolve_trouble);
	call_free(hop->call);
	node_free(hop->node);
	g_clear_pointer(&hop->document, autodiscover_answer_free);
	g_free(hop);
}

struct trail *
trail_new(enum discovery_step step)
{
	struct trail *trail = g_new0(struct trail, 1);

	trail->step = step;
	trail->hops = g_ptr_array_new_with_free_func(hop_free);
	trail->services = g_ptr_array_new_with_free_func(srv_record_free);
	return trail;
}

static void
trail_free(struct trail *trail)
{
	g_ptr_array_unref(trail->hops);
	g_ptr_array_unref(trail->services);
	g_free(trail->redirect);
	g_free(trail->resolve_trouble);
	g_free(trail);
}

const char *
discovery_external_url(const struct discovery *discovery, const char *name)
{
	static const char *const blocks[] = {"EXPR", "EXHTTP", "soap", "json"};
	const char *url = NULL;

	while (discovery->next)
		discovery = discovery->next;
	for (gsize b = 0; !url && b < G_N_ELEMENTS(blocks); b++)
		for (guint i = 0; i < discovery->given_urls->len; i++) {
			const struct given_url *given = g_ptr_array_index(discovery->given_urls, i);

			if (strcmp(given->name, name) != 0 || strcmp(given->block, blocks[b]) != 0)
				continue;
			if (!url || strcmp(given->block, "EXHTTP") == 0)
				url = given->url;
		}
	return url;
}

const struct hop *
trail_last(const struct trail *trail)
{
	return trail->hops->len > 0 ? g_ptr_array_index(trail->hops, trail->hops->len - 1) : NULL;
}

struct disclosure *
disclosure_new(const char *form, const char *url)
{
	struct disclosure *disclosure = g_new0(struct disclosure, 1);

	disclosure->form = form;
	disclosure->url = g_strdup(url);
	return disclosure;
}

static void
disclosure_free(gpointer data)
{
	struct disclosure *disclosure = data;

	g_free(disclosure->url);
	call_free(disclosure->call);
	g_clear_pointer(&disclosure->document, autodiscover_answer_free);
	g_free(disclosure);
}

struct given_url *
given_url_new(const char *name, const char *block, const char *url)
{
	struct given_url *given = g_new0(struct given_url, 1);

	given->name = g_strdup(name);
	given->block = g_strdup(block);
	given->url = g_strdup(url);
	return given;
}

static void
given_url_free(gpointer data)
{
	struct given_url *given = data;

	g_free(given->name);
	g_free(given->block);
	g_free(given->url);
	g_free(given->authentication);
	g_free(given->host);
	g_free(given->resolve_trouble);
	asked_free(given->asked);
	node_free(given->node);
	g_free(given);
}

struct discovery *
discovery_new(const char *email)
{
	struct discovery *discovery = g_new0(struct discovery, 1);
	const char *at = strrchr(email, '@');

	discovery->email = g_strdup(email);
	discovery->domain = g_strdup(at ? at + 1 : "");
	discovery->winner = DISCOVERY_STEPS;
	discovery->disclosures = g_ptr_array_new_with_free_func(disclosure_free);
	discovery->given_urls = g_ptr_array_new_with_free_func(given_url_free);
	return discovery;
}

const struct trail *
discovery_winner(const struct discovery *discovery)
{
	return discovery->winner < DISCOVERY_STEPS ? discovery->trails[discovery->winner] : NULL;
}

void
discovery_free(struct discovery *discovery)
{
	/* Without recursion: one address can lead to the next. */
	while (discovery) {
		struct discovery *next = discovery->next;

		g_free(discovery->email);
		g_free(discovery->domain);
		for (guint step = 0; step < DISCOVERY_STEPS; step++)
			g_clear_pointer(&discovery->trails[step], trail_free);
		g_ptr_array_unref(discovery->disclosures);
		g_ptr_array_unref(discovery->given_urls);
		logon_free(discovery->logon);
		g_free(discovery);
		discovery = next;
	}
}
