/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests channel bindings.
 *
 * The certificates are files of the fuzz corpus, made for it with `openssl req -x509`. The bindings
 * were computed without this code: `openssl dgst` of the file, then MD5 with Python's hashlib.
 */
#include "protocol/channel_binding.h"
#include "tests/support/bytes.h"
#include <string.h>

struct row {
	const char *name; /* of the file */
	enum binding_hash hash;
	const char *bindings; /* NULL: none */
	const char *error;
};

#define NONE "certificate: expected a certificate in DER, got something else"

static const struct row rows[] = {
    {"ec_sha1", BINDING_HASH_SHA256, "ab7fe2adbcd8741f5213fced32ecec8e", NULL},
    {"ec_sha256", BINDING_HASH_SHA256, "ac4b3e3e0c749a90c1648407e39cec67", NULL},
    {"ec_sha384", BINDING_HASH_SHA384, "2826781ba9f4a1692da3f6bf50ebfaac", NULL},
    {"ec_sha512", BINDING_HASH_SHA512, "6c87dd102055fac5b3679838b614858c", NULL},
    {"pss_sha1", BINDING_HASH_SHA256, "073d9d5981a144451f865faecc8bf688", NULL},
    {"pss_sha256", BINDING_HASH_SHA256, "e7badbe26597f8156a8c0c03579c2a78", NULL},
    {"pss_sha512", BINDING_HASH_SHA512, "5530806cb6fe1fd44a35e126c5c94c58", NULL},
    {"rsa_md5", BINDING_HASH_SHA256, "6493e5b0c258ac9605d28ab8ff00575e", NULL},
    {"rsa_sha1", BINDING_HASH_SHA256, "0bcd3a64176770fa870f1a87ef5d4a18", NULL},
    {"rsa_sha224", BINDING_HASH_SHA224, "6bc1d34c6f8dcdfe4e271121d7543df1", NULL},
    {"rsa_sha256", BINDING_HASH_SHA256, "1a3d0723c136b4d1f754cae227666d93", NULL},
    {"rsa_sha384", BINDING_HASH_SHA384, "4461a3505c7eee17ff66ef6901d4fde4", NULL},
    {"rsa_sha512", BINDING_HASH_SHA512, "2de5a3edeed8c999c2e78110e3d36871", NULL},
    {"ed25519", BINDING_HASH_NONE, NULL, NULL},
    {"ed448", BINDING_HASH_NONE, NULL, NULL},
    {"rsa_sha3", BINDING_HASH_NONE, NULL,
     "certificate: expected a signature with a known hash, got 2.16.840.1.101.3.4.3.14"},
    {"empty", BINDING_HASH_NONE, NULL, NONE},
    {"truncated", BINDING_HASH_NONE, NULL, NONE},
    {"trailing", BINDING_HASH_NONE, NULL, NONE},
    {"indefinite", BINDING_HASH_NONE, NULL, NONE},
};

static void
compare(GBytes *certificate, enum binding_hash expected, const char *bindings, const char *message)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) again = NULL;
	enum binding_hash hash = BINDING_HASH_NONE;
	gboolean is_known = channel_binding_hash(certificate, &hash, &error);
	g_autoptr(GBytes) data = channel_binding_data(certificate, &again);
	guint8 digest[CHANNEL_BINDING_LENGTH];

	g_assert_true(is_known == (message == NULL));
	g_assert_cmpstr(error ? error->message : NULL, ==, message);
	g_assert_cmpstr(again ? again->message : NULL, ==, message);
	g_assert_cmpstr(binding_hash_name(hash), ==, binding_hash_name(expected));
	g_assert_true((data != NULL) == (bindings != NULL));
	if (bindings) {
		g_autofree char *hex = NULL;

		channel_binding_hash_data(data, digest);
		hex = bytes_to_hex(digest, sizeof digest);
		g_assert_cmpstr(hex, ==, bindings);
	}
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *file = g_strdup_printf("channel_binding/%s", row->name);
	g_autoptr(GBytes) certificate = bytes_of_corpus(file);

	compare(certificate, row->hash, row->bindings, row->error);
}

/* A certificate of nothing but its signature's algorithm: what is in it does not matter. */
struct algorithm_row {
	const char *name, *hex; /* signatureAlgorithm */
	enum binding_hash hash;
	const char *error;
};

#define PSS    "06092a864886f70d01010a"
#define NO_PSS "certificate: expected RSASSA-PSS parameters in DER, got something else"

static const struct algorithm_row algorithms[] = {
    {"OIW's SHA-1 with RSA", "3009 06052b0e03021d 0500", BINDING_HASH_SHA256, NULL},
    {"ECDSA with SHA-224", "300a 06082a8648ce3d040301", BINDING_HASH_SHA224, NULL},
    {"DSA with SHA-1", "3009 06072a8648ce380403", BINDING_HASH_SHA256, NULL},
    {"DSA with SHA-256", "300b 0609608648016503040302", BINDING_HASH_SHA256, NULL},
    {"RSASSA-PSS, all defaults", "300d " PSS "3000", BINDING_HASH_SHA256, NULL},
    {"RSASSA-PSS, salt alone", "3012 " PSS "3005 a203020114", BINDING_HASH_SHA256, NULL},
    {"RSASSA-PSS with SHA-384", "301c " PSS "300f a00d 300b 0609608648016503040202",
     BINDING_HASH_SHA384, NULL},
    {"RSASSA-PSS with SHA-224", "301c " PSS "300f a00d 300b 0609608648016503040204",
     BINDING_HASH_SHA224, NULL},
    {"RSASSA-PSS with SHA3-256", "301c " PSS "300f a00d 300b 0609608648016503040208",
     BINDING_HASH_NONE,
     "certificate: expected a signature with a known hash, got 2.16.840.1.101.3.4.2.8"},
    {"RSASSA-PSS without parameters", "300b " PSS, BINDING_HASH_NONE, NO_PSS},
    {"RSASSA-PSS with NULL", "300d " PSS "0500", BINDING_HASH_NONE, NO_PSS},
    {"RSASSA-PSS whose hash is none", "3011 " PSS "3004 a002 3000", BINDING_HASH_NONE,
     "certificate: expected the hash of RSASSA-PSS in DER, got something else"},
    {"an algorithm without a name", "3002 0500", BINDING_HASH_NONE, NONE},
    {"no algorithm", "3000", BINDING_HASH_NONE, NONE},
    {"an integer in its place", "020101", BINDING_HASH_NONE, NONE},
    {"MD2 with RSA", "300b 06092a864886f70d010102", BINDING_HASH_NONE,
     "certificate: expected a signature with a known hash, got 1.2.840.113549.1.1.2"},
};

static void
test_algorithm(gconstpointer data)
{
	const struct algorithm_row *row = data;
	g_autoptr(GBytes) algorithm = bytes_of_hex(row->hex);
	g_autofree char *hex = g_strdup_printf("30 %02x 3000 %s 030100",
					       (guint)g_bytes_get_size(algorithm) + 5, row->hex);
	g_autoptr(GBytes) certificate = bytes_of_hex(hex);
	enum binding_hash hash = BINDING_HASH_NONE;
	g_autoptr(GError) error = NULL;

	(void)channel_binding_hash(certificate, &hash, &error);
	g_assert_cmpstr(error ? error->message : NULL, ==, row->error);
	if (!row->error)
		g_assert_cmpstr(binding_hash_name(hash), ==, binding_hash_name(row->hash));
}

/* RFC 5929's prefix stands before the hash. */
static void
test_prefix(void)
{
	g_autoptr(GBytes) certificate = bytes_of_corpus("channel_binding/ec_sha384");
	g_autoptr(GBytes) data = channel_binding_data(certificate, NULL);
	gsize length = 0;
	const char *bytes = g_bytes_get_data(data, &length);

	g_assert_cmpuint(length, ==, 21 + 48);
	g_assert_true(g_str_has_prefix(bytes, "tls-server-end-point:"));
}

#define ADD(prefix, table, function)                                                               \
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {                                          \
		g_autofree char *path = g_strdup_printf(prefix "%s", (table)[i].name);             \
                                                                                                   \
		g_test_add_data_func(path, &(table)[i], function);                                 \
	}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	ADD("/channel binding/certificate/", rows, test_row)
	ADD("/channel binding/algorithm/", algorithms, test_algorithm)
	g_test_add_func("/channel binding/prefix", test_prefix);
	return g_test_run();
}
