/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads Range fields with one range. */
#include "tests/sim/sim_range.h"

#include <string.h>

#define UNIT "bytes="

static gboolean
number_of(const gchar *text, guint64 *number)
{
	return g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT64, number, NULL);
}

/* The last `count` bytes. */
static enum sim_range_kind
tail(guint64 count, guint64 size, guint64 *at, guint64 *length)
{
	*length = MIN(count, size);
	*at = size - *length;
	return *length > 0 ? SIM_RANGE_PART : SIM_RANGE_UNSATISFIABLE;
}

enum sim_range_kind
sim_range_read(const gchar *text, guint64 size, guint64 *at, guint64 *length)
{
	g_auto(GStrv) ends = NULL;
	guint64 first = 0;
	guint64 last = G_MAXINT64;

	if (!text || !g_str_has_prefix(text, UNIT))
		return SIM_RANGE_NONE;
	ends = g_strsplit(text + strlen(UNIT), "-", 2);
	if (g_strv_length(ends) != 2 || (*ends[1] && !number_of(ends[1], &last)))
		return SIM_RANGE_NONE;
	if (!*ends[0])
		return *ends[1] ? tail(last, size, at, length) : SIM_RANGE_NONE;
	if (!number_of(ends[0], &first) || last < first)
		return SIM_RANGE_NONE;
	if (first >= size)
		return SIM_RANGE_UNSATISFIABLE;
	*at = first;
	*length = MIN(last, size - 1) - first + 1;
	return SIM_RANGE_PART;
}
