/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_HTTP_SETUP_H
#define PROBE_HTTP_SETUP_H

#include <curl/curl.h>

#include "probe/http.h"

/* Which certificates are trusted, and that the server's is told. */
void http_set_trust(CURL *curl, const struct http_target *target);

/* Proxy or none, and the addresses to connect to. The list must live as long as the handle; the
 * caller frees it. */
struct curl_slist *http_set_route(CURL *curl, const struct http_target *target);

#endif
