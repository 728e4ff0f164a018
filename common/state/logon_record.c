/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Remembers what became of one account's logons. */
#include "state/logon_record.h"

#include <string.h>

#include "base/text.h"

enum { HOUR_S = 3600, DAY_S = 24 * HOUR_S, WEEK_S = 7 * DAY_S };

struct logon_record *
logon_record_new(const guint8 salt[LOGON_SALT_LENGTH], gint64 now_s)
{
	struct logon_record *record = g_new0(struct logon_record, 1);

	memcpy(record->salt, salt, LOGON_SALT_LENGTH);
	record->used_s = now_s;
	return record;
}

void
logon_record_free(struct logon_record *record)
{
	if (!record)
		return;
	for (guint i = 0; i < record->refused_count; i++)
		g_free(record->refused[i].where);
	g_free(record);
}

const struct logon_refused *
logon_record_refused(const struct logon_record *record, guint16 fingerprint)
{
	for (guint i = 0; i < record->refused_count; i++) {
		if (record->refused[i].fingerprint == fingerprint)
			return &record->refused[i];
	}
	return NULL;
}

/* A clock that was set back by a little, as is usual, makes nothing old; by much, it does. */
static gboolean
within(gint64 at_s, gint64 now_s, gint64 limit_s)
{
	return at_s > now_s - limit_s && at_s < now_s + HOUR_S;
}

static gboolean
accepted_within(const struct logon_record *record, guint16 fingerprint, gint64 now_s,
		gint64 limit_s)
{
	return record->accepted_s > 0 && record->accepted == fingerprint &&
	       within(record->accepted_s, now_s, limit_s);
}

gboolean
logon_record_trusted(const struct logon_record *record, guint16 fingerprint, gint64 now_s)
{
	return accepted_within(record, fingerprint, now_s, WEEK_S);
}

gboolean
logon_record_noted(const struct logon_record *record, guint16 fingerprint, gint64 now_s)
{
	return accepted_within(record, fingerprint, now_s, HOUR_S);
}

gboolean
logon_record_used(const struct logon_record *record, gint64 now_s)
{
	return within(record->used_s, now_s, DAY_S);
}

void
logon_record_accept(struct logon_record *record, guint16 fingerprint, gint64 now_s)
{
	if (logon_record_refused(record, fingerprint))
		return;
	record->accepted = fingerprint;
	record->accepted_s = now_s;
}

static void
remove_refused(struct logon_record *record, guint at)
{
	g_free(record->refused[at].where);
	record->refused_count--;
	memmove(&record->refused[at], &record->refused[at + 1],
		(record->refused_count - at) * sizeof(record->refused[0]));
}

void
logon_record_refuse(struct logon_record *record, guint16 fingerprint, gint64 now_s,
		    const char *where)
{
	if (record->accepted == fingerprint)
		record->accepted_s = 0;
	if (logon_record_refused(record, fingerprint))
		return;
	if (record->refused_count == LOGON_REFUSALS)
		remove_refused(record, 0);
	record->refused[record->refused_count++] =
	    (struct logon_refused){fingerprint, now_s, text_line(where)};
}

void
logon_record_forget(struct logon_record *record, guint16 fingerprint)
{
	for (guint i = record->refused_count; i > 0; i--) {
		if (record->refused[i - 1].fingerprint == fingerprint)
			remove_refused(record, i - 1);
	}
}

/* When the last logon of a span is an hour ago. */
static gint64
span_over_s(const struct logon_spent *spent)
{
	return spent->from_s + LOGON_SPAN_S + HOUR_S;
}

/* Drops the spans that are over, and those that only a clock since set back could have begun;
 * returns how many logons are left. */
static guint64
drop_spans(struct logon_record *record, gint64 now_s)
{
	guint kept = 0;
	guint64 sum = 0;

	for (guint i = 0; i < record->spent_count; i++) {
		const struct logon_spent *spent = &record->spent[i];

		if (spent->from_s > now_s || span_over_s(spent) <= now_s)
			continue;
		sum += spent->count;
		record->spent[kept++] = *spent;
	}
	record->spent_count = kept;
	return sum;
}

/* When no more than `wanted` of the `sum` logons are left. */
static gint64
time_left_of(const struct logon_record *record, guint64 sum, guint64 wanted)
{
	guint i = 0;

	for (; sum > wanted; i++)
		sum -= record->spent[i].count;
	return span_over_s(&record->spent[i - 1]);
}

gboolean
logon_record_spend(struct logon_record *record, guint count, guint per_hour, gint64 now_s,
		   gint64 *next_s)
{
	const gint64 from_s = now_s - now_s % LOGON_SPAN_S;
	const guint64 sum = drop_spans(record, now_s);
	guint *spans = &record->spent_count;

	if (count > per_hour || sum > per_hour - count) {
		*next_s = count > per_hour ? 0 : time_left_of(record, sum, per_hour - count);
		return FALSE;
	}
	if (count == 0)
		return TRUE;
	if (*spans == 0 || record->spent[*spans - 1].from_s != from_s)
		record->spent[(*spans)++] = (struct logon_spent){.from_s = from_s};
	record->spent[*spans - 1].count += count;
	return TRUE;
}
