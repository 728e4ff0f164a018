/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Binds a logon to the TLS channel it comes over (tls-server-end-point). */
#include "protocol/channel_binding.h"

#include "base/append.h"
#include "protocol/der.h"
#include <nettle/md5.h>
#include <nettle/sha2.h>
#include <string.h>

G_DEFINE_QUARK(exchange_channel_binding_error, channel_binding_error)

enum { BINDING_ERROR_CERTIFICATE };

static const char *const hash_names[] = {
    [BINDING_HASH_NONE] = "none",     [BINDING_HASH_SHA224] = "sha224",
    [BINDING_HASH_SHA256] = "sha256", [BINDING_HASH_SHA384] = "sha384",
    [BINDING_HASH_SHA512] = "sha512",
};
_Static_assert(G_N_ELEMENTS(hash_names) == BINDING_HASH_COUNT, "one name per hash");

const char *
binding_hash_name(enum binding_hash hash)
{
	return hash_names[hash];
}

/* MD5 and SHA-1 stand for SHA-256 (RFC 5929 4.1). */
struct algorithm {
	const char *oid;
	enum binding_hash hash;
};

/* RFC 3279 2.2, RFC 4055 5, RFC 5758 3, RFC 8410 3; 1.3.14.3.2.29 is OIW's sha1WithRSA. */
static const struct algorithm signatures[] = {
    {"1.2.840.113549.1.1.4", BINDING_HASH_SHA256},  /* md5WithRSAEncryption */
    {"1.2.840.113549.1.1.5", BINDING_HASH_SHA256},  /* sha1WithRSAEncryption */
    {"1.2.840.113549.1.1.11", BINDING_HASH_SHA256}, /* sha256WithRSAEncryption */
    {"1.2.840.113549.1.1.12", BINDING_HASH_SHA384}, /* sha384WithRSAEncryption */
    {"1.2.840.113549.1.1.13", BINDING_HASH_SHA512}, /* sha512WithRSAEncryption */
    {"1.2.840.113549.1.1.14", BINDING_HASH_SHA224}, /* sha224WithRSAEncryption */
    {"1.3.14.3.2.29", BINDING_HASH_SHA256},
    {"1.2.840.10045.4.1", BINDING_HASH_SHA256},	     /* ecdsa-with-SHA1 */
    {"1.2.840.10045.4.3.1", BINDING_HASH_SHA224},    /* ecdsa-with-SHA224 */
    {"1.2.840.10045.4.3.2", BINDING_HASH_SHA256},    /* ecdsa-with-SHA256 */
    {"1.2.840.10045.4.3.3", BINDING_HASH_SHA384},    /* ecdsa-with-SHA384 */
    {"1.2.840.10045.4.3.4", BINDING_HASH_SHA512},    /* ecdsa-with-SHA512 */
    {"1.2.840.10040.4.3", BINDING_HASH_SHA256},	     /* id-dsa-with-sha1 */
    {"2.16.840.1.101.3.4.3.1", BINDING_HASH_SHA224}, /* id-dsa-with-sha224 */
    {"2.16.840.1.101.3.4.3.2", BINDING_HASH_SHA256}, /* id-dsa-with-sha256 */
    {"1.3.101.112", BINDING_HASH_NONE},		     /* id-Ed25519 */
    {"1.3.101.113", BINDING_HASH_NONE},		     /* id-Ed448 */
};

#define RSASSA_PSS "1.2.840.113549.1.1.10"

/* RFC 4055 2.1. */
static const struct algorithm hashes[] = {
    {"1.3.14.3.2.26", BINDING_HASH_SHA256}, /* id-sha1 */
    {"2.16.840.1.101.3.4.2.4", BINDING_HASH_SHA224},
    {"2.16.840.1.101.3.4.2.1", BINDING_HASH_SHA256},
    {"2.16.840.1.101.3.4.2.2", BINDING_HASH_SHA384},
    {"2.16.840.1.101.3.4.2.3", BINDING_HASH_SHA512},
};

static gboolean
find_algorithm(const struct algorithm *table, gsize count, const char *oid, enum binding_hash *hash,
	       GError **error)
{
	for (gsize i = 0; i < count; i++)
		if (strcmp(table[i].oid, oid) == 0) {
			*hash = table[i].hash;
			return TRUE;
		}
	g_set_error(error, CHANNEL_BINDING_ERROR, BINDING_ERROR_CERTIFICATE,
		    "certificate: expected a signature with a known hash, got %s", oid);
	return FALSE;
}

static gboolean
is_whole(const struct cursor *c, const char *what, GError **error)
{
	if (!c->failed)
		return TRUE;
	g_set_error(error, CHANNEL_BINDING_ERROR, BINDING_ERROR_CERTIFICATE,
		    "certificate: expected %s in DER, got something else", what);
	return FALSE;
}

/* RSASSA-PSS-params ::= SEQUENCE { [0] hashAlgorithm DEFAULT sha1, ... }, RFC 4055 3.1. */
static gboolean
pss_hash(struct cursor *algorithm, enum binding_hash *hash, GError **error)
{
	struct cursor parameters = der_enter(algorithm, DER_SEQUENCE);
	struct cursor tagged;
	struct cursor inner;
	g_autofree char *oid = NULL;

	*hash = BINDING_HASH_SHA256;
	if (cursor_peek(&parameters) != DER_CONTEXT_0)
		return is_whole(&parameters, "RSASSA-PSS parameters", error);
	tagged = der_enter(&parameters, DER_CONTEXT_0);
	inner = der_enter(&tagged, DER_SEQUENCE);
	oid = der_oid(&inner);
	return is_whole(&inner, "the hash of RSASSA-PSS", error) &&
	       find_algorithm(hashes, G_N_ELEMENTS(hashes), oid, hash, error);
}

/*
 * Certificate ::= SEQUENCE { tbsCertificate SEQUENCE, signatureAlgorithm SEQUENCE { algorithm OID,
 * parameters ANY OPTIONAL }, signatureValue BIT STRING }, RFC 5280 4.1.
 */
gboolean
channel_binding_hash(GBytes *certificate, enum binding_hash *hash, GError **error)
{
	gsize length = 0;
	const void *bytes = g_bytes_get_data(certificate, &length);
	struct cursor whole;
	struct cursor parts;
	struct cursor algorithm;
	g_autofree char *oid = NULL;

	cursor_init(&whole, bytes, length);
	parts = der_enter(&whole, DER_SEQUENCE);
	(void)der_enter(&parts, DER_SEQUENCE);
	algorithm = der_enter(&parts, DER_SEQUENCE);
	(void)der_enter(&parts, DER_BIT_STRING);
	oid = der_oid(&algorithm);
	if (whole.left > 0 || parts.left > 0 || algorithm.failed)
		parts.failed = TRUE;
	if (!is_whole(&parts, "a certificate", error))
		return FALSE;
	if (strcmp(oid, RSASSA_PSS) == 0)
		return pss_hash(&algorithm, hash, error);
	return find_algorithm(signatures, G_N_ELEMENTS(signatures), oid, hash, error);
}

static void
append_digest(GByteArray *to, enum binding_hash hash, const guint8 *bytes, gsize length)
{
	guint8 digest[SHA512_DIGEST_SIZE];
	struct sha256_ctx small;
	struct sha512_ctx large;

	switch (hash) {
	case BINDING_HASH_SHA224:
		sha224_init(&small);
		sha224_update(&small, length, bytes);
		sha224_digest(&small, SHA224_DIGEST_SIZE, digest);
		append_bytes(to, digest, SHA224_DIGEST_SIZE);
		break;
	case BINDING_HASH_SHA256:
		sha256_init(&small);
		sha256_update(&small, length, bytes);
		sha256_digest(&small, SHA256_DIGEST_SIZE, digest);
		append_bytes(to, digest, SHA256_DIGEST_SIZE);
		break;
	case BINDING_HASH_SHA384:
		sha384_init(&large);
		sha384_update(&large, length, bytes);
		sha384_digest(&large, SHA384_DIGEST_SIZE, digest);
		append_bytes(to, digest, SHA384_DIGEST_SIZE);
		break;
	case BINDING_HASH_SHA512:
		sha512_init(&large);
		sha512_update(&large, length, bytes);
		sha512_digest(&large, SHA512_DIGEST_SIZE, digest);
		append_bytes(to, digest, SHA512_DIGEST_SIZE);
		break;
	case BINDING_HASH_NONE:
	case BINDING_HASH_COUNT:
		break;
	}
}

GBytes *
channel_binding_data(GBytes *certificate, GError **error)
{
	static const char prefix[] = "tls-server-end-point:";
	enum binding_hash hash = BINDING_HASH_NONE;
	gsize length = 0;
	const void *bytes = g_bytes_get_data(certificate, &length);
	GByteArray *data = NULL;

	if (!channel_binding_hash(certificate, &hash, error) || hash == BINDING_HASH_NONE)
		return NULL;
	data = g_byte_array_new();
	append_bytes(data, prefix, strlen(prefix));
	append_digest(data, hash, bytes, length);
	return g_byte_array_free_to_bytes(data);
}

/*
 * gss_channel_bindings_struct as MS-NLMP has it: no addresses, then the application data.
 *
 *  0                    4                 8                    12                16       20
 * +--------------------+-----------------+--------------------+-----------------+--------+------
 * | initiator type = 0 | its length = 0  | acceptor type = 0  | its length = 0  | length | data
 * +--------------------+-----------------+--------------------+-----------------+--------+------
 */
void
channel_binding_hash_data(GBytes *application_data, guint8 *hash)
{
	gsize length = 0;
	const void *bytes = g_bytes_get_data(application_data, &length);
	g_autoptr(GByteArray) bindings = g_byte_array_new();
	struct md5_ctx context;

	append_zeros(bindings, 16);
	append_u32le(bindings, (guint32)length);
	append_bytes(bindings, bytes, length);
	md5_init(&context);
	md5_update(&context, bindings->len, bindings->data);
	md5_digest(&context, CHANNEL_BINDING_LENGTH, hash);
}
