/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_OUTBOX_H
#define STATE_OUTBOX_H

#include "state/result_store.h"

/*
 * The changes that wait for one sink, of all services, while it is our turn to send to it: nobody
 * else sends to it meanwhile, so nothing is sent twice but after a sender was killed between
 * sending and outbox_told().
 */
struct outbox;

/*
 * Waits for the turn. NULL without an error when somebody else tried in vain while we waited: the
 * sink does not answer, and a hundred plugins need not all find that out. NULL with a STATE_ERROR
 * when the turn did not come by the deadline. The store is borrowed.
 */
struct outbox *outbox_open(struct result_store *store, const char *sink, struct deadline deadline,
			   GError **error);
void outbox_free(struct outbox *outbox);
AUTOPTR_STRUCT(outbox)

/*
 * The oldest change that waits, and the service it is of; of one service always in the order in
 * which they happened. FALSE when none is left. Borrowed, until the outbox is used again.
 */
gboolean outbox_next(const struct outbox *outbox, const struct last_result **result,
		     const struct last_event **event);

/* The one that outbox_next() gives was told, and waits no longer. FALSE with an error when that
 * could not be written down: it will be sent again, under the same id. */
gboolean outbox_told(struct outbox *outbox, struct deadline deadline, GError **error);

/* The sink did not take it: whoever waits for a turn now need not try. */
void outbox_failed(struct outbox *outbox);

/* How many are left. */
guint outbox_count(const struct outbox *outbox);

/* How many wait for this sink, without taking a turn. */
guint outbox_peek(const struct result_store *store, const char *sink);

#endif
