/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef FACTS_HANDSHAKE_H
#define FACTS_HANDSHAKE_H

#include "facts/asked.h"
#include "protocol/ntlm.h"

/* What is spoken under the scheme. */
enum mechanism {
	MECHANISM_NTLM,		/* raw NTLM messages, as Windows clients send them */
	MECHANISM_NTLM_WRAPPED, /* the same inside SPNEGO */
	MECHANISM_KERBEROS,
	MECHANISM_PLAIN, /* Basic, Bearer: one message, the secret itself */
	MECHANISM_COUNT
};

/* Which certificate the logon was bound to (Extended Protection). */
enum binding {
	BINDING_SEEN,	/* the one that this connection showed */
	BINDING_ABSENT, /* none: a client that knows nothing of channel bindings */
	BINDING_WRONG,	/* none that exists: what a relay would bring */
	BINDING_GIVEN,	/* the operator's: the one that IIS is said to use */
	BINDING_COUNT
};

/* How far it came. */
enum handshake_end {
	HANDSHAKE_NOT_TRIED, /* `hold` says why */
	HANDSHAKE_LOST,	     /* a leg brought no answer */
	HANDSHAKE_NO_TOKEN,  /* the first message: 401, no token in it */
	HANDSHAKE_BAD_TOKEN, /* a token that is no challenge, or none that can be answered:
				`trouble` */
	HANDSHAKE_CLOSING, /* a challenge came, but the server closes the connection that it is for
			    */
	HANDSHAKE_CHALLENGED, /* a challenge came, and there it ended on purpose: `hold` says why */
	HANDSHAKE_LOCAL,      /* our side could make no token: `trouble`, `kerberos` */
	HANDSHAKE_REFUSED,    /* the last message: 401 */
	HANDSHAKE_ANSWERED,   /* another status than 401, perhaps on the first message already */
	HANDSHAKE_END_COUNT
};

/* Why a logon, or its last message, was left out. */
enum hold {
	HOLD_NONE,
	HOLD_NO_CREDENTIALS,  /* none were given */
	HOLD_NOT_OFFERED,     /* the server does not offer the scheme there */
	HOLD_REFUSED_EARLIER, /* by another run: the secret is not tried again */
	HOLD_REFUSED_NOW,     /* in this run already */
	HOLD_BUSY,	      /* other plugins were logging on until the time was up */
	HOLD_NO_BUDGET,	      /* the record of refusals cannot be kept */
	HOLD_HOUR_SPENT,      /* enough logons that fail by design, or without a clear answer, for
				 this hour */
	HOLD_NO_BINDING, /* the certificate has no channel binding (Ed25519), or is not known */
	HOLD_NOT_NEEDED, /* others have answered the question */
	HOLD_COUNT
};

/* Why Kerberos could not be spoken, by RFC 4120's error codes. */
enum kerberos_trouble {
	KERBEROS_FINE,
	KERBEROS_NO_TICKET,	 /* no credentials: cache or keytab missing or empty */
	KERBEROS_EXPIRED,	 /* the ticket is too old */
	KERBEROS_UNKNOWN_SERVER, /* the KDC knows no such service principal (SPN) */
	KERBEROS_UNKNOWN_CLIENT, /* nor this client */
	KERBEROS_WRONG_KEY,	 /* the client's key, or the server's, is another one */
	KERBEROS_SKEW,		 /* the clocks differ too much */
	KERBEROS_NO_KDC,	 /* none could be reached */
	KERBEROS_REVOKED,	 /* the account is disabled, expired or locked */
	KERBEROS_TIMEOUT,	 /* the library gave no answer before the deadline */
	KERBEROS_OTHER,
	KERBEROS_TROUBLE_COUNT
};

/* The words that facts and output use. */
const char *mechanism_name(enum mechanism mechanism);
const char *binding_name(enum binding binding);
const char *handshake_end_name(enum handshake_end end);
const char *hold_name(enum hold hold);
const char *kerberos_trouble_name(enum kerberos_trouble trouble);

/*
 * One attempt to log on. Everything after the first leg came over the first leg's connection, or
 * did not come: a leg that would have needed another one is LOST.
 */
struct handshake {
	enum scheme scheme;
	enum mechanism mechanism;
	enum binding binding;
	enum handshake_end end;
	enum hold hold;
	char *trouble; /* our own or the library's words; outside text. NULL: none */

	GPtrArray *legs;		/* struct asked *: each message's answer, in order */
	GBytes *token;			/* the challenge as it came; NULL: none */
	gboolean token_wrapped;		/* in SPNEGO */
	struct ntlm_message *challenge; /* what it says; NULL: none, or not NTLM's */
	gboolean clock_known;
	gint64 clock_ahead_ms; /* the server's clock against ours, by the challenge's timestamp */

	enum kerberos_trouble kerberos; /* on our side, or in the server's last token */
	char *principal; /* the service asked for: "HTTP/mail.example.com"; NULL: none */
	gint64 total_us; /* all legs together */
};

struct handshake *handshake_new(enum scheme scheme, enum mechanism mechanism, enum binding binding);
void handshake_free(struct handshake *handshake);
AUTOPTR_STRUCT(handshake)

/* The last leg; NULL when there was none. Borrowed. */
const struct asked *handshake_last(const struct handshake *handshake);

/* The status of the last leg; 0 when there was no answer. */
guint handshake_status(const struct handshake *handshake);

/* Whether a message went out that the server had to judge: a logon, for good or bad. */
gboolean handshake_judged(const struct handshake *handshake);

/* Whether the server took the logon: another status than 401 after the last message, and not one
 * that a proxy or a failing server gives; a SOAP fault, though its status is 500, is the service's
 * own. */
gboolean handshake_accepted(const struct handshake *handshake);

/*
 * Whether two servers answered on one connection of ours, told by X-FEServer, which no logon of
 * NTLM survives (always FALSE of other mechanisms: each of their messages is whole): the legs, and
 * `before`, the request before them, when it came over the same connection (may be NULL). `first`
 * and `second` are their names, borrowed.
 */
gboolean handshake_changed_node(const struct handshake *handshake, const struct asked *before,
				const char **first, const char **second);

json_t *handshake_to_json(const struct handshake *handshake);

#endif
