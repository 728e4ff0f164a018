/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Answers an NTLM challenge: NTLMv2 only.
 *
 * Source: MS-NLMP 3.3.2 (NTOWFv2, NTLMv2 response), 3.1.5.1.2 (client: timestamp, MIC, channel
 * bindings, target name).
 */
#ifndef PROTOCOL_NTLM_RESPONSE_H
#define PROTOCOL_NTLM_RESPONSE_H

#include "protocol/ntlm.h"

/* Who logs on, where, bound to what. Texts are UTF-8; all borrowed. */
struct ntlm_logon {
	const char *user;	 /* "probe", or the whole "probe@example.com" */
	const char *domain;	 /* NULL or "" for user@domain; goes out exactly as it is */
	const char *workstation; /* NULL: none is named */
	const char *password;
	const char *target_spn; /* "HTTP/mail.example.com"; NULL: MsvAvTargetName left out */
	const guint8 *channel_bindings; /* 16 bytes for MsvAvChannelBindings; NULL: left out */
	guint8 client_challenge[NTLM_CHALLENGE_LENGTH]; /* random, new for every logon */
	guint64 now; /* FILETIME; used when the server tells no time */
};

/*
 * The AUTHENTICATE that answers `challenge`, both messages before it verbatim (the MIC covers their
 * very bytes). With a server's timestamp: that time, MsvAvFlags, MIC, no LM response. Without: our
 * own clock, an LMv2 response, no MIC. Its flags are those of `negotiate` that the server left
 * standing. The caller frees.
 *
 * NULL and an error (NTLM_RESPONSE_ERROR) when the challenge is none or malformed, when the server
 * does not speak Unicode or NTLMv2 (no target information), or when texts or target information are
 * too long for the message. The password's derivations are wiped.
 */
GByteArray *ntlm_respond(GBytes *negotiate, GBytes *challenge, const struct ntlm_logon *logon,
			 GError **error);

/*
 * MD4 of the password in UTF-16LE, and the key made of it: user in upper case (each UTF-16 unit by
 * itself, as Windows does: no character changes the length), domain as it is. `key` has
 * NTLM_KEY_LENGTH bytes. FALSE when a text is no UTF-8.
 */
gboolean ntlm_ntowf_v1(const char *password, guint8 *key);
gboolean ntlm_ntowf_v2(const char *user, const char *domain, const char *password, guint8 *key);

#define NTLM_RESPONSE_ERROR (ntlm_response_error_quark())
enum ntlm_response_error {
	NTLM_RESPONSE_ERROR_CHALLENGE, /* what came is no usable challenge */
	NTLM_RESPONSE_ERROR_SERVER,    /* the server speaks only what we do not */
	NTLM_RESPONSE_ERROR_LENGTH,    /* something does not fit into the message */
	NTLM_RESPONSE_ERROR_TEXT,      /* a name or password is no UTF-8 */
};
GQuark ntlm_response_error_quark(void);

#endif
