/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes an IIS configuration as JSON. */
#include "facts/iis_config_json.h"
#include "facts/json_text.h"

static json_t *
boolean_to_json(guint value)
{
	return json_boolean(value != 0);
}

static json_t *
protection_to_json(guint value)
{
	return json_string(extended_protection_name((enum extended_protection)value));
}

static json_t *
number_to_json(guint value)
{
	return json_integer(value);
}

static const struct {
	const char *key;
	json_t *(*to_json)(guint value);
} members[] = {
    [IIS_ENABLED] = {"enabled", boolean_to_json},
    [IIS_USE_KERNEL_MODE] = {"use_kernel_mode", boolean_to_json},
    [IIS_USE_APP_POOL_CREDENTIALS] = {"use_app_pool_credentials", boolean_to_json},
    [IIS_AUTH_PERSIST_SINGLE] = {"auth_persist_single_request", boolean_to_json},
    [IIS_AUTH_PERSIST_NON_NTLM] = {"auth_persist_non_ntlm", boolean_to_json},
    [IIS_TOKEN_CHECKING] = {"extended_protection", protection_to_json},
    [IIS_EP_FLAGS] = {"extended_protection_flags", number_to_json},
};
_Static_assert(G_N_ELEMENTS(members) == IIS_ATTRIBUTE_COUNT, "one row per attribute");

static void
add_origin(json_t *origins, const char *key, enum iis_origin origin, const char *from)
{
	json_t *object = NULL;

	if (origin == IIS_ORIGIN_BUILTIN)
		return;
	object = json_object();
	json_set_text(object, "origin", iis_origin_name(origin));
	json_set_text(object, "from", from);
	json_object_set_new(origins, key, object);
}

static json_t *
section_to_json(const struct iis_section *section, enum iis_source source)
{
	json_t *object = json_object();
	json_t *origins = json_object();

	json_set_text(object, "location", section->location);
	for (gsize i = 0; i < IIS_ATTRIBUTE_COUNT; i++) {
		const struct iis_value *value = &section->values[i];

		if (source == IIS_SOURCE_ADSUTIL && value->origin == IIS_ORIGIN_BUILTIN)
			continue;
		json_object_set_new(object, members[i].key, members[i].to_json(value->value));
		add_origin(origins, members[i].key, value->origin, value->from);
	}
	json_object_set_new(object, "providers", json_texts(section->providers));
	add_origin(origins, "providers", section->providers_origin, section->providers_from);
	json_object_set_new(object, "origins", origins);
	json_set_text(object, "problem", section->problem);
	return object;
}

json_t *
iis_config_to_json(const struct iis_config *config)
{
	json_t *object = json_object();
	json_t *sections = json_array();

	json_object_set_new(object, "source", json_string(iis_source_name(config->source)));
	if (config->source == IIS_SOURCE_APPLICATION_HOST)
		json_object_set_new(object, "locked", json_boolean(config->locked));
	for (guint i = 0; i < config->sections->len; i++)
		json_array_append_new(
		    sections,
		    section_to_json(g_ptr_array_index(config->sections, i), config->source));
	json_object_set_new(object, "sections", sections);
	return object;
}
