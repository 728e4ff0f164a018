/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Channel bindings of the kind tls-server-end-point. */
#include "tests/sim/sim_binding.h"

#include <string.h>

#include <gnutls/x509.h>
#include <nettle/md5.h>

#define KIND "tls-server-end-point:"

/* Four empty fields of gss_channel_bindings_struct stand before the length. */
enum { ZEROS = 16, DIGEST_MAX = 64 };

/* That of the signature, but none weaker than SHA-256 (RFC 5929 4.1). */
static gnutls_digest_algorithm_t
digest_for(gnutls_x509_crt_t certificate)
{
	int signature = gnutls_x509_crt_get_signature_algorithm(certificate);
	gnutls_digest_algorithm_t digest =
	    gnutls_sign_get_hash_algorithm((gnutls_sign_algorithm_t)signature);

	return digest == GNUTLS_DIG_MD5 || digest == GNUTLS_DIG_SHA1 ? GNUTLS_DIG_SHA256 : digest;
}

static int
fingerprint(const gchar *pem, guint8 digest[DIGEST_MAX], gsize *length)
{
	gnutls_datum_t text = {(unsigned char *)g_strdup(pem), (unsigned int)strlen(pem)};
	gnutls_x509_crt_t certificate;
	int code = gnutls_x509_crt_init(&certificate);

	if (code == GNUTLS_E_SUCCESS) {
		code = gnutls_x509_crt_import(certificate, &text, GNUTLS_X509_FMT_PEM);
		if (code == GNUTLS_E_SUCCESS)
			code = gnutls_x509_crt_get_fingerprint(certificate, digest_for(certificate),
							       digest, length);
		gnutls_x509_crt_deinit(certificate);
	}
	g_free(text.data);
	return code;
}

gboolean
sim_binding_of_certificate(const gchar *pem, guint8 binding[SIM_BINDING_BYTES], GError **error)
{
	static const guint8 EMPTY[ZEROS] = {0};
	guint8 digest[DIGEST_MAX];
	gsize length = sizeof digest;
	int code = fingerprint(pem, digest, &length);
	gsize whole = strlen(KIND) + length;
	const guint8 size[4] = {(guint8)whole, 0, 0, 0}; /* at most 85 */
	struct md5_ctx md5;

	if (code != GNUTLS_E_SUCCESS) {
		g_set_error(error, G_FILE_ERROR, G_FILE_ERROR_FAILED, "channel binding: %s",
			    gnutls_strerror(code));
		return FALSE;
	}
	md5_init(&md5);
	md5_update(&md5, sizeof EMPTY, EMPTY);
	md5_update(&md5, sizeof size, size);
	md5_update(&md5, strlen(KIND), (const guint8 *)KIND);
	md5_update(&md5, length, digest);
	md5_digest(&md5, SIM_BINDING_BYTES, binding);
	return TRUE;
}
