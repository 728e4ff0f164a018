/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_CERTIFICATE_H
#define FACTS_CERTIFICATE_H

#include <jansson.h>

#include "base/autoptr.h"

/* The leaf certificate that a server showed. What the TLS library did not tell is NULL or 0. */
struct certificate {
	char *subject;
	char *issuer;
	GPtrArray *names;    /* char *: DNS names and addresses of subjectAltName */
	gint64 not_before_s; /* seconds since 1970, UTC */
	gint64 not_after_s;
	GBytes *der;  /* as seen on the wire; channel bindings are computed from it (RFC 5929) */
	char *sha256; /* of the DER form, lower case hex: tells certificates apart */
};

struct certificate *certificate_new(void);
/* NULL for NULL; the caller frees. */
struct certificate *certificate_copy(const struct certificate *certificate);
void certificate_free(struct certificate *certificate);
AUTOPTR_STRUCT(certificate)

json_t *certificate_to_json(const struct certificate *certificate);

#endif
