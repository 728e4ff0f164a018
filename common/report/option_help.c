/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the option part of --help. */
#include "report/option.h"

#include <string.h>

#include "base/text.h"
#include "report/wrap.h"

enum { HELP_COLUMN = 30 };

/* "  -p, --port N"; a value name in brackets is optional and stands close. */
static void
append_names(GString *out, const struct option_row *row)
{
	if (row->letter)
		g_string_append_printf(out, "  -%c, --%s", row->letter, row->name);
	else
		g_string_append_printf(out, "      --%s", row->name);
	if (row->value_name)
		g_string_append_printf(out, "%s%s", row->value_name[0] == '[' ? "" : " ",
				       row->value_name);
}

/* The sentence of the row and, from the table, what may be given. */
static char *
full_help(const struct option_row *row)
{
	g_autofree char *words = NULL;

	if (row->kind == OPTION_INTEGER)
		return g_strdup_printf("%s (%" G_GINT64_FORMAT " to %" G_GINT64_FORMAT ")",
				       row->help, row->minimum, row->maximum);
	if (row->kind != OPTION_CHOICE)
		return g_strdup(row->help);
	words = text_enumerate(row->choices, " or ");
	return g_strdup_printf("%s: %s", row->help, words);
}

static void
append_row(GString *out, const struct option_row *row)
{
	g_autofree char *help = full_help(row);
	gsize start = out->len;
	gsize width;

	append_names(out, row);
	width = out->len - start;
	if (width + 2 > HELP_COLUMN) {
		g_string_append_c(out, '\n');
		width = 0;
	}
	g_string_append_printf(out, "%*s", (int)(HELP_COLUMN - width), "");
	wrap_append(out, help, HELP_COLUMN);
	g_string_append_c(out, '\n');
}

char *
option_help(const struct option_group *groups, gsize count)
{
	GString *out = g_string_new(NULL);

	for (gsize g = 0; g < count; g++) {
		g_string_append_printf(out, "%s%s:\n", g > 0 ? "\n" : "", groups[g].title);
		for (gsize r = 0; r < groups[g].count; r++)
			append_row(out, &groups[g].rows[r]);
	}
	return g_string_free(out, FALSE);
}
