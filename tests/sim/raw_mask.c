/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what a program wrote with what was expected, byte for byte except for masks. */
#include "tests/sim/raw_mask.h"

#include <string.h>

static const char ANYTHING[] = "<*>";
static const char UNFINISHED[] = "\\ no line feed at the end";

static const char *
skip_digits(const char *at)
{
	while (g_ascii_isdigit(*at))
		at++;
	return at;
}

/* Behind the number that begins at `at`; NULL when there is none. */
static const char *
skip_integer(const char *at)
{
	const char *digits = *at == '-' ? at + 1 : at;
	const char *end = skip_digits(digits);

	return end == digits ? NULL : end;
}

static const char *
skip_decimal(const char *at)
{
	const char *whole = skip_digits(at);
	const char *end = *whole == '.' ? skip_digits(whole + 1) : NULL;

	return whole == at || !end || end == whole + 1 ? NULL : end;
}

/* One mask or one byte of `*expected` against the beginning of `*line`; moves both on when it fits.
 */
static gboolean
step(const char **expected, const char **line)
{
	const char *end = NULL;
	gsize length = 3;

	if (g_str_has_prefix(*expected, "<s>")) {
		end = skip_decimal(*line);
	} else if (g_str_has_prefix(*expected, "<n>")) {
		end = skip_integer(*line);
	} else {
		length = 1;
		end = **expected && **expected == **line ? *line + 1 : NULL;
	}
	if (!end)
		return FALSE;
	*expected += length;
	*line = end;
	return TRUE;
}

gboolean
raw_mask_fits(const char *expected, const char *line)
{
	const char *retry_expected = NULL;
	const char *retry_line = NULL;

	while (*line || *expected) {
		if (g_str_has_prefix(expected, ANYTHING)) {
			expected += strlen(ANYTHING);
			retry_expected = expected;
			retry_line = line;
			continue;
		}
		if (step(&expected, &line))
			continue;
		if (!retry_line || !*retry_line)
			return FALSE;
		/* What follows the last <*> does not fit here: let it swallow one byte more. */
		line = ++retry_line;
		expected = retry_expected;
	}
	return TRUE;
}

static GPtrArray *
split(const char *text)
{
	GPtrArray *lines = g_ptr_array_new_with_free_func(g_free);
	const char *end;

	for (; (end = strchr(text, '\n')); text = end + 1)
		g_ptr_array_add(lines, g_strndup(text, (gsize)(end - text)));
	if (*text) {
		g_ptr_array_add(lines, g_strdup(text));
		g_ptr_array_add(lines, g_strdup(UNFINISHED));
	}
	return lines;
}

static void
show(GString *into, char mark, const char *line)
{
	g_string_append_c(into, mark);
	for (; *line; line++) {
		guchar byte = (guchar)*line;

		if (g_ascii_iscntrl(*line) || byte >= 0x80)
			g_string_append_printf(into, "\\x%02x", byte);
		else
			g_string_append_c(into, *line);
	}
	g_string_append_c(into, '\n');
}

/* The longest common subsequence, as table of lengths of what is left: row expected, column actual.
 */
static guint *
common_lengths(const GPtrArray *expected, const GPtrArray *actual)
{
	gsize width = (gsize)actual->len + 1;
	guint *length = g_new0(guint, ((gsize)expected->len + 1) * width);

	for (gsize e = expected->len; e-- > 0;) {
		for (gsize a = actual->len; a-- > 0;) {
			guint *here = &length[e * width + a];

			if (raw_mask_fits(expected->pdata[e], actual->pdata[a]))
				*here = here[width + 1] + 1;
			else
				*here = MAX(here[width], here[1]);
		}
	}
	return length;
}

char *
raw_mask_difference(const char *expected, const char *actual)
{
	g_autoptr(GPtrArray) wanted = split(expected);
	g_autoptr(GPtrArray) came = split(actual);
	guint *length = common_lengths(wanted, came);
	gsize width = (gsize)came->len + 1;
	gboolean differs = FALSE;
	GString *text = g_string_new(NULL);
	guint e = 0;
	guint a = 0;

	while (e < wanted->len || a < came->len) {
		const guint *here = &length[e * width + a];

		if (e < wanted->len && a < came->len &&
		    raw_mask_fits(wanted->pdata[e], came->pdata[a])) {
			show(text, ' ', came->pdata[a++]);
			e++;
		} else if (a == came->len || (e < wanted->len && here[width] >= here[1])) {
			show(text, '-', wanted->pdata[e++]);
			differs = TRUE;
		} else {
			show(text, '+', came->pdata[a++]);
			differs = TRUE;
		}
	}
	g_free(length);
	return g_string_free(text, !differs);
}
