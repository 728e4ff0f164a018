/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_HTTP_HEAD_H
#define PROBE_HTTP_HEAD_H

#include "facts/answer.h"

enum { HTTP_HEAD_LIMIT = 256 * 1024 }; /* bytes of all heads of one request, 1xx included */

/* Collects the lines of an answer's head as libcurl hands them over. */
struct http_head {
	struct answer *answer; /* borrowed; gets status, reason, version, headers */
	gsize bytes;
	gboolean complete; /* the blank line of a final (not 1xx) head was seen */
	gboolean too_long;
};

void http_head_init(struct http_head *head, struct answer *answer);

/*
 * Takes one line with its line end. A status line begins anew (after "100 Continue"); a line that
 * begins with a blank continues the one before (obs-fold, RFC 9112 5.2); what follows the blank
 * line are trailers and not taken. FALSE when the limit is passed.
 */
gboolean http_head_line(struct http_head *head, const char *line, gsize length);

#endif
