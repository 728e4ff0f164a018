/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the lines of a file with credentials. */
#include "report/login_options.h"

#include <string.h>

enum key { KEY_USERNAME, KEY_PASSWORD, KEY_DOMAIN, KEYS };

static const char *const keys[] = {
    [KEY_USERNAME] = "username",
    [KEY_PASSWORD] = "password",
    [KEY_DOMAIN] = "domain",
};
_Static_assert(G_N_ELEMENTS(keys) == KEYS, "a key without a name");

/* A part of the file; points into it, so that nothing of it is copied needlessly. */
struct span {
	char *at;
	gsize length;
};

/* What a key was given. */
struct value {
	struct span text;
	guint line; /* 0: not there */
};

void
login_free(struct login *login)
{
	if (!login)
		return;
	g_free(login->username);
	g_free(login->domain);
	secret_free(login->password);
	g_free(login);
}

static gboolean
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

static struct span
skip_blanks(struct span span)
{
	while (span.length > 0 && is_blank(span.at[0])) {
		span.at++;
		span.length--;
	}
	return span;
}

static struct span
drop_blanks(struct span span)
{
	while (span.length > 0 && is_blank(span.at[span.length - 1]))
		span.length--;
	return span;
}

static void
set_name(char **name, const char *text, gsize length)
{
	g_free(*name);
	*name = length > 0 ? g_strndup(text, length) : NULL;
}

/* Nobody has a name with control characters, and somebody might put one into a header. */
static gboolean
is_clean(const char *text)
{
	if (!g_utf8_validate(text, -1, NULL))
		return FALSE;
	for (gsize i = 0; text[i]; i++) {
		if (g_ascii_iscntrl(text[i]))
			return FALSE;
	}
	return TRUE;
}

gboolean
login_set_username(struct login *login, const char *text)
{
	const char *backslash = strchr(text, '\\');
	const char *user = backslash ? backslash + 1 : text;

	if (user[0] == '\0' || !is_clean(text))
		return FALSE;
	set_name(&login->username, user, strlen(user));
	if (backslash)
		set_name(&login->domain, text, (gsize)(backslash - text));
	else if (strchr(user, '@'))
		set_name(&login->domain, NULL, 0);
	return TRUE;
}

static gboolean
refuse(guint line, const char *expected, GError **error)
{
	g_set_error(error, LOGIN_ERROR, 0, "line %u: expected %s", line, expected);
	return FALSE;
}

/* The key of a line, whose value is left in `line`; KEYS for none. */
static enum key
take_key(struct span *line)
{
	const char *equals = memchr(line->at, '=', line->length);
	struct span name = *line;

	if (!equals)
		return KEYS;
	name.length = (gsize)(equals - line->at);
	line->at += name.length + 1;
	line->length -= name.length + 1;
	name = drop_blanks(name);
	for (enum key key = 0; key < KEYS; key++) {
		if (strlen(keys[key]) == name.length && !memcmp(keys[key], name.at, name.length))
			return key;
	}
	return KEYS;
}

/* One line without its end; what it gives goes to `found`. */
static gboolean
read_line(struct span line, guint number, struct value found[KEYS], GError **error)
{
	enum key key;

	if (line.length > 0 && line.at[line.length - 1] == '\r')
		line.length--;
	line = skip_blanks(line);
	if (line.length == 0 || line.at[0] == '#')
		return TRUE;
	key = take_key(&line);
	if (key == KEYS)
		return refuse(number, "\"username = ...\", \"password = ...\" or \"domain = ...\"",
			      error);
	if (found[key].line > 0)
		return refuse(number, "each of username, password and domain once", error);
	found[key].text = skip_blanks(line);
	found[key].line = number;
	if (!g_utf8_validate(found[key].text.at, (gssize)found[key].text.length, NULL))
		return refuse(number, "text in UTF-8", error);
	if (found[key].text.length == 0 && key != KEY_DOMAIN)
		return refuse(number, "a value that is not empty", error);
	return TRUE;
}

/* The domain first: that of "DOMAIN\user" counts more. */
static gboolean
apply(const struct value found[KEYS], struct login *login, GError **error)
{
	const struct span domain = drop_blanks(found[KEY_DOMAIN].text);
	const struct span username = drop_blanks(found[KEY_USERNAME].text);
	const struct span password = found[KEY_PASSWORD].text;

	if (password.length > 0)
		login->password = secret_take(password.at, password.length);
	if (domain.length > 0) {
		login->domain = g_strndup(domain.at, domain.length);
		if (!is_clean(login->domain))
			return refuse(found[KEY_DOMAIN].line, "a domain without control characters",
				      error);
	}
	if (found[KEY_USERNAME].line > 0) {
		g_autofree char *name = g_strndup(username.at, username.length);

		if (!login_set_username(login, name))
			return refuse(found[KEY_USERNAME].line,
				      "DOMAIN\\user or user@domain without control characters",
				      error);
	}
	return TRUE;
}

gboolean
login_parse(char *bytes, gsize length, struct login *login, GError **error)
{
	static const char mark[] = "\xef\xbb\xbf"; /* what Windows' editors put in front */
	struct value found[KEYS] = {0};
	char *at = bytes;
	char *const end = bytes + length;

	if (length >= strlen(mark) && memcmp(bytes, mark, strlen(mark)) == 0)
		at += strlen(mark);
	for (guint number = 1; at < end; number++) {
		char *newline = memchr(at, '\n', (gsize)(end - at));
		char *line_end = newline ? newline : end;

		if (!read_line((struct span){at, (gsize)(line_end - at)}, number, found, error))
			return FALSE;
		at = newline ? newline + 1 : end;
	}
	return apply(found, login, error);
}
