/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells what an IIS configuration looks like after an administrator's commands. */
#include "protocol/iis_command.h"
#include "protocol/console.h"
#include "protocol/iis_adsutil.h"
#include "protocol/iis_edit.h"
#include "base/text.h"
#include <string.h>

static const char full_section[] = "system.webServer/security/authentication/windowsAuthentication";
static const char short_section[] = "windowsAuthentication";
static const char section_option[] = "section:";
static const char commit_option[] = "commit:";
static const char metabase_parameter[] = "/NTAuthenticationProviders";
static const char enabled_parameter[] = "/AuthNTLM";

/* The words of one appcmd set config that are no change, borrowed from the command. */
struct edit {
	const char *location; /* "" for the server */
	const char *section;  /* "" when none is named */
	gboolean to_apphost;
	guint changes;
};

G_DEFINE_QUARK(exchange_iis_command_error, iis_command_error)

static gboolean
has_prefix(const char *text, const char *prefix)
{
	return g_ascii_strncasecmp(text, prefix, strlen(prefix)) == 0;
}

static gboolean
is_section(const char *name)
{
	return g_ascii_strcasecmp(name, full_section) == 0 ||
	       g_ascii_strcasecmp(name, short_section) == 0;
}

static gboolean
is_apphost(const char *path)
{
	return g_ascii_strcasecmp(path, "apphost") == 0 ||
	       g_ascii_strcasecmp(path, "MACHINE/WEBROOT/APPHOST") == 0;
}

static gboolean
is_change(const char *word)
{
	return (*word == '/' || *word == '-') && !has_prefix(word + 1, section_option) &&
	       !has_prefix(word + 1, commit_option);
}

static gboolean
parse_edit(const struct console_command *command, struct edit *edit, GError **error)
{
	for (guint i = 2; i < command->arguments->len; i++) {
		const char *word = console_command_argument(command, i);

		if (is_change(word)) {
			edit->changes++;
		} else if (*word != '/' && *word != '-') {
			if (*edit->location)
				return iis_edit_refuse(error, IIS_COMMAND_ERROR_SYNTAX,
						       "one location (in quotation marks)", word);
			edit->location = word;
		} else if (has_prefix(word + 1, section_option)) {
			edit->section = word + 1 + strlen(section_option);
		} else {
			edit->to_apphost = is_apphost(word + 1 + strlen(commit_option));
		}
	}
	if (!*edit->section || edit->changes == 0)
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_SYNTAX,
				       "a /section: and a change of it",
				       console_command_argument(command, 2));
	return TRUE;
}

static gboolean
apply_changes(struct iis_layers *layers, struct iis_layer *layer,
	      const struct console_command *command, GError **error)
{
	gboolean good = TRUE;

	for (guint i = 2; good && i < command->arguments->len; i++) {
		const char *word = console_command_argument(command, i);

		if (!is_change(word))
			continue;
		good = word[1] == '+' || word[1] == '-'
			   ? iis_edit_list(layers, layer, word + 1, error)
			   : iis_edit_attribute(layer, word + 1, error);
	}
	return good;
}

static gboolean
apply_appcmd(struct iis_layers *layers, const struct console_command *command, guint *applied,
	     GError **error)
{
	struct edit edit = {.location = "", .section = ""};
	struct iis_layer *layer = NULL;

	if (!parse_edit(command, &edit, error))
		return FALSE;
	if (!is_section(edit.section))
		return TRUE;
	++*applied;
	if (layers->source == IIS_SOURCE_ADSUTIL)
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_KIND,
				       "adsutil.vbs, as this is a metabase of IIS 6", "appcmd");
	layer = iis_layers_get(layers, edit.location, error);
	if (!layer)
		return FALSE;
	if (layer->depth > 0 && layers->locked && !edit.to_apphost) {
		g_set_error(error, IIS_COMMAND_ERROR, IIS_COMMAND_ERROR_LOCKED,
			    "expected /commit:apphost, got none: web.config must not override the "
			    "section at \"%s\"",
			    layer->location);
		return FALSE;
	}
	return apply_changes(layers, layer, command, error);
}

/* "w3svc/1/root/EWS/AuthNTLM" ends in "/AuthNTLM", in any case. */
static gboolean
names_parameter(const char *path, const char *parameter)
{
	gsize length = strlen(path);
	gsize tail = strlen(parameter);

	return length >= tail && g_ascii_strcasecmp(path + length - tail, parameter) == 0;
}

/* "set NODE/AuthNTLM true" switches Windows authentication on. */
static gboolean
set_enabled(struct iis_layer *layer, const struct console_command *command, GError **error)
{
	const char *path = console_command_argument(command, 1);
	g_autofree char *change = NULL;

	if (command->arguments->len != 3)
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_SYNTAX, "a node and true or false",
				       path);
	change = g_strdup_printf("enabled:%s", console_command_argument(command, 2));
	return iis_edit_attribute(layer, change, error);
}

static gboolean
set_providers(struct iis_layer *layer, const struct console_command *command, GError **error)
{
	const char *path = console_command_argument(command, 1);

	g_ptr_array_set_size(layer->directives, 0);
	if (g_ascii_strcasecmp(console_command_argument(command, 0), "delete") == 0)
		return TRUE;
	if (command->arguments->len != 3)
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_SYNTAX,
				       "a node and one value (in quotation marks)", path);
	iis_adsutil_set_providers(layer, console_command_argument(command, 2));
	return TRUE;
}

static gboolean
apply_adsutil(struct iis_layers *layers, const struct console_command *command, guint *applied,
	      GError **error)
{
	const char *path = console_command_argument(command, 1);
	g_autofree char *node = iis_adsutil_node(command);
	struct iis_layer *only = g_ptr_array_index(layers->layers, 0);
	struct iis_layer *layer = NULL;
	gboolean switches = names_parameter(path, enabled_parameter);

	/* Another parameter (AuthBasic) is another section's business. */
	if (!switches && !names_parameter(path, metabase_parameter))
		return TRUE;
	++*applied;
	if (layers->source != IIS_SOURCE_ADSUTIL)
		return iis_edit_refuse(error, IIS_COMMAND_ERROR_KIND,
				       "appcmd, as this is a configuration of IIS 7 or later",
				       "adsutil");
	layer = layers->layers->len == 1 && only->depth == 0 ? only
							     : iis_layers_get(layers, node, error);
	if (!layer)
		return FALSE;
	return switches ? set_enabled(layer, command, error) : set_providers(layer, command, error);
}

/* What changes a configuration; all else (list, get, enum, set apppool) is passed over. */
static const struct {
	enum console_program program;
	const char *verb;
	const char *object; /* NULL: any */
	gboolean (*apply)(struct iis_layers *layers, const struct console_command *command,
			  guint *applied, GError **error);
} verbs[] = {
    {CONSOLE_APPCMD, "set", "config", apply_appcmd},
    {CONSOLE_ADSUTIL, "set", NULL, apply_adsutil},
    {CONSOLE_ADSUTIL, "delete", NULL, apply_adsutil},
};

static gboolean
apply_line(struct iis_layers *layers, const char *line, guint *applied, GError **error)
{
	g_autoptr(struct_console_command) command = console_command_parse(line);

	for (gsize i = 0; command && i < G_N_ELEMENTS(verbs); i++) {
		const char *verb = console_command_argument(command, 0);
		const char *object = console_command_argument(command, 1);

		if (verbs[i].program == command->program &&
		    g_ascii_strcasecmp(verbs[i].verb, verb) == 0 &&
		    (!verbs[i].object || g_ascii_strcasecmp(verbs[i].object, object) == 0)) {
			return verbs[i].apply(layers, command, applied, error);
		}
	}
	return TRUE;
}

struct iis_config *
iis_command_apply(const struct iis_config *config, const char *text, GError **error)
{
	g_autoptr(struct_iis_layers) layers = iis_layers_copy(config->layers);
	g_autofree char *valid = text_utf8(text, -1);
	gboolean good = TRUE;
	guint applied = 0;
	struct cursor c;
	char *line = NULL;

	cursor_init(&c, valid, strlen(valid));
	while (good && (line = console_take_line(&c)) != NULL) {
		good = apply_line(layers, line, &applied, error);
		g_free(line);
	}
	if (good && applied == 0)
		good = iis_edit_refuse(error, IIS_COMMAND_ERROR_SYNTAX,
				       "appcmd set config or adsutil.vbs set", valid);
	return good ? iis_config_from_layers(g_steal_pointer(&layers)) : NULL;
}
