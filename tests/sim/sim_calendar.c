/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads calendars and asks them. */
#include "tests/sim/sim_calendar.h"

#include <string.h>

enum { MINUTES_A_DAY = 24 * 60, SECONDS_A_DAY = MINUTES_A_DAY * 60 };

static const gchar *const BUSY[] = {
    [SIM_BUSY_FREE] = "free", [SIM_BUSY_TENTATIVE] = "tentative", [SIM_BUSY_BUSY] = "busy",
    [SIM_BUSY_OOF] = "oof",   [SIM_BUSY_NO_DATA] = "no-data",	  NULL,
};
static const gchar *const OOF[] = {
    [SIM_OOF_DISABLED] = "disabled",
    [SIM_OOF_ENABLED] = "enabled",
    [SIM_OOF_SCHEDULED] = "scheduled",
    NULL,
};
static const gchar *const AUDIENCES[] = {
    [SIM_AUDIENCE_NONE] = "none",
    [SIM_AUDIENCE_KNOWN] = "known",
    [SIM_AUDIENCE_ALL] = "all",
    NULL,
};

/* The index of that word; FALSE when it is none of them. */
static gboolean
find_word(const gchar *const *words, const gchar *word, guint *index)
{
	for (guint i = 0; words[i]; i++) {
		if (strcmp(words[i], word) == 0) {
			*index = i;
			return TRUE;
		}
	}
	return FALSE;
}

/* The caller frees it. */
static gchar *
listed(const gchar *const *words)
{
	GString *list = g_string_new(words[0]);

	for (guint i = 1; words[i]; i++)
		g_string_append_printf(list, ", %s", words[i]);
	return g_string_free(list, FALSE);
}

static gboolean
read_word(const struct sim_source *source, const gchar *group, const gchar *key,
	  const gchar *const *words, guint otherwise, guint *index, GError **error)
{
	g_autofree gchar *value = sim_source_word(source, group, key, words[otherwise], error);
	g_autofree gchar *known = listed(words);

	return value && (find_word(words, value, index) ||
			 sim_source_wrong(source, group, key, error,
					  "expected one of %s, got \"%s\"", known, value));
}

/* HH:MM, from 00:00 to 24:00. */
static gboolean
read_time(const gchar *text, guint *minutes)
{
	guint64 hour;
	guint64 minute;

	if (strlen(text) != strlen("HH:MM") || text[2] != ':')
		return FALSE;
	if (!g_ascii_isdigit(text[0]) || !g_ascii_isdigit(text[1]) ||
	    !g_ascii_string_to_unsigned(text + 3, 10, 0, 59, &minute, NULL))
		return FALSE;
	hour = (guint64)(text[0] - '0') * 10 + (guint64)(text[1] - '0');
	*minutes = (guint)(hour * 60 + minute);
	return *minutes <= MINUTES_A_DAY;
}

/* HH:MM-HH:MM, or HH:MM-HH:MM/KIND. */
static gboolean
read_slot(const gchar *text, struct sim_slot *slot)
{
	g_auto(GStrv) parts = g_strsplit(text, "/", 2);
	g_auto(GStrv) times = g_strsplit(parts[0], "-", 2);
	guint kind = SIM_BUSY_BUSY;

	if (g_strv_length(times) != 2 || !read_time(g_strstrip(times[0]), &slot->from) ||
	    !read_time(g_strstrip(times[1]), &slot->to) || slot->from >= slot->to)
		return FALSE;
	if (parts[1] && !find_word(BUSY, g_strstrip(parts[1]), &kind))
		return FALSE;
	slot->kind = (enum sim_busy)kind;
	return TRUE;
}

static gboolean
read_slots(struct sim_calendar *calendar, const struct sim_source *source, const gchar *group,
	   GError **error)
{
	g_auto(GStrv) list = g_key_file_get_string_list(source->file, group, "busy", NULL, NULL);

	for (guint i = 0; list && list[i]; i++) {
		struct sim_slot slot = {0};

		if (!read_slot(g_strstrip(list[i]), &slot))
			return sim_source_wrong(
			    source, group, "busy", error,
			    "expected HH:MM-HH:MM or HH:MM-HH:MM/KIND, the second time after the "
			    "first and KIND one of free, tentative, busy, oof, no-data, got \"%s\"",
			    list[i]);
		g_array_append_val(calendar->slots, slot);
	}
	return TRUE;
}

gboolean
sim_calendar_read(struct sim_calendar *calendar, const struct sim_source *source,
		  const gchar *group, GError **error)
{
	guint oof = SIM_OOF_DISABLED;
	guint audience = SIM_AUDIENCE_ALL;

	calendar->slots = g_array_new(FALSE, FALSE, sizeof(struct sim_slot));
	if (!read_slots(calendar, source, group, error) ||
	    !read_word(source, group, "oof", OOF, oof, &oof, error) ||
	    !read_word(source, group, "oof_audience", AUDIENCES, audience, &audience, error))
		return FALSE;
	calendar->oof = (enum sim_oof)oof;
	calendar->audience = (enum sim_audience)audience;
	return TRUE;
}

void
sim_calendar_clear(struct sim_calendar *calendar)
{
	if (calendar->slots)
		g_array_unref(calendar->slots);
	calendar->slots = NULL;
}

GArray *
sim_calendar_events(const struct sim_calendar *calendar, gint64 from_s, gint64 to_s)
{
	GArray *events = g_array_new(FALSE, FALSE, sizeof(struct sim_event));

	for (gint64 day_s = from_s - from_s % SECONDS_A_DAY; day_s < to_s; day_s += SECONDS_A_DAY) {
		for (guint i = 0; i < calendar->slots->len; i++) {
			const struct sim_slot *slot =
			    &g_array_index(calendar->slots, struct sim_slot, i);
			const struct sim_event event = {day_s + (gint64)slot->from * 60,
							day_s + (gint64)slot->to * 60, slot->kind};

			if (event.from_s < to_s && event.to_s > from_s)
				g_array_append_val(events, event);
		}
	}
	return events;
}

enum sim_busy
sim_calendar_busy(const struct sim_calendar *calendar, gint64 from_s, gint64 to_s)
{
	g_autoptr(GArray) events = sim_calendar_events(calendar, from_s, to_s);
	enum sim_busy busy = SIM_BUSY_FREE;

	for (guint i = 0; i < events->len; i++)
		busy = MAX(busy, g_array_index(events, struct sim_event, i).kind);
	return busy;
}
