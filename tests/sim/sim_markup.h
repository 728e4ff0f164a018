/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes XML, an element a line. */
#ifndef TESTS_SIM_MARKUP_H
#define TESTS_SIM_MARKUP_H

#include <glib.h>

/* A document in the making; {0} is an empty one. */
struct sim_markup {
	GString *text;
	GPtrArray *open; /* the names of the elements that are not closed yet */
};

/* With the XML declaration. */
void sim_markup_begin(struct sim_markup *markup);

/* Begins an element; `attributes` is as it stands in the tag, with a blank before it, or empty. */
void sim_markup_open(struct sim_markup *markup, const gchar *name, const gchar *attributes);

/* Ends the element that was begun last. */
void sim_markup_close(struct sim_markup *markup);

/* A whole element with that text, escaped; NULL: no element at all, "": an empty one. */
void sim_markup_add(struct sim_markup *markup, const gchar *name, const gchar *text);
void sim_markup_addf(struct sim_markup *markup, const gchar *name, const gchar *format, ...)
    G_GNUC_PRINTF(3, 4);

/* The same with attributes. */
void sim_markup_add_with(struct sim_markup *markup, const gchar *name, const gchar *attributes,
			 const gchar *text);

/* Ends what is open; the caller frees the document. */
gchar *sim_markup_end(struct sim_markup *markup);

#endif
