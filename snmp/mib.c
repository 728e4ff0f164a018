/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the names and values of EXCHANGE-AUTH-MIB. */
#include "snmp/mib.h"

#include <string.h>

#include "config.h"

/* Longest index of a table, and what stands before it: the four of a column, three lengths, the
 * number of a check. */
enum {
	BEHIND_BASE = 4 + 3 + MIB_TARGET_MOST + MIB_SERVICE_MOST + MIB_INSTANCE_MOST + 1,
	SUFFIX_MOST = 4,
	DIGEST_DIGITS = 8
};

static const struct {
	const char *name;
	guint32 suffix[SUFFIX_MOST]; /* a notification's begins with 0, so the length is there */
	guint length;
} objects[] = {
    [MIB_STATE_CHANGED] = {"exchStateChanged", {0, 1}, 2},
    [MIB_STATE_CLEARED] = {"exchStateCleared", {0, 2}, 2},
    [MIB_RESULT_STATE] = {"exchResultState", {1, 1, 1, 4}, 4},
    [MIB_RESULT_HEADLINE] = {"exchResultHeadline", {1, 1, 1, 5}, 4},
    [MIB_RESULT_LAST_RUN] = {"exchResultLastRun", {1, 1, 1, 6}, 4},
    [MIB_RESULT_LAST_CHANGE] = {"exchResultLastChange", {1, 1, 1, 7}, 4},
    [MIB_RESULT_PREVIOUS] = {"exchResultPrevious", {1, 1, 1, 8}, 4},
    [MIB_RESULT_AGE] = {"exchResultAge", {1, 1, 1, 9}, 4},
    [MIB_RESULT_LOST] = {"exchResultLost", {1, 1, 1, 10}, 4},
    [MIB_RESULT_PERFDATA] = {"exchResultPerfdata", {1, 1, 1, 11}, 4},
    [MIB_CHECK_PATH] = {"exchCheckPath", {1, 2, 1, 2}, 4},
    [MIB_CHECK_STATE] = {"exchCheckState", {1, 2, 1, 3}, 4},
    [MIB_CHECK_SUMMARY] = {"exchCheckSummary", {1, 2, 1, 4}, 4},
    [MIB_EVENT_ID] = {"exchEventId", {1, 3, 1}, 3},
    [MIB_EVENT_TARGET] = {"exchEventTarget", {1, 3, 2}, 3},
    [MIB_EVENT_SERVICE] = {"exchEventService", {1, 3, 3}, 3},
    [MIB_EVENT_INSTANCE] = {"exchEventInstance", {1, 3, 4}, 3},
    [MIB_EVENT_CHECK] = {"exchEventCheck", {1, 3, 5}, 3},
    [MIB_EVENT_STATE] = {"exchEventState", {1, 3, 6}, 3},
    [MIB_EVENT_PREVIOUS] = {"exchEventPrevious", {1, 3, 7}, 3},
    [MIB_EVENT_HEADLINE] = {"exchEventHeadline", {1, 3, 8}, 3},
    [MIB_EVENT_TIME] = {"exchEventTime", {1, 3, 9}, 3},
    [MIB_EVENT_LOST] = {"exchEventLost", {1, 3, 10}, 3},
};
_Static_assert(G_N_ELEMENTS(objects) == MIB_OBJECTS, "an object without a row");

gboolean
mib_base(const char *text, struct oid_path *base)
{
	struct oid_path read;

	if (!oid_parse(text ? text : OID_BASE, &read) || read.length > OID_MOST - BEHIND_BASE)
		return FALSE;
	*base = read;
	return TRUE;
}

const char *
mib_name(enum mib_object object)
{
	return objects[object].name;
}

struct oid_path
mib_oid(const struct oid_path *base, enum mib_object object)
{
	struct oid_path path = *base;

	for (guint i = 0; i < objects[object].length; i++)
		oid_append(&path, objects[object].suffix[i]);
	return path;
}

int
mib_state(gboolean known, enum state state)
{
	enum { NONE = 4 };

	return known ? state_exit_code(state) : NONE;
}

void
mib_time(gint64 unix_s, guint8 octets[MIB_TIME_LENGTH])
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(unix_s);
	const int year = time ? g_date_time_get_year(time) : 1970;

	memset(octets, 0, MIB_TIME_LENGTH);
	octets[0] = (guint8)(year >> 8);
	octets[1] = (guint8)year;
	octets[2] = (guint8)(time ? g_date_time_get_month(time) : 1);
	octets[3] = (guint8)(time ? g_date_time_get_day_of_month(time) : 1);
	octets[4] = (guint8)(time ? g_date_time_get_hour(time) : 0);
	octets[5] = (guint8)(time ? g_date_time_get_minute(time) : 0);
	octets[6] = (guint8)(time ? g_date_time_get_second(time) : 0);
	octets[8] = '+';
}

char *
mib_index(const char *text, gsize most)
{
	g_autofree char *digest = NULL;
	const char *end;

	if (strlen(text) <= most)
		return g_strdup(text);
	digest = g_compute_checksum_for_string(G_CHECKSUM_SHA256, text, -1);
	end = text + most - DIGEST_DIGITS - 1;
	/* Not within a character. */
	while (end > text && ((guint8)*end & 0xc0) == 0x80)
		end--;
	return g_strdup_printf("%.*s~%.*s", (int)(end - text), text, DIGEST_DIGITS, digest);
}
