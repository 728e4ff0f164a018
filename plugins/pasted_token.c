/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the token in what a person pastes. */
#include "plugins/pasted_token.h"

#include "base/cursor.h"
#include "protocol/ntlm.h"
#include <string.h>

/* The outermost tags of SPNEGO are no letters of base64, nor does a field name begin with one. */
static gboolean
is_raw(const char *bytes, gsize length)
{
	guint8 first = length > 0 ? (guint8)bytes[0] : 0;

	return ntlm_is_message(bytes, length) || first == 0x60 || first == 0xa0 || first == 0xa1;
}

/* Past the word, whatever case it is in, when it stands at the cursor. */
static gboolean
skip_word(struct cursor *c, const char *word)
{
	gsize length = strlen(word);

	if (c->left < length || g_ascii_strncasecmp((const char *)c->at, word, length) != 0)
		return FALSE;
	cursor_skip(c, length);
	return TRUE;
}

static void
skip_space(struct cursor *c)
{
	gsize length = 0;

	(void)cursor_take_set(c, " \t\r\n", &length);
}

static void
skip_names(struct cursor *c)
{
	struct cursor start;

	skip_space(c);
	if (skip_word(c, "WWW-Authenticate:") || skip_word(c, "Authorization:"))
		skip_space(c);
	start = *c;
	if ((skip_word(c, "Negotiate") || skip_word(c, "NTLM")) && c->left > 0 &&
	    !g_ascii_isspace(cursor_peek(c)))
		*c = start;
}

static char *
describe(guint8 byte)
{
	return g_ascii_isgraph(byte) ? g_strdup_printf("'%c'", byte)
				     : g_strdup_printf("byte 0x%02x", byte);
}

/* What of base64 the rest holds, without white space; NULL and the reason when there is else. */
static char *
take_base64(struct cursor *c, char **why)
{
	g_autoptr(GString) text = g_string_sized_new(c->left);
	gboolean is_padded = FALSE;

	while (c->left > 0) {
		guint8 byte = cursor_u8(c);
		gboolean is_letter = g_ascii_isalnum(byte) || byte == '+' || byte == '/';

		if (byte != '=' && g_ascii_isspace(byte))
			continue;
		if (byte != '=' && (!is_letter || is_padded)) {
			g_autofree char *got = describe(byte);

			*why = g_strdup_printf(
			    "expected a token in base64, got %s after %" G_GSIZE_FORMAT
			    " letters of it",
			    got, text->len);
			return NULL;
		}
		is_padded = byte == '=';
		g_string_append_c(text, (char)byte);
	}
	return g_string_free(g_steal_pointer(&text), FALSE);
}

GBytes *
pasted_token(const char *bytes, gsize length, char **why)
{
	g_autofree char *text = NULL;
	struct cursor c;
	gsize count = 0;
	guchar *token = NULL;

	if (is_raw(bytes, length))
		return g_bytes_new(bytes, length);
	cursor_init(&c, bytes, length);
	skip_names(&c);
	text = take_base64(&c, why);
	if (!text)
		return NULL;
	if (*text == '\0' || strlen(text) % 4 != 0) {
		*why = g_strdup_printf(
		    "expected a token in base64, its letters a multiple of 4, got %" G_GSIZE_FORMAT,
		    strlen(text));
		return NULL;
	}
	token = g_base64_decode(text, &count);
	return g_bytes_new_take(token, count);
}
