/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads an XML document of a server, element by element, within limits.
 *
 * No document type is taken, so no entity but the five of XML exists, and nothing is ever fetched.
 * The document is not kept: memory is that of one element. Characters that XML 1.0 forbids, which
 * Exchange writes as references ("&#x1F;"), are left out. Namespaces are told, not judged: elements
 * are known by their local names, for published answers differ in the rest.
 */
#ifndef PROTOCOL_BOUNDED_XML_H
#define PROTOCOL_BOUNDED_XML_H

#include <glib.h>

/* What is refused beyond. */
struct bounded_xml_limits {
	gsize bytes; /* of the document, below 2 GiB */
	guint depth; /* of elements; at most BOUNDED_XML_DEPTH */
};
enum { BOUNDED_XML_DEPTH = 64, BOUNDED_XML_ATTRIBUTES = 4096 };

/* The document in reading; callers see it only in their functions. */
struct bounded_xml;

struct bounded_xml_handler {
	/* An element begins. */
	void (*begin)(struct bounded_xml *xml, gpointer data);
	/* It ends. `text` is what stands in it, white space round it removed; "" when elements
	 * stand in it. Borrowed. */
	void (*end)(struct bounded_xml *xml, const char *text, gpointer data);
};

/* To be called before documents are read in several threads: libxml2 cannot set itself up in two at
 * once. */
void bounded_xml_prepare(void);

/* NULL, or why nothing (more) could be read, which the caller frees. */
char *bounded_xml_read(const void *bytes, gsize length, struct bounded_xml_limits limits,
		       const struct bounded_xml_handler *handler, gpointer data);

/* The rest is for the functions of a handler. */

/* How deep the element stands; the root stands at 1. */
guint bounded_xml_depth(const struct bounded_xml *xml);

/* The local name of the element (0), of the one round it (1) ...; "" above the root. Borrowed. */
const char *bounded_xml_name(const struct bounded_xml *xml, guint up);

/* Whether the element is named, and stands, like this: "Fault/detail/ResponseCode"; with a '/' in
 * front from the root on. */
gboolean bounded_xml_is(const struct bounded_xml *xml, const char *path);

/* The value of an attribute of the element that begins, white space round it removed; NULL when it
 * has none of that local name, and when an element ends. The caller frees it. */
char *bounded_xml_attribute(const struct bounded_xml *xml, const char *name);

/* The namespace of the element that begins; "" for none, and when an element ends. Borrowed. */
const char *bounded_xml_namespace(const struct bounded_xml *xml);

/* Nothing more is read, and the sentence is why. */
void bounded_xml_refuse(struct bounded_xml *xml, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* The same for a document of another kind: "expected a SOAP envelope, got <html>". */
void bounded_xml_refuse_root(struct bounded_xml *xml, const char *expected);

#endif
