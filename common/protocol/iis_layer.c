/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what each location of an IIS configuration writes. */
#include "protocol/iis_layer.h"
#include "base/text.h"
#include <stdarg.h>
#include <string.h>

enum { DIRECTIVE_LIMIT = 256, PROVIDER_NAME_LIMIT = 128 };

static const char apphost[] = "MACHINE/WEBROOT/APPHOST";

static void
directive_free(gpointer data)
{
	struct iis_directive *directive = data;

	g_free(directive->provider);
	g_free(directive);
}

static void
layer_free(gpointer data)
{
	struct iis_layer *layer = data;

	g_free(layer->location);
	g_free(layer->key);
	g_free(layer->problem);
	g_ptr_array_unref(layer->directives);
	g_free(layer);
}

struct iis_layers *
iis_layers_new(enum iis_source source)
{
	struct iis_layers *layers = g_new0(struct iis_layers, 1);

	layers->layers = g_ptr_array_new_with_free_func(layer_free);
	layers->by_key = g_hash_table_new(g_str_hash, g_str_equal);
	layers->source = source;
	layers->locked = TRUE;
	return layers;
}

void
iis_layers_free(struct iis_layers *layers)
{
	if (!layers)
		return;
	g_hash_table_unref(layers->by_key);
	g_ptr_array_unref(layers->layers);
	g_free(layers);
}

/* "MACHINE/WEBROOT/APPHOST/Site/", "/Site" and "Site" are the same; "." is the server. */
static char *
normalize(const char *location)
{
	gsize length = 0;

	if (g_ascii_strncasecmp(location, apphost, strlen(apphost)) == 0 &&
	    (location[strlen(apphost)] == '/' || location[strlen(apphost)] == '\0'))
		location += strlen(apphost);
	while (*location == '/')
		location++;
	if (strcmp(location, ".") == 0)
		location++;
	length = strlen(location);
	while (length > 0 && location[length - 1] == '/')
		length--;
	return g_strndup(location, length);
}

/* What two spellings of one path have in common. */
static char *
fold(const char *path)
{
	g_autofree char *valid = text_utf8(path, -1);

	return g_utf8_casefold(valid, -1);
}

static guint
count_parts(const char *path)
{
	guint parts = *path ? 1 : 0;

	for (const char *p = path; *p; p++)
		parts += *p == '/';
	return parts;
}

/* Its index; -1 when there is none. */
static gint
find_key(const struct iis_layers *layers, const char *key)
{
	const struct iis_layer *layer = g_hash_table_lookup(layers->by_key, key);

	return layer ? (gint)layer->index : -1;
}

/* Cuts the last part off; FALSE when there was none left. */
static gboolean
go_up(char *key)
{
	char *slash = strrchr(key, '/');

	if (*key == '\0')
		return FALSE;
	*(slash ? slash : key) = '\0';
	return TRUE;
}

gint
iis_layers_nearest(const struct iis_layers *layers, const char *location)
{
	g_autofree char *path = normalize(location);
	g_autofree char *key = fold(path);
	gint found = find_key(layers, key);

	while (found < 0 && go_up(key))
		found = find_key(layers, key);
	return found;
}

gint
iis_layers_above(const struct iis_layers *layers, const struct iis_layer *layer)
{
	g_autofree char *key = g_strdup(layer->key);
	gint found = -1;

	while (found < 0 && go_up(key))
		found = find_key(layers, key);
	return found;
}

struct iis_layer *
iis_layers_get(struct iis_layers *layers, const char *location, GError **error)
{
	g_autofree char *path = normalize(location);
	g_autofree char *key = fold(path);
	gint found = find_key(layers, key);
	struct iis_layer *layer = NULL;

	if (found >= 0)
		return g_ptr_array_index(layers->layers, (guint)found);
	if (strlen(path) > IIS_CONFIG_PATH_LIMIT_BYTES ||
	    count_parts(path) > IIS_CONFIG_PATH_LIMIT_PARTS) {
		g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_TOO_LARGE,
			    "expected a location path of at most %d parts and %d bytes, got %u "
			    "parts and %zu bytes",
			    IIS_CONFIG_PATH_LIMIT_PARTS, IIS_CONFIG_PATH_LIMIT_BYTES,
			    count_parts(path), strlen(path));
		return NULL;
	}
	if (layers->layers->len == IIS_CONFIG_LOCATION_LIMIT) {
		g_set_error(error, IIS_CONFIG_ERROR, IIS_CONFIG_ERROR_TOO_LARGE,
			    "expected Windows authentication at %d locations at most, got more",
			    IIS_CONFIG_LOCATION_LIMIT);
		return NULL;
	}
	layer = g_new0(struct iis_layer, 1);
	layer->depth = count_parts(path);
	layer->location = g_steal_pointer(&path);
	layer->key = g_steal_pointer(&key);
	layer->directives = g_ptr_array_new_with_free_func(directive_free);
	layer->index = layers->layers->len;
	g_hash_table_insert(layers->by_key, layer->key, layer);
	g_ptr_array_add(layers->layers, layer);
	return layer;
}

void
iis_layer_reset(struct iis_layer *layer)
{
	g_ptr_array_set_size(layer->directives, 0);
	memset(layer->written, 0, sizeof(layer->written));
	memset(layer->values, 0, sizeof(layer->values));
	g_clear_pointer(&layer->problem, g_free);
	layer->complete = FALSE;
}

void
iis_layer_set_problem(struct iis_layer *layer, const char *format, ...)
{
	va_list arguments;

	if (layer->problem)
		return;
	va_start(arguments, format);
	layer->problem = g_strdup_vprintf(format, arguments);
	va_end(arguments);
}

void
iis_layer_direct(struct iis_layer *layer, enum iis_directive_kind kind, const char *provider)
{
	struct iis_directive *directive = NULL;

	if (kind != IIS_CLEAR && (!*provider || strlen(provider) > PROVIDER_NAME_LIMIT)) {
		iis_layer_set_problem(layer, "expected a provider name of 1 to %d bytes, got %zu",
				      PROVIDER_NAME_LIMIT, strlen(provider));
		return;
	}
	if (layer->directives->len == DIRECTIVE_LIMIT) {
		iis_layer_set_problem(layer, "more than %d changes to the list of providers",
				      DIRECTIVE_LIMIT);
		return;
	}
	directive = g_new0(struct iis_directive, 1);
	directive->kind = kind;
	directive->provider = kind == IIS_CLEAR ? NULL : g_strdup(provider);
	g_ptr_array_add(layer->directives, directive);
}

struct iis_layers *
iis_layers_copy(const struct iis_layers *layers)
{
	struct iis_layers *copy = iis_layers_new(layers->source);

	copy->locked = layers->locked;
	for (guint i = 0; i < layers->layers->len; i++) {
		const struct iis_layer *from = g_ptr_array_index(layers->layers, i);
		struct iis_layer *to = iis_layers_get(copy, from->location, NULL);

		g_assert(to);
		to->complete = from->complete;
		memcpy(to->written, from->written, sizeof(to->written));
		memcpy(to->values, from->values, sizeof(to->values));
		to->problem = g_strdup(from->problem);
		for (guint j = 0; j < from->directives->len; j++) {
			const struct iis_directive *d = g_ptr_array_index(from->directives, j);

			iis_layer_direct(to, d->kind, d->provider);
		}
	}
	return copy;
}
