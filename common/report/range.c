/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads, applies and writes threshold ranges. */
#include "report/range.h"

#include <math.h>
#include <string.h>

#include "base/text.h"
#include "report/number.h"

G_DEFINE_QUARK(exchange - range - error, range_error)

static gboolean
refuse(const char *text, const char *reason, GError **error)
{
	g_autofree char *shown = text_line(text);

	g_set_error(error, RANGE_ERROR, 0,
		    "expected a range such as 10, 10:, ~:10, 10:20 or @10:20, got \"%s\"%s", shown,
		    reason);
	return FALSE;
}

/* What stands before the ':' (nothing: 0). */
static gboolean
parse_start(const char *text, gsize length, double *start)
{
	if (length == 0)
		*start = 0;
	else if (length == 1 && text[0] == '~')
		*start = -INFINITY;
	else
		return number_parse(text, (gssize)length, start);
	return TRUE;
}

gboolean
range_parse(const char *text, struct range *range, GError **error)
{
	struct range read = {
	    .present = TRUE, .inside = text[0] == '@', .start = 0, .end = INFINITY};
	const char *ends = read.inside ? text + 1 : text;
	const char *colon = strchr(ends, ':');
	const char *end = colon ? colon + 1 : ends;

	if (colon && ends == colon && end[0] == '\0')
		return refuse(text, " (a ':' without a number)", error);
	if (colon && !parse_start(ends, (gsize)(colon - ends), &read.start))
		return refuse(text, "", error);
	if (!(colon && end[0] == '\0') && !number_parse(end, -1, &read.end))
		return refuse(text, "", error);
	if (read.start > read.end)
		return refuse(
		    text,
		    colon ? " (the start is above the end)"
			  : " (it means 0 to that number; for \"below\" write it with a ':')",
		    error);
	*range = read;
	return TRUE;
}

gboolean
range_alerts(const struct range *range, double value)
{
	if (!range->present)
		return FALSE;
	if (isnan(value))
		return TRUE;
	return (value >= range->start && value <= range->end) == range->inside;
}

char *
range_format(const struct range *range)
{
	GString *out = g_string_new(NULL);

	if (!range->present)
		return g_string_free(out, FALSE);
	if (range->inside)
		g_string_append_c(out, '@');
	if (isinf(range->start)) {
		g_string_append(out, "~:");
	} else if (range->start != 0 || isinf(range->end)) {
		g_autofree char *start = number_exact(range->start);

		g_string_append_printf(out, "%s:", start);
	}
	if (!isinf(range->end)) {
		g_autofree char *end = number_exact(range->end);

		g_string_append(out, end);
	}
	return g_string_free(out, FALSE);
}

enum state
threshold_judge(const struct threshold *threshold, double value)
{
	if (range_alerts(&threshold->critical, value))
		return STATE_CRITICAL;
	return range_alerts(&threshold->warning, value) ? STATE_WARNING : STATE_OK;
}
