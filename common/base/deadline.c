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

	inner.end_us = MIN(inner.end_us, outer.end_us);
	inner.hurry_us = outer.hurry_us;
	return inner;
}

/* When it passes, as far as is known now. */
static gint64
end_us(struct deadline deadline)
{
	gint64 hurry_us = deadline.hurry_us ? *deadline.hurry_us : 0;

	return hurry_us > 0 ? MIN(hurry_us, deadline.end_us) : deadline.end_us;
}

gint64
deadline_left_ms(struct deadline deadline)
{
	gint64 left_us = end_us(deadline) - g_get_monotonic_time();

	return left_us > 0 ? (left_us + 999) / 1000 : 0;
}

gint64
deadline_wait_ms(struct deadline deadline)
{
	enum { LOOK_MS = 50 };
	gint64 left_ms = deadline_left_ms(deadline);

	return deadline.hurry_us ? MIN(left_ms, LOOK_MS) : left_ms;
}

gboolean
deadline_passed(struct deadline deadline)
{
	return deadline_left_ms(deadline) == 0;
}
