/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Makes one attempt to log on over HTTP (RFC 4559; MS-NTHT): leg by leg, on one connection.
 */
#ifndef PROBE_HANDSHAKE_H
#define PROBE_HANDSHAKE_H

#include "base/secret.h"
#include "facts/handshake.h"
#include "probe/http.h"

/* Who logs on. All borrowed; what a mechanism does not need may be NULL. */
struct identity {
	const char *user;
	const char *domain;
	const struct secret *password; /* of Bearer: the token */
	const char *keytab;	       /* of Kerberos: file with the client's key */
	const char *ccache;	       /* of Kerberos: cache with the client's tickets */
};

/* How. All borrowed. */
struct handshake_request {
	enum method method;
	const char *path;
	const char *const *headers; /* beside Authorization; NULL for none */
	const char *body; /* of a POST, with the message that the server judges; NULL: empty */
	gsize body_limit; /* of the answer to that message; 0: 1 MiB */
	const struct http_sink *sink; /* for its body; NULL: it is kept */
	const char *hostname;	      /* of the service principal HTTP/hostname */
	enum scheme scheme;
	enum mechanism mechanism;
	enum binding binding;
	GBytes *given_certificate;	 /* DER, for BINDING_GIVEN */
	const struct identity *identity; /* NULL: nobody, only a challenge is asked for */
	gboolean fresh; /* on a new connection; else the first leg takes the one there is */
};

/*
 * Sends NTLM's first message, which names nobody and costs nothing, and reads the challenge. Of the
 * other mechanisms nothing is sent yet: end is HANDSHAKE_CHALLENGED without a leg. Never NULL; the
 * caller frees.
 */
struct handshake *handshake_begin(struct http *http, const struct handshake_request *request,
				  struct deadline deadline);

/*
 * Goes on after HANDSHAKE_CHALLENGED (of anything else it makes nothing): sends what the server
 * will judge. The same request as before; its identity must be there.
 */
void handshake_finish(struct http *http, struct handshake *handshake,
		      const struct handshake_request *request, struct deadline deadline);

#endif
