/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes text from outside safe to stand in a line of output. */
#include "base/text.h"

#include <string.h>

static gunichar
harmless(gunichar c)
{
	if (g_unichar_isspace(c))
		return ' ';
	switch (c) {
	case '|':
		return '!';
	case '<':
		return '(';
	case '>':
		return ')';
	default:
		break;
	}
	/* Cf holds the direction marks that can make a line read as another one. */
	if (!g_unichar_isprint(c) || g_unichar_type(c) == G_UNICODE_FORMAT)
		return '?';
	return c;
}

/* Takes whole characters off until the mark of a cut fits behind them. */
static void
mark_cut(GString *out, gsize limit)
{
	while (out->len > 0 && out->len + 3 > limit) {
		const char *last = g_utf8_find_prev_char(out->str, out->str + out->len);

		g_string_truncate(out, (gsize)(last - out->str));
	}
	if (limit >= 3)
		g_string_append(out, "...");
}

char *
text_clean(const char *bytes, gssize length, gsize limit)
{
	GString *out = g_string_new(NULL);
	const char *end = bytes + (length < 0 ? strlen(bytes) : (gsize)length);
	gboolean blank = FALSE; /* one is due before the next character */
	gboolean cut = FALSE;

	while (bytes < end) {
		gunichar c = g_utf8_get_char_validated(bytes, end - bytes);
		gboolean valid = c != (gunichar)-1 && c != (gunichar)-2;

		bytes += valid ? g_utf8_skip[*(const guchar *)bytes] : 1;
		c = valid ? harmless(c) : '?';
		if (c == ' ') {
			blank = out->len > 0;
			continue;
		}
		cut = out->len + (blank ? 1 : 0) + (gsize)g_unichar_to_utf8(c, NULL) > limit;
		if (cut)
			break;
		if (blank)
			g_string_append_c(out, ' ');
		g_string_append_unichar(out, c);
		blank = FALSE;
	}
	if (cut)
		mark_cut(out, limit);
	return g_string_free(out, FALSE);
}

char *
text_line(const char *outside)
{
	return text_clean(outside ? outside : "", -1, TEXT_LINE);
}

char *
text_utf8(const char *bytes, gssize length)
{
	return g_utf8_make_valid(bytes, length);
}

char *
text_enumerate(const char *const *words, const char *last)
{
	GString *out = g_string_new(NULL);

	for (gsize i = 0; words[i]; i++) {
		if (i > 0)
			g_string_append(out, words[i + 1] ? ", " : last);
		g_string_append(out, words[i]);
	}
	return g_string_free(out, FALSE);
}
