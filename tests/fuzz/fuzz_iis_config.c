/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the reader of exported IIS configurations, and of the commands that stand in them. */
#include "protocol/iis_command.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static const char server_command[] =
    "appcmd set config /section:windowsAuthentication /enabled:true /useKernelMode:false";

/* All that the header promises of one section. */
static void
check_section(const struct iis_config *config, const struct iis_section *section)
{
	g_assert_true(iis_config_at(config, section->location) == section);
	g_assert_cmpuint(section->providers->len, <=, IIS_CONFIG_PROVIDER_LIMIT);
	g_assert_true((section->providers_origin == IIS_ORIGIN_BUILTIN) ==
		      (section->providers_from == NULL));
	g_assert_true(!section->problem || *section->problem);
	for (guint i = 0; i < section->providers->len; i++)
		g_assert_true(*(const char *)g_ptr_array_index(section->providers, i));
	for (guint i = 0; i < IIS_ATTRIBUTE_COUNT; i++) {
		const struct iis_value *value = &section->values[i];

		g_assert_true((value->origin == IIS_ORIGIN_BUILTIN) == (value->from == NULL));
		g_assert_cmpuint(value->value, <,
				 i == IIS_EP_FLAGS	   ? 40
				 : i == IIS_TOKEN_CHECKING ? EXTENDED_PROTECTION_COUNT
							   : 2);
	}
}

static void
check_config(const struct iis_config *config)
{
	g_assert_cmpuint(config->sections->len, >, 0);
	g_assert_cmpuint(config->sections->len, <=, IIS_CONFIG_LOCATION_LIMIT + 1);
	for (guint i = 0; i < config->sections->len; i++)
		check_section(config, g_ptr_array_index(config->sections, i));
}

/* Commands succeed with a good configuration or fail with a reason. */
static void
check_commands(const struct iis_config *config, const char *commands)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_iis_config) after = iis_command_apply(config, commands, &error);

	g_assert_true((after == NULL) == (error != NULL));
	if (after)
		check_config(after);
	else
		g_assert_true(*error->message);
}

static void
check_server_command(const struct iis_config *config)
{
	g_autoptr(struct_iis_config) after = iis_command_apply(config, server_command, NULL);

	g_assert_true((after == NULL) == (config->source == IIS_SOURCE_ADSUTIL));
	if (after)
		g_assert_cmpuint(iis_config_at(after, "")->values[IIS_ENABLED].value, ==, 1);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	/* Of exact size: a byte read too many is seen. */
	char *exact = g_malloc(size ? size : 1);
	g_autofree char *text = g_strndup((const char *)data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_iis_config) config = NULL;

	if (size > 0)
		memcpy(exact, data, size);
	config = iis_config_parse(exact, size, &error);
	g_free(exact);
	g_assert_true((config == NULL) == (error != NULL));
	if (!config) {
		g_assert_cmpint(error->domain, ==, IIS_CONFIG_ERROR);
		g_assert_true(*error->message);
		return 0;
	}
	check_config(config);
	check_commands(config, text);
	check_server_command(config);
	return 0;
}
