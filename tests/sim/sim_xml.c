/* SPDX-License-Identifier: GPL-3.0-or-later */
/* XML as far as the requests of Autodiscover and of EWS need it, read by libxml2. */
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
	if (document->intSubset) {
		xmlFreeDoc(document);
		return NULL;
	}
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

gboolean
sim_xml_is_named(const xmlNode *element, const gchar *name, const gchar *namespace)
{
	return element && element->type == XML_ELEMENT_NODE &&
	       strcmp((const gchar *)element->name, name) == 0 && element->ns &&
	       element->ns->href && strcmp((const gchar *)element->ns->href, namespace) == 0;
}

xmlNode *
sim_xml_root(const struct sim_xml *xml)
{
	return xmlDocGetRootElement(xml->document);
}

gboolean
sim_xml_is(const struct sim_xml *xml, const gchar *name, const gchar *namespace)
{
	return sim_xml_is_named(sim_xml_root(xml), name, namespace);
}

static xmlNode *
element_from(xmlNode *node)
{
	while (node && node->type != XML_ELEMENT_NODE)
		node = node->next;
	return node;
}

xmlNode *
sim_xml_first(const xmlNode *parent)
{
	return parent ? element_from(parent->children) : NULL;
}

xmlNode *
sim_xml_next(const xmlNode *element)
{
	return element ? element_from(element->next) : NULL;
}

xmlNode *
sim_xml_child(const xmlNode *parent, const gchar *name, const gchar *namespace)
{
	xmlNode *child = sim_xml_first(parent);

	while (child && !sim_xml_is_named(child, name, namespace))
		child = sim_xml_next(child);
	return child;
}

xmlNode *
sim_xml_following(const xmlNode *root, xmlNode *element)
{
	xmlNode *child = sim_xml_first(element);

	if (child)
		return child;
	while (element && element != root && !sim_xml_next(element))
		element = element->parent;
	return element == root ? NULL : sim_xml_next(element);
}

gchar *
sim_xml_content(const xmlNode *element)
{
	xmlChar *content = element ? xmlNodeGetContent(element) : NULL;
	gchar *text = content ? g_strstrip(g_strdup((const gchar *)content)) : NULL;

	xmlFree(content);
	return text;
}

gchar *
sim_xml_attribute(const xmlNode *element, const gchar *name)
{
	xmlChar *value = element ? xmlGetNoNsProp(element, (const xmlChar *)name) : NULL;
	gchar *text = g_strdup((const gchar *)value);

	xmlFree(value);
	return text;
}

gchar **
sim_xml_texts(const struct sim_xml *xml, const gchar *name, const gchar *namespace)
{
	xmlNode *root = sim_xml_root(xml);
	GPtrArray *texts = g_ptr_array_new();

	for (xmlNode *node = root; node; node = sim_xml_following(root, node))
		if (sim_xml_is_named(node, name, namespace))
			g_ptr_array_add(texts, sim_xml_content(node));
	g_ptr_array_add(texts, NULL);
	return (gchar **)g_ptr_array_free(texts, FALSE);
}

gchar *
sim_xml_text(const struct sim_xml *xml, const gchar *name, const gchar *namespace)
{
	g_auto(GStrv) texts = sim_xml_texts(xml, name, namespace);

	return g_strdup(texts[0]);
}
