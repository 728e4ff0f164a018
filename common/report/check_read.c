/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers questions about a finished tree of checks. */
#include "report/check.h"

#include "base/text.h"

const struct check *
check_next(const struct check *root, const struct check *at)
{
	guint index;

	if (at->children->len > 0)
		return at->children->pdata[0];
	while (at != root) {
		GPtrArray *siblings = at->parent->children;

		if (g_ptr_array_find(siblings, at, &index) && index + 1 < siblings->len)
			return siblings->pdata[index + 1];
		at = at->parent;
	}
	return NULL;
}

gboolean
check_counts(const struct check *check)
{
	return check->judged || check->children->len == 0;
}

static gboolean
is_finding(const struct check *check)
{
	return check_counts(check) && check->state != STATE_OK;
}

enum state
check_state(const struct check *check)
{
	enum state worst = STATE_OK;

	for (const struct check *at = check; at; at = check_next(check, at)) {
		if (check_counts(at))
			worst = state_worse(worst, at->state);
	}
	return worst;
}

const struct check *
check_first_worst(const struct check *root)
{
	enum state worst = check_state(root);
	const struct check *first = NULL;

	if (worst == STATE_OK)
		return NULL;
	for (const struct check *at = root; at; at = check_next(root, at)) {
		if (!check_counts(at) || at->state != worst)
			continue;
		if (!at->cause)
			return at;
		if (!first)
			first = at;
	}
	while (first && first->cause && is_finding(first->cause))
		first = first->cause;
	return first;
}

char *
check_path(const struct check *check, gboolean with_own)
{
	g_autoptr(GString) path = g_string_new(with_own && check->parent ? check->name : NULL);
	const struct check *at = check->parent;

	for (; at && at->parent; at = at->parent) {
		if (path->len > 0)
			g_string_prepend_c(path, ' ');
		g_string_prepend(path, at->name);
	}
	return g_strdup(path->str);
}

const char *
check_summary(const struct check *check)
{
	return check->judged ? check->summary : "not judged";
}

/*
 * Whether `at` says of a neighbour what `worst` says of its parent: "autodiscover" and "ews" below
 * the same node, both with the same finding.
 */
static gboolean
says_the_same(const struct check *at, const struct check *worst)
{
	if (at == worst)
		return TRUE;
	return check_counts(at) && !at->cause && !worst->cause && at->state == worst->state &&
	       at->parent && worst->parent && worst->parent->parent &&
	       at->parent->parent == worst->parent->parent && g_str_equal(at->name, worst->name) &&
	       g_str_equal(check_summary(at), check_summary(worst));
}

/* "cas2 autodiscover, ews and oab": whom the headline is about; "" when that is the root. */
static char *
headline_path(const struct check *root, const struct check *worst)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();
	g_autofree char *above = NULL;
	g_autofree char *list = NULL;

	if (!worst->parent || !worst->parent->parent)
		return g_strdup("");
	for (const struct check *at = root; at; at = check_next(root, at)) {
		/* Two checks of one endpoint may say the same. */
		if (says_the_same(at, worst) &&
		    !g_ptr_array_find_with_equal_func(names, at->parent->name, g_str_equal, NULL))
			g_ptr_array_add(names, at->parent->name);
	}
	g_ptr_array_add(names, NULL);
	list = text_enumerate((const char *const *)names->pdata, " and ");
	above = check_path(worst->parent, FALSE);
	return g_strdup_printf("%s%s%s", above, above[0] ? " " : "", list);
}

/* How many findings stand by themselves and are not in the headline. */
static guint
count_further(const struct check *root, const struct check *headline)
{
	guint count = 0;

	for (const struct check *at = root; at; at = check_next(root, at)) {
		if (is_finding(at) && !at->cause && !says_the_same(at, headline))
			count++;
	}
	return count;
}

static char *
headline_of_good(const struct check *root)
{
	guint count = 0;

	if (root->judged)
		return g_strdup(root->summary);
	for (const struct check *at = root; at; at = check_next(root, at))
		count += check_counts(at) ? 1 : 0;
	return g_strdup_printf("%u %s, all good", count, count == 1 ? "check" : "checks");
}

char *
check_headline(const struct check *root)
{
	const struct check *worst = check_first_worst(root);
	g_autofree char *path = NULL;
	g_autofree char *more = NULL;
	guint further;

	if (!worst)
		return headline_of_good(root);
	path = headline_path(root, worst);
	further = count_further(root, worst);
	if (further > 0)
		more = g_strdup_printf(" (%u more %s)", further,
				       further == 1 ? "finding" : "findings");
	return g_strdup_printf("%s%s%s%s", path, path[0] ? ": " : "", check_summary(worst),
			       more ? more : "");
}

GPtrArray *
check_perfdata(const struct check *root)
{
	GPtrArray *all = g_ptr_array_new();

	for (const struct check *at = root; at; at = check_next(root, at)) {
		for (guint i = 0; i < at->perfdata->len; i++)
			g_ptr_array_add(all, at->perfdata->pdata[i]);
	}
	return all;
}
