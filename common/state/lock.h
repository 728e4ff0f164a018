/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_LOCK_H
#define STATE_LOCK_H

#include "base/deadline.h"
#include "state/directory.h"

/*
 * Locks on ranges of a file that holds nothing, between processes and between threads alike: the
 * kernel keeps them for an open file description (F_OFD_SETLK), and ends them with it, however
 * the process ends.
 */
struct state_lock;

enum state_lock_kind { STATE_SHARED, STATE_EXCLUSIVE };

struct state_range {
	gint64 from;
	gint64 length;
};

/* An open file description of its own on the lock file `name`, which is made when it is missing;
 * it holds nothing yet. NULL with a STATE_ERROR. */
struct state_lock *state_lock_open(const struct state_directory *directory, const char *name,
				   GError **error);
/* Gives up all that it holds. */
void state_lock_free(struct state_lock *lock);
AUTOPTR_STRUCT(state_lock)

/* FALSE at once when somebody else holds a part of the range, or with a STATE_ERROR. */
gboolean state_lock_try(struct state_lock *lock, enum state_lock_kind kind,
			struct state_range range, GError **error);

/* Tries until the deadline, at least once; FALSE always with an error. */
gboolean state_lock_take(struct state_lock *lock, enum state_lock_kind kind,
			 struct state_range range, struct deadline deadline, GError **error);

void state_lock_drop(struct state_lock *lock, struct state_range range);

/*
 * Sleeps between two tries: `pause_ms`, 0 in the beginning, becomes longer from one to the next.
 * FALSE, without sleeping, when the deadline has passed.
 */
gboolean state_lock_pause(guint *pause_ms, struct deadline deadline);

/*
 * One bit that all see who open the file: its length. It can be set where nothing can be written
 * any more, as on a full disk.
 */
gboolean state_lock_flagged(const struct state_lock *lock);
gboolean state_lock_flag(struct state_lock *lock, gboolean flag);

#endif
