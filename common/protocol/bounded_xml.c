/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads an XML document of a server, element by element, within limits. */
#include "protocol/bounded_xml.h"

#include "base/text.h"
#include <libxml/parserInternals.h>
#include <stdarg.h>
#include <string.h>

struct bounded_xml {
	xmlParserCtxt *parser;
	struct bounded_xml_limits limits;
	const struct bounded_xml_handler *handler;
	gpointer data;
	const char *path[BOUNDED_XML_DEPTH]; /* local names, root first; the parser's */
	guint depth;
	gboolean has_text; /* no element stands in the current one */
	GString *text;	   /* of the current element so far */
	/* libxml2's: local name, prefix, namespace, begin and end of the value, five by five */
	const xmlChar *const *attributes;
	gint attribute_count;
	const char *name_space; /* of the element that begins; NULL: none */
	char *malformed;
};

guint
bounded_xml_depth(const struct bounded_xml *xml)
{
	return xml->depth;
}

const char *
bounded_xml_name(const struct bounded_xml *xml, guint up)
{
	return up < xml->depth ? xml->path[xml->depth - 1 - up] : "";
}

gboolean
bounded_xml_is(const struct bounded_xml *xml, const char *path)
{
	const char *end = path + strlen(path);
	guint up = 0;

	for (;; up++) {
		const char *slash = memrchr(path, '/', (gsize)(end - path));
		const char *from = slash ? slash + 1 : path;
		const char *name = bounded_xml_name(xml, up);
		gsize length = (gsize)(end - from);

		if (up >= xml->depth || strlen(name) != length || memcmp(name, from, length) != 0)
			return FALSE;
		if (!slash)
			return TRUE;
		if (slash == path)
			return up + 1 == xml->depth;
		end = slash;
	}
}

char *
bounded_xml_attribute(const struct bounded_xml *xml, const char *name)
{
	for (gint i = 0; i < xml->attribute_count; i++) {
		const xmlChar *const *attribute = xml->attributes + 5 * (gsize)i;
		const char *value = (const char *)attribute[3];

		if (strcmp((const char *)attribute[0], name) == 0)
			return g_strstrip(
			    g_strndup(value, (gsize)((const char *)attribute[4] - value)));
	}
	return NULL;
}

const char *
bounded_xml_namespace(const struct bounded_xml *xml)
{
	return xml->name_space ? xml->name_space : "";
}

void
bounded_xml_refuse_root(struct bounded_xml *xml, const char *expected)
{
	g_autofree char *shown = text_line(bounded_xml_name(xml, 0));

	bounded_xml_refuse(xml, "expected %s, got <%s>", expected, shown);
}

void
bounded_xml_refuse(struct bounded_xml *xml, const char *format, ...)
{
	va_list arguments;

	if (xml->malformed)
		return;
	va_start(arguments, format);
	xml->malformed = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	xmlStopParser(xml->parser);
}

/* NOLINTBEGIN(readability-function-size): libxml2 says what it takes */
static void
on_begin(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri,
	 int namespace_count, const xmlChar **namespaces, int attribute_count, int defaulted_count,
	 const xmlChar **attributes)
{
	struct bounded_xml *xml = data;

	(void)prefix;
	(void)namespace_count;
	(void)namespaces;
	(void)defaulted_count;
	if (xml->malformed)
		return;
	if (xml->depth == xml->limits.depth) {
		bounded_xml_refuse(xml, "expected elements nested at most %u deep, got more",
				   xml->limits.depth);
		return;
	}
	xml->path[xml->depth++] = (const char *)name;
	xml->has_text = TRUE;
	g_string_truncate(xml->text, 0);
	xml->attributes = attributes;
	xml->attribute_count = attribute_count;
	xml->name_space = (const char *)uri;
	xml->handler->begin(xml, xml->data);
	xml->attribute_count = 0;
	xml->name_space = NULL;
}
/* NOLINTEND(readability-function-size) */

static void
on_end(void *data, const xmlChar *name, const xmlChar *prefix, const xmlChar *uri)
{
	struct bounded_xml *xml = data;

	(void)name;
	(void)prefix;
	(void)uri;
	if (xml->malformed || xml->depth == 0)
		return;
	xml->handler->end(xml, xml->has_text ? g_strstrip(xml->text->str) : "", xml->data);
	xml->has_text = FALSE;
	xml->depth--;
}

static void
on_text(void *data, const xmlChar *text, int length)
{
	struct bounded_xml *xml = data;

	if (!xml->malformed && xml->has_text && length > 0)
		g_string_append_len(xml->text, (const char *)text, length);
}

static void
on_document_type(void *data, const xmlChar *name, const xmlChar *public_id,
		 const xmlChar *system_id)
{
	g_autofree char *shown = text_line((const char *)name);

	(void)public_id;
	(void)system_id;
	bounded_xml_refuse(data, "expected plain XML, got a document type (%s)", shown);
}

/* A character that XML forbids, where libxml2 says so for bytes that are no UTF-8 as well. */
static gboolean
is_forbidden_character(const struct bounded_xml *xml, const xmlError *error)
{
	const xmlParserInput *input = xml->parser->input;
	gunichar next = 0;

	if (error->code != XML_ERR_INVALID_CHAR)
		return FALSE;
	if (input && input->cur < input->end)
		next = g_utf8_get_char_validated((const char *)input->cur, input->end - input->cur);
	return next != (gunichar)-1 && next != (gunichar)-2;
}

/* Such characters are left out; whatever else libxml2 recovers from is a breach. */
static void
on_error(void *data, const char *format, ...)
{
	struct bounded_xml *xml = data;
	const xmlError *error = xmlCtxtGetLastError(xml->parser);
	g_autofree char *shown = text_line(error ? error->message : "");

	(void)format;
	if (error && (error->level != XML_ERR_FATAL || is_forbidden_character(xml, error)))
		return;
	bounded_xml_refuse(xml, "expected well-formed XML, got this: %s (line %d)", shown,
			   error ? error->line : 0);
}

/* The whole document was seen, or `malformed` is set. */
static void
parse(struct bounded_xml *xml, const void *bytes, gsize length)
{
	xmlSAXHandler sax = {.initialized = XML_SAX2_MAGIC,
			     .startElementNs = on_begin,
			     .endElementNs = on_end,
			     .characters = on_text,
			     .ignorableWhitespace = on_text,
			     .cdataBlock = on_text,
			     .internalSubset = on_document_type,
			     .error = on_error};

	xml->parser = xmlCreateMemoryParserCtxt(bytes, (int)length);
	g_assert(xml->parser && xml->parser->sax);
	*xml->parser->sax = sax;
	xml->parser->userData = xml;
	/* NOENT: "&amp;" in an attribute is "&"; without a document type there is nothing else. */
	(void)xmlCtxtUseOptions(xml->parser, XML_PARSE_NONET | XML_PARSE_RECOVER | XML_PARSE_NOENT);
	(void)xmlParseDocument(xml->parser);
	if (xml->depth > 0)
		bounded_xml_refuse(xml,
				   "expected the end of all elements, got that of the document");
	xmlFreeParserCtxt(xml->parser);
}

/* What libxml2 says of an encoding it says to standard error, unless somebody else listens. */
static void
say_nothing(void *data, const char *format, ...)
{
	(void)data;
	(void)format;
}

/* Whether one tag may have more attributes than the limit: libxml2 compares each with all others.
 * From one '<' to the next, for a '>' may stand in an attribute. */
static gboolean
has_giant_tag(const char *bytes, gsize length)
{
	guint count = 0;

	for (gsize i = 0; i < length; i++)
		if (bytes[i] == '<')
			count = 0;
		else if (bytes[i] == '=' && ++count > BOUNDED_XML_ATTRIBUTES)
			return TRUE;
	return FALSE;
}

void
bounded_xml_prepare(void)
{
	xmlInitParser();
}

char *
bounded_xml_read(const void *bytes, gsize length, struct bounded_xml_limits limits,
		 const struct bounded_xml_handler *handler, gpointer data)
{
	struct bounded_xml xml = {.limits = limits, .handler = handler, .data = data};
	xmlGenericErrorFunc listener = xmlGenericError; /* this thread's */
	void *listening = xmlGenericErrorContext;

	g_return_val_if_fail(limits.depth <= BOUNDED_XML_DEPTH && limits.bytes <= G_MAXINT, NULL);
	if (length == 0)
		return g_strdup("expected XML, got nothing");
	if (length > limits.bytes)
		return g_strdup_printf("expected at most %" G_GSIZE_FORMAT
				       " bytes of XML, got %" G_GSIZE_FORMAT,
				       limits.bytes, length);
	if (has_giant_tag(bytes, length))
		return g_strdup_printf("expected at most %d attributes in a tag, got more",
				       BOUNDED_XML_ATTRIBUTES);
	xml.text = g_string_new(NULL);
	xmlSetGenericErrorFunc(NULL, say_nothing);
	parse(&xml, bytes, length);
	xmlSetGenericErrorFunc(listening, listener);
	g_string_free(xml.text, TRUE);
	return xml.malformed;
}
