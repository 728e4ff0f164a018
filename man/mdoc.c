/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the parts of a page in mdoc(7). */
#include "man/mdoc.h"

#include <string.h>

enum { LINE_WIDTH = 76 };

/* What roff would read as something else, or print as another character. */
static void
append_character(GString *out, char c)
{
	switch (c) {
	case '\\':
		g_string_append(out, "\\e");
		return;
	case '-':
		g_string_append(out, "\\-");
		return;
	case '\'':
		g_string_append(out, "\\(aq");
		return;
	case '`':
		g_string_append(out, "\\(ga");
		return;
	case '^':
		g_string_append(out, "\\(ha");
		return;
	case '~':
		g_string_append(out, "\\(ti");
		return;
	case '"':
		g_string_append(out, "\\(dq");
		return;
	}
	g_string_append_c(out, c);
}

/* Nothing in it is a request, wherever it stands. */
static void
append_escaped(GString *out, const char *text, gsize length)
{
	if (length > 0 && text[0] == '.')
		g_string_append(out, "\\&");
	for (gsize i = 0; i < length; i++)
		append_character(out, text[i]);
}

/* --- prose -------------------------------------------------------------------------------------
 */

/* "end.", "end?)", not "...". */
static gboolean
ends_sentence(const char *word, gsize length)
{
	while (length > 0 && strchr(")\"", word[length - 1]))
		length--;
	return length > 1 && strchr(".?!", word[length - 1]) && word[length - 2] != '.';
}

void
mdoc_prose(GString *out, const char *text)
{
	g_autoptr(GString) word = g_string_new(NULL);
	gsize start = out->len;
	gboolean sentence = TRUE;

	while (*text) {
		const gsize length = strcspn(text, " ");

		g_string_truncate(word, 0);
		append_escaped(word, text, length);
		if (out->len > start && (sentence || out->len - start + word->len > LINE_WIDTH)) {
			/* A full stop at the end of a line would be that of a sentence. */
			g_string_append(out, !sentence && out->str[out->len - 1] == '.' ? "\\&\n"
											: "\n");
			start = out->len;
		} else if (out->len > start) {
			g_string_append_c(out, ' ');
		}
		g_string_append_len(out, word->str, (gssize)word->len);
		sentence = ends_sentence(text, length);
		text += length;
		text += strspn(text, " ");
	}
	g_string_append_c(out, '\n');
}

void
mdoc_literal(GString *out, const char *lines, gsize margin)
{
	g_string_append(out, ".Bd -literal\n");
	while (*lines) {
		const gsize length = strcspn(lines, "\n");
		const gsize skip = MIN(strspn(lines, " "), margin);

		append_escaped(out, lines + skip, length - skip);
		g_string_append_c(out, '\n');
		lines += length;
		lines += *lines == '\n';
	}
	g_string_append(out, ".Ed\n");
}

/* --- what may be given -------------------------------------------------------------------------
 */

/* Where in the line of a macro we are. */
struct place {
	GString *out;
	gboolean fresh; /* nothing in the line yet */
	gboolean close; /* no blank before the next token */
	guint depth;	/* of brackets */
};

/* The macro that a token begins with; "" in the middle of a line is plain text. */
static void
begin_token(struct place *at, const char *macro)
{
	g_string_append_c(at->out, at->fresh ? '.' : ' ');
	if (at->close)
		g_string_append(at->out, "Ns ");
	g_string_append(at->out, macro);
	at->fresh = FALSE;
	at->close = TRUE;
}

/* Oo and Oc see to the blanks within them. */
static void
append_bracket(struct place *at, char bracket)
{
	if (bracket == '[') {
		begin_token(at, "Oo");
		at->close = FALSE;
		at->depth++;
	} else {
		g_string_append(at->out, " Oc");
		at->close = TRUE;
		at->depth--;
	}
}

/* Its length. */
static gsize
append_token(struct place *at, const char *text)
{
	gsize length = strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZ_");

	if (text[0] == '-' && !at->close) {
		length = strcspn(text, " []=");
		begin_token(at, "Fl ");
		append_escaped(at->out, text + 1, length - 1);
		return length;
	}
	if (length > 0) {
		begin_token(at, "Ar ");
		append_escaped(at->out, text, length);
		return length;
	}
	while (text[length] && !strchr(" []", text[length]) && !g_ascii_isupper(text[length]))
		length++;
	begin_token(at, at->fresh ? "No " : "");
	/* Alone it would be a delimiter, which takes no blank before it; a bar is meant to be one.
	 */
	if (length == 1 && text[0] != '|')
		g_string_append(at->out, "\\&");
	append_escaped(at->out, text, length);
	return length;
}

static void
append_arguments(struct place *at, const char *text, gboolean lines)
{
	while (*text) {
		if (*text == ' ') {
			at->close = FALSE;
			if (lines && at->depth == 0) {
				g_string_append_c(at->out, '\n');
				at->fresh = TRUE;
			}
			text++;
		} else if (*text == '[' || *text == ']') {
			append_bracket(at, *text++);
		} else {
			text += append_token(at, text);
		}
	}
}

void
mdoc_usage(GString *out, const char *text)
{
	struct place at = {.out = out, .fresh = TRUE};

	append_arguments(&at, text, TRUE);
	g_string_append_c(out, '\n');
}

void
mdoc_arguments(GString *out, const char *text)
{
	struct place at = {.out = out};

	append_arguments(&at, text, FALSE);
}
