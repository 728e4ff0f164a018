/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_HTTP_CERTIFICATE_H
#define PROBE_HTTP_CERTIFICATE_H

#include <curl/curl.h>

#include "facts/certificate.h"

/* Reads the "Name:value" lines that libcurl (CURLINFO_CERTINFO) tells of one certificate. Never
 * NULL; the caller frees. */
struct certificate *http_certificate_read(const struct curl_slist *lines);

#endif
