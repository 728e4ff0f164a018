/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns UTF-16LE, the text of Microsoft's protocols, into UTF-8 or back. */
#include "protocol/utf16.h"

#include "base/append.h"
#include "base/cursor.h"
#include <string.h>

enum { REPLACEMENT = 0xfffd, HIGH_FIRST = 0xd800, LOW_FIRST = 0xdc00, LOW_LAST = 0xdfff };
enum { PLANE_1 = 0x10000 };

/* The character that begins with `unit`; a low surrogate at the cursor is taken when it belongs. */
static gunichar
take_character(struct cursor *c, guint16 unit, const char **what)
{
	struct cursor ahead = *c;
	guint16 low = 0;

	if (unit == 0)
		*what = "a NUL";
	if (unit < HIGH_FIRST || unit > LOW_LAST)
		return unit ? unit : REPLACEMENT;
	low = cursor_u16le(&ahead);
	if (unit >= LOW_FIRST || low < LOW_FIRST || low > LOW_LAST) {
		*what = "a lone surrogate";
		return REPLACEMENT;
	}
	*c = ahead;
	return (gunichar)(PLANE_1 + ((unit - HIGH_FIRST) << 10) + (low - LOW_FIRST));
}

char *
utf16_to_utf8(const void *bytes, gsize length, const char **wrong)
{
	GString *text = g_string_sized_new(length);
	const char *what = NULL;
	struct cursor c;

	*wrong = NULL;
	cursor_init(&c, bytes, length);
	while (c.left >= 2) {
		guint16 unit = cursor_u16le(&c);

		g_string_append_unichar(text, take_character(&c, unit, &what));
		if (!*wrong)
			*wrong = what;
	}
	if (c.left > 0 && !*wrong)
		*wrong = "an odd number of bytes";
	return g_string_free(text, FALSE);
}

static void
append_character(GByteArray *to, gunichar character)
{
	if (character >= PLANE_1) {
		character -= PLANE_1;
		append_u16le(to, (guint16)(HIGH_FIRST + (character >> 10)));
		character = LOW_FIRST + (character & 0x3ff);
	}
	append_u16le(to, (guint16)character);
}

GByteArray *
utf16_from_utf8(const char *text)
{
	gsize length = text ? strlen(text) : 0;
	GByteArray *units = NULL;

	if (length > G_MAXUINT / 4 || (text && !g_utf8_validate(text, (gssize)length, NULL)))
		return NULL;
	/* No character takes more than two bytes here for each that it takes there. */
	units = g_byte_array_sized_new((guint)(2 * length + 1));
	for (const char *at = text; at && *at; at += g_utf8_skip[*(const guchar *)at])
		append_character(units, g_utf8_get_char(at));
	return units;
}

void
utf16_wipe(GByteArray *text)
{
	if (!text)
		return;
	explicit_bzero(text->data, text->len);
	g_byte_array_unref(text);
}

void
utf16_to_upper(GByteArray *text)
{
	for (guint i = 0; i + 1 < text->len; i += 2) {
		gunichar unit = (gunichar)(text->data[i] | text->data[i + 1] << 8);
		gunichar upper = g_unichar_toupper(unit);

		if (upper >= PLANE_1)
			continue;
		text->data[i] = (guint8)upper;
		text->data[i + 1] = (guint8)(upper >> 8);
	}
}
