/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits a line pasted from a Windows console into the IIS tool it calls and its arguments. */
#include "protocol/console.h"
#include <string.h>

static const struct {
	const char *name;
	enum console_program program;
} programs[] = {
    {"appcmd", CONSOLE_APPCMD},
    {"appcmd.exe", CONSOLE_APPCMD},
    {"adsutil", CONSOLE_ADSUTIL},
    {"adsutil.vbs", CONSOLE_ADSUTIL},
};

static gboolean
is_blank(guint8 b)
{
	return b == ' ' || b == '\t' || b == '\r';
}

char *
console_take_line(struct cursor *c)
{
	const guint8 *line = c->at;
	const guint8 *end = NULL;
	gsize length = 0;

	if (cursor_peek(c) < 0)
		return NULL;
	end = memchr(line, '\n', c->left);
	length = end ? (gsize)(end - line) : c->left;
	cursor_skip(c, end ? length + 1 : length);
	while (length > 0 && is_blank(line[length - 1]))
		length--;
	while (length > 0 && is_blank(*line)) {
		line++;
		length--;
	}
	return g_strndup((const char *)line, length);
}

/* The next word without its quotation marks; NULL at the end of the line. */
static char *
take_word(struct cursor *c)
{
	g_autoptr(GString) word = g_string_new(NULL);
	gboolean quoted = FALSE;
	gsize length = 0;

	(void)cursor_take_set(c, " \t\r", &length);
	if (cursor_peek(c) < 0)
		return NULL;
	while (cursor_peek(c) >= 0 && (quoted || !strchr(" \t\r", cursor_peek(c)))) {
		guint8 b = cursor_u8(c);

		if (b == '"')
			quoted = !quoted;
		else
			g_string_append_c(word, (char)b);
	}
	return g_string_free(g_steal_pointer(&word), FALSE);
}

/* What follows the last prompt mark or path separator. */
static const char *
base_name(const char *word)
{
	const char *base = word;

	for (const char *p = word; *p; p++)
		if (strchr("\\/>", *p))
			base = p + 1;
	return base;
}

static gboolean
is_program(const char *word, enum console_program *program)
{
	const char *base = base_name(word);

	for (gsize i = 0; i < G_N_ELEMENTS(programs); i++) {
		if (g_ascii_strcasecmp(base, programs[i].name) == 0) {
			*program = programs[i].program;
			return TRUE;
		}
	}
	return FALSE;
}

/* cmd.exe: > >> < 2> 1> before a file, | before a program. */
static gboolean
is_redirection(const char *word)
{
	const char *mark = g_ascii_isdigit(word[0]) ? word + 1 : word;

	return *mark == '>' || *word == '<' || *word == '|';
}

struct console_command *
console_command_parse(const char *line)
{
	g_autoptr(struct_console_command) command = NULL;
	gboolean found = FALSE;
	struct cursor c;
	char *word = NULL;

	/* Most lines of a long text are none: look before splitting. */
	if (!strcasestr(line, "appcmd") && !strcasestr(line, "adsutil"))
		return NULL;
	command = g_new0(struct console_command, 1);
	command->arguments = g_ptr_array_new_with_free_func(g_free);
	cursor_init(&c, line, strlen(line));
	while ((word = take_word(&c)) != NULL) {
		if (found && is_redirection(word)) {
			g_free(word);
			break;
		}
		if (found && command->arguments->len < CONSOLE_ARGUMENT_LIMIT) {
			g_ptr_array_add(command->arguments, word);
			continue;
		}
		found = found || is_program(word, &command->program);
		g_free(word);
	}
	return found ? g_steal_pointer(&command) : NULL;
}

const char *
console_command_argument(const struct console_command *command, guint i)
{
	return i < command->arguments->len ? g_ptr_array_index(command->arguments, i) : "";
}

void
console_command_free(struct console_command *command)
{
	if (!command)
		return;
	g_ptr_array_unref(command->arguments);
	g_free(command);
}
