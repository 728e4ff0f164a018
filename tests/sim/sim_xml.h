/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the XML documents that clients post. */
#ifndef TESTS_SIM_XML_H
#define TESTS_SIM_XML_H

#include "base/autoptr.h"

#include <libxml/tree.h>

/* A document, read. */
struct sim_xml;

/* NULL when it is not well-formed, or has a document type, which Exchange does not accept either;
 * the caller frees it. */
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

/*
 * Elements, one by one: all are borrowed from the document, and NULL stands for one that is not
 * there, of which all these functions may be asked.
 */

xmlNode *sim_xml_root(const struct sim_xml *xml);

/* TRUE when it is an element of that name in that namespace. */
gboolean sim_xml_is_named(const xmlNode *element, const gchar *name, const gchar *namespace);

/* The first child that is an element: of any name, or of that one. */
xmlNode *sim_xml_first(const xmlNode *parent);
xmlNode *sim_xml_child(const xmlNode *parent, const gchar *name, const gchar *namespace);

/* The next element beside it. */
xmlNode *sim_xml_next(const xmlNode *element);

/* The next element below `root` in the order of the document. */
xmlNode *sim_xml_following(const xmlNode *root, xmlNode *element);

/* Its text without blanks around it; NULL for NULL. The caller frees it. */
gchar *sim_xml_content(const xmlNode *element);

/* An attribute without a namespace; NULL when there is none. The caller frees it. */
gchar *sim_xml_attribute(const xmlNode *element, const gchar *name);

#endif
