/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads one XML document of IIS into layers.
 *
 * Private to protocol. What is read, wherever the fragment begins:
 *   configuration > [location >] system.webServer > security > authentication >
 *     windowsAuthentication > providers > clear, add, remove; extendedProtection
 *   configuration > configSections > sectionGroup ... > section (overrideModeDefault)
 *   appcmd > CONFIG > system.webServer-security-authentication-windowsAuthentication (appcmd /xml)
 */
#ifndef PROTOCOL_IIS_XML_H
#define PROTOCOL_IIS_XML_H

#include "protocol/iis_layer.h"

/* Elements nested deeper are refused. */
#define IIS_XML_DEPTH_LIMIT 64

/* The source that a root element of that name stands for; FALSE when IIS has no such document. */
gboolean iis_xml_source(const char *root, enum iis_source *source);

/*
 * `xml` is one element, from "<" on, of valid UTF-8, without a prolog. `location` is what it speaks
 * of unless the document says so itself ("" for the server). With `complete` what it says replaces
 * what the layers held of the same location before: it is a listing of all that is in force.
 * FALSE and `error` (IIS_CONFIG_ERROR) set when it is broken; `layers` may hold a part of it then.
 */
gboolean iis_xml_read(struct iis_layers *layers, const char *xml, gsize length,
		      const char *location, gboolean complete, GError **error);

#endif
