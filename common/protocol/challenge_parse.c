/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the WWW-Authenticate fields of one answer into the list of challenges a client sees. */
#include "protocol/challenge.h"
#include "base/cursor.h"
#include <string.h>

/* One field being read. */
struct parser {
	struct cursor c;
	struct challenge_list *list;
	struct challenge *current; /* owned by the list; NULL until the field names a scheme */
	guint field;
	gboolean no_quote_ends; /* no quotation mark ahead closes a string: do not look again */
	gboolean full;
};

static gboolean
is_token(guint8 b)
{
	return g_ascii_isalnum(b) || (b != 0 && strchr("!#$%&'*+-.^_`|~", b));
}

static gboolean
is_token68(guint8 b)
{
	return g_ascii_isalnum(b) || (b != 0 && strchr("-._~+/", b));
}

/* What is taken for the rest of a scheme name or an unquoted value that breaks the grammar. */
static gboolean
is_salvage(guint8 b)
{
	return b > ' ' && b != 0x7f && b != '"' && b != ',';
}

static gboolean
is_scheme_salvage(guint8 b)
{
	return is_salvage(b) && b != '=';
}

static void
skip_blanks(struct parser *p)
{
	gsize length = 0;

	(void)cursor_take_set(&p->c, " \t", &length);
}

static gboolean
at_element_end(const struct parser *p)
{
	gint next = cursor_peek(&p->c);

	return next < 0 || next == ',';
}

static char *
describe_next(const struct parser *p)
{
	gint next = cursor_peek(&p->c);

	if (next < 0)
		return g_strdup("the end of the field");
	return next > ' ' && next < 0x7f ? g_strdup_printf("'%c'", next)
					 : g_strdup_printf("byte 0x%02x", (guint)next);
}

/* Only the first breach is told; `got` NULL means what stands at the cursor. */
static void
breach(struct parser *p, const char *expected, const char *got)
{
	g_autofree char *next = NULL;

	if (p->list->malformed)
		return;
	next = got ? NULL : describe_next(p);
	p->list->malformed =
	    g_strdup_printf("field %u: expected %s, got %s", p->field, expected, got ? got : next);
}

/* Appends the content of the quoted string at the cursor to `keep`, which may be NULL. FALSE when
 * the string never ends: then the cursor is at the end of the field. */
static gboolean
take_quoted(struct parser *p, GString *keep)
{
	cursor_skip(&p->c, 1);
	while (cursor_peek(&p->c) >= 0) {
		guint8 b = cursor_u8(&p->c);

		if (b == '"')
			return TRUE;
		if (b == '\\' && cursor_peek(&p->c) >= 0)
			b = cursor_u8(&p->c);
		if (keep && (b < ' ' || b == 0x7f) && b != '\t') {
			breach(p, "text in the quoted string", "a control character");
			b = b ? b : ' ';
		}
		if (keep)
			g_string_append_c(keep, (char)b);
	}
	return FALSE;
}

/* To the comma that ends this element, or to the end; commas in quoted strings do not count. */
static void
skip_element(struct parser *p)
{
	while (!at_element_end(p)) {
		struct cursor quote = p->c;

		if (cursor_peek(&p->c) != '"' || p->no_quote_ends) {
			cursor_skip(&p->c, 1);
		} else if (!take_quoted(p, NULL)) {
			p->no_quote_ends = TRUE;
			p->c = quote;
		}
	}
}

static void
parameter_free(gpointer data)
{
	struct challenge_parameter *parameter = data;

	g_free(parameter->name);
	g_free(parameter->value);
	g_free(parameter);
}

static void
challenge_free(gpointer data)
{
	struct challenge *challenge = data;

	g_free(challenge->scheme_name);
	g_free(challenge->token);
	g_ptr_array_unref(challenge->parameters);
	g_free(challenge);
}

static void
add_parameter(struct parser *p, const char *name, const char *value)
{
	struct challenge_parameter *parameter = NULL;
	GPtrArray *known = p->current->parameters;

	if (challenge_parameter(p->current, name)) {
		g_autofree char *again = g_strdup_printf("\"%.32s\" again", name);

		breach(p, "each parameter once", again);
	} else if (known->len == CHALLENGE_PARAMETER_LIMIT) {
		breach(p, "at most " G_STRINGIFY(CHALLENGE_PARAMETER_LIMIT) " parameters", "more");
	} else {
		parameter = g_new0(struct challenge_parameter, 1);
		parameter->name = g_ascii_strdown(name, -1);
		parameter->value = g_strdup(value);
		g_ptr_array_add(known, parameter);
	}
}

/* The cursor stands at the "=" after `name`. Leaves it at the end of the element. */
static void
take_parameter(struct parser *p, const char *name)
{
	g_autoptr(GString) value = g_string_new(NULL);
	gboolean found = TRUE;
	gsize length = 0;

	if (!p->current)
		breach(p, "a scheme name before the first parameter", "a parameter");
	else if (p->current->token)
		breach(p, "no parameter after a token", "a parameter");
	cursor_skip(&p->c, 1);
	skip_blanks(p);
	if (cursor_peek(&p->c) == '"') {
		if (!take_quoted(p, value))
			breach(p, "a closing quotation mark", NULL);
	} else {
		const guint8 *token = cursor_take_while(&p->c, is_token, &length);

		g_string_append_len(value, (const char *)token, (gssize)length);
		if (!at_element_end(p) && cursor_peek(&p->c) != ' ' && cursor_peek(&p->c) != '\t') {
			breach(p, length ? "a comma after the value" : "a value", NULL);
			token = cursor_take_while(&p->c, is_salvage, &length);
			g_string_append_len(value, (const char *)token, (gssize)length);
		}
		found = value->len > 0;
		if (!found)
			breach(p, "a value", NULL);
	}
	if (p->current && !p->current->token && found)
		add_parameter(p, name, value->str);
	skip_blanks(p);
	if (!at_element_end(p))
		breach(p, "a comma after the value", NULL);
	skip_element(p);
}

/* A token68 that fills the rest of the element; else the cursor stays. */
static gboolean
take_token68(struct parser *p)
{
	struct cursor start = p->c;
	gsize letters = 0;
	gsize padding = 0;

	(void)cursor_take_while(&p->c, is_token68, &letters);
	(void)cursor_take_set(&p->c, "=", &padding);
	skip_blanks(p);
	if (letters > 0 && at_element_end(p)) {
		p->current->token = g_strndup((const char *)start.at, letters + padding);
		return TRUE;
	}
	p->c = start;
	return FALSE;
}

static gboolean
begin_challenge(struct parser *p, const struct cursor *start)
{
	char *name = g_strndup((const char *)start->at, (gsize)(p->c.at - start->at));

	if (p->list->challenges->len == CHALLENGE_LIMIT) {
		breach(p, "at most " G_STRINGIFY(CHALLENGE_LIMIT) " challenges", "more");
		p->full = TRUE;
		g_free(name);
		return FALSE;
	}
	p->current = g_new0(struct challenge, 1);
	p->current->scheme = scheme_from_name(name);
	p->current->scheme_name = name;
	p->current->field = p->field;
	p->current->parameters = g_ptr_array_new_with_free_func(parameter_free);
	g_ptr_array_add(p->list->challenges, p->current);
	return TRUE;
}

/* The cursor stands after the token that began at `start`: "scheme", "scheme token68" or
 * "scheme name=value". */
static void
take_challenge(struct parser *p, const struct cursor *start)
{
	gint next = cursor_peek(&p->c);
	const guint8 *name = NULL;
	gsize length = 0;

	if (!at_element_end(p) && next != ' ' && next != '\t') {
		breach(p, "a blank or a comma after the scheme name", NULL);
		(void)cursor_take_while(&p->c, is_scheme_salvage, &length);
	}
	if (!begin_challenge(p, start))
		return;
	skip_blanks(p);
	if (at_element_end(p) || take_token68(p))
		return;
	name = cursor_take_while(&p->c, is_token, &length);
	skip_blanks(p);
	if (length > 0 && cursor_peek(&p->c) == '=') {
		g_autofree char *copy = g_strndup((const char *)name, length);

		take_parameter(p, copy);
		return;
	}
	breach(p, "a token, a parameter or a comma after the scheme name", NULL);
	skip_element(p);
}

/*
 * What stands between two commas. After a comma `name =` goes on with the current challenge and
 * anything else begins a new one (RFC 9110 11.6.1).
 */
static void
take_element(struct parser *p)
{
	struct cursor start = p->c;
	struct cursor after;
	gsize length = 0;
	const guint8 *name = cursor_take_while(&p->c, is_token, &length);

	if (length == 0) {
		breach(p, "a scheme name", NULL);
		skip_element(p);
		return;
	}
	after = p->c;
	skip_blanks(p);
	if (cursor_peek(&p->c) == '=') {
		g_autofree char *copy = g_strndup((const char *)name, length);

		take_parameter(p, copy);
		return;
	}
	p->c = after;
	take_challenge(p, &start);
}

static gboolean
take_field(struct challenge_list *list, const struct challenge_field *field)
{
	struct parser p = {.list = list, .field = ++list->fields};
	gsize length = 0;

	cursor_init(&p.c, field->bytes, field->length);
	for (;;) {
		(void)cursor_take_set(&p.c, " \t,", &length);
		if (cursor_peek(&p.c) < 0 || p.full)
			return !p.full;
		take_element(&p);
	}
}

static struct challenge_list *
list_new(void)
{
	struct challenge_list *list = g_new0(struct challenge_list, 1);

	list->challenges = g_ptr_array_new_with_free_func(challenge_free);
	return list;
}

struct challenge_list *
challenge_list_parse(const struct challenge_field *fields, gsize count)
{
	struct challenge_list *list = list_new();
	gsize i = 0;

	while (i < count && take_field(list, &fields[i]))
		i++;
	list->fields = (guint)count;
	return list;
}

struct challenge_list *
challenge_list_parse_strings(const char *const *values)
{
	g_autoptr(GArray) fields = g_array_new(FALSE, FALSE, sizeof(struct challenge_field));

	for (gsize i = 0; values && values[i]; i++) {
		struct challenge_field field = {values[i], strlen(values[i])};

		g_array_append_val(fields, field);
	}
	return challenge_list_parse((const struct challenge_field *)(const void *)fields->data,
				    fields->len);
}
