/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Puts together what the readers of Autodiscover find. */
#ifndef PROTOCOL_AUTODISCOVER_BUILD_H
#define PROTOCOL_AUTODISCOVER_BUILD_H

#include "protocol/autodiscover.h"
#include "protocol/bounded_xml.h"

enum {
	AUTODISCOVER_LIMIT_BYTES = 1 << 20,
	AUTODISCOVER_LIMIT_DEPTH = 32,
	AUTODISCOVER_LIMIT_VALUES = 1024,
	AUTODISCOVER_LIMIT_PROTOCOLS = 256,
	AUTODISCOVER_LIMIT_NAME = 256,
};

struct autodiscover_answer *autodiscover_answer_new(enum autodiscover_schema schema);

struct autodiscover_protocol *autodiscover_protocol_new(const char *place);

/* Frees a struct autodiscover_protocol *. */
void autodiscover_protocol_free(gpointer protocol);

/* Appends; an empty value is none. `xml`, which may be NULL, is refused when there are too many. */
void autodiscover_put(GPtrArray *values, const char *name, const char *value,
		      struct bounded_xml *xml);

/* Sets a text that is not set yet; an empty one is none. */
void autodiscover_set(char **text, const char *value);

/* "expected an Autodiscover document, got an HTML page": what a root element of that name means.
 * The caller frees. */
char *autodiscover_foreign(const char *root);

#endif
