/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes what one location writes, as appcmd does. */
#include "protocol/iis_edit.h"
#include "protocol/iis_attribute.h"
#include "protocol/iis_resolve.h"
#include <string.h>

static const char child_prefix[] = "extendedProtection.";

/* What stands in the brackets of /+"providers.[@start,value='NTLM']". */
struct element {
	char *provider;
	gint place; /* index; -1 for the end */
};

static gboolean
has_prefix(const char *text, const char *prefix)
{
	return g_ascii_strncasecmp(text, prefix, strlen(prefix)) == 0;
}

gboolean
iis_edit_refuse(GError **error, enum iis_command_error code, const char *expected, const char *got)
{
	g_set_error(error, IIS_COMMAND_ERROR, (gint)code, "expected %s, got \"%.120s\"", expected,
		    got);
	return FALSE;
}

/* The providers in force at a layer; the caller frees. */
static GPtrArray *
effective_providers(const struct iis_layers *layers, const struct iis_layer *layer)
{
	g_autoptr(GPtrArray) sections = iis_layers_resolve(layers);
	gint index = iis_layers_nearest(layers, layer->location);
	const struct iis_section *section = g_ptr_array_index(sections, (guint)index);

	return g_ptr_array_ref(section->providers);
}

static gint
find_provider(const GPtrArray *providers, const char *provider)
{
	for (guint i = 0; i < providers->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(providers, i), provider) == 0)
			return (gint)i;
	return -1;
}

/* IIS takes its own add away; of an inherited one it writes a remove. */
static gboolean
remove_provider(struct iis_layers *layers, struct iis_layer *layer, const char *provider,
		GError **error)
{
	g_autoptr(GPtrArray) before = effective_providers(layers, layer);
	g_autoptr(GPtrArray) after = NULL;

	if (find_provider(before, provider) < 0)
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_ABSENT,
				       "a provider in the list to be removed", provider);
	for (guint i = layer->directives->len; i > 0; i--) {
		const struct iis_directive *d = g_ptr_array_index(layer->directives, i - 1);

		if (d->kind == IIS_ADD && g_ascii_strcasecmp(d->provider, provider) == 0)
			g_ptr_array_remove_index(layer->directives, i - 1);
	}
	after = effective_providers(layers, layer);
	if (find_provider(after, provider) >= 0)
		iis_layer_direct(layer, IIS_REMOVE, provider);
	return TRUE;
}

/* Anywhere but at the end the whole list has to be written. */
static gboolean
add_provider(struct iis_layers *layers, struct iis_layer *layer, const struct element *element,
	     GError **error)
{
	g_autoptr(GPtrArray) before = effective_providers(layers, layer);

	if (find_provider(before, element->provider) >= 0)
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_DUPLICATE,
				       "a provider not yet in the list", element->provider);
	if (element->place > (gint)before->len)
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_VALUE, "a place within the list",
				       element->provider);
	if (element->place < 0) {
		iis_layer_direct(layer, IIS_ADD, element->provider);
		return TRUE;
	}
	g_ptr_array_set_size(layer->directives, 0);
	iis_layer_direct(layer, IIS_CLEAR, NULL);
	for (gint i = 0; i <= (gint)before->len; i++) {
		if (i == element->place)
			iis_layer_direct(layer, IIS_ADD, element->provider);
		if (i < (gint)before->len)
			iis_layer_direct(layer, IIS_ADD, g_ptr_array_index(before, (guint)i));
	}
	return TRUE;
}

/* @start, @end, @N */
static gboolean
parse_place(const char *text, gint *place)
{
	guint64 number = 0;

	if (g_ascii_strcasecmp(text, "@start") == 0)
		*place = 0;
	else if (g_ascii_strcasecmp(text, "@end") == 0)
		*place = -1;
	else if (g_ascii_string_to_unsigned(text + 1, 10, 0, IIS_CONFIG_PROVIDER_LIMIT, &number,
					    NULL))
		*place = (gint)number;
	else
		return FALSE;
	return TRUE;
}

/* value='X', the quotes of either kind or absent; NULL when it is not that. The caller frees. */
static char *
parse_provider(const char *text)
{
	gsize length = 0;

	if (!has_prefix(text, "value="))
		return NULL;
	text += strlen("value=");
	length = strlen(text);
	if (length >= 2 && text[0] == '\'' && text[length - 1] == '\'') {
		text++;
		length -= 2;
	}
	return length > 0 ? g_strndup(text, length) : NULL;
}

/* providers.[@start,value='X'] */
static gboolean
parse_element(const char *change, struct element *element)
{
	static const char prefix[] = "providers.[";
	gsize length = strlen(change);
	g_autofree char *inside = NULL;
	char *rest = NULL;

	*element = (struct element){.place = -1};
	if (!has_prefix(change, prefix) || change[length - 1] != ']')
		return FALSE;
	inside = g_strndup(change + strlen(prefix), length - strlen(prefix) - 1);
	rest = inside;
	if (*rest == '@') {
		char *comma = strchr(rest, ',');

		if (!comma)
			return FALSE;
		*comma = '\0';
		if (!parse_place(rest, &element->place))
			return FALSE;
		rest = g_strstrip(comma + 1);
	}
	element->provider = parse_provider(rest);
	return element->provider != NULL;
}

gboolean
iis_edit_list(struct iis_layers *layers, struct iis_layer *layer, const char *change,
	      GError **error)
{
	struct element element;
	gboolean good = FALSE;

	if (!parse_element(change + 1, &element))
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_SYNTAX, "providers.[value='NAME']",
				       change + 1);
	good = *change == '+' ? add_provider(layers, layer, &element, error)
			      : remove_provider(layers, layer, element.provider, error);
	g_free(element.provider);
	return good;
}

/* name:value */
gboolean
iis_edit_attribute(struct iis_layer *layer, const char *change, GError **error)
{
	gboolean of_child = has_prefix(change, child_prefix);
	const char *start = change + (of_child ? strlen(child_prefix) : 0);
	const char *colon = strchr(start, ':');
	g_autofree char *name = g_strndup(start, colon ? (gsize)(colon - start) : 0);
	enum iis_attribute attribute = IIS_ENABLED;
	const char *expected = NULL;

	if (!colon || !iis_attribute_from_name(name, of_child, &attribute))
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_SYNTAX,
				       "an attribute of windowsAuthentication with a value",
				       change);
	expected = iis_attribute_parse(attribute, colon + 1, &layer->values[attribute]);
	if (expected)
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_VALUE, expected, colon + 1);
	layer->written[attribute] = TRUE;
	return TRUE;
}
