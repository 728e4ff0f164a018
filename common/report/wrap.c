/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Breaks text into lines. */
#include "report/wrap.h"

/* The bytes up to the next blank outside brackets. */
static gsize
piece_length(const char *text)
{
	gsize depth = 0, length = 0;

	for (; text[length] && (text[length] != ' ' || depth > 0); length++) {
		if (text[length] == '[')
			depth++;
		else if (text[length] == ']' && depth > 0)
			depth--;
	}
	return length;
}

void
wrap_append(GString *out, const char *text, guint indent)
{
	gsize column = indent;

	while (*text) {
		gsize length = piece_length(text);

		if (column > indent && column + 1 + length > WRAP_WIDTH) {
			g_string_append_printf(out, "\n%*s", (int)indent, "");
			column = indent;
		} else if (column > indent) {
			g_string_append_c(out, ' ');
			column++;
		}
		g_string_append_len(out, text, (gssize)length);
		column += length;
		text += length;
		while (*text == ' ')
			text++;
	}
}
