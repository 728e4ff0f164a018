/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what adsutil.vbs of IIS 6 printed into layers. */
#include "protocol/iis_adsutil.h"
#include <string.h>

enum { AUTH_FLAG_NTLM = 4 };

struct reading {
	struct iis_layers *layers;
	char *node;    /* of the last echoed command; "" before the first one */
	char *failure; /* the first line that says that adsutil.vbs failed */
	gboolean anything;
	GError **error;
};

typedef void (*set_parameter)(struct iis_layer *layer, const char *value);

static void
reset_providers(struct iis_layer *layer)
{
	g_ptr_array_set_size(layer->directives, 0);
}

void
iis_adsutil_set_providers(struct iis_layer *layer, const char *list)
{
	g_auto(GStrv) names = g_strsplit(list, ",", IIS_CONFIG_PROVIDER_LIMIT + 1);

	reset_providers(layer);
	iis_layer_direct(layer, IIS_CLEAR, NULL);
	for (gsize i = 0; names[i]; i++)
		if (*g_strstrip(names[i]))
			iis_layer_direct(layer, IIS_ADD, names[i]);
}

static void
set_enabled(struct iis_layer *layer, gboolean enabled)
{
	layer->written[IIS_ENABLED] = TRUE;
	layer->values[IIS_ENABLED] = (guint)enabled;
}

static void
set_auth_flags(struct iis_layer *layer, const char *value)
{
	gint64 flags = 0;

	if (g_ascii_string_to_signed(value, 10, 0, G_MAXUINT32, &flags, NULL))
		set_enabled(layer, (flags & AUTH_FLAG_NTLM) != 0);
	else
		iis_layer_set_problem(layer, "AuthFlags: expected a number, got \"%.40s\"", value);
}

static void
set_auth_ntlm(struct iis_layer *layer, const char *value)
{
	gboolean enabled = g_ascii_strcasecmp(value, "True") == 0;

	if (enabled || g_ascii_strcasecmp(value, "False") == 0)
		set_enabled(layer, enabled);
	else
		iis_layer_set_problem(layer, "AuthNTLM: expected True or False, got \"%.40s\"",
				      value);
}

static const struct {
	const char *name;
	set_parameter set;
} parameters[] = {
    {"NTAuthenticationProviders", iis_adsutil_set_providers},
    {"AuthFlags", set_auth_flags},
    {"AuthNTLM", set_auth_ntlm},
};

static set_parameter
find_parameter(const char *name, gsize length)
{
	for (gsize i = 0; i < G_N_ELEMENTS(parameters); i++)
		if (strlen(parameters[i].name) == length &&
		    g_ascii_strncasecmp(parameters[i].name, name, length) == 0)
			return parameters[i].set;
	return NULL;
}

char *
iis_adsutil_node(const struct console_command *command)
{
	const char *verb = console_command_argument(command, 0);
	const char *path = console_command_argument(command, 1);
	const char *slash = strrchr(path, '/');

	if (g_ascii_strcasecmp(verb, "enum") == 0)
		return g_strdup(path);
	if (!slash ||
	    (g_ascii_strcasecmp(verb, "get") != 0 && g_ascii_strcasecmp(verb, "set") != 0 &&
	     g_ascii_strcasecmp(verb, "delete") != 0))
		return g_strdup("");
	return g_strndup(path, (gsize)(slash - path));
}

/* NAME : (TYPE) VALUE, VALUE in quotation marks when it is a string. */
static gboolean
read_value(struct reading *r, const char *line)
{
	const char *colon = strchr(line, ':');
	const char *type_end = colon ? strchr(colon, ')') : NULL;
	gsize length = type_end ? strcspn(line, " \t:") : 0;
	set_parameter set = find_parameter(line, length);
	struct iis_layer *layer = NULL;
	g_autofree char *value = NULL;

	if (!set || line + length + strspn(line + length, " \t") != colon)
		return TRUE;
	layer = iis_layers_get(r->layers, r->node, r->error);
	if (!layer)
		return FALSE;
	value = g_strstrip(g_strdup(type_end + 1));
	if (*value == '"') {
		memmove(value, value + 1, strlen(value));
		value[strcspn(value, "\"")] = '\0';
	}
	set(layer, value);
	r->anything = TRUE;
	return TRUE;
}

/* The parameter "NAME" is not set at this node. */
static gboolean
read_not_set(struct reading *r, const char *line)
{
	const char *quote = strchr(line, '"');
	gsize length = quote ? strcspn(quote + 1, "\"") : 0;
	struct iis_layer *layer = NULL;

	if (!quote || !strstr(quote + 1 + length, "not set at this node"))
		return TRUE;
	if (find_parameter(quote + 1, length) != iis_adsutil_set_providers)
		return TRUE;
	layer = iis_layers_get(r->layers, r->node, r->error);
	if (!layer)
		return FALSE;
	reset_providers(layer);
	r->anything = TRUE;
	return TRUE;
}

/* Error Trying To GET the Object (GetObject Failed): NODE */
static gboolean
read_failure(struct reading *r, const char *line)
{
	struct iis_layer *layer = iis_layers_get(r->layers, r->node, r->error);

	if (!layer)
		return FALSE;
	iis_layer_set_problem(layer, "adsutil.vbs failed here: %.120s", line);
	if (!r->failure)
		r->failure = g_strdup(line);
	return TRUE;
}

static gboolean
read_line(struct reading *r, const char *line)
{
	g_autoptr(struct_console_command) command = console_command_parse(line);

	if (command && command->program == CONSOLE_ADSUTIL) {
		g_free(r->node);
		r->node = iis_adsutil_node(command);
		return TRUE;
	}
	if (g_str_has_prefix(line, "The parameter "))
		return read_not_set(r, line);
	if (*r->node && g_str_has_prefix(line, "Error Trying To "))
		return read_failure(r, line);
	return read_value(r, line);
}

gboolean
iis_adsutil_read(struct iis_layers *layers, const char *text, gsize length, GError **error)
{
	struct reading r = {.layers = layers, .node = g_strdup(""), .error = error};
	gboolean good = TRUE;
	struct cursor c;
	char *line = NULL;

	cursor_init(&c, text, length);
	while (good && (line = console_take_line(&c)) != NULL) {
		good = read_line(&r, line);
		g_free(line);
	}
	if (good && r.failure && !r.anything) {
		g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_EMPTY,
			    "expected a setting printed by adsutil.vbs, got: %.120s", r.failure);
		good = FALSE;
	}
	g_free(r.node);
	g_free(r.failure);
	return good;
}
