/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_CANNED_H
#define TESTS_SUPPORT_CANNED_H

#include "base/autoptr.h"

/* An HTTP server (or proxy) that gives fixed answers, for tests of the probes. */
struct canned;

/* As an answer: close the connection. */
#define CANNED_CLOSE ""

/* As an answer: say nothing, for as long as the peer waits. */
#define CANNED_SILENCE "..."

/*
 * Listens on a free port of 127.0.0.1. Requests, on whatever connection, get the answers in order,
 * the last one for ever; an answer with "Connection: close" ends its connection. `answers` ends
 * with NULL and is borrowed as long as the server lives.
 */
struct canned *canned_start(const char *const *answers);
guint canned_port(const struct canned *canned);

/* Ends the server. The requests it got, head and body, in order: the caller's, of char *. */
GPtrArray *canned_stop(struct canned *canned);

/* A port of 127.0.0.1 on which nobody listens; the socket keeps it reserved until it is closed. */
guint canned_reserve(int *socket_out);

#endif
