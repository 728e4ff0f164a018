/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML documents, written element by element. */
#include "tests/sim/sim_markup.h"

void
sim_markup_begin(struct sim_markup *markup)
{
	markup->text = g_string_new("<?xml version=\"1.0\" encoding=\"utf-8\"?>\r\n");
	markup->open = g_ptr_array_new_with_free_func(g_free);
}

static void
indent(struct sim_markup *markup)
{
	for (guint i = 0; i < markup->open->len; i++)
		g_string_append(markup->text, "  ");
}

void
sim_markup_open(struct sim_markup *markup, const gchar *name, const gchar *attributes)
{
	indent(markup);
	g_string_append_printf(markup->text, "<%s%s>\r\n", name, attributes);
	g_ptr_array_add(markup->open, g_strdup(name));
}

void
sim_markup_close(struct sim_markup *markup)
{
	g_autofree gchar *name = g_ptr_array_steal_index(markup->open, markup->open->len - 1);

	indent(markup);
	g_string_append_printf(markup->text, "</%s>\r\n", name);
}

void
sim_markup_add_with(struct sim_markup *markup, const gchar *name, const gchar *attributes,
		    const gchar *text)
{
	g_autofree gchar *escaped = text ? g_markup_escape_text(text, -1) : NULL;

	if (!text)
		return;
	indent(markup);
	if (*text)
		g_string_append_printf(markup->text, "<%s%s>%s</%s>\r\n", name, attributes, escaped,
				       name);
	else
		g_string_append_printf(markup->text, "<%s%s />\r\n", name, attributes);
}

void
sim_markup_add(struct sim_markup *markup, const gchar *name, const gchar *text)
{
	sim_markup_add_with(markup, name, "", text);
}

void
sim_markup_addf(struct sim_markup *markup, const gchar *name, const gchar *format, ...)
{
	va_list arguments;
	g_autofree gchar *text = NULL;

	va_start(arguments, format);
	text = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	sim_markup_add(markup, name, text);
}

gchar *
sim_markup_end(struct sim_markup *markup)
{
	while (markup->open->len > 0)
		sim_markup_close(markup);
	g_ptr_array_unref(markup->open);
	return g_string_free(markup->text, FALSE);
}
