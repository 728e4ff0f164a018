/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the XML documents that clients post. */
#ifndef TESTS_SIM_XML_H
#define TESTS_SIM_XML_H

#include "base/autoptr.h"

#include <glib.h>

/* A document, read. */
struct sim_xml;

/* NULL when it is not well-formed; the caller frees it. */
struct sim_xml *sim_xml_read(const gchar *text, gsize length);

void sim_xml_free(struct sim_xml *xml);

AUTOPTR_STRUCT(sim_xml)

/* TRUE when the root is that element of that namespace. */
gboolean sim_xml_is(const struct sim_xml *xml, const gchar *name, const gchar *namespace);

/* The text of the first element of that name in that namespace, without blanks around it; NULL when
 * there is none. The caller frees it. */
gchar *sim_xml_text(const struct sim_xml *xml, const gchar *name, const gchar *namespace);

/* The texts of all such elements, in their order; the caller frees them with g_strfreev(). */
gchar **sim_xml_texts(const struct sim_xml *xml, const gchar *name, const gchar *namespace);

#endif
