/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds the XML documents of IIS in text that may be pasted from a console.
 *
 * Private to protocol. Prompts, commands and their messages may stand around each document; an
 * echoed `appcmd list config "LOCATION"` tells what the next ones speak of.
 */
#ifndef PROTOCOL_IIS_EXPORT_H
#define PROTOCOL_IIS_EXPORT_H

#include "base/cursor.h"
#include "protocol/iis_config.h"

struct iis_export {
	struct cursor rest;
	char *location;	  /* of the last echoed command; "" for the server and before the first */
	char *foreign;	  /* name of the first element that begins no document of IIS; NULL */
	char *unfinished; /* name of a root element without an end tag; NULL */
	gboolean document_type_found;
};

/* One document: from the "<" of its root element to its end. Borrowed from the text. */
struct iis_fragment {
	const char *xml;
	gsize length;
	enum iis_source source;
};

/* `text` is valid UTF-8 without NUL and outlives `e`. */
void iis_export_init(struct iis_export *e, const char *text, gsize length);
void iis_export_clear(struct iis_export *e);

/* FALSE at the end of the text, and at what is refused: a document type declaration, which no IIS
 * document has (`document_type_found`), and an element that never ends (`unfinished`). */
gboolean iis_export_next(struct iis_export *e, struct iis_fragment *fragment);

#endif
