/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the verdict on what endpoints offer, by the rows of auth/. */
#include "verdict/auth.h"

#include "tests/support/findings.h"
#include "tests/support/rows.h"
#include "tests/support/scene.h"
#include "tests/support/wishes.h"

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_scene) scene = scene_read(row_section(row, "wire"));
	g_autoptr(struct_wishes) wishes = wishes_read(row_section(row, "options"), &error);
	g_autoptr(struct_check) root = NULL;
	g_autofree char *text = NULL;

	g_assert_no_error(error);
	policy_check(wishes->policy, scene->endpoints, &error);
	g_assert_no_error(error);
	root = verdict_auth(scene->sweep, &wishes->auth);
	text = findings_text(root);
	row_compare(row, "expected", text);
	findings_compare_views(row, root);
	findings_assert_clean(root);
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {
	    "tests/verdict/auth/schemes.rows",	 "tests/verdict/auth/status.rows",
	    "tests/verdict/auth/transport.rows", "tests/verdict/auth/measures.rows",
	    "tests/verdict/auth/nodes.rows",	 "tests/verdict/auth/clients.rows",
	    "tests/verdict/auth/hostile.rows",
	};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	return rows_run(files, G_N_ELEMENTS(files), test_row);
}
