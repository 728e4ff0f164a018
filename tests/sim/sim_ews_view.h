/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How one calendar is shown in an answer. */
#ifndef TESTS_SIM_EWS_VIEW_H
#define TESTS_SIM_EWS_VIEW_H

#include "tests/sim/sim_calendar.h"
#include "tests/sim/sim_markup.h"

/* What a client wants to see of calendars. */
struct sim_ews_view {
	gint64 from_s, to_s;   /* since 1970, UTC */
	gint64 offset_minutes; /* of the client's zone from UTC: times in the answer are in it */
	gint64 interval_minutes;
	gboolean merged, events, details;
};

/* FALSE when it is no view that can be asked for: "MergedOnly" ... */
gboolean sim_ews_view_parse(struct sim_ews_view *view, const gchar *name);

/* The element FreeBusyView; details are for the owner of the calendar. */
void sim_ews_view_add(struct sim_markup *markup, const struct sim_ews_view *view,
		      const struct sim_calendar *calendar, gboolean owner);

#endif
