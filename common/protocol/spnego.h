/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads and writes the tokens behind "Negotiate".
 *
 * Source: RFC 4178 4.2 (NegTokenInit, NegTokenResp), MS-SPNG 2.2.1 (NegTokenInit2), RFC 4121 4.1
 * (Kerberos tokens), RFC 4559. Microsoft's servers take and send raw NTLM messages there as well.
 *
 * Reading is bounded DER: definite lengths only, nothing is followed that does not fit. It never
 * fails: what breaks the grammar yields what could be salvaged plus one sentence in `malformed`.
 */
#ifndef PROTOCOL_SPNEGO_H
#define PROTOCOL_SPNEGO_H

#include "base/autoptr.h"

#define SPNEGO_OID_NTLM	       "1.3.6.1.4.1.311.2.2.10"
#define SPNEGO_OID_KERBEROS    "1.2.840.113554.1.2.2"
#define SPNEGO_OID_MS_KERBEROS "1.2.840.48018.1.2.2"

enum spnego_kind {
	SPNEGO_UNKNOWN,
	SPNEGO_INIT,	     /* NegTokenInit, also NegTokenInit2 */
	SPNEGO_RESPONSE,     /* NegTokenResp */
	SPNEGO_RAW_NTLM,     /* an NTLM message without any wrapping */
	SPNEGO_RAW_KERBEROS, /* a Kerberos token without SPNEGO round it */
	SPNEGO_KIND_COUNT
};

/* "NegTokenInit", "NegTokenResp", "raw-ntlm", "raw-kerberos"; "unknown". */
const char *spnego_kind_name(enum spnego_kind kind);

/* RFC 4178 4.2.2; the numbers are those of the wire. */
enum spnego_state {
	SPNEGO_STATE_ABSENT = -1,
	SPNEGO_ACCEPT_COMPLETED = 0,
	SPNEGO_ACCEPT_INCOMPLETE = 1,
	SPNEGO_REJECT = 2,
	SPNEGO_REQUEST_MIC = 3,
};

/* "accept-completed"...; NULL when absent. */
const char *spnego_state_name(enum spnego_state state);

struct spnego_token {
	enum spnego_kind kind;
	GPtrArray *mechs; /* char *: dotted OIDs that an init offers; never NULL */
	char *mech; /* of a response: the one chosen; of a raw Kerberos token: its OID. NULL: absent
		     */
	enum spnego_state state; /* of a response */
	GBytes *inner; /* the mechanism's own token (mechToken, responseToken), or all of a raw one;
			  NULL: absent */
	gboolean has_mech_list_mic;
	char *malformed; /* NULL, or the first breach */
};

/* Never NULL; the caller frees; copies what it keeps. */
struct spnego_token *spnego_parse(const void *bytes, gsize length);
void spnego_token_free(struct spnego_token *token);
AUTOPTR_STRUCT(spnego_token)

/* A NegTokenInit that offers NTLM alone, with its first message. The caller frees. */
GBytes *spnego_wrap_init(GBytes *ntlm);

/* A NegTokenResp with the client's next message, nothing else in it. The caller frees. */
GBytes *spnego_wrap_response(GBytes *ntlm);

#endif
