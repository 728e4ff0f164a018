/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows how much time a run has left. */
#include "base/deadline.h"

struct deadline
deadline_in_ms(gint64 ms)
{
	return (struct deadline){.end_us = g_get_monotonic_time() + ms * 1000};
}

struct deadline
deadline_within(struct deadline outer, gint64 ms)
{
	struct deadline inner = deadline_in_ms(ms);

	return inner.end_us < outer.end_us ? inner : outer;
}

gint64
deadline_left_ms(struct deadline deadline)
{
	gint64 left_us = deadline.end_us - g_get_monotonic_time();

	return left_us > 0 ? (left_us + 999) / 1000 : 0;
}

gboolean
deadline_passed(struct deadline deadline)
{
	return deadline_left_ms(deadline) == 0;
}
