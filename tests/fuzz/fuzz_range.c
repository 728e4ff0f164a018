/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes threshold ranges. */
#include <math.h>
#include <string.h>

#include "report/range.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static gboolean
same_range(const struct range *a, const struct range *b)
{
	return a->present == b->present && a->inside == b->inside && a->start == b->start &&
	       a->end == b->end;
}

/* What is taken means the same when written and read again; what is refused says why. */
int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *text = g_malloc(size + 1);
	g_autofree char *written = NULL;
	g_autoptr(GError) error = NULL;
	struct range range = {0}, again = {0};

	if (size > 0)
		memcpy(text, data, size);
	text[size] = '\0';
	if (!range_parse(text, &range, &error)) {
		g_assert_true(error && g_utf8_validate(error->message, -1, NULL));
		g_assert_true(!strpbrk(error->message, "|\n"));
		g_assert_true(!range.present);
		return 0;
	}
	g_assert_true(range.present && range.start <= range.end && range.start < INFINITY);
	g_assert_true(!isinf(range.end) || range.end > 0);
	g_assert_true(range_alerts(&range, range.start) == range.inside);
	g_assert_true(range_alerts(&range, range.end) == range.inside);
	written = range_format(&range);
	g_assert_true(range_parse(written, &again, NULL));
	g_assert_true(same_range(&range, &again));
	return 0;
}
