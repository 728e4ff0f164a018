/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads what adsutil.vbs of IIS 6 printed into layers.
 *
 * Private to protocol. `get` and `set` print NAME : (TYPE) VALUE, `get` of what the node itself
 * does not set prints: The parameter "NAME" is not set at this node. (Also when a node above sets
 * it.)
 */
#ifndef PROTOCOL_IIS_ADSUTIL_H
#define PROTOCOL_IIS_ADSUTIL_H

#include "protocol/console.h"
#include "protocol/iis_layer.h"

/*
 * `text` is valid UTF-8 with any line ends. Prompts, echoed commands, the banner of the script host
 * and lines of other parameters may stand between. Layers of nodes that it says something of.
 * FALSE and `error` (IIS_CONFIG_ERROR) set beyond the limits of iis_config.h.
 */
gboolean iis_adsutil_read(struct iis_layers *layers, const char *text, gsize length,
			  GError **error);

/* The node that a get, set, delete or enum speaks of: its path without the parameter. "" when the
 * command is none of these. The caller frees. */
char *iis_adsutil_node(const struct console_command *command);

/* Makes the layer write this list, "NTLM,Negotiate". */
void iis_adsutil_set_providers(struct iis_layer *layer, const char *list);

#endif
