/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_REPLIER_H
#define TESTS_SUPPORT_REPLIER_H

#include <glib.h>

/* An HTTP server whose answers depend on the request and on its connection; any number of
 * connections at the same time, at all addresses of loopback. */
struct replier;

/* One request as it came. */
struct replier_request {
	guint connection;    /* counted from 1 in the order they were accepted */
	guint number;	     /* on its connection, counted from 1 */
	const char *address; /* of ours that it came to: "127.0.0.2" */
	const char *text;    /* head and body */
};

struct reply {
	char *text;	/* g_free()'d after it was sent; NULL: nothing is sent */
	gsize length;	/* bytes of it; 0: up to the NUL */
	gboolean close; /* the connection is closed then, whatever the text says */
	gboolean last;	/* no further connection is accepted */
};

/* Called by one thread at a time. */
typedef struct reply (*replier_answer)(const struct replier_request *request, void *data);

/* Listens on a free port; `data` is the answer's own. */
struct replier *replier_start(replier_answer answer, void *data);
guint replier_port(const struct replier *replier);

/* Ends the server once all connections are closed by their peers. */
void replier_stop(struct replier *replier);

#endif
