/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the verdict on the files of an address book by the rows of oab_files/. */
#include "verdict/oab_files.h"

#include <string.h>

#include "tests/support/findings.h"
#include "tests/support/oab_scene.h"
#include "tests/support/rows.h"

static struct check *
judge(const struct oab_findings *findings, enum state timeout_state)
{
	struct check *root = check_new("node");
	const struct oab_files_case this = {.findings = findings,
					    .book = g_ptr_array_index(findings->books, 0),
					    .timeout_state = timeout_state,
					    .node = root,
					    .prefix = "n1_"};

	check_judge(root, STATE_OK, "fine");
	oab_files_judge(&this);
	return root;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *option = g_strchomp(g_strdup(row_section(row, "timeout state")));
	g_autoptr(struct_oab_findings) findings = oab_scene_read(row);
	g_autoptr(struct_check) root = NULL;
	g_autofree char *text = NULL;
	enum state timeout_state = STATE_CRITICAL;

	if (*option != '\0')
		g_assert_true(state_parse(option, &timeout_state));
	root = judge(findings, timeout_state);
	text = findings_text(root);
	row_compare(row, "expected", text);
	findings_compare_views(row, root);
	findings_assert_clean(root);
}

/* So many files of a manifest are not there; how many of them are told one by one. */
#define SHA "0123456789abcdef0123456789abcdef01234567"

struct many_row {
	const char *name;
	guint files, told;
	const char *headline;
	const char *sum;
};

static const struct many_row many_rows[] = {
    {"one", 1, 1, "f0: 404: the manifest names it, but it is not there",
     "1 of 1 file is not as the manifest says"},
    {"two", 2, 2, "f0: 404: the manifest names it, but it is not there",
     "2 of 2 files are not as the manifest says"},
    {"twenty", 20, 20, "f0: 404: the manifest names it, but it is not there",
     "20 of 20 files are not as the manifest says"},
    {"one more", 21, 20, "f0: 404: the manifest names it, but it is not there",
     "21 of 21 files are not as the manifest says"},
    {"as many as a manifest may name", 4096, 20,
     "f0: 404: the manifest names it, but it is not there",
     "4096 of 4096 files are not as the manifest says"},
};

static struct row
many_files(guint count)
{
	struct row row = {.name = NULL,
			  .sections = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL)};
	GString *manifest = g_string_new("<OAL id='i' dn='/' name='n'>");
	GString *files = g_string_new(NULL);

	for (guint i = 0; i < count; i++) {
		g_string_append_printf(manifest, "<%s seq='7' size='5' SHA='" SHA "'>f%u</%s>",
				       i == 0 ? "Full" : "Template", i,
				       i == 0 ? "Full" : "Template");
		g_string_append_printf(files, "%u head 404\n", i);
	}
	g_string_append(manifest, "</OAL>\n");
	g_hash_table_insert(row.sections, g_strdup("manifest"), manifest);
	g_hash_table_insert(row.sections, g_strdup("files"), files);
	return row;
}

static void
free_text(gpointer key, gpointer value, gpointer data)
{
	(void)key;
	(void)data;
	g_string_free(value, TRUE);
}

static void
test_many(gconstpointer data)
{
	const struct many_row *many = data;
	struct row row = many_files(many->files);
	g_autoptr(struct_oab_findings) findings = oab_scene_read(&row);
	g_autoptr(struct_check) root = judge(findings, STATE_CRITICAL);
	const struct check *sum = g_ptr_array_index(root->children, root->children->len - 1);
	g_autofree char *headline = check_headline(root);
	guint followers = 0;

	for (guint i = 1; i < root->children->len; i++) {
		const struct check *child = g_ptr_array_index(root->children, i);

		if (child->cause == g_ptr_array_index(root->children, 0))
			followers++;
	}
	/* All of them, and the sum, are the same finding. */
	g_assert_cmpuint(followers, ==, many->told);
	g_assert_cmpuint(root->children->len, ==, many->told + 1);
	g_assert_cmpstr(headline, ==, many->headline);
	g_assert_cmpstr(sum->summary, ==, many->sum);
	g_assert_cmpstr(state_name(check_state(root)), ==, "CRITICAL");
	g_hash_table_foreach(row.sections, free_text, NULL);
	g_hash_table_unref(row.sections);
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {"tests/verdict/oab_files/full.rows",
					    "tests/verdict/oab_files/others.rows",
					    "tests/verdict/oab_files/change.rows"};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(many_rows); i++) {
		g_autofree char *path = g_strdup_printf("/many/%s", many_rows[i].name);

		g_test_add_data_func(path, &many_rows[i], test_many);
	}
	return rows_run(files, G_N_ELEMENTS(files), test_row);
}
