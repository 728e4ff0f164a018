/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes --help. */
#include "report/command.h"

#include "report/wrap.h"

enum { WORD_COLUMN = 16, CODE_COLUMN = 6 };

/* `lines` under their heading. */
static void
append_lines(GString *out, const char *title, const char *lines)
{
	if (lines)
		g_string_append_printf(out, "\n%s:\n%s%s", title, lines,
				       g_str_has_suffix(lines, "\n") ? "" : "\n");
}

static void
append_words(GString *out, const struct command *command)
{
	if (!command->words_title)
		return;
	g_string_append_printf(out, "%s:\n", command->words_title);
	for (gsize i = 0; i < command->word_count; i++) {
		g_string_append_printf(out, "  %-*s", WORD_COLUMN - 2, command->words[i].word);
		wrap_append(out, command->words[i].help, WORD_COLUMN);
		g_string_append_c(out, '\n');
	}
	g_string_append_c(out, '\n');
}

static void
append_exits(GString *out, const struct command *command)
{
	if (!command->exits)
		return;
	g_string_append(out, "\nExit codes:\n");
	for (gsize i = 0; i < command->exit_count; i++) {
		g_string_append_printf(out, "  %-*d", CODE_COLUMN - 2, command->exits[i].code);
		wrap_append(out, command->exits[i].meaning, CODE_COLUMN);
		g_string_append_c(out, '\n');
	}
}

char *
command_help(const struct command *command)
{
	GString *out = g_string_new("Usage: ");
	g_autofree char *options = option_help(command->groups, command->count);
	g_autofree char *usage = g_strdup_printf("%s %s", command->name, command->usage);

	wrap_append(out, usage, 7);
	g_string_append(out, "\n\n");
	wrap_append(out, command->question, 0);
	g_string_append(out, "\n\n");
	append_words(out, command);
	g_string_append(out, options);
	append_exits(out, command);
	append_lines(out, command->setup_title, command->setup);
	append_lines(out, "Examples", command->examples);
	return g_string_free(out, FALSE);
}
