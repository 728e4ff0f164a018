/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A server that plays written steps on every connection, for what no well-behaved server does. */
#ifndef TESTS_SIM_RAW_SERVER_H
#define TESTS_SIM_RAW_SERVER_H

#include "base/autoptr.h"

enum raw_verb {
	RAW_END,    /* of an answer: back to the script; of the script: say goodbye and close */
	RAW_GREET,  /* TLS handshake when the server has a certificate, else nothing */
	RAW_READ,   /* one request, head and announced body, which is recorded */
	RAW_TASTE,  /* some bytes of the peer, whatever they are, thrown away; before RAW_GREET only
		     */
	RAW_ANSWER, /* the steps of the answer that fits the last request; none: close */
	RAW_SEND,   /* `text`, see below */
	RAW_SLEEP,  /* `pause_ms` */
	RAW_RATION, /* only `length` more bytes go onto the wire, TLS overhead included */
	RAW_SHUTDOWN, /* half close, then on */
	RAW_HOLD,     /* silence until the peer has gone */
	RAW_CLOSE,    /* close without a TLS goodbye */
	RAW_RESET,    /* close with RST */
	RAW_AGAIN,    /* the script from its beginning, for ever */
};

enum { RAW_FOREVER = G_MAXINT };

/*
 * RAW_SEND sends `length` bytes of `text` (0: up to its NUL), `times` times (0: once), and rests
 * `pause_ms` after every `slice` bytes (0: after the whole text). A list ends with RAW_END, which
 * is 0. Once the peer has gone, the link is cut or the server is stopped, all steps are passed over
 * up to the one that closes; RAW_AGAIN closes then.
 */
struct raw_step {
	enum raw_verb verb;
	const char *text;
	gsize length;
	guint times;
	guint pause_ms;
	gsize slice;
};

/* Fits requests of `method` whose target begins with `target` and whose head contains `field`; NULL
 * fits all. */
struct raw_answer {
	const char *method;
	const char *target;
	const char *field;
	gboolean once; /* fits no second request */
	const struct raw_step *steps;
};

/* All texts are borrowed until raw_server_free(); the rest is copied in raw_server_start(). */
struct raw_plan {
	const char *address;	      /* IPv4, NULL: 127.0.0.1 */
	guint16 port;		      /* 0: any that is free */
	const char *certificate_file; /* PEM; NULL: plain */
	const char *key_file;
	const struct raw_step *script; /* of every connection */
	const struct raw_answer
	    *answers;	     /* ends with `steps` NULL; the first that fits is played */
	guint accept_limit;  /* the port is closed after so many connections; 0: never */
	gboolean full_queue; /* accepts nothing, and its queue is full: connecting hangs */
};

/* What a client sent, as it came. */
struct raw_request {
	guint connection; /* 1 is the first accepted */
	GBytes *head;	  /* with the empty line that ends it */
	GBytes *body;
};

#define RAW_SERVER_ERROR (raw_server_error_quark())

enum raw_server_error {
	RAW_SERVER_ERROR_SOCKET,
	RAW_SERVER_ERROR_IN_USE, /* the address and port asked for are somebody else's */
	RAW_SERVER_ERROR_TLS,
};

GQuark raw_server_error_quark(void);

void raw_request_free(struct raw_request *request);

struct raw_server;

/*
 * A socket bound to a free port of 127.0.0.1 on which nobody listens: a closed port, as long as it
 * is open, that a server may be started on nevertheless. -1 and `error` set when there is none.
 */
int raw_server_reserve(guint16 *port, GError **error);

/* Listens when it returns. NULL and `error` set when it cannot. */
struct raw_server *raw_server_start(const struct raw_plan *plan, GError **error);

guint16 raw_server_port(const struct raw_server *server);

/* How many connections it accepted so far. */
guint raw_server_accepted(struct raw_server *server);

/* Copies of struct raw_request in order of arrival; the caller frees the array. */
GPtrArray *raw_server_requests(struct raw_server *server);

/* Stops: ends every connection where it stands, joins all threads. NULL is allowed. */
void raw_server_free(struct raw_server *server);

AUTOPTR_STRUCT(raw_server)

#endif
