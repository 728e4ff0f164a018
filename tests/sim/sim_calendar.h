/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When an account is busy, and whether it is out of office. */
#ifndef TESTS_SIM_CALENDAR_H
#define TESTS_SIM_CALENDAR_H

#include "tests/sim/sim_source.h"

/* Their values are the digits of a merged free/busy view. */
enum sim_busy {
	SIM_BUSY_FREE,
	SIM_BUSY_TENTATIVE,
	SIM_BUSY_BUSY,
	SIM_BUSY_OOF,
	SIM_BUSY_NO_DATA,
};

enum sim_oof { SIM_OOF_DISABLED, SIM_OOF_ENABLED, SIM_OOF_SCHEDULED };

/* Who outside gets an automatic reply. */
enum sim_audience { SIM_AUDIENCE_NONE, SIM_AUDIENCE_KNOWN, SIM_AUDIENCE_ALL };

/* Every day, in minutes since midnight, UTC. */
struct sim_slot {
	guint from, to;
	enum sim_busy kind;
};

struct sim_calendar {
	GArray *slots; /* struct sim_slot, in the order of the file */
	enum sim_oof oof;
	enum sim_audience audience;
};

/* The keys that a group [account NAME] may have for it. */
#define SIM_CALENDAR_KEYS "busy, oof, oof_audience"

/* FALSE and `error` when a value is not what was expected; clear it in any case. */
gboolean sim_calendar_read(struct sim_calendar *calendar, const struct sim_source *source,
			   const gchar *group, GError **error);

void sim_calendar_clear(struct sim_calendar *calendar);

/* The kind with the highest digit between two moments (seconds since 1970, the second not
 * included). */
enum sim_busy sim_calendar_busy(const struct sim_calendar *calendar, gint64 from_s, gint64 to_s);

/* One slot on one day. */
struct sim_event {
	gint64 from_s, to_s;
	enum sim_busy kind;
};

/* What lies between the two, if only in part, day by day (struct sim_event); the caller unrefs it.
 */
GArray *sim_calendar_events(const struct sim_calendar *calendar, gint64 from_s, gint64 to_s);

#endif
