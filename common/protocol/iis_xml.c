/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads one XML document of IIS into layers. */
#include "protocol/iis_xml.h"
#include "protocol/iis_attribute.h"
#include <libxml/xmlreader.h>
#include <string.h>

enum element {
	ELEMENT_OTHER,
	ELEMENT_DOCUMENT, /* above the root */
	ELEMENT_CONFIGURATION,
	ELEMENT_CONFIG_SECTIONS,
	ELEMENT_SECTION_GROUP,
	ELEMENT_SECTION,
	ELEMENT_LOCATION,
	ELEMENT_APPCMD,
	ELEMENT_CONFIG,
	ELEMENT_WEB_SERVER,
	ELEMENT_SECURITY,
	ELEMENT_AUTHENTICATION,
	ELEMENT_WINDOWS,
	ELEMENT_PROVIDERS,
	ELEMENT_CLEAR,
	ELEMENT_ADD,
	ELEMENT_REMOVE,
	ELEMENT_PROTECTION
};

#define IN(element) (1U << ELEMENT_##element)

/* An element means something only inside one of its parents. */
static const struct {
	const char *name;
	enum element element;
	guint parents; /* of IN() */
} elements[] = {
    {"configuration", ELEMENT_CONFIGURATION, IN(DOCUMENT)},
    {"configSections", ELEMENT_CONFIG_SECTIONS, IN(CONFIGURATION)},
    {"sectionGroup", ELEMENT_SECTION_GROUP, IN(CONFIG_SECTIONS) | IN(SECTION_GROUP)},
    {"section", ELEMENT_SECTION, IN(SECTION_GROUP)},
    {"location", ELEMENT_LOCATION, IN(DOCUMENT) | IN(CONFIGURATION)},
    {"appcmd", ELEMENT_APPCMD, IN(DOCUMENT)},
    {"CONFIG", ELEMENT_CONFIG, IN(DOCUMENT) | IN(APPCMD)},
    {"system.webServer-security-authentication-windowsAuthentication", ELEMENT_WINDOWS, IN(CONFIG)},
    {"system.webServer", ELEMENT_WEB_SERVER,
     IN(DOCUMENT) | IN(CONFIGURATION) | IN(LOCATION) | IN(CONFIG)},
    {"security", ELEMENT_SECURITY, IN(DOCUMENT) | IN(WEB_SERVER)},
    {"authentication", ELEMENT_AUTHENTICATION, IN(DOCUMENT) | IN(SECURITY)},
    {"windowsAuthentication", ELEMENT_WINDOWS, IN(DOCUMENT) | IN(AUTHENTICATION)},
    {"providers", ELEMENT_PROVIDERS, IN(WINDOWS)},
    {"clear", ELEMENT_CLEAR, IN(PROVIDERS)},
    {"add", ELEMENT_ADD, IN(PROVIDERS)},
    {"remove", ELEMENT_REMOVE, IN(PROVIDERS)},
    {"extendedProtection", ELEMENT_PROTECTION, IN(WINDOWS)},
};

struct reading {
	xmlTextReader *reader;
	struct iis_layers *layers;
	enum element path[IIS_XML_DEPTH_LIMIT + 1]; /* path[0] is ELEMENT_DOCUMENT */
	char *location; /* of the <location> or <CONFIG> around, else the caller's */
	const char *fallback;
	struct iis_layer *layer; /* of the windowsAuthentication around */
	gboolean complete;
	char *breach; /* of well-formedness, in libxml2's words; NULL */
	GError **error;
};

static enum element
element_from_name(const char *name, enum element parent)
{
	for (gsize i = 0; i < G_N_ELEMENTS(elements); i++)
		if ((elements[i].parents & 1U << parent) && strcmp(name, elements[i].name) == 0)
			return elements[i].element;
	return ELEMENT_OTHER;
}

gboolean
iis_xml_source(const char *root, enum iis_source *source)
{
	enum element element = element_from_name(root, ELEMENT_DOCUMENT);

	*source = element == ELEMENT_CONFIGURATION || element == ELEMENT_LOCATION
		      ? IIS_SOURCE_APPLICATION_HOST
		      : IIS_SOURCE_APPCMD;
	return element != ELEMENT_OTHER;
}

/* The value of an attribute, which the caller frees; NULL when it is absent. */
static char *
get_attribute(const struct reading *r, const char *name)
{
	xmlChar *value = xmlTextReaderGetAttribute(r->reader, (const xmlChar *)name);
	char *copy = g_strdup((const char *)value);

	xmlFree(value);
	return copy;
}

static void
read_attributes(struct reading *r, gboolean of_protection)
{
	enum iis_attribute attribute = IIS_ENABLED;

	while (xmlTextReaderMoveToNextAttribute(r->reader) == 1) {
		const char *name = (const char *)xmlTextReaderConstName(r->reader);
		const char *text = (const char *)xmlTextReaderConstValue(r->reader);
		const char *expected = NULL;

		if (!iis_attribute_from_name(name, of_protection, &attribute))
			continue;
		expected = iis_attribute_parse(attribute, text, &r->layer->values[attribute]);
		r->layer->written[attribute] = expected == NULL;
		if (expected)
			iis_layer_set_problem(r->layer, "%s: expected %s, got \"%.40s\"",
					      iis_attribute_name(attribute), expected, text);
	}
	(void)xmlTextReaderMoveToElement(r->reader);
}

static gboolean
begin_windows(struct reading *r)
{
	r->layer = iis_layers_get(r->layers, r->location ? r->location : r->fallback, r->error);
	if (!r->layer)
		return FALSE;
	if (r->complete) {
		iis_layer_reset(r->layer);
		r->layer->complete = TRUE;
		iis_layer_direct(r->layer, IIS_CLEAR, NULL);
	}
	read_attributes(r, FALSE);
	return TRUE;
}

static void
read_provider(struct reading *r, enum iis_directive_kind kind)
{
	g_autofree char *value = get_attribute(r, "value");

	iis_layer_direct(r->layer, kind, value ? value : "");
}

/* What may override the section further down is said where the section is declared. */
static void
read_declaration(struct reading *r)
{
	g_autofree char *name = get_attribute(r, "name");
	g_autofree char *mode = get_attribute(r, "overrideModeDefault");

	if (name && strcmp(name, "windowsAuthentication") == 0)
		r->layers->locked = mode && g_ascii_strcasecmp(mode, "Deny") == 0;
}

static gboolean
read_element(struct reading *r, enum element element)
{
	switch (element) {
	case ELEMENT_LOCATION:
	case ELEMENT_CONFIG:
		g_free(r->location);
		r->location = get_attribute(r, "path");
		return TRUE;
	case ELEMENT_SECTION:
		read_declaration(r);
		return TRUE;
	case ELEMENT_WINDOWS:
		return begin_windows(r);
	case ELEMENT_CLEAR:
		iis_layer_direct(r->layer, IIS_CLEAR, NULL);
		return TRUE;
	case ELEMENT_ADD:
		read_provider(r, IIS_ADD);
		return TRUE;
	case ELEMENT_REMOVE:
		read_provider(r, IIS_REMOVE);
		return TRUE;
	case ELEMENT_PROTECTION:
		read_attributes(r, TRUE);
		return TRUE;
	case ELEMENT_OTHER:
	case ELEMENT_DOCUMENT:
	case ELEMENT_CONFIGURATION:
	case ELEMENT_CONFIG_SECTIONS:
	case ELEMENT_SECTION_GROUP:
	case ELEMENT_APPCMD:
	case ELEMENT_WEB_SERVER:
	case ELEMENT_SECURITY:
	case ELEMENT_AUTHENTICATION:
	case ELEMENT_PROVIDERS:
		return TRUE;
	}
	return TRUE;
}

static gboolean
read_node(struct reading *r)
{
	gint type = xmlTextReaderNodeType(r->reader);
	gint depth = xmlTextReaderDepth(r->reader);
	enum element element = ELEMENT_OTHER;

	if (type == XML_READER_TYPE_DOCUMENT_TYPE || type == XML_READER_TYPE_ENTITY_REFERENCE) {
		g_set_error(r->error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_MALFORMED,
			    "expected plain XML, got a document type or an entity");
		return FALSE;
	}
	if (depth < 0 || depth >= IIS_XML_DEPTH_LIMIT) {
		g_set_error(r->error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_MALFORMED,
			    "expected elements nested at most %d deep, got more",
			    IIS_XML_DEPTH_LIMIT);
		return FALSE;
	}
	if (type != XML_READER_TYPE_ELEMENT)
		return TRUE;
	element =
	    element_from_name((const char *)xmlTextReaderConstName(r->reader), r->path[depth]);
	r->path[depth + 1] = element;
	if (element == ELEMENT_WEB_SERVER && r->path[depth] == ELEMENT_CONFIGURATION)
		g_clear_pointer(&r->location, g_free);
	return read_element(r, element);
}

/* Called by libxml2; what follows the first breach is mostly its consequence. */
static void
note_breach(void *data, const char *message, xmlParserSeverities severity,
	    xmlTextReaderLocatorPtr locator)
{
	struct reading *r = data;
	g_autofree char *line = g_strstrip(g_strdup(message));

	(void)severity;
	if (!r->breach)
		r->breach = g_strdup_printf("%s (line %d of the element)", line,
					    xmlTextReaderLocatorLineNumber(locator));
}

gboolean
iis_xml_read(struct iis_layers *layers, const char *xml, gsize length, const char *location,
	     gboolean complete, GError **error)
{
	struct reading r = {.layers = layers,
			    .path = {ELEMENT_DOCUMENT},
			    .fallback = location,
			    .complete = complete,
			    .error = error};
	gboolean good = TRUE;
	gint status = 1;

	g_return_val_if_fail(length <= IIS_CONFIG_LIMIT_BYTES, FALSE);
	r.reader = xmlReaderForMemory(xml, (int)length, NULL, "UTF-8",
				      XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING);
	g_assert(r.reader);
	xmlTextReaderSetErrorHandler(r.reader, note_breach, &r);
	while (good && (status = xmlTextReaderRead(r.reader)) == 1)
		good = read_node(&r);
	if (good && status != 0) {
		g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_MALFORMED,
			    "expected well-formed XML, got this: %.160s",
			    r.breach ? r.breach : "unknown");
		good = FALSE;
	}
	xmlFreeTextReader(r.reader);
	g_free(r.location);
	g_free(r.breach);
	return good;
}
