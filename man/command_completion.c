/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renders what a command says of itself as a function for the completion of bash, in place of
 * --help. */
#include "report/command.h"
#include "report/state.h"

/*
 * The function tells man/completion.bash, in its variables, the options of the command, and what
 * follows the option $1: `kind` is values, files or directories, `words` are the values.
 */

static void
append_values(GString *out, const struct option_row *row)
{
	g_string_append(out, "kind=values words='");
	for (gsize i = 0; row->choices && row->choices[i]; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? " " : "", row->choices[i]);
	for (enum state s = STATE_OK; !row->choices && s <= STATE_CRITICAL; s++) {
		g_autofree char *word = g_ascii_strdown(state_name(s), -1);

		g_string_append_printf(out, "%s%s", s > STATE_OK ? " " : "", word);
	}
	g_string_append_c(out, '\'');
}

static void
append_row(GString *out, const struct option_row *row)
{
	if (row->kind == OPTION_FLAG || row->kind == OPTION_COUNT)
		return;
	g_string_append_c(out, '\t');
	if (row->letter)
		g_string_append_printf(out, "-%c | ", row->letter);
	g_string_append_printf(out, "--%s) ", row->name);
	if (row->kind == OPTION_CHOICE || row->kind == OPTION_STATE)
		append_values(out, row);
	else if (g_str_equal(row->value_name, "FILE"))
		g_string_append(out, "kind=files");
	else if (g_str_equal(row->value_name, "DIR"))
		g_string_append(out, "kind=directories");
	else
		g_string_append(out, "kind=values");
	g_string_append(out, " ;;\n");
}

/* The first argument is one of these; a file follows. */
static void
append_first(GString *out, const struct command *command)
{
	if (!command->words_title)
		return;
	g_string_append(out, "\tfirst='");
	for (gsize i = 0; i < command->word_count; i++)
		g_string_append_printf(out, "%s%s", i > 0 ? " " : "", command->words[i].word);
	g_string_append(out, "'\n");
}

char *
command_help(const struct command *command)
{
	GString *out = g_string_new(NULL);

	g_string_append_printf(out, "\n_exchange_auth_plugins_%s() {\n\toptions='", command->name);
	for (gsize g = 0; g < command->count; g++) {
		for (gsize r = 0; r < command->groups[g].count; r++)
			g_string_append_printf(out, "%s--%s", g + r > 0 ? " " : "",
					       command->groups[g].rows[r].name);
	}
	g_string_append(out, "'\n");
	append_first(out, command);
	g_string_append(out, "\tcase $1 in\n");
	for (gsize g = 0; g < command->count; g++) {
		for (gsize r = 0; r < command->groups[g].count; r++)
			append_row(out, &command->groups[g].rows[r]);
	}
	g_string_append_printf(out, "\tesac\n}\ncomplete -F _exchange_auth_plugins %s\n",
			       command->name);
	return g_string_free(out, FALSE);
}
