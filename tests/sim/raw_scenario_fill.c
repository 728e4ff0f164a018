/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Replaces the variables of a scenario by their values. */
#include <string.h>

#include "tests/sim/raw_scenario.h"

struct filling {
	GHashTable *variables;
	const char *text;
	const char *directory;
	char *unknown;
};

static gboolean
fill_one(const GMatchInfo *match, GString *into, gpointer data)
{
	struct filling *filling = data;
	g_autofree char *name = g_match_info_fetch(match, 1);
	g_autofree char *heading = g_strdup_printf("\n=== file %s", name);
	const char *file = strstr(filling->text, heading);
	const char *value = g_hash_table_lookup(filling->variables, name);

	if (value) {
		g_string_append(into, value);
	} else if (file && strchr(" \n", file[strlen(heading)])) {
		g_string_append_printf(into, "%s/%s", filling->directory, name);
	} else if (!filling->unknown) {
		filling->unknown = g_strdup(name);
	}
	return FALSE;
}

char *
raw_scenario_fill(const char *text, GHashTable *variables, const char *directory, GError **error)
{
	struct filling filling = {.variables = variables, .text = text, .directory = directory};
	g_autoptr(GRegex) regex = g_regex_new("@([A-Za-z][A-Za-z0-9_.-]*)@", 0, 0, error);
	char *filled;

	if (!regex)
		return NULL;
	filled = g_regex_replace_eval(regex, text, -1, 0, 0, fill_one, &filling, error);
	if (!filling.unknown)
		return filled;
	g_set_error(error, RAW_SCENARIO_ERROR, RAW_SCENARIO_ERROR_VARIABLE, "what is @%s@?",
		    filling.unknown);
	g_free(filling.unknown);
	g_free(filled);
	return NULL;
}
