/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_CALL_H
#define FACTS_CALL_H

#include "facts/handshake.h"

/* One request as a client makes it: asked without a logon first, and with one where that was asked
 * for. */
struct call {
	struct asked *plain;	     /* without Authorization; never NULL */
	struct handshake *handshake; /* NULL: none was asked for, or nobody could log on; its `hold`
					says why when it stopped on purpose */
	/* The same logon at the host's Autodiscover, which has no Extended Protection by design,
	 * after the server had refused it here: what was asked first, and the logon. NULL: none was
	 * made. */
	struct asked *baseline_plain;
	struct handshake *baseline;
	gboolean logged_on_before; /* `plain` went over a connection that was logged on already */
};

/* Takes `plain`. */
struct call *call_new(struct asked *plain);
void call_free(struct call *call);
AUTOPTR_STRUCT(call)

/* The answer that counts: the one to the logon where there was one. Never NULL. Borrowed. */
const struct asked *call_answer(const struct call *call);

/* Whether further requests over the same conversation have a chance: an answer came, and the logon,
 * if one was made, was taken. */
gboolean call_went_well(const struct call *call);

/* How long all its messages took. */
gint64 call_total_us(const struct call *call);

json_t *call_to_json(const struct call *call);

#endif
