/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the XML documents of IIS in text that may be pasted from a console. */
#include "protocol/iis_export.h"
#include "protocol/console.h"
#include "protocol/iis_xml.h"
#include <string.h>

void
iis_export_init(struct iis_export *e, const char *text, gsize length)
{
	cursor_init(&e->rest, text, length);
	e->location = g_strdup("");
	e->foreign = NULL;
	e->unfinished = NULL;
	e->document_type_found = FALSE;
}

void
iis_export_clear(struct iis_export *e)
{
	g_clear_pointer(&e->location, g_free);
	g_clear_pointer(&e->foreign, g_free);
	g_clear_pointer(&e->unfinished, g_free);
}

static gboolean
begins_with(const struct cursor *c, const char *text)
{
	gsize length = strlen(text);

	return c->left >= length && memcmp(c->at, text, length) == 0;
}

/* Past the next `mark`, or to the end when there is none: FALSE then. */
static gboolean
skip_past(struct cursor *c, const char *mark)
{
	const char *found = g_strstr_len((const char *)c->at, (gssize)c->left, mark);
	gsize length = found ? (gsize)((const guint8 *)found - c->at) + strlen(mark) : c->left;

	cursor_skip(c, length);
	return found != NULL;
}

static gboolean
is_no_bracket(guint8 b)
{
	return b != '<';
}

static gboolean
is_in_tag(guint8 b)
{
	return b != '>' && b != '"' && b != '\'';
}

static gboolean
is_name(guint8 b)
{
	return g_ascii_isalnum(b) || (b != 0 && strchr("._-:", b)) || b >= 0x80;
}

/* Past the ">" of the start tag; TRUE when the element ends there too. */
static gboolean
skip_start_tag(struct cursor *c)
{
	gboolean closed = FALSE;
	gsize length = 0;

	for (;;) {
		const guint8 *part = cursor_take_while(c, is_in_tag, &length);
		gint mark = cursor_peek(c);

		closed = length > 0 && part[length - 1] == '/';
		if (mark < 0)
			return FALSE;
		cursor_skip(c, 1);
		if (mark == '>')
			return closed;
		(void)skip_past(c, mark == '"' ? "\"" : "'");
	}
}

/* Past the end tag of `name`; one inside a comment is none. FALSE when there is none. */
static gboolean
skip_content(struct cursor *c, const char *name)
{
	g_autofree char *end = g_strconcat("</", name, NULL);
	gsize length = 0;

	while (cursor_peek(c) >= 0) {
		(void)cursor_take_while(c, is_no_bracket, &length);
		if (begins_with(c, "<!--")) {
			(void)skip_past(c, "-->");
		} else if (begins_with(c, end)) {
			cursor_skip(c, strlen(end));
			if (cursor_peek(c) < 0 || !is_name((guint8)cursor_peek(c))) {
				return skip_past(c, ">");
			}
		} else if (cursor_peek(c) >= 0) {
			cursor_skip(c, 1);
		}
	}
	return FALSE;
}

/* appcmd list config [LOCATION] [/section:NAME] ... */
static void
note_command(struct iis_export *e, const char *line)
{
	g_autoptr(struct_console_command) command = console_command_parse(line);
	const char *location = NULL;

	if (!command || command->program != CONSOLE_APPCMD ||
	    g_ascii_strcasecmp(console_command_argument(command, 0), "list") != 0 ||
	    g_ascii_strcasecmp(console_command_argument(command, 1), "config") != 0)
		return;
	location = console_command_argument(command, 2);
	g_free(e->location);
	e->location = g_strdup(*location == '/' || *location == '-' ? "" : location);
}

/* The cursor stands at a "<". TRUE when a document of IIS begins there. */
static gboolean
take_element(struct iis_export *e, struct iis_fragment *fragment)
{
	struct cursor *c = &e->rest;
	const guint8 *start = c->at;
	const guint8 *name = NULL;
	g_autofree char *root = NULL;
	gsize length = 0;

	cursor_skip(c, 1);
	name = cursor_take_while(c, is_name, &length);
	root = g_strndup((const char *)name, length);
	if (!iis_xml_source(root, &fragment->source)) {
		g_free(console_take_line(c));
		if (!e->foreign && length > 0)
			e->foreign = g_steal_pointer(&root);
		return FALSE;
	}
	if (!skip_start_tag(c) && !skip_content(c, root)) {
		e->unfinished = g_steal_pointer(&root);
		return FALSE;
	}
	fragment->xml = (const char *)start;
	fragment->length = (gsize)(c->at - start);
	return TRUE;
}

gboolean
iis_export_next(struct iis_export *e, struct iis_fragment *fragment)
{
	struct cursor *c = &e->rest;
	gsize length = 0;

	for (;;) {
		(void)cursor_take_set(c, " \t\r\n", &length);
		if (cursor_peek(c) < 0 || e->unfinished)
			return FALSE;
		if (cursor_peek(c) != '<') {
			g_autofree char *line = console_take_line(c);

			note_command(e, line);
		} else if (begins_with(c, "<?")) {
			(void)skip_past(c, "?>");
		} else if (begins_with(c, "<!--")) {
			(void)skip_past(c, "-->");
		} else if (begins_with(c, "<!")) {
			e->document_type_found = TRUE;
			return FALSE;
		} else if (take_element(e, fragment)) {
			return TRUE;
		}
	}
}
