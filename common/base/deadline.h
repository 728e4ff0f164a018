/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_DEADLINE_H
#define BASE_DEADLINE_H

#include <glib.h>

/*
 * The moment at which a run must be over, on the monotonic clock. Made once in main() and passed
 * down by value; there are no signals and no alarms.
 */
struct deadline {
	gint64 end_us; /* g_get_monotonic_time() at which it passes */
	/* A moment that somebody else may set while we wait, 0 until then: it passes then at the
	 * latest. NULL: nobody does. Borrowed. */
	const _Atomic gint64 *hurry_us;
};

/* The deadline that passes `ms` milliseconds from now. */
struct deadline deadline_in_ms(gint64 ms);

/* The earlier of the two: `ms` from now, or `outer`. For a step that may not use up the whole run.
 */
struct deadline deadline_within(struct deadline outer, gint64 ms);

/* Milliseconds left, rounded up; 0 once it has passed. */
gint64 deadline_left_ms(struct deadline deadline);

/* How long to wait at most before looking at the deadline again: what is left, but not longer than
 * somebody who hurries us may have to wait. */
gint64 deadline_wait_ms(struct deadline deadline);

gboolean deadline_passed(struct deadline deadline);

#endif
