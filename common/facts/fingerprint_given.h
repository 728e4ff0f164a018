/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_FINGERPRINT_GIVEN_H
#define FACTS_FINGERPRINT_GIVEN_H

#include "facts/discovery.h"
#include "facts/oab.h"

/* The URLs that clients outside are given, by their POX names. */
extern const char *const fingerprint_url_names[]; /* NULL-terminated */
enum { FINGERPRINT_URLS = 4 };

/* What Autodiscover and the address book said to somebody who has logged on. */
struct fingerprint_given {
	gboolean known;		      /* FALSE: nobody asked, or no settings came */
	char *urls[FINGERPRINT_URLS]; /* in the order of the names; NULL: not given */
	gint64 oab_sequence;	      /* -1: not known */
};

void fingerprint_given_init(struct fingerprint_given *given);
void fingerprint_given_clear(struct fingerprint_given *given);
/* `to` is initialised. */
void fingerprint_given_copy(struct fingerprint_given *to, const struct fingerprint_given *from);

/* What of the settings, and of the address book (NULL: none was asked for), stays. */
void fingerprint_given_take(struct fingerprint_given *given, const struct discovery *discovery,
			    const struct oab_findings *oab);

/* Puts it into the JSON of a host: "urls" and "oab_sequence"; what is not known stays as it is
 * there. */
void fingerprint_given_into_json(const struct fingerprint_given *given, json_t *host);

/* Reads that. NULL, or what was expected, as a sentence for people: "a text as \"EwsUrl\""
 * (constant).
 */
const char *fingerprint_given_read(const json_t *host, struct fingerprint_given *given);

#endif
