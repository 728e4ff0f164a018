/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_FARM_H
#define TESTS_SUPPORT_FARM_H

#include <glib.h>

/*
 * A farm of servers that speaks NTLM as IIS does: an AUTHENTICATE is judged only on the connection
 * that asked for its challenge. It is on loopback and without TLS, so no logon is ever bound.
 */
struct farm;

enum farm_trait {
	FARM_SAYS_CLOSE = 1 << 0,   /* "Connection: close" with the challenge */
	FARM_CLOSES = 1 << 1,	    /* closes after the challenge without a word */
	FARM_ONLY_WRAPPED = 1 << 2, /* inside Negotiate no raw NTLM */
	FARM_NO_CHALLENGE = 1 << 3, /* 401 without a token to the first message */
	FARM_OPEN = 1 << 4,	    /* to everybody the logon's status, after one was judged */
	FARM_SWITCHES = 1 << 5,	    /* each request of a connection is another server's */
	FARM_ELSEWHERE = 1 << 6,    /* the request that names nobody is another server's */
	FARM_GOES_DOWN = 1 << 7,    /* with the first judgement no connection is accepted more */
};

/* A virtual directory. */
struct farm_room {
	const char *path;  /* its requests begin so; of several rooms the first counts */
	const char *offer; /* WWW-Authenticate fields of a 401, between " | " */
	guint anonymous;   /* status for who names nobody; 0: 401 */
	/* Status for each secret that is judged, good or bad, in order: "200 401"; the last for
	 * ever. */
	const char *logons;
	guint traits;
};

/* `rooms` ends with one without a path, and is borrowed as long as the farm stands. */
struct farm *farm_start(const struct farm_room *rooms);
guint farm_port(const struct farm *farm);

/*
 * Ends it. Every request in the order they were answered, a line each: the connection, the
 * method and target, and what it was sent with: "1 GET /x NTLM NEGOTIATE", with "wrapped" behind
 * it, "-" without an Authorization field, "Basic TEXT" in clear. The caller frees.
 */
char *farm_stop(struct farm *farm);

#endif
