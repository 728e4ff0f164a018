/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_HTTP_OUTCOME_H
#define PROBE_HTTP_OUTCOME_H

#include <curl/curl.h>

#include "facts/answer.h"
#include "probe/http_head.h"

/* How a transfer ended. All borrowed. */
struct http_end {
	CURL *curl;
	CURLcode code;
	const char *words; /* libcurl's error buffer */
	const struct http_head *head;
	gboolean body_too_long; /* we stopped reading */
	gboolean tls;
	gboolean only_same; /* a new connection was forbidden */
	const char
	    *host_behind_proxy; /* the server, when a proxy was to lead there; NULL: straight */
};

/* Writes outcome, stage, trouble and body_outcome into the answer. */
void http_outcome_set(struct answer *answer, const struct http_end *end);

#endif
