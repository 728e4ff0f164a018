/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates for the servers of the tests: an authority of their own and what it issues, sound
 * and faulty. */
#ifndef TESTS_SIM_CERTIFICATES_H
#define TESTS_SIM_CERTIFICATES_H

#include "base/autoptr.h"

#include <glib.h>

enum certificate_kind {
	CERTIFICATE_GOOD,   /* valid for a year, ECDSA P-256, signed with SHA-256 */
	CERTIFICATE_OTHER,  /* as good as the first, but not the same: key and serial differ */
	CERTIFICATE_RSA,    /* good, RSA 2048: what most Exchange servers have; slow to create */
	CERTIFICATE_SHA384, /* good, signed with SHA-384 */
	CERTIFICATE_SHA1,   /* signed with SHA-1: clients of today refuse it */
	CERTIFICATE_EXPIRES_SOON,  /* ends in five days */
	CERTIFICATE_EXPIRED,	   /* ended two days ago */
	CERTIFICATE_NOT_YET_VALID, /* begins in two days */
	CERTIFICATE_WRONG_NAME,	   /* only for wrong.example.net, whatever names are asked for */
	CERTIFICATE_SELF_SIGNED,   /* right names, signed by itself */
};

/* Two files and their contents; the four strings belong to the struct. (facts/ has a `struct
 * certificate`.) */
struct issued_certificate {
	gchar *certificate_file;
	gchar *key_file;
	gchar *certificate_pem;
	gchar *key_pem;
};

#define CERTIFICATES_ERROR (certificates_error_quark())

enum certificates_error {
	CERTIFICATES_ERROR_FILE,   /* the directory or a file in it could not be used */
	CERTIFICATES_ERROR_CRYPTO, /* GnuTLS refused a step */
};

GQuark certificates_error_quark(void);

/* The name a configuration uses: "good", "other", "rsa", "sha384", "sha1", "expires-soon",
 * "expired", "not-yet-valid", "wrong-name", "self-signed". A constant string. */
const gchar *certificates_kind_name(enum certificate_kind kind);

/* The other way round: FALSE when no kind has that name, and `kind` is left alone. */
gboolean certificates_kind_parse(const gchar *name, enum certificate_kind *kind);

/* All names, separated by ", ", for messages; the caller frees it. */
gchar *certificates_kind_names(void);

/*
 * The certificate of `kind` for `names` (host names or numeric addresses, NULL-terminated, at least
 * one) from `directory`, which is created if it is missing:
 *
 *   ca.pem ca.key            the authority, made once and then kept
 *   ca/HASH.0                the same authority, as a directory OpenSSL searches (curl --capath)
 *   server.pem server.key    the good certificate; every other kind under its own name:
 * expired.pem, expired.key, self-signed.pem ...
 *
 * What is there is used again as long as this authority issued it for exactly these names and it
 * still is what its kind promises; otherwise it is issued anew. Several processes may use one
 * directory at the same time. The caller frees the result with issued_certificate_free(). On
 * failure NULL, `error` set, and nothing half written left in the directory.
 */
struct issued_certificate *certificates_obtain(const gchar *directory, enum certificate_kind kind,
					       const gchar *const *names, GError **error);

/* NULL is allowed. The private key is wiped. */
void issued_certificate_free(struct issued_certificate *certificate);

AUTOPTR_STRUCT(issued_certificate)

#endif
