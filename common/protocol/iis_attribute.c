/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the attributes of IIS's Windows authentication section. */
#include "protocol/iis_attribute.h"
#include <string.h>

enum attribute_type { TYPE_BOOLEAN, TYPE_PROTECTION, TYPE_FLAGS };

static const struct {
	const char *name;
	enum attribute_type type;
	gboolean of_protection;
	guint builtin;
} attributes[] = {
    [IIS_ENABLED] = {"enabled", TYPE_BOOLEAN, FALSE, FALSE},
    [IIS_USE_KERNEL_MODE] = {"useKernelMode", TYPE_BOOLEAN, FALSE, TRUE},
    [IIS_USE_APP_POOL_CREDENTIALS] = {"useAppPoolCredentials", TYPE_BOOLEAN, FALSE, FALSE},
    [IIS_AUTH_PERSIST_SINGLE] = {"authPersistSingleRequest", TYPE_BOOLEAN, FALSE, FALSE},
    [IIS_AUTH_PERSIST_NON_NTLM] = {"authPersistNonNTLM", TYPE_BOOLEAN, FALSE, FALSE},
    [IIS_TOKEN_CHECKING] = {"tokenChecking", TYPE_PROTECTION, TRUE, EXTENDED_PROTECTION_NONE},
    [IIS_EP_FLAGS] = {"flags", TYPE_FLAGS, TRUE, 0},
};
_Static_assert(G_N_ELEMENTS(attributes) == IIS_ATTRIBUTE_COUNT, "one row per attribute");

static const struct {
	const char *name;
	guint flag;
} flags[] = {
    {"None", 0},
    {"Proxy", IIS_EP_PROXY},
    {"NoServiceNameCheck", IIS_EP_NO_SERVICE_NAME_CHECK},
    {"AllowDotlessSpn", IIS_EP_ALLOW_DOTLESS_SPN},
    {"ProxyCohosting", IIS_EP_PROXY_COHOSTING},
};

gboolean
iis_attribute_from_name(const char *name, gboolean of_protection, enum iis_attribute *attribute)
{
	for (guint i = 0; i < IIS_ATTRIBUTE_COUNT; i++) {
		if (attributes[i].of_protection == of_protection &&
		    g_ascii_strcasecmp(attributes[i].name, name) == 0) {
			*attribute = (enum iis_attribute)i;
			return TRUE;
		}
	}
	return FALSE;
}

const char *
iis_attribute_name(enum iis_attribute attribute)
{
	return attributes[attribute].name;
}

guint
iis_attribute_builtin(enum iis_attribute attribute)
{
	return attributes[attribute].builtin;
}

static gboolean
parse_boolean(const char *text, guint *value)
{
	*value = g_ascii_strcasecmp(text, "true") == 0;
	return *value || g_ascii_strcasecmp(text, "false") == 0;
}

static gboolean
parse_flag(const char *text, gsize length, guint *value)
{
	for (gsize i = 0; i < G_N_ELEMENTS(flags); i++) {
		if (strlen(flags[i].name) == length &&
		    g_ascii_strncasecmp(flags[i].name, text, length) == 0) {
			*value |= flags[i].flag;
			return TRUE;
		}
	}
	return FALSE;
}

/* "Proxy,NoServiceNameCheck", blanks after the comma allowed. */
static gboolean
parse_flags(const char *text, guint *value)
{
	gboolean known = TRUE;

	*value = 0;
	while (known && *text) {
		gsize length = strcspn(text, ", ");

		known = length == 0 || parse_flag(text, length, value);
		text += length;
		text += strspn(text, ", ");
	}
	return known;
}

const char *
iis_attribute_parse(enum iis_attribute attribute, const char *text, guint *value)
{
	enum extended_protection protection = EXTENDED_PROTECTION_NONE;

	switch (attributes[attribute].type) {
	case TYPE_BOOLEAN:
		return parse_boolean(text, value) ? NULL : "true or false";
	case TYPE_FLAGS:
		return parse_flags(text, value)
			   ? NULL
			   : "None, Proxy, NoServiceNameCheck, AllowDotlessSpn, ProxyCohosting";
	case TYPE_PROTECTION:
		break;
	}
	if (!extended_protection_from_name(text, &protection))
		return "None, Allow or Require";
	*value = protection;
	return NULL;
}
