/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the verdict on a sign-in, by the rows of signin/. */
#include "verdict/signin.h"

#include <string.h>

#include "tests/support/findings.h"
#include "tests/support/rows.h"
#include "tests/support/scene.h"
#include "tests/support/walk.h"
#include "tests/support/wishes.h"

/* Old monitoring servers keep no more of a label. */
enum { LABEL_LIMIT = 19 };

static void
assert_labels(const struct check *root)
{
	g_autoptr(GPtrArray) items = check_perfdata(root);
	g_autoptr(GHashTable) seen = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);

	for (guint i = 0; i < items->len; i++) {
		const struct perfdata *item = g_ptr_array_index(items, i);

		if (!g_hash_table_add(seen, g_strndup(item->label, LABEL_LIMIT))) {
			g_test_message("label twice: %s", item->label);
			g_test_fail();
		}
	}
}

/* What is to be typed is told once by each who stands by himself; what follows from something else
 * is told in one line. */
static void
assert_cures(const struct check *root)
{
	g_autoptr(GHashTable) seen = g_hash_table_new(g_str_hash, g_str_equal);

	for (const struct check *at = root; at; at = check_next(root, at)) {
		g_hash_table_remove_all(seen);
		for (guint i = 0; !at->cause && i < at->remedies->len; i++) {
			char *cure = g_ptr_array_index(at->remedies, i);

			if (strstr(cure, "appcmd") && !g_hash_table_add(seen, cure)) {
				g_test_message("cure twice: %s", cure);
				g_test_fail();
			}
		}
	}
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_walk) walk = walk_read(row_section(row, "walk"));
	g_autoptr(struct_wishes) wishes = wishes_read(row_section(row, "options"), &error);
	struct signin_policy policy = {.timeout_state = wishes->auth.timeout_state,
				       .time_s = wishes->auth.time_s,
				       .now_s = SCENE_NOW_S};
	g_autoptr(struct_check) root = NULL;
	g_autofree char *text = NULL;

	g_assert_no_error(error);
	if (wishes->clients->len > 0)
		policy.client = g_array_index(wishes->clients, enum client, 0);
	root = verdict_signin(walk->signin, &policy);
	text = findings_text(root);
	row_compare(row, "expected", text);
	findings_compare_views(row, root);
	findings_assert_clean(root);
	assert_labels(root);
	assert_cures(root);
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {
	    "tests/verdict/signin/order.rows",	      "tests/verdict/signin/steps.rows",
	    "tests/verdict/signin/address_book.rows", "tests/verdict/signin/credentials.rows",
	    "tests/verdict/signin/clients.rows",
	};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	return rows_run(files, G_N_ELEMENTS(files), test_row);
}
