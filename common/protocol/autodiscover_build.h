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

/* Appends; an empty value is none. `xml`, which may be NULL, is refused when there are too many. */
void autodiscover_put(GPtrArray *values, const char *name, const char *value,
		      struct bounded_xml *xml);

/* Sets a text that is not set yet; an empty one is none. */
void autodiscover_set(char **text, const char *value);

/* A text that stands alone: "UserResponse/ErrorCode", and where it goes. */
struct autodiscover_single {
	const char *path;
	char **to;
};

/* Sets all that belong to the element that ends. */
void autodiscover_set_singles(struct bounded_xml *xml, const struct autodiscover_single *singles,
			      gsize count, const char *text);

/* Refuses a document whose root, the element that begins, is not named like this. */
void autodiscover_check_root(struct bounded_xml *xml, const char *expected);

#endif
