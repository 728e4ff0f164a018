/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes free/busy views. */
#include "tests/sim/sim_ews_view.h"

#include <string.h>

/* The names of the views: what they show of digits, events and their details. */
static const struct {
	const gchar *name;
	gboolean merged, events, details;
} VIEWS[] = {
    {"MergedOnly", TRUE, FALSE, FALSE},	   {"FreeBusy", FALSE, TRUE, FALSE},
    {"FreeBusyMerged", TRUE, TRUE, FALSE}, {"Detailed", FALSE, TRUE, TRUE},
    {"DetailedMerged", TRUE, TRUE, TRUE},
};

static const gchar *const BUSY[] = {
    [SIM_BUSY_FREE] = "Free", [SIM_BUSY_TENTATIVE] = "Tentative", [SIM_BUSY_BUSY] = "Busy",
    [SIM_BUSY_OOF] = "OOF",   [SIM_BUSY_NO_DATA] = "NoData",
};

gboolean
sim_ews_view_parse(struct sim_ews_view *view, const gchar *name)
{
	for (guint i = 0; i < G_N_ELEMENTS(VIEWS); i++) {
		if (strcmp(VIEWS[i].name, name) == 0) {
			view->merged = VIEWS[i].merged;
			view->events = VIEWS[i].events;
			view->details = VIEWS[i].details;
			return TRUE;
		}
	}
	return FALSE;
}

/* What the view is called once it shows no more than it may. */
static const gchar *
view_name(const struct sim_ews_view *view, gboolean details)
{
	for (guint i = 0; i < G_N_ELEMENTS(VIEWS); i++)
		if (VIEWS[i].merged == view->merged && VIEWS[i].events == view->events &&
		    VIEWS[i].details == details)
			return VIEWS[i].name;
	return "None";
}

static gchar *
merged(const struct sim_ews_view *view, const struct sim_calendar *calendar)
{
	gint64 step_s = view->interval_minutes * 60;
	GString *digits = g_string_new(NULL);

	for (gint64 at_s = view->from_s; at_s < view->to_s; at_s += step_s)
		g_string_append_printf(
		    digits, "%u",
		    (guint)sim_calendar_busy(calendar, at_s, MIN(at_s + step_s, view->to_s)));
	return g_string_free(digits, FALSE);
}

/* Without a zone: it is that of the request. */
static void
add_time(struct sim_markup *markup, const gchar *name, gint64 s, gint64 offset_minutes)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(s + offset_minutes * 60);
	g_autofree gchar *text = g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");

	sim_markup_add(markup, name, text);
}

static void
add_details(struct sim_markup *markup, const struct sim_event *event)
{
	sim_markup_open(markup, "t:CalendarEventDetails", "");
	sim_markup_addf(markup, "t:ID", "%016" G_GINT64_MODIFIER "X", event->from_s);
	sim_markup_add(markup, "t:Subject", "Appointment");
	sim_markup_add(markup, "t:Location", "Room 1");
	sim_markup_add(markup, "t:IsMeeting", "false");
	sim_markup_add(markup, "t:IsRecurring", "true");
	sim_markup_add(markup, "t:IsException", "false");
	sim_markup_add(markup, "t:IsReminderSet", "false");
	sim_markup_add(markup, "t:IsPrivate", "false");
	sim_markup_close(markup);
}

/* The array is left out when there is nothing in it. */
static void
add_events(struct sim_markup *markup, const struct sim_ews_view *view,
	   const struct sim_calendar *calendar, gboolean details)
{
	g_autoptr(GArray) events = sim_calendar_events(calendar, view->from_s, view->to_s);

	if (!view->events || events->len == 0)
		return;
	sim_markup_open(markup, "t:CalendarEventArray", "");
	for (guint i = 0; i < events->len; i++) {
		const struct sim_event *event = &g_array_index(events, struct sim_event, i);

		sim_markup_open(markup, "t:CalendarEvent", "");
		add_time(markup, "t:StartTime", event->from_s, view->offset_minutes);
		add_time(markup, "t:EndTime", event->to_s, view->offset_minutes);
		sim_markup_add(markup, "t:BusyType", BUSY[event->kind]);
		if (details)
			add_details(markup, event);
		sim_markup_close(markup);
	}
	sim_markup_close(markup);
}

static void
add_transition(struct sim_markup *markup, const gchar *name)
{
	sim_markup_open(markup, name, "");
	sim_markup_add(markup, "t:Bias", "0");
	sim_markup_add(markup, "t:Time", "00:00:00");
	sim_markup_add(markup, "t:DayOrder", "0");
	sim_markup_add(markup, "t:Month", "0");
	sim_markup_add(markup, "t:DayOfWeek", "Sunday");
	sim_markup_close(markup);
}

/* Of everybody the same: Monday to Friday, 8 to 17, in UTC. */
static void
add_working_hours(struct sim_markup *markup)
{
	sim_markup_open(markup, "t:WorkingHours", "");
	sim_markup_open(markup, "t:TimeZone", "");
	sim_markup_add(markup, "t:Bias", "0");
	add_transition(markup, "t:StandardTime");
	add_transition(markup, "t:DaylightTime");
	sim_markup_close(markup);
	sim_markup_open(markup, "t:WorkingPeriodArray", "");
	sim_markup_open(markup, "t:WorkingPeriod", "");
	sim_markup_add(markup, "t:DayOfWeek", "Monday Tuesday Wednesday Thursday Friday");
	sim_markup_add(markup, "t:StartTimeInMinutes", "480");
	sim_markup_add(markup, "t:EndTimeInMinutes", "1020");
	sim_markup_close(markup);
	sim_markup_close(markup);
	sim_markup_close(markup);
}

void
sim_ews_view_add(struct sim_markup *markup, const struct sim_ews_view *view,
		 const struct sim_calendar *calendar, gboolean owner)
{
	gboolean details = view->details && owner;

	sim_markup_open(markup, "FreeBusyView", "");
	sim_markup_add(markup, "t:FreeBusyViewType", view_name(view, details));
	if (view->merged) {
		g_autofree gchar *digits = merged(view, calendar);

		sim_markup_add(markup, "t:MergedFreeBusy", digits);
	}
	add_events(markup, view, calendar, details);
	add_working_hours(markup);
	sim_markup_close(markup);
}
