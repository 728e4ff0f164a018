/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML as far as the requests of Autodiscover need it, read by libxml2. */
#include "tests/sim/sim_xml.h"

#include <string.h>

#include <libxml/parser.h>
#include <libxml/tree.h>

struct sim_xml {
	xmlDocPtr document;
};

struct sim_xml *
sim_xml_read(const gchar *text, gsize length)
{
	xmlDocPtr document =
	    xmlReadMemory(text, (int)length, NULL, NULL,
			  XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	struct sim_xml *xml;

	if (!document)
		return NULL;
	xml = g_new(struct sim_xml, 1);
	xml->document = document;
	return xml;
}

void
sim_xml_free(struct sim_xml *xml)
{
	xmlFreeDoc(xml->document);
	g_free(xml);
}

static gboolean
is_named(const xmlNode *node, const gchar *name, const gchar *namespace)
{
	return node->type == XML_ELEMENT_NODE && strcmp((const gchar *)node->name, name) == 0 &&
	       node->ns && node->ns->href && strcmp((const gchar *)node->ns->href, namespace) == 0;
}

gboolean
sim_xml_is(const struct sim_xml *xml, const gchar *name, const gchar *namespace)
{
	const xmlNode *root = xmlDocGetRootElement(xml->document);

	return root && is_named(root, name, namespace);
}

/* The next node in the order of the document, NULL at its end. */
static xmlNode *
following(xmlNode *node)
{
	if (node->type == XML_ELEMENT_NODE && node->children)
		return node->children;
	while (node && !node->next)
		node = node->parent;
	return node ? node->next : NULL;
}

gchar **
sim_xml_texts(const struct sim_xml *xml, const gchar *name, const gchar *namespace)
{
	GPtrArray *texts = g_ptr_array_new();

	for (xmlNode *node = xmlDocGetRootElement(xml->document); node; node = following(node)) {
		xmlChar *content;

		if (!is_named(node, name, namespace))
			continue;
		content = xmlNodeGetContent(node);
		g_ptr_array_add(texts, g_strstrip(g_strdup((const gchar *)content)));
		xmlFree(content);
	}
	g_ptr_array_add(texts, NULL);
	return (gchar **)g_ptr_array_free(texts, FALSE);
}

gchar *
sim_xml_text(const struct sim_xml *xml, const gchar *name, const gchar *namespace)
{
	g_auto(GStrv) texts = sim_xml_texts(xml, name, namespace);

	return g_strdup(texts[0]);
}
