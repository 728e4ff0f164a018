/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PROBE_HTTP_H
#define PROBE_HTTP_H

#include "base/deadline.h"
#include "facts/answer.h"
#include "facts/certificate.h"

/* Where and how a conversation goes; everything borrowed, and needed as long as the conversation
 * lives. */
struct http_target {
	const char *hostname; /* in the URL, for SNI and in the Host header */
	guint port;
	gboolean tls;
	const GPtrArray *addresses; /* char *: connect to these, in this order; NULL: libcurl
				       resolves (behind a proxy) */
	const char *ca_file;	    /* NULL: the system's hashed directory */
	const char *ca_path;
	gboolean insecure; /* do not verify the certificate */
	const char *proxy; /* URL; NULL: the environment's */
	gboolean no_proxy;
};

/* The URL of a path, and its query, at that host; the caller frees. */
char *http_url(const struct http_target *target, const char *path);

/* On which connection a request goes out. */
enum http_connection {
	HTTP_CONNECTION_ANY,   /* the one there is, or a new one where the server closed it */
	HTTP_CONNECTION_FRESH, /* a new one, whose place the old one gives up */
	HTTP_CONNECTION_SAME,  /* the one there is or none: OUTCOME_CUT when it is gone */
};

/* Where a body goes that is too large to be kept. */
struct http_sink {
	void (*take)(void *data, const void *bytes, gsize length);
	void *data;
};

struct http_request {
	enum method method;
	const char *path;	    /* with the leading slash */
	const char *const *headers; /* "Name: value", NULL-terminated; NULL for none */
	const char *body;	    /* for POST; NULL for an empty one */
	gsize body_limit;	    /* bytes of the answer's body that are kept */
	/* Gets the body of an answer of status 200 piece by piece, however long; all others are
	 * kept as above. NULL: none. */
	const struct http_sink *sink;
	gint64 patience_ms; /* for the answer once the connection stands; 0: the whole deadline */
	enum http_connection connection;
};

/*
 * One conversation with one server: requests follow each other on one private HTTP/1.1 connection
 * that nothing else uses (NTLM authenticates a connection, so nobody may share it). Redirects are
 * not followed, no cookie is kept, libcurl is given no credentials ever. For one thread at a time.
 */
struct http;

/* To be called before conversations begin in several threads: libcurl before 7.84 cannot set itself
 * up in two at once. */
void http_prepare(void);

struct http *http_new(const struct http_target *target);
void http_free(struct http *http);
AUTOPTR_STRUCT(http)

/*
 * Asks and waits, no longer than the deadline. Always an answer, the caller's: how far the request
 * came is in its outcome. An answer whose head is complete counts as ANSWERED, also when its body
 * breaks off.
 */
struct answer *http_ask(struct http *http, const struct http_request *request,
			struct deadline deadline);

/* The leaf certificate of the last TLS handshake; NULL when there was none. Borrowed until the next
 * request. */
const struct certificate *http_certificate(const struct http *http);

/* Gives the same away. */
struct certificate *http_steal_certificate(struct http *http);

/* Whether a proxy is to lead to the target (the environment's list of exceptions aside, which
 * libcurl alone reads): then resolving the name is that proxy's business. */
gboolean http_is_proxied(const struct http_target *target);

/* Whether the environment names a proxy for this kind of URL, so that resolving is that proxy's
 * business. */
gboolean http_environment_has_proxy(gboolean tls);

#endif
