/* SPDX-License-Identifier: GPL-3.0-or-later */
/* JSON ("v2"): Exchange 2016 and later, the only form that answers without a logon. */
#ifndef PROTOCOL_AUTODISCOVER_JSON_H
#define PROTOCOL_AUTODISCOVER_JSON_H

#include "protocol/autodiscover.h"

/* "/autodiscover/autodiscover.json?Email=user%40example.com&Protocol=Ews&RedirectCount=1"; the
 * caller frees. `protocol` is one of Microsoft's words: Ews, ActiveSync, AutodiscoverV1, Rest. */
char *autodiscover_json_path(const char *email, const char *protocol, guint redirect_count);

struct autodiscover_answer *autodiscover_json_parse(const void *bytes, gsize length);

#endif
