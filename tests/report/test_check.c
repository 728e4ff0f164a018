/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the tree of checks. */
#include <math.h>
#include <string.h>

#include "report/check.h"

/*
 * A tree by its lines in tree order: depth, name, state ('-': not judged), and the line (from 0)
 * it follows from, -1 for none. Summaries are "NAME is STATE".
 */
struct line {
	int depth;
	const char *name;
	char state;
	int cause;
};

enum { LINES = 10 };

struct tree_row {
	const char *name;
	struct line lines[LINES]; /* up to a NULL name */
	enum state state;
	const char *first_worst; /* its path; NULL: none */
	const char *headline;
};

static const struct tree_row tree_rows[] = {
    {"a root not judged", {{0, "root", '-', -1}}, STATE_UNKNOWN, "", "not judged"},
    {"a root judged", {{0, "root", 'o', -1}}, STATE_OK, NULL, "root is OK"},
    {"a root alone is bad", {{0, "root", 'c', -1}}, STATE_CRITICAL, "", "root is CRITICAL"},
    {"all good, the root speaks",
     {{0, "root", 'o', -1}, {1, "a", 'o', -1}},
     STATE_OK,
     NULL,
     "root is OK"},
    {"all good, the root is silent",
     {{0, "root", '-', -1}, {1, "a", 'o', -1}, {1, "b", 'o', -1}},
     STATE_OK,
     NULL,
     "2 checks, all good"},
    {"one good, the root is silent",
     {{0, "root", '-', -1}, {1, "a", 'o', -1}},
     STATE_OK,
     NULL,
     "1 check, all good"},
    {"a leaf not judged is UNKNOWN",
     {{0, "root", '-', -1}, {1, "a", 'o', -1}, {1, "b", '-', -1}},
     STATE_UNKNOWN,
     "b",
     "not judged"},
    {"a branch not judged counts for nothing",
     {{0, "root", '-', -1}, {1, "a", '-', -1}, {2, "b", 'o', -1}},
     STATE_OK,
     NULL,
     "1 check, all good"},
    {"OK never hides UNKNOWN",
     {{0, "root", 'o', -1}, {1, "a", 'o', -1}, {1, "b", 'u', -1}},
     STATE_UNKNOWN,
     "b",
     "b is UNKNOWN"},
    {"UNKNOWN never hides WARNING",
     {{0, "root", '-', -1}, {1, "a", 'u', -1}, {1, "b", 'w', -1}},
     STATE_WARNING,
     "b",
     "b is WARNING (1 more finding)"},
    {"the first worst, not the last as mp 3 says",
     {{0, "root", '-', -1}, {1, "a", 'c', -1}, {1, "b", 'c', -1}, {1, "c", 'o', -1}},
     STATE_CRITICAL,
     "a",
     "a is CRITICAL (1 more finding)"},
    {"the path without its own name",
     {{0, "root", '-', -1},
      {1, "cas1", '-', -1},
      {2, "ews", '-', -1},
      {3, "order", 'o', -1},
      {1, "cas2", '-', -1},
      {2, "ews", '-', -1},
      {3, "order", 'w', -1},
      {3, "tls", 'u', -1},
      {2, "oab", 'w', -1}},
     STATE_WARNING,
     "cas2 ews order",
     "cas2 ews: order is WARNING (2 more findings)"},
    {"a judged branch before its leaves",
     {{0, "root", '-', -1}, {1, "a", 'w', -1}, {2, "b", 'w', -1}},
     STATE_WARNING,
     "a",
     "a is WARNING (1 more finding)"},
    {"a branch better than its leaf",
     {{0, "root", 'o', -1}, {1, "a", 'o', -1}, {2, "b", 'c', -1}},
     STATE_CRITICAL,
     "a b",
     "a: b is CRITICAL"},
    {"what stands by itself before what follows",
     {{0, "root", '-', -1}, {1, "a", 'c', 3}, {1, "b", 'c', -1}, {1, "c", 'w', -1}},
     STATE_CRITICAL,
     "b",
     "b is CRITICAL (1 more finding)"},
    {"the origin, though it is better",
     {{0, "root", '-', -1}, {1, "prompt", 'c', 2}, {1, "order", 'w', -1}},
     STATE_CRITICAL,
     "order",
     "order is WARNING"},
    {"the origin's origin",
     {{0, "root", '-', -1}, {1, "a", 'c', 2}, {1, "b", 'w', 3}, {1, "c", 'w', -1}},
     STATE_CRITICAL,
     "c",
     "c is WARNING"},
    {"a cause that is OK is none",
     {{0, "root", '-', -1}, {1, "a", 'c', 2}, {1, "b", 'o', -1}},
     STATE_CRITICAL,
     "a",
     "a is CRITICAL"},
    {"neighbours with the same finding are named together",
     {{0, "root", '-', -1},
      {1, "cas2", '-', -1},
      {2, "ews", '-', -1},
      {3, "order", 'w', -1},
      {2, "owa", '-', -1},
      {3, "order", 'o', -1},
      {2, "oab", '-', -1},
      {3, "order", 'w', -1},
      {3, "tls", 'w', -1}},
     STATE_WARNING,
     "cas2 ews order",
     "cas2 ews and oab: order is WARNING (1 more finding)"},
    {"neighbours directly below the root",
     {{0, "root", '-', -1},
      {1, "ews", '-', -1},
      {2, "order", 'c', -1},
      {1, "oab", '-', -1},
      {2, "order", 'c', -1},
      {1, "owa", '-', -1},
      {2, "order", 'c', -1}},
     STATE_CRITICAL,
     "ews order",
     "ews, oab and owa: order is CRITICAL"},
    {"those of another node are no neighbours",
     {{0, "root", '-', -1},
      {1, "cas1", '-', -1},
      {2, "ews", '-', -1},
      {3, "order", 'w', -1},
      {1, "cas2", '-', -1},
      {2, "ews", '-', -1},
      {3, "order", 'w', -1}},
     STATE_WARNING,
     "cas1 ews order",
     "cas1 ews: order is WARNING (1 more finding)"},
    {"a neighbour whose finding follows from another is not named",
     {{0, "root", '-', -1},
      {1, "ews", '-', -1},
      {2, "order", 'w', -1},
      {1, "oab", '-', -1},
      {2, "order", 'w', 2}},
     STATE_WARNING,
     "ews order",
     "ews: order is WARNING"},
    {"those that follow are no further findings",
     {{0, "root", '-', -1},
      {1, "dns", 'c', -1},
      {1, "tls", 'c', 1},
      {1, "http", 'c', 2},
      {1, "other", 'w', -1}},
     STATE_CRITICAL,
     "dns",
     "dns is CRITICAL (1 more finding)"},
};

static enum state
state_of(char letter)
{
	switch (letter) {
	case 'o':
		return STATE_OK;
	case 'w':
		return STATE_WARNING;
	case 'c':
		return STATE_CRITICAL;
	default:
		return STATE_UNKNOWN;
	}
}

/* `made` gets the checks in the order of the lines. */
static struct check *
build(const struct line *lines, struct check *made[LINES])
{
	struct check *above[LINES] = {NULL};

	for (gsize i = 0; i < LINES && lines[i].name; i++) {
		const struct line *line = &lines[i];

		made[i] =
		    i == 0 ? check_new(line->name) : check_add(above[line->depth - 1], line->name);
		above[line->depth] = made[i];
		if (line->state != '-')
			check_judge(made[i], state_of(line->state), "%s is %s", line->name,
				    state_name(state_of(line->state)));
	}
	for (gsize i = 0; i < LINES && lines[i].name; i++) {
		if (lines[i].cause >= 0)
			check_follows(made[i], made[lines[i].cause]);
	}
	return made[0];
}

static void
test_tree(gconstpointer data)
{
	const struct tree_row *row = data;
	struct check *made[LINES];
	g_autoptr(struct_check) root = build(row->lines, made);
	const struct check *worst = check_first_worst(root);
	g_autofree char *path = worst ? check_path(worst, TRUE) : NULL;
	g_autofree char *headline = check_headline(root);

	g_assert_cmpint(check_state(root), ==, row->state);
	g_assert_cmpstr(path, ==, row->first_worst);
	g_assert_cmpstr(headline, ==, row->headline);
}

/* mp 3 prints in reverse. */
static void
test_tree_order(void)
{
	static const struct line lines[LINES] = {
	    {0, "r", '-', -1}, {1, "a", '-', -1}, {2, "b", 'o', -1}, {2, "c", '-', -1},
	    {1, "d", 'o', -1}, {2, "e", 'o', -1}, {3, "f", 'o', -1}, {1, "g", '-', -1},
	};
	struct check *made[LINES];
	g_autoptr(struct_check) root = build(lines, made);
	g_autoptr(GString) all = g_string_new(NULL);
	g_autoptr(GString) counted = g_string_new(NULL);

	for (const struct check *at = root; at; at = check_next(root, at))
		g_string_append(all, at->name);
	g_assert_cmpstr(all->str, ==, "rabcdefg");
	for (const struct check *at = root; at; at = check_next(root, at))
		if (check_counts(at))
			g_string_append(counted, at->name);
	g_assert_cmpstr(counted->str, ==, "bcdefg");
	/* A part of the tree ends where it ends. */
	g_string_truncate(all, 0);
	for (const struct check *at = made[4]; at; at = check_next(made[4], at))
		g_string_append(all, at->name);
	g_assert_cmpstr(all->str, ==, "def");
	g_assert_cmpint(check_state(made[1]), ==, STATE_UNKNOWN);
	g_assert_cmpint(check_state(made[4]), ==, STATE_OK);
}

struct judge_row {
	const char *name;
	enum state first, second;
	const char *summary;
};

static const struct judge_row judge_rows[] = {
    {"the worse comes later", STATE_OK, STATE_WARNING, "second"},
    {"the worse comes first", STATE_CRITICAL, STATE_WARNING, "first"},
    {"of equals the first", STATE_WARNING, STATE_WARNING, "first"},
    {"of two OK the first", STATE_OK, STATE_OK, "first"},
    {"UNKNOWN is worse than OK", STATE_OK, STATE_UNKNOWN, "second"},
    {"UNKNOWN is better than WARNING", STATE_WARNING, STATE_UNKNOWN, "first"},
};

static void
test_judge_twice(gconstpointer data)
{
	const struct judge_row *row = data;
	g_autoptr(struct_check) check = check_new("c");

	check_judge(check, row->first, "%s", "first");
	check_judge(check, row->second, "%s", "second");
	g_assert_cmpstr(check_summary(check), ==, row->summary);
	g_assert_cmpint(check->state, ==, state_worse(row->first, row->second));
}

/* Judged OK is better than the UNKNOWN of being unjudged. */
static void
test_judge_ok(void)
{
	g_autoptr(struct_check) check = check_new("c");

	g_assert_cmpint(check_state(check), ==, STATE_UNKNOWN);
	check_judge(check, STATE_OK, "100%%");
	g_assert_cmpint(check_state(check), ==, STATE_OK);
	g_assert_cmpstr(check_summary(check), ==, "100%");
}

static void
test_no_circle(void)
{
	g_autoptr(struct_check) root = check_new("root");
	struct check *a = check_add(root, "a");
	struct check *b = check_add(root, "b");

	check_follows(a, b);
	check_follows(b, a);
	g_assert_true(a->cause == b);
	g_assert_null(b->cause);
	check_follows(b, b);
	g_assert_null(b->cause);
	check_follows(a, NULL);
	g_assert_null(a->cause);
}

static void
test_path(void)
{
	g_autoptr(struct_check) root = check_new("root");
	struct check *a = check_add(root, "cas2");
	struct check *b = check_add(a, "ews");
	g_autofree char *of_root = check_path(root, TRUE);
	g_autofree char *with = check_path(b, TRUE);
	g_autofree char *without = check_path(b, FALSE);
	g_autofree char *top = check_path(a, FALSE);

	g_assert_cmpstr(of_root, ==, "");
	g_assert_cmpstr(with, ==, "cas2 ews");
	g_assert_cmpstr(without, ==, "cas2");
	g_assert_cmpstr(top, ==, "");
}

static void
test_perfdata(void)
{
	g_autoptr(struct_check) root = check_new("root");
	struct check *a = check_add(root, "a");
	struct check *b = check_add(a, "b");
	struct threshold threshold = {0};
	struct perfdata *item;
	g_autoptr(GPtrArray) all = NULL;
	g_autofree char *text = NULL;

	g_assert_true(range_parse("5", &threshold.warning, NULL));
	check_measure(b, "second", UNIT_SECONDS, 2, &threshold, 0);
	check_measure(a, "first", UNIT_NONE, 1, NULL, NAN);
	item = check_measure(check_add(root, "c"), "third", UNIT_PERCENT, 3, NULL, 0);
	item->maximum = 100;
	all = check_perfdata(root);
	text = perfdata_join(all);
	g_assert_cmpstr(text, ==, "first=1 second=2s;5;;0 third=3%;;;0;100");
}

/* Deeper than a stack would like, if anything here called itself. */
static void
test_deep(void)
{
	g_autoptr(struct_check) root = check_new("root");
	struct check *at = root;

	for (guint i = 0; i < 100000; i++)
		at = check_add(at, "d");
	check_judge(at, STATE_CRITICAL, "deep");
	g_assert_cmpint(check_state(root), ==, STATE_CRITICAL);
	g_assert_true(check_first_worst(root) == at);
}

/* A check that was judged on its own takes its place among those that were added. */
static void
test_adopt(void)
{
	g_autoptr(struct_check) root = check_new("root");
	struct check *child = check_new("b");
	struct check *grandchild = check_add(child, "c");
	g_autofree char *path = NULL;
	g_autofree char *headline = NULL;

	check_judge(check_add(root, "a"), STATE_OK, "a is OK");
	check_judge(child, STATE_WARNING, "b is WARNING");
	check_judge(grandchild, STATE_CRITICAL, "c is CRITICAL");
	g_assert_cmpint(check_state(root), ==, STATE_OK);
	check_adopt(root, child);
	g_assert_true(child->parent == root);
	g_assert_cmpuint(root->children->len, ==, 2);
	g_assert_true(g_ptr_array_index(root->children, 1) == child);
	g_assert_true(check_next(root, g_ptr_array_index(root->children, 0)) == child);
	path = check_path(grandchild, TRUE);
	headline = check_headline(root);
	g_assert_cmpint(check_state(root), ==, STATE_CRITICAL);
	g_assert_cmpstr(path, ==, "b c");
	g_assert_cmpstr(headline, ==, "b: c is CRITICAL (1 more finding)");
}

static void
test_free_null(void)
{
	check_free(NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(tree_rows); i++) {
		g_autofree char *path = g_strdup_printf("/check/tree/%s", tree_rows[i].name);

		g_test_add_data_func(path, &tree_rows[i], test_tree);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(judge_rows); i++) {
		g_autofree char *path = g_strdup_printf("/check/judge/%s", judge_rows[i].name);

		g_test_add_data_func(path, &judge_rows[i], test_judge_twice);
	}
	g_test_add_func("/check/tree order", test_tree_order);
	g_test_add_func("/check/judge/OK is better than unjudged", test_judge_ok);
	g_test_add_func("/check/no circle of causes", test_no_circle);
	g_test_add_func("/check/path", test_path);
	g_test_add_func("/check/perfdata in tree order", test_perfdata);
	g_test_add_func("/check/a very deep tree", test_deep);
	g_test_add_func("/check/adopt", test_adopt);
	g_test_add_func("/check/free of NULL", test_free_null);
	return g_test_run();
}
