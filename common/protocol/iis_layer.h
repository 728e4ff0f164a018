/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Holds what each location of an IIS configuration writes, before inheritance.
 *
 * Private to protocol: iis_xml.c and iis_adsutil.c fill layers, iis_command.c changes them,
 * iis_resolve.c works out what is in force.
 */
#ifndef PROTOCOL_IIS_LAYER_H
#define PROTOCOL_IIS_LAYER_H

#include "protocol/iis_config.h"

enum iis_directive_kind { IIS_CLEAR, IIS_ADD, IIS_REMOVE };

struct iis_directive {
	enum iis_directive_kind kind;
	char *provider; /* NULL for IIS_CLEAR */
};

/* What one location writes. */
struct iis_layer {
	char *location; /* as first spelt, without a slash at the end */
	char *key;	/* the same with the case folded */
	guint depth;	/* parts of the path; 0 for the server */
	guint index;	/* in iis_layers.layers */
	/* What it writes is all that is in force there (a listing): it inherits nothing. */
	gboolean complete;
	gboolean written[IIS_ATTRIBUTE_COUNT];
	guint values[IIS_ATTRIBUTE_COUNT];
	GPtrArray *directives; /* of struct iis_directive, in order */
	char *problem;	       /* NULL, or the first one */
};

struct iis_layers {
	GPtrArray *layers;  /* of struct iis_layer, in order of the document */
	GHashTable *by_key; /* key to struct iis_layer, both borrowed from `layers` */
	enum iis_source source;
	gboolean locked;
};

/* Never NULL; the caller frees. */
struct iis_layers *iis_layers_new(enum iis_source source);
struct iis_layers *iis_layers_copy(const struct iis_layers *layers);
void iis_layers_free(struct iis_layers *layers);

/* The layer of `location`, made when there is none; borrowed. NULL and `error` (IIS_CONFIG_ERROR)
 * set when the path, or the number of locations, is beyond the limits of iis_config.h. */
struct iis_layer *iis_layers_get(struct iis_layers *layers, const char *location, GError **error);

/* Index of the layer of `location` or of the nearest one above; -1 when there is none. */
gint iis_layers_nearest(const struct iis_layers *layers, const char *location);

/* Index of the nearest layer strictly above; -1 when there is none. */
gint iis_layers_above(const struct iis_layers *layers, const struct iis_layer *layer);

/* Forgets all that the layer writes. */
void iis_layer_reset(struct iis_layer *layer);

/* Keeps the first problem only. */
void iis_layer_set_problem(struct iis_layer *layer, const char *format, ...) G_GNUC_PRINTF(2, 3);

/* Appends one step of the list; beyond the limits it becomes a problem instead. */
void iis_layer_direct(struct iis_layer *layer, enum iis_directive_kind kind, const char *provider);

/* The configuration they make; it owns `layers` from here on. Never NULL. (In iis_config.c) */
struct iis_config *iis_config_from_layers(struct iis_layers *layers);

AUTOPTR_STRUCT(iis_layers)

#endif
