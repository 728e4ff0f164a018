/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the verdict on exported IIS configurations, and that what it prints cures them, by the rows
 * of iis/. */
#include "verdict/iis.h"

#include <string.h>

#include "protocol/iis_command.h"
#include "tests/support/findings.h"
#include "tests/support/rows.h"
#include "tests/support/scene.h"
#include "tests/support/wishes.h"

/* The endpoints named in a row, else those that are asked for by default; the caller frees. */
static GPtrArray *
endpoints_of(const struct row *row)
{
	g_autofree char *line = g_strdup(row_section(row, "endpoints"));
	g_auto(GStrv) names = NULL;
	GPtrArray *endpoints = g_ptr_array_new_with_free_func((GDestroyNotify)endpoint_choice_free);

	if (*line == '\0') {
		g_free(line);
		line = g_strdup("autodiscover ews oab");
	}
	names = g_strsplit(g_strstrip(line), " ", -1);
	for (gsize i = 0; names[i]; i++) {
		g_autoptr(GError) error = NULL;

		g_ptr_array_add(endpoints, endpoint_choice_parse(names[i], &error));
		g_assert_no_error(error);
	}
	return endpoints;
}

/* The verdict on `config`; of `wire`, which may be NULL, only the endpoints when it is not asked.
 */
static struct check *
judge(const struct row *row, const struct iis_config *config, const struct scene *wire,
      gboolean asked)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_wishes) wishes = wishes_read(row_section(row, "options"), &error);
	g_autoptr(GPtrArray) endpoints = endpoints_of(row);

	g_assert_no_error(error);
	wishes->iis.endpoints = wire && wire->endpoints->len > 0 ? wire->endpoints : endpoints;
	wishes->iis.wire = wire && asked ? wire->sweep : NULL;
	return verdict_iis(config, &wishes->iis);
}

/* What the verdict says once all remedies are carried out; "" when there are none for appcmd or
 * adsutil. */
static char *
judge_cured(const struct row *row, const struct iis_config *config, const struct scene *wire,
	    const struct check *root)
{
	g_autofree char *remedies = findings_remedies(root);
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_iis_config) cured = NULL;
	g_autoptr(struct_check) again = NULL;

	if (!strstr(remedies, "appcmd.exe set config") && !strstr(remedies, "adsutil.vbs set"))
		return g_strdup("");
	cured = iis_command_apply(config, remedies, &error);
	if (!cured)
		return g_strdup_printf("refused: %s\n", error->message);
	again = judge(row, cured, wire, FALSE);
	return findings_text(again);
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	const char *text = row_section(row, "config");
	const char *answers = row_section(row, "wire");
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_iis_config) config = iis_config_parse(text, strlen(text), &error);
	g_autoptr(struct_scene) wire = *answers != '\0' ? scene_read(answers) : NULL;
	g_autoptr(struct_check) root = NULL;
	g_autofree char *found = NULL;
	g_autofree char *cured = NULL;

	g_assert_no_error(error);
	root = judge(row, config, wire, TRUE);
	found = findings_text(root);
	row_compare(row, "expected", found);
	if (g_hash_table_contains(row->sections, "details")) {
		g_autofree char *details = findings_notes(root, NOTE_DETAIL);

		row_compare(row, "details", details);
	}
	if (g_hash_table_contains(row->sections, "perfdata")) {
		g_autofree char *perfdata = findings_perfdata(root);

		row_compare(row, "perfdata", perfdata);
	}
	findings_assert_clean(root);
	cured = judge_cured(row, config, wire, root);
	row_compare(row, "cured", cured);
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {
	    "tests/verdict/iis/classic.rows",
	    "tests/verdict/iis/inheritance.rows",
	    "tests/verdict/iis/settings.rows",
	    "tests/verdict/iis/wire.rows",
	};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	return rows_run(files, G_N_ELEMENTS(files), test_row);
}
