/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes what one location writes, as appcmd does.
 *
 * Private to protocol. `change` is one word of `appcmd set config` without its slash, as the header
 * iis_command.h lists them. FALSE and `error` (IIS_COMMAND_ERROR) set where appcmd would fail; the
 * layer may have changed then.
 */
#ifndef PROTOCOL_IIS_EDIT_H
#define PROTOCOL_IIS_EDIT_H

#include "protocol/iis_command.h"
#include "protocol/iis_layer.h"

/* +providers.[value='X'] and -providers.[value='X'] */
gboolean iis_edit_list(struct iis_layers *layers, struct iis_layer *layer, const char *change,
		       GError **error);

/* name:value */
gboolean iis_edit_attribute(struct iis_layer *layer, const char *change, GError **error);

/* Sets `error` to: expected EXPECTED, got "GOT". Always FALSE. */
gboolean iis_edit_refuse(GError **error, enum iis_command_error code, const char *expected,
			 const char *got);

#endif
