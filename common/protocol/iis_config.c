/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells which kind of exported IIS document it got and has it read. */
#include "protocol/iis_config.h"
#include "protocol/iis_adsutil.h"
#include "protocol/iis_export.h"
#include "protocol/iis_resolve.h"
#include "protocol/iis_xml.h"
#include "base/text.h"
#include <string.h>

enum { QUOTE_LIMIT = 80 };

static const char *const source_names[] = {
    [IIS_SOURCE_APPCMD] = "appcmd",
    [IIS_SOURCE_APPLICATION_HOST] = "applicationHost",
    [IIS_SOURCE_ADSUTIL] = "adsutil",
};
_Static_assert(G_N_ELEMENTS(source_names) == IIS_SOURCE_COUNT, "one name per source");

static const char *const origin_names[] = {
    [IIS_ORIGIN_BUILTIN] = "builtin",
    [IIS_ORIGIN_INHERITED] = "inherited",
    [IIS_ORIGIN_HERE] = "here",
};
_Static_assert(G_N_ELEMENTS(origin_names) == IIS_ORIGIN_COUNT, "one name per origin");

/* Windows tools write UTF-16 when their output is redirected by PowerShell. */
static const struct {
	const char *mark;
	gsize length;
	const char *encoding; /* NULL: UTF-8 already */
} byte_order_marks[] = {
    {"\xEF\xBB\xBF", 3, NULL},
    {"\xFF\xFE", 2, "UTF-16LE"},
    {"\xFE\xFF", 2, "UTF-16BE"},
};

G_DEFINE_QUARK(exchange_iis_config_error, iis_config_error)

const char *
iis_source_name(enum iis_source source)
{
	return source_names[source];
}

const char *
iis_origin_name(enum iis_origin origin)
{
	return origin_names[origin];
}

/* The encoding, NULL for UTF-8, and past the byte order mark. */
static const char *
find_encoding(const char **bytes, gsize *length)
{
	const char *start = *bytes;

	for (gsize i = 0; i < G_N_ELEMENTS(byte_order_marks); i++) {
		gsize mark = byte_order_marks[i].length;

		if (*length >= mark && memcmp(start, byte_order_marks[i].mark, mark) == 0) {
			*bytes += mark;
			*length -= mark;
			return byte_order_marks[i].encoding;
		}
	}
	if (*length >= 2 && start[0] && !start[1])
		return "UTF-16LE";
	return *length >= 2 && !start[0] && start[1] ? "UTF-16BE" : NULL;
}

/* Valid UTF-8 without NUL; the caller frees. */
static char *
to_text(const char *bytes, gsize length, GError **error)
{
	const char *encoding = find_encoding(&bytes, &length);
	gsize converted = length;
	g_autoptr(GError) why = NULL;
	g_autofree char *text =
	    encoding ? g_convert(bytes, (gssize)length, "UTF-8", encoding, NULL, &converted, &why)
		     : text_utf8(bytes, (gssize)length);

	if (why) {
		g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_MALFORMED,
			    "expected %s text, got something else: %s", encoding, why->message);
		return NULL;
	}
	if (encoding ? strlen(text) != converted : memchr(bytes, 0, length) != NULL) {
		g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_FOREIGN,
			    "expected text, got binary data: a NUL stands in it");
		return NULL;
	}
	return g_steal_pointer(&text);
}

/* What came instead of a document of IIS. */
static char *
describe(const struct iis_export *e, const char *text)
{
	const char *failure = strstr(text, "ERROR ( message:");
	const char *start = failure ? failure : text + strspn(text, " \t\r\n");
	g_autofree char *line = text_clean(start, (gssize)strcspn(start, "\r\n"), QUOTE_LIMIT);

	if (*start == '\0')
		return g_strdup("nothing");
	if (e->foreign && !failure) {
		g_autofree char *name = text_clean(e->foreign, -1, QUOTE_LIMIT);

		return g_strdup_printf("an element \"%s\"", name);
	}
	return g_strdup_printf("text with the line \"%s\"", line);
}

/* NULL without an error when the text holds no XML document of IIS. */
static struct iis_layers *
read_xml(struct iis_export *e, GError **error)
{
	g_autoptr(struct_iis_layers) layers = NULL;
	struct iis_fragment f;

	while (iis_export_next(e, &f)) {
		if (!layers)
			layers = iis_layers_new(f.source);
		if (!iis_xml_read(layers, f.xml, f.length, e->location,
				  f.source == IIS_SOURCE_APPCMD, error))
			return NULL;
	}
	if (e->document_type_found) {
		g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_MALFORMED,
			    "expected a configuration of IIS, got a document type declaration, "
			    "which none has");
		return NULL;
	}
	if (e->unfinished) {
		g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_MALFORMED,
			    "expected </%s>, got the end of the text: it was cut off",
			    e->unfinished);
		return NULL;
	}
	if (layers && layers->layers->len == 0) {
		g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_EMPTY,
			    "expected a windowsAuthentication section, got %s XML without one",
			    iis_source_name(layers->source));
		return NULL;
	}
	return g_steal_pointer(&layers);
}

static struct iis_layers *
read_adsutil(const struct iis_export *e, const char *text, GError **error)
{
	g_autoptr(struct_iis_layers) layers = iis_layers_new(IIS_SOURCE_ADSUTIL);
	g_autofree char *came = NULL;

	if (!iis_adsutil_read(layers, text, strlen(text), error))
		return NULL;
	if (layers->layers->len > 0)
		return g_steal_pointer(&layers);
	came = describe(e, text);
	g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_FOREIGN,
		    "expected the XML of \"appcmd list config\", an applicationHost.config or the "
		    "text of \"adsutil.vbs get\", got %s",
		    came);
	return NULL;
}

struct iis_config *
iis_config_from_layers(struct iis_layers *layers)
{
	struct iis_config *config = g_new0(struct iis_config, 1);

	config->source = layers->source;
	config->locked = layers->locked;
	config->sections = iis_layers_resolve(layers);
	config->layers = layers;
	return config;
}

struct iis_config *
iis_config_parse(const char *bytes, gsize length, GError **error)
{
	g_autofree char *text = NULL;
	g_autoptr(GError) why = NULL;
	struct iis_layers *layers = NULL;
	struct iis_export e;

	if (length > IIS_CONFIG_LIMIT_BYTES) {
		g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_TOO_LARGE,
			    "expected at most %u bytes, got %zu", IIS_CONFIG_LIMIT_BYTES, length);
		return NULL;
	}
	text = to_text(bytes ? bytes : "", bytes ? length : 0, error);
	if (!text)
		return NULL;
	iis_export_init(&e, text, strlen(text));
	layers = read_xml(&e, &why);
	if (!layers && !why)
		layers = read_adsutil(&e, text, &why);
	iis_export_clear(&e);
	if (why)
		g_propagate_error(error, g_steal_pointer(&why));
	return layers ? iis_config_from_layers(layers) : NULL;
}

void
iis_config_free(struct iis_config *config)
{
	if (!config)
		return;
	g_ptr_array_unref(config->sections);
	iis_layers_free(config->layers);
	g_free(config);
}

const struct iis_section *
iis_config_at(const struct iis_config *config, const char *location)
{
	gint index = iis_layers_nearest(config->layers, location);

	return index < 0 ? NULL : g_ptr_array_index(config->sections, (guint)index);
}

char *
iis_section_describe_providers(const struct iis_section *section)
{
	g_autoptr(GString) text = g_string_new(section->providers->len ? NULL : "none");

	for (guint i = 0; i < section->providers->len; i++)
		g_string_append_printf(text, "%s%s", i ? ", " : "",
				       (const char *)g_ptr_array_index(section->providers, i));
	return g_string_free(g_steal_pointer(&text), FALSE);
}

enum scheme
iis_provider_scheme(const char *provider)
{
	g_autofree char *name = g_strndup(provider, strcspn(provider, ":"));

	return scheme_from_name(name);
}
