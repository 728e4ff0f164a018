/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Renders what a command says of itself as a manual page in mdoc(7), in place of --help. */
#include "config.h"

#include "man/mdoc.h"
#include "report/command.h"
#include "report/state.h"

/*
 * A section without lines stays empty: man/assemble.awk puts the prose of man/NAME.in into it, or
 * leaves it out.
 */

static void
append_head(GString *out, const struct command *command)
{
	g_autofree char *title = g_ascii_strup(command->name, -1);

	g_string_append(out, ".\\\" Made from the command's tables and from man/; do not edit.\n");
	g_string_append_printf(out, ".Dd " PACKAGE_DATE "\n.Dt %s 1\n.Os\n", title);
	g_string_append_printf(out, ".Sh NAME\n.Nm %s\n", command->name);
	g_string_append(out, ".Sh SYNOPSIS\n.Nm\n");
	mdoc_usage(out, command->usage);
}

static void
append_description(GString *out, const struct command *command)
{
	g_string_append(out, ".Sh DESCRIPTION\n");
	mdoc_prose(out, command->question);
	if (!command->words_title)
		return;
	g_string_append_printf(out, ".Pp\n.Ar %s\nis one of:\n.Bl -tag -width Ds\n",
			       command->words_title);
	for (gsize i = 0; i < command->word_count; i++) {
		g_string_append_printf(out, ".It Cm %s\n", command->words[i].word);
		mdoc_prose(out, command->words[i].help);
	}
	g_string_append(out, ".El\n");
}

static void
append_choices(GString *out, const char *const *choices)
{
	for (gsize i = 0; choices[i]; i++) {
		const gboolean last = !choices[i + 1];
		const gboolean next_is_last = !last && !choices[i + 2];

		g_string_append_printf(out, ".Cm %s%s\n", choices[i],
				       last	      ? " ."
				       : next_is_last ? "\nor"
						      : " ,");
	}
}

/* What the table says of the value. */
static void
append_values(GString *out, const struct option_row *row)
{
	if (row->kind == OPTION_INTEGER)
		g_string_append_printf(
		    out, "A whole number from %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ".\n",
		    row->minimum, row->maximum);
	if (row->kind == OPTION_CHOICE) {
		g_string_append_printf(out, ".Ar %s\nis\n", row->value_name);
		append_choices(out, row->choices);
	}
}

static void
append_row(GString *out, const struct option_row *row)
{
	const char *value = row->value_name ? row->value_name : "";
	/* A value in brackets is optional and stands close. */
	g_autofree char *name = g_strdup_printf(
	    "--%s%s%s", row->name, value[0] == '\0' || value[0] == '[' ? "" : " ", value);
	g_autofree char *sentence = g_strconcat(row->help, ".", NULL);

	g_string_append(out, ".It");
	if (row->letter)
		g_string_append_printf(out, " Fl %c ,", row->letter);
	mdoc_arguments(out, name);
	g_string_append_c(out, '\n');
	mdoc_prose(out, sentence);
	append_values(out, row);
}

static void
append_options(GString *out, const struct command *command)
{
	g_string_append(out, ".Sh OPTIONS\n");
	for (gsize g = 0; g < command->count; g++) {
		const struct option_group *group = &command->groups[g];

		if (command->count > 1)
			g_string_append_printf(out, ".Ss %s\n", group->title);
		g_string_append(out, ".Bl -tag -width Ds\n");
		for (gsize r = 0; r < group->count; r++)
			append_row(out, &group->rows[r]);
		g_string_append(out, ".El\n");
	}
}

/* What others must be told about the command stands in their files. */
static void
append_files(GString *out, const struct command *command)
{
	g_autofree char *title = NULL;

	g_string_append(out, ".Sh FILES\n");
	if (!command->setup)
		return;
	title = g_strconcat(command->setup_title, ":", NULL);
	mdoc_prose(out, title);
	mdoc_literal(out, command->setup, 2);
}

static void
append_exit_status(GString *out, const struct command *command)
{
	g_string_append(out, ".Sh EXIT STATUS\n.Bl -tag -width Ds\n");
	for (gsize i = 0; i < command->exit_count; i++) {
		g_string_append_printf(out, ".It %d\n", command->exits[i].code);
		mdoc_prose(out, command->exits[i].meaning);
	}
	for (int code = 0; !command->exits && code <= 3; code++) {
		const char digit[] = {(char)('0' + code), '\0'};
		enum state state = STATE_UNKNOWN;

		if (state_parse(digit, &state))
			g_string_append_printf(out, ".It %d\n%s\n", code, state_name(state));
	}
	g_string_append(out, ".El\n");
}

char *
command_help(const struct command *command)
{
	GString *out = g_string_new(NULL);

	append_head(out, command);
	append_description(out, command);
	append_options(out, command);
	g_string_append(out, ".Sh PERFORMANCE DATA\n.Sh ENVIRONMENT\n");
	append_files(out, command);
	append_exit_status(out, command);
	g_string_append(out, ".Sh EXAMPLES\n");
	if (command->examples)
		mdoc_literal(out, command->examples, 2);
	g_string_append(out, ".Sh SEE ALSO\n");
	return g_string_free(out, FALSE);
}
