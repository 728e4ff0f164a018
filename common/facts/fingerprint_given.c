/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what Autodiscover and the address book said, for later comparison. */
#include "facts/fingerprint_given.h"

#include <string.h>

const char *const fingerprint_url_names[] = {"EwsUrl", "ASUrl", "OOFUrl", "OABUrl", NULL};
_Static_assert(G_N_ELEMENTS(fingerprint_url_names) == FINGERPRINT_URLS + 1,
	       "a place for every name");

void
fingerprint_given_init(struct fingerprint_given *given)
{
	*given = (struct fingerprint_given){.oab_sequence = -1};
}

void
fingerprint_given_clear(struct fingerprint_given *given)
{
	for (gsize i = 0; i < FINGERPRINT_URLS; i++)
		g_free(given->urls[i]);
	fingerprint_given_init(given);
}

void
fingerprint_given_copy(struct fingerprint_given *to, const struct fingerprint_given *from)
{
	fingerprint_given_clear(to);
	*to = *from;
	for (gsize i = 0; i < FINGERPRINT_URLS; i++)
		to->urls[i] = g_strdup(from->urls[i]);
}

/* Settings came at all: a challenge says nothing of them. */
static gboolean
has_settings(const struct discovery *discovery)
{
	const struct discovery *last = discovery;
	const struct trail *winner;

	while (last->next)
		last = last->next;
	winner = discovery_winner(last);
	return winner && winner->end == TRAIL_SETTINGS;
}

void
fingerprint_given_take(struct fingerprint_given *given, const struct discovery *discovery,
		       const struct oab_findings *oab)
{
	const struct oab_book *book = oab && oab->site ? oab_book_of(oab, 0) : NULL;
	const struct oab_file *file = book && book->manifest && !book->manifest->malformed
					  ? oab_main_file(book->manifest)
					  : NULL;

	fingerprint_given_clear(given);
	given->known = has_settings(discovery);
	for (gsize i = 0; given->known && i < FINGERPRINT_URLS; i++)
		given->urls[i] =
		    g_strdup(discovery_external_url(discovery, fingerprint_url_names[i]));
	if (file)
		given->oab_sequence = file->sequence;
}

void
fingerprint_given_into_json(const struct fingerprint_given *given, json_t *host)
{
	json_t *urls;

	if (given->oab_sequence >= 0)
		json_object_set_new(host, "oab_sequence", json_integer(given->oab_sequence));
	if (!given->known)
		return;
	urls = json_object();
	for (gsize i = 0; i < FINGERPRINT_URLS; i++)
		if (given->urls[i])
			json_object_set_new(urls, fingerprint_url_names[i],
					    json_string(given->urls[i]));
	json_object_set_new(host, "urls", urls);
}

const char *
fingerprint_given_read(const json_t *host, struct fingerprint_given *given)
{
	const json_t *urls = json_object_get(host, "urls");
	const json_t *sequence = json_object_get(host, "oab_sequence");

	if (urls && !json_is_object(urls))
		return "an object as \"urls\"";
	if (sequence && (!json_is_integer(sequence) || json_integer_value(sequence) < 0))
		return "a number, 0 or more, as \"oab_sequence\"";
	for (gsize i = 0; urls && i < FINGERPRINT_URLS; i++) {
		const json_t *url = json_object_get(urls, fingerprint_url_names[i]);

		if (url && !json_is_string(url))
			return "texts in \"urls\"";
		given->urls[i] = g_strdup(json_string_value(url));
	}
	given->known = urls != NULL;
	if (sequence)
		given->oab_sequence = json_integer_value(sequence);
	return NULL;
}
