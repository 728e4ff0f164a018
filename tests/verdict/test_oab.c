/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the verdict on the offline address book by the rows of oab/. */
#include "verdict/oab.h"

#include <string.h>

#include "tests/support/findings.h"
#include "tests/support/oab_scene.h"
#include "tests/support/rows.h"
#include "tests/support/scene.h"

static void
read_range(const char *text, struct range *range)
{
	g_autoptr(GError) error = NULL;

	range_parse(text, range, &error);
	g_assert_no_error(error);
}

/* Options, blank separated, with the plugin's defaults; ages are in seconds. */
static void
read_policy(struct oab_policy *policy, const char *options)
{
	g_autofree char *line = g_strstrip(g_strdelimit(g_strdup(options), "\n", ' '));
	g_auto(GStrv) words = g_strsplit(line, " ", -1);
	const struct {
		const char *name;
		struct range *range;
	} ranges[] = {{"-w", &policy->time_s.warning},
		      {"-c", &policy->time_s.critical},
		      {"--warn-age", &policy->age_s.warning},
		      {"--crit-age", &policy->age_s.critical},
		      {"--warn-drop", &policy->drop_percent.warning},
		      {"--crit-drop", &policy->drop_percent.critical}};

	*policy = (struct oab_policy){.timeout_state = STATE_CRITICAL, .now_s = SCENE_NOW_S};
	read_range("20", &policy->drop_percent.warning);
	read_range("50", &policy->drop_percent.critical);
	for (gsize i = 0; words[i] && *words[i] != '\0'; i += 2) {
		gboolean known = strcmp(words[i], "--timeout-state") == 0;

		if (known)
			g_assert_true(state_parse(words[i + 1], &policy->timeout_state));
		for (gsize r = 0; r < G_N_ELEMENTS(ranges); r++) {
			if (strcmp(words[i], ranges[r].name) != 0)
				continue;
			known = TRUE;
			read_range(words[i + 1], ranges[r].range);
		}
		g_assert_true(known);
	}
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_oab_findings) findings = oab_scene_read(row);
	g_autoptr(struct_check) root = NULL;
	g_autofree char *text = NULL;
	struct oab_policy policy;

	read_policy(&policy, row_section(row, "options"));
	if (g_hash_table_contains(row->sections, "not remembered"))
		findings->not_remembered = g_strchomp(g_strdup(row_section(row, "not remembered")));
	root = verdict_oab(findings, &policy);
	text = findings_text(root);
	row_compare(row, "expected", text);
	findings_compare_views(row, root);
	findings_assert_clean(root);
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {
	    "tests/verdict/oab/manifest.rows", "tests/verdict/oab/missing.rows",
	    "tests/verdict/oab/progress.rows", "tests/verdict/oab/nodes.rows"};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	return rows_run(files, G_N_ELEMENTS(files), test_row);
}
