/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Works out what is in force at each location from what each location writes. */
#include "protocol/iis_resolve.h"
#include "protocol/iis_attribute.h"

/* What IIS 6 offers when NTAuthenticationProviders is set nowhere (KB 215383). */
static const char *const metabase_default[] = {"Negotiate", "NTLM"};

static void
section_free(gpointer data)
{
	struct iis_section *section = data;

	if (!section)
		return;
	g_free(section->location);
	g_free(section->problem);
	g_ptr_array_unref(section->providers);
	g_free(section);
}

static struct iis_section *
section_new(const struct iis_layer *layer)
{
	struct iis_section *section = g_new0(struct iis_section, 1);

	section->location = g_strdup(layer->location);
	section->problem = g_strdup(layer->problem);
	section->providers = g_ptr_array_new_with_free_func(g_free);
	return section;
}

static gint
find_provider(const GPtrArray *providers, const char *provider)
{
	for (guint i = 0; i < providers->len; i++)
		if (g_ascii_strcasecmp(g_ptr_array_index(providers, i), provider) == 0)
			return (gint)i;
	return -1;
}

static void
inherit(struct iis_section *section, const struct iis_section *above, enum iis_source source)
{
	for (guint i = 0; i < IIS_ATTRIBUTE_COUNT; i++) {
		if (above)
			section->values[i] = above->values[i];
		else
			section->values[i].value = iis_attribute_builtin((enum iis_attribute)i);
		if (section->values[i].origin == IIS_ORIGIN_HERE)
			section->values[i].origin = IIS_ORIGIN_INHERITED;
	}
	if (above) {
		section->providers_origin = above->providers_origin;
		section->providers_from = above->providers_from;
		if (section->providers_origin == IIS_ORIGIN_HERE)
			section->providers_origin = IIS_ORIGIN_INHERITED;
		for (guint i = 0; i < above->providers->len; i++)
			g_ptr_array_add(section->providers,
					g_strdup(g_ptr_array_index(above->providers, i)));
	} else if (source == IIS_SOURCE_ADSUTIL) {
		for (gsize i = 0; i < G_N_ELEMENTS(metabase_default); i++)
			g_ptr_array_add(section->providers, g_strdup(metabase_default[i]));
	}
}

static void
follow(struct iis_section *section, const struct iis_directive *directive)
{
	gint at = directive->provider ? find_provider(section->providers, directive->provider) : -1;

	switch (directive->kind) {
	case IIS_CLEAR:
		g_ptr_array_set_size(section->providers, 0);
		return;
	case IIS_REMOVE:
		if (at >= 0)
			g_ptr_array_remove_index(section->providers, (guint)at);
		return;
	case IIS_ADD:
		break;
	}
	if (at < 0 && section->providers->len < IIS_CONFIG_PROVIDER_LIMIT)
		g_ptr_array_add(section->providers, g_strdup(directive->provider));
	else if (!section->problem)
		section->problem = g_strdup_printf(
		    at < 0 ? "has no room for the provider \"%s\""
			   : "adds the provider \"%s\", which is in the list already",
		    directive->provider);
}

static struct iis_section *
resolve(const struct iis_layer *layer, const struct iis_section *above, enum iis_source source)
{
	struct iis_section *section = section_new(layer);

	inherit(section, layer->complete ? NULL : above, source);
	for (guint i = 0; i < IIS_ATTRIBUTE_COUNT; i++)
		if (layer->written[i])
			section->values[i] =
			    (struct iis_value){layer->values[i], IIS_ORIGIN_HERE, layer->location};
	for (guint i = 0; i < layer->directives->len; i++)
		follow(section, g_ptr_array_index(layer->directives, i));
	if (layer->directives->len > 0) {
		section->providers_origin = IIS_ORIGIN_HERE;
		section->providers_from = layer->location;
	}
	return section;
}

GPtrArray *
iis_layers_resolve(const struct iis_layers *layers)
{
	GPtrArray *sections = g_ptr_array_new_with_free_func(section_free);

	g_ptr_array_set_size(sections, (gint)layers->layers->len);
	/* What is above has fewer parts. */
	for (guint depth = 0; depth <= IIS_CONFIG_PATH_LIMIT_PARTS; depth++) {
		for (guint i = 0; i < layers->layers->len; i++) {
			const struct iis_layer *layer = g_ptr_array_index(layers->layers, i);
			gint above = -1;

			if (layer->depth != depth)
				continue;
			above = iis_layers_above(layers, layer);
			sections->pdata[i] = resolve(
			    layer, above < 0 ? NULL : sections->pdata[above], layers->source);
		}
	}
	return sections;
}
