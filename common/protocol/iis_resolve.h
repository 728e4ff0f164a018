/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Works out what is in force at each location from what each location writes.
 *
 * IIS 7 and later: a location inherits every attribute and the list of providers from the nearest
 * location above; clear, add and remove then work on the inherited list in order, names in any
 * case, add at its end. An add of what is in the list makes IIS refuse the location (500.19,
 * 0x800700b7). IIS 6: the nearest node above that is set; else Negotiate, NTLM.
 */
#ifndef PROTOCOL_IIS_RESOLVE_H
#define PROTOCOL_IIS_RESOLVE_H

#include "protocol/iis_layer.h"

/* Of struct iis_section, one per layer in the same order; the caller owns it. Borrows from the
 * layers: they must live as long. */
GPtrArray *iis_layers_resolve(const struct iis_layers *layers);

#endif
