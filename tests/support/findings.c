/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a tree of checks as text that a test can compare. */
#include "tests/support/findings.h"

#include "tests/support/rows.h"

static char *
path_of(const struct check *check)
{
	return check->parent ? check_path(check, TRUE) : g_strdup(".");
}

static void
add_finding(GString *text, const struct check *check)
{
	g_autofree char *path = path_of(check);

	g_string_append_printf(text, "%s %s: %s\n", path, state_name(check->state),
			       check_summary(check));
	if (check->cause) {
		g_autofree char *cause = path_of(check->cause);

		g_string_append_printf(text, "  follows %s\n", cause);
	}
	for (guint i = 0; i < check->notes->len; i++) {
		const struct note *note = g_ptr_array_index(check->notes, i);

		if (note->level == NOTE_EVIDENCE)
			g_string_append_printf(text, "  - %s\n", note->text);
	}
	for (guint i = 0; i < check->remedies->len; i++)
		g_string_append_printf(text, "  $ %s\n",
				       (const char *)g_ptr_array_index(check->remedies, i));
}

char *
findings_text(const struct check *root)
{
	g_autoptr(GString) fine = g_string_new(NULL);
	g_autofree char *headline = check_headline(root);
	GString *text = g_string_new(NULL);

	g_string_append_printf(text, "%s %s\n", state_name(check_state(root)), headline);
	for (const struct check *at = root; at; at = check_next(root, at)) {
		g_autofree char *path = path_of(at);

		if (!check_counts(at))
			continue;
		if (at->state != STATE_OK)
			add_finding(text, at);
		else
			g_string_append_printf(fine, "%s%s", fine->len > 0 ? ", " : "", path);
	}
	if (fine->len > 0)
		g_string_append_printf(text, "ok: %s\n", fine->str);
	return g_string_free(text, FALSE);
}

char *
findings_notes(const struct check *root, enum note_level level)
{
	GString *text = g_string_new(NULL);

	for (const struct check *at = root; at; at = check_next(root, at)) {
		g_autofree char *path = path_of(at);

		if (level == NOTE_DETAIL && at->judged && at->state == STATE_OK)
			g_string_append_printf(text, "%s is OK: %s\n", path, at->summary);
		for (guint i = 0; i < at->notes->len; i++) {
			const struct note *note = g_ptr_array_index(at->notes, i);

			if (note->level == level)
				g_string_append_printf(text, "%s: %s\n", path, note->text);
		}
	}
	return g_string_free(text, FALSE);
}

char *
findings_perfdata(const struct check *root)
{
	g_autoptr(GPtrArray) items = check_perfdata(root);
	GString *text = g_string_new(NULL);

	for (guint i = 0; i < items->len; i++) {
		g_autofree char *item = perfdata_format(g_ptr_array_index(items, i));

		g_string_append_printf(text, "%s\n", item);
	}
	return g_string_free(text, FALSE);
}

char *
findings_remedies(const struct check *root)
{
	GString *text = g_string_new(NULL);

	for (const struct check *at = root; at; at = check_next(root, at))
		for (guint i = 0; i < at->remedies->len; i++)
			g_string_append_printf(text, "%s\n",
					       (const char *)g_ptr_array_index(at->remedies, i));
	return g_string_free(text, FALSE);
}

static void
assert_clean(const char *text)
{
	g_assert_true(g_utf8_validate(text, -1, NULL));
	for (const char *at = text; *at != '\0'; at = g_utf8_find_next_char(at, NULL)) {
		gunichar c = g_utf8_get_char(at);

		if (c == '|' || !g_unichar_isprint(c) || g_unichar_type(c) == G_UNICODE_FORMAT) {
			g_test_message("U+%04X in \"%s\"", c, text);
			g_test_fail();
			return;
		}
	}
}

void
findings_assert_clean(const struct check *root)
{
	for (const struct check *at = root; at; at = check_next(root, at)) {
		assert_clean(at->name);
		assert_clean(check_summary(at));
		for (guint i = 0; i < at->notes->len; i++) {
			const struct note *note = g_ptr_array_index(at->notes, i);

			assert_clean(note->text);
		}
		for (guint i = 0; i < at->remedies->len; i++)
			assert_clean(g_ptr_array_index(at->remedies, i));
	}
}

void
findings_compare_views(const struct row *row, const struct check *root)
{
	static const struct {
		const char *section;
		enum note_level level;
	} views[] = {
	    {"details", NOTE_DETAIL}, {"exchange", NOTE_EXCHANGE}, {"transcript", NOTE_TRANSCRIPT}};

	for (gsize i = 0; i < G_N_ELEMENTS(views); i++) {
		g_autofree char *text = findings_notes(root, views[i].level);

		if (g_hash_table_contains(row->sections, views[i].section))
			row_compare(row, views[i].section, text);
	}
	if (g_hash_table_contains(row->sections, "perfdata")) {
		g_autofree char *text = findings_perfdata(root);

		row_compare(row, "perfdata", text);
	}
}
