/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_ANSWER_H
#define FACTS_ANSWER_H

#include <jansson.h>

#include "base/autoptr.h"

enum method { METHOD_GET, METHOD_POST, METHOD_HEAD, METHOD_COUNT };

const char *method_name(enum method method);

/* How far a request came. Everything but ANSWERED names the place where it stopped. */
enum outcome {
	OUTCOME_NOT_ASKED,   /* an earlier failure or the deadline made it pointless */
	OUTCOME_NAME,	     /* the host name has no address */
	OUTCOME_PROXY,	     /* the proxy could not be reached or refused */
	OUTCOME_CONNECT,     /* refused or unreachable */
	OUTCOME_TLS,	     /* the handshake failed */
	OUTCOME_CERTIFICATE, /* the certificate is not trusted, expired or of another name */
	OUTCOME_TIMEOUT,     /* no complete answer in time; `stage` says how far it was */
	OUTCOME_CUT,	     /* connection closed or reset before the answer's head was complete */
	OUTCOME_NOT_HTTP,    /* what came is no HTTP answer */
	OUTCOME_TOO_LONG,    /* the head exceeds our limit */
	OUTCOME_LOCAL,	     /* our side: memory, files, libraries */
	OUTCOME_ANSWERED,    /* a complete head came; the body may still be cut */
	OUTCOME_COUNT
};

/* "answered", "timeout"...: the word that facts and output use. */
const char *outcome_name(enum outcome outcome);

/* What was under way when the deadline passed. */
enum stage { STAGE_CONNECT, STAGE_TLS, STAGE_WAIT, STAGE_HEAD, STAGE_BODY };

struct header {
	char *name;   /* as sent */
	char *value;  /* as sent, blanks round it removed, folded lines joined by a blank;
			 NUL-terminated */
	gsize length; /* of value */
};

/* One request and what came of it. */
struct answer {
	enum method method;
	char *url;
	char *
	    peer; /* "192.0.2.11:443" when one address was asked for, else "mail.example.com:443" */
	enum outcome outcome;
	enum stage stage;
	char *trouble; /* the transport's own words when something failed; outside text */

	guint status;	    /* 0 unless answered */
	char *reason;	    /* the phrase behind the status code */
	char *version;	    /* "1.1", "2", ... */
	GPtrArray *headers; /* struct header *, in wire order */
	GString *body;	    /* at most the asker's limit */
	enum outcome
	    body_outcome; /* ANSWERED: it is complete; else why there is less of it than was sent */

	gint64 connect_us; /* since the request began; 0 on a reused connection */
	gint64 tls_us;	   /* TLS handshake complete */
	gint64 first_byte_us;
	gint64 total_us;
	gboolean connection_reused;
	char *address; /* the server's, as connected to; NULL without a connection */
	guint local_port;
};

struct answer *answer_new(enum method method, const char *url);
void answer_free(struct answer *answer);
AUTOPTR_STRUCT(answer)

/* Appends a header; `value` need not be NUL-terminated and is copied. */
void answer_add_header(struct answer *answer, const char *name, gsize name_length,
		       const char *value, gsize length);

/* The value of the first header of that name (any case), NULL when there is none. Borrowed. */
const char *answer_header(const struct answer *answer, const char *name);

/*
 * Whether the server itself, not just this request, was out of reach: no other request to it can
 * fare better.
 */
gboolean answer_lost(const struct answer *answer);

/* Whether a header of that name may carry a credential or a session: its value is never shown. */
gboolean answer_header_is_secret(const char *name);

json_t *answer_to_json(const struct answer *answer);

#endif
