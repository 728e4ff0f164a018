/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_TRAIL_WORDS_H
#define VERDICT_TRAIL_WORDS_H

#include "facts/discovery.h"

/* "root domain", "autodiscover host" ... */
const char *trail_title(enum discovery_step step);

/* What the step came to, in a few words; the caller frees. */
char *trail_describe(const struct trail *trail);

/* The last answer that came on the way; NULL: none. Borrowed. */
const struct answer *trail_answer(const struct trail *trail);

/* Whether the settings are of an Exchange server, and not of a provider of other mail services. */
gboolean trail_is_exchange(const struct autodiscover_answer *document);

#endif
