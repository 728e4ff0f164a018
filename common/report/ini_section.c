/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns one section of an ini file into arguments. */
#include "report/extra_opts.h"

#include <string.h>

#include "base/text.h"

G_DEFINE_QUARK(exchange - extra - opts - error, extra_opts_error)

/* A part of the file; not NUL-terminated. */
struct span {
	const char *at;
	gsize length;
};

enum place { BEFORE_ALL, ELSEWHERE, INSIDE };

/* The walk through the lines. */
struct walk {
	struct span section; /* the name looked for */
	enum place place;
	guint line;
	GPtrArray *arguments;
};

static struct span
trim(struct span span)
{
	while (span.length > 0 && g_ascii_isspace(span.at[0])) {
		span.at++;
		span.length--;
	}
	while (span.length > 0 && g_ascii_isspace(span.at[span.length - 1]))
		span.length--;
	return span;
}

/* The part before `separator` goes to `head`, the part behind it stays; FALSE without one. */
static gboolean
split(struct span *span, char separator, struct span *head)
{
	const char *found = memchr(span->at, separator, span->length);

	if (!found)
		return FALSE;
	*head = (struct span){span->at, (gsize)(found - span->at)};
	span->at = found + 1;
	span->length -= head->length + 1;
	return TRUE;
}

static gboolean
is_comment(struct span line)
{
	return line.length == 0 || line.at[0] == '#' || line.at[0] == ';';
}

static gboolean
refuse(const struct walk *walk, const char *reason, GError **error)
{
	g_set_error(error, EXTRA_OPTS_ERROR, 0, "line %u: %s", walk->line, reason);
	return FALSE;
}

/* "[name]", the '[' already seen. */
static gboolean
read_header(struct walk *walk, struct span line, GError **error)
{
	struct span rest = {line.at + 1, line.length - 1};
	struct span name;

	walk->place = ELSEWHERE;
	if (!split(&rest, ']', &name))
		return refuse(walk, "expected [SECTION], found no ']'", error);
	name = trim(name);
	if (name.length != walk->section.length ||
	    memcmp(name.at, walk->section.at, name.length) != 0)
		return TRUE;
	walk->place = INSIDE;
	if (!is_comment(trim(rest)))
		return refuse(walk, "expected nothing behind [SECTION] but a comment", error);
	return TRUE;
}

/* "name = value" or "name =" */
static gboolean
read_option(const struct walk *walk, struct span line, GError **error)
{
	struct span name, value = line;
	const char *dashes;

	if (!split(&value, '=', &name))
		return refuse(walk, "expected NAME = VALUE, found no '='", error);
	name = trim(name);
	value = trim(value);
	if (name.length == 0)
		return refuse(walk, "expected NAME = VALUE, found no name", error);
	dashes = name.length == 1 ? "-" : "--";
	if (name.length > 1 && value.length > 0) {
		g_ptr_array_add(walk->arguments,
				g_strdup_printf("--%.*s=%.*s", (int)name.length, name.at,
						(int)value.length, value.at));
		return TRUE;
	}
	g_ptr_array_add(walk->arguments,
			g_strdup_printf("%s%.*s", dashes, (int)name.length, name.at));
	if (value.length > 0)
		g_ptr_array_add(walk->arguments, g_strndup(value.at, value.length));
	return TRUE;
}

static gboolean
read_line(struct walk *walk, struct span line, GError **error)
{
	if (memchr(line.at, '\0', line.length))
		return refuse(walk, "a NUL byte; this is no text file", error);
	line = trim(line);
	if (is_comment(line))
		return TRUE;
	if (line.at[0] == '[')
		return read_header(walk, line, error);
	switch (walk->place) {
	case BEFORE_ALL:
		return refuse(walk, "expected [SECTION] before the first option", error);
	case ELSEWHERE:
		return TRUE;
	case INSIDE:
		return read_option(walk, line, error);
	}
	g_return_val_if_reached(FALSE);
}

gboolean
extra_opts_parse(const char *bytes, gsize length, const char *section, GPtrArray *arguments,
		 GError **error)
{
	struct walk walk = {{section, strlen(section)}, BEFORE_ALL, 0, arguments};
	struct span left = {bytes, length};
	const guint before = arguments->len;
	g_autofree char *shown = NULL;

	while (left.length > 0) {
		struct span line = left;

		if (!split(&left, '\n', &line))
			left.length = 0;
		walk.line++;
		if (!read_line(&walk, line, error))
			return FALSE;
	}
	if (arguments->len > before)
		return TRUE;
	shown = text_line(section);
	g_set_error(error, EXTRA_OPTS_ERROR, 0, "no section [%s] with options in it", shown);
	return FALSE;
}
