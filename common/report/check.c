/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Builds the tree of checks. */
#include "report/check.h"

#include <math.h>

static void
free_note(gpointer data)
{
	struct note *note = data;

	g_free(note->text);
	g_free(note);
}

static void
free_perfdata(gpointer data)
{
	perfdata_free(data);
}

struct check *
check_new(const char *name)
{
	struct check *check = g_new0(struct check, 1);

	check->name = g_strdup(name);
	check->state = STATE_UNKNOWN;
	check->notes = g_ptr_array_new_with_free_func(free_note);
	check->remedies = g_ptr_array_new_with_free_func(g_free);
	check->perfdata = g_ptr_array_new_with_free_func(free_perfdata);
	check->children = g_ptr_array_new();
	return check;
}

static void
free_one(struct check *check)
{
	g_free(check->name);
	g_free(check->summary);
	g_ptr_array_unref(check->notes);
	g_ptr_array_unref(check->remedies);
	g_ptr_array_unref(check->perfdata);
	g_ptr_array_unref(check->children);
	g_free(check);
}

void
check_free(struct check *check)
{
	g_autoptr(GPtrArray) all = g_ptr_array_new();

	if (!check)
		return;
	/* Without recursion: the array grows by the children of what it holds. */
	g_ptr_array_add(all, check);
	for (guint i = 0; i < all->len; i++) {
		const struct check *parent = all->pdata[i];

		for (guint child = 0; child < parent->children->len; child++)
			g_ptr_array_add(all, parent->children->pdata[child]);
	}
	for (guint i = 0; i < all->len; i++)
		free_one(all->pdata[i]);
}

void
check_adopt(struct check *parent, struct check *child)
{
	child->parent = parent;
	g_ptr_array_add(parent->children, child);
}

struct check *
check_add(struct check *parent, const char *name)
{
	struct check *child = check_new(name);

	check_adopt(parent, child);
	return child;
}

void
check_judge(struct check *check, enum state state, const char *format, ...)
{
	va_list arguments;

	if (check->judged && state_worse(state, check->state) == check->state)
		return;
	check->judged = TRUE;
	check->state = state;
	g_free(check->summary);
	va_start(arguments, format);
	check->summary = g_strdup_vprintf(format, arguments);
	va_end(arguments);
}

void
check_note(struct check *check, enum note_level level, const char *format, ...)
{
	struct note *note = g_new0(struct note, 1);
	va_list arguments;

	note->level = level;
	va_start(arguments, format);
	note->text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	g_ptr_array_add(check->notes, note);
}

void
check_remedy(struct check *check, const char *format, ...)
{
	g_autofree char *text = NULL;
	va_list arguments;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	if (!g_ptr_array_find_with_equal_func(check->remedies, text, g_str_equal, NULL))
		g_ptr_array_add(check->remedies, g_steal_pointer(&text));
}

void
check_follows(struct check *check, const struct check *cause)
{
	for (const struct check *at = cause; at; at = at->cause) {
		if (at == check)
			return;
	}
	check->cause = cause;
}

struct perfdata *
check_measure(struct check *check, const char *label, enum unit unit, double value,
	      const struct threshold *threshold, double minimum)
{
	struct perfdata *item = perfdata_new(label, unit, value);

	if (threshold)
		item->threshold = *threshold;
	item->minimum = minimum;
	g_ptr_array_add(check->perfdata, item);
	return item;
}
