/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Binds a logon to the TLS channel it comes over (tls-server-end-point).
 *
 * Source: RFC 5929 4.1 (hash of the certificate by its signature's hash; MD5 and SHA-1 become
 * SHA-256), RFC 2744 3.11 and MS-NLMP 3.1.5.1.2 (MsvAvChannelBindings: MD5 of the
 * gss_channel_bindings_struct), RFC 4055 3.1 (RSASSA-PSS parameters).
 */
#ifndef PROTOCOL_CHANNEL_BINDING_H
#define PROTOCOL_CHANNEL_BINDING_H

#include <glib.h>

/* A certificate's hash for bindings. */
enum binding_hash {
	BINDING_HASH_NONE, /* the signature has no hash of its own (Ed25519, Ed448): none is defined
			    */
	BINDING_HASH_SHA224,
	BINDING_HASH_SHA256,
	BINDING_HASH_SHA384,
	BINDING_HASH_SHA512,
	BINDING_HASH_COUNT
};

/* "sha256"...; "none". */
const char *binding_hash_name(enum binding_hash hash);

/* Which hash the certificate (DER) calls for. FALSE and an error when it is no certificate or its
 * signature algorithm is not known. */
gboolean channel_binding_hash(GBytes *certificate, enum binding_hash *hash, GError **error);

/*
 * "tls-server-end-point:" and the hash: what goes as application data into GSSAPI's bindings. NULL
 * without an error when none is defined for that certificate, NULL with one as above.
 */
GBytes *channel_binding_data(GBytes *certificate, GError **error);

enum { CHANNEL_BINDING_LENGTH = 16 };

/* MsvAvChannelBindings of that application data: CHANNEL_BINDING_LENGTH bytes into `hash`. */
void channel_binding_hash_data(GBytes *application_data, guint8 *hash);

#define CHANNEL_BINDING_ERROR (channel_binding_error_quark())
GQuark channel_binding_error_quark(void);

#endif
