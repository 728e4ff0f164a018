/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Plain old XML: the oldest form, which every client speaks (MS-OXDSCLI; MS-ASCMD 2.2.1.1.2). */
#ifndef PROTOCOL_AUTODISCOVER_POX_H
#define PROTOCOL_AUTODISCOVER_POX_H

#include "protocol/autodiscover.h"

/* The request for that schema (OUTLOOK or MOBILESYNC) and address, escaped; the caller frees. */
char *autodiscover_pox_request(enum autodiscover_schema schema, const char *email);

/* As autodiscover_parse(), for a document that is taken for POX. */
struct autodiscover_answer *autodiscover_pox_parse(const void *bytes, gsize length);

#endif
