/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Certificates for the servers of the tests, made with GnuTLS and kept in a directory. */
#include "tests/sim/certificates.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/file.h>
#include <time.h>
#include <unistd.h>

#include <glib/gstdio.h>
#include <gnutls/crypto.h>
#include <gnutls/gnutls.h>
#include <gnutls/x509.h>

G_DEFINE_QUARK(certificates - error - quark, certificates_error)

#define AUTHORITY_NAME "Exchange Farm Test Authority"

enum { DAY_S = 24 * 60 * 60, SERIAL_BYTES = 16, KEY_ID_BYTES = 64 };

/* What distinguishes the kinds. Days are counted from the moment of issue. */
struct kind {
	const gchar *name;
	const gchar *stem; /* of the file names */
	gint begins_days;
	gint ends_days;
	gint drift_days; /* issued anew when its end is farther than this from where it should be */
	gnutls_pk_algorithm_t key;
	guint key_bits; /* or GNUTLS_CURVE_TO_BITS() */
	gnutls_digest_algorithm_t digest;
	gboolean self_signed;
	const gchar *only_name; /* instead of the names asked for */
};

#define ECDSA(digest)                                                                              \
	GNUTLS_PK_ECDSA, GNUTLS_CURVE_TO_BITS(GNUTLS_ECC_CURVE_SECP256R1), GNUTLS_DIG_##digest
#define RSA(digest) GNUTLS_PK_RSA, 2048, GNUTLS_DIG_##digest

/* clang-format off */
static const struct kind KINDS[] = {
	[CERTIFICATE_GOOD] = {"good", "server", -1, 365, 180, ECDSA(SHA256), FALSE, NULL},
	[CERTIFICATE_OTHER] = {"other", "other", -1, 300, 180, ECDSA(SHA256), FALSE, NULL},
	[CERTIFICATE_RSA] = {"rsa", "rsa", -1, 365, 180, RSA(SHA256), FALSE, NULL},
	[CERTIFICATE_SHA384] = {"sha384", "sha384", -1, 365, 180, ECDSA(SHA384), FALSE, NULL},
	[CERTIFICATE_SHA1] = {"sha1", "sha1", -1, 365, 180, ECDSA(SHA1), FALSE, NULL},
	[CERTIFICATE_EXPIRES_SOON] =
		{"expires-soon", "expires-soon", -360, 5, 0, ECDSA(SHA256), FALSE, NULL},
	[CERTIFICATE_EXPIRED] = {"expired", "expired", -367, -2, 0, ECDSA(SHA256), FALSE, NULL},
	[CERTIFICATE_NOT_YET_VALID] =
		{"not-yet-valid", "not-yet-valid", 2, 367, 0, ECDSA(SHA256), FALSE, NULL},
	[CERTIFICATE_WRONG_NAME] =
		{"wrong-name", "wrong-name", -1, 365, 180, ECDSA(SHA256), FALSE, "wrong.example.net"},
	[CERTIFICATE_SELF_SIGNED] =
		{"self-signed", "self-signed", -1, 365, 180, ECDSA(SHA256), TRUE, NULL},
};
/* clang-format on */

static const struct kind AUTHORITY = {"authority", "ca",	  -800, 3650,
				      3000,	   ECDSA(SHA256), TRUE, NULL};

/* A certificate with its private key, in GnuTLS' form. */
struct pair {
	gnutls_x509_crt_t certificate;
	gnutls_x509_privkey_t key;
};

static void
pair_clear(struct pair *pair)
{
	if (pair->certificate)
		gnutls_x509_crt_deinit(pair->certificate);
	if (pair->key)
		gnutls_x509_privkey_deinit(pair->key);
	*pair = (struct pair){NULL, NULL};
}

const gchar *
certificates_kind_name(enum certificate_kind kind)
{
	return KINDS[kind].name;
}

gboolean
certificates_kind_parse(const gchar *name, enum certificate_kind *kind)
{
	for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++) {
		if (strcmp(KINDS[i].name, name) == 0) {
			*kind = (enum certificate_kind)i;
			return TRUE;
		}
	}
	return FALSE;
}

gchar *
certificates_kind_names(void)
{
	GString *names = g_string_new(NULL);

	for (guint i = 0; i < G_N_ELEMENTS(KINDS); i++)
		g_string_append_printf(names, "%s%s", i ? ", " : "", KINDS[i].name);
	return g_string_free(names, FALSE);
}

void
issued_certificate_free(struct issued_certificate *certificate)
{
	if (!certificate)
		return;
	g_free(certificate->certificate_file);
	g_free(certificate->key_file);
	g_free(certificate->certificate_pem);
	if (certificate->key_pem)
		gnutls_memset(certificate->key_pem, 0, strlen(certificate->key_pem));
	g_free(certificate->key_pem);
	g_free(certificate);
}

static gchar *
path_of(const gchar *directory, const struct kind *kind, const gchar *extension)
{
	g_autofree gchar *base = g_strconcat(kind->stem, ".", extension, NULL);

	return g_build_filename(directory, base, NULL);
}

/* TRUE when GnuTLS was content; otherwise `error` says what it refused to do. */
static gboolean
agreed(int code, const gchar *what, const struct kind *kind, GError **error)
{
	if (code >= 0)
		return TRUE;
	g_set_error(error, CERTIFICATES_ERROR, CERTIFICATES_ERROR_CRYPTO,
		    "cannot %s the certificate \"%s\": %s", what, kind->name,
		    gnutls_strerror(code));
	return FALSE;
}

/* Binary form of a numeric address: its length, 0 when `name` is no address. */
static guint
address_bytes(const gchar *name, guint8 bytes[16])
{
	if (inet_pton(AF_INET, name, bytes) == 1)
		return 4;
	return inet_pton(AF_INET6, name, bytes) == 1 ? 16 : 0;
}

/* From here to make(): GnuTLS' code of the first step that failed, or one that is not negative. */
static int
add_names(gnutls_x509_crt_t certificate, const gchar *const *names)
{
	int code = 0;

	for (guint i = 0; names[i] && code >= 0; i++) {
		guint8 bytes[16] = {0};
		guint length = address_bytes(names[i], bytes);

		code = gnutls_x509_crt_set_subject_alt_name(
		    certificate, length ? GNUTLS_SAN_IPADDRESS : GNUTLS_SAN_DNSNAME,
		    length ? (const void *)bytes : names[i],
		    length ? length : (guint)strlen(names[i]), GNUTLS_FSAN_APPEND);
	}
	return code;
}

/* Names, times, serial: what every certificate says. */
static int
fill_in(gnutls_x509_crt_t certificate, const struct kind *kind, const gchar *const *names)
{
	time_t begins = time(NULL) + (time_t)kind->begins_days * DAY_S;
	time_t ends = time(NULL) + (time_t)kind->ends_days * DAY_S;
	guint8 serial[SERIAL_BYTES];
	int code = gnutls_rnd(GNUTLS_RND_NONCE, serial, sizeof serial);

	serial[0] = (guint8)((serial[0] & 0x3f) | 0x40); /* positive, and of full length */
	if (code >= 0)
		code = gnutls_x509_crt_set_version(certificate, 3);
	if (code >= 0)
		code = gnutls_x509_crt_set_serial(certificate, serial, sizeof serial);
	if (code >= 0)
		code = gnutls_x509_crt_set_activation_time(certificate, begins);
	if (code >= 0)
		code = gnutls_x509_crt_set_expiration_time(certificate, ends);
	if (code >= 0)
		code = gnutls_x509_crt_set_dn_by_oid(certificate, GNUTLS_OID_X520_COMMON_NAME, 0,
						     names[0], (guint)strlen(names[0]));
	return code;
}

/* May it sign others, or be a server? */
static int
set_purpose(gnutls_x509_crt_t certificate, const struct kind *kind, gboolean authority)
{
	guint usage = GNUTLS_KEY_DIGITAL_SIGNATURE;
	int code = gnutls_x509_crt_set_basic_constraints(certificate, authority ? 1 : 0, -1);

	if (authority)
		usage = GNUTLS_KEY_KEY_CERT_SIGN | GNUTLS_KEY_CRL_SIGN;
	else if (kind->key == GNUTLS_PK_RSA)
		usage |= GNUTLS_KEY_KEY_ENCIPHERMENT;
	if (code >= 0)
		code = gnutls_x509_crt_set_key_usage(certificate, usage);
	if (code >= 0 && !authority)
		code =
		    gnutls_x509_crt_set_key_purpose_oid(certificate, GNUTLS_KP_TLS_WWW_SERVER, 0);
	return code;
}

static int
set_key_ids(gnutls_x509_crt_t certificate, gnutls_x509_crt_t issuer)
{
	guint8 id[KEY_ID_BYTES];
	size_t size = sizeof id;
	int code = gnutls_x509_crt_get_key_id(certificate, 0, id, &size);

	if (code >= 0)
		code = gnutls_x509_crt_set_subject_key_id(certificate, id, size);
	size = sizeof id;
	if (code >= 0)
		code = gnutls_x509_crt_get_key_id(issuer, 0, id, &size);
	if (code >= 0)
		code = gnutls_x509_crt_set_authority_key_id(certificate, id, size);
	return code;
}

/* Makes a certificate in `pair` (empty before). Without `authority` it is one, signed by itself. */
static int
make(struct pair *pair, const struct kind *kind, const struct pair *authority,
     const gchar *const *names)
{
	const struct pair *issuer = authority && !kind->self_signed ? authority : pair;
	int code = gnutls_x509_crt_init(&pair->certificate);

	if (code >= 0)
		code = gnutls_x509_privkey_init(&pair->key);
	if (code >= 0)
		code = gnutls_x509_privkey_generate(pair->key, kind->key, kind->key_bits, 0);
	if (code >= 0)
		code = gnutls_x509_crt_set_key(pair->certificate, pair->key);
	if (code >= 0)
		code = fill_in(pair->certificate, kind, names);
	if (code >= 0 && authority)
		code = add_names(pair->certificate, names);
	if (code >= 0)
		code = set_purpose(pair->certificate, kind, authority == NULL);
	if (code >= 0)
		code = set_key_ids(pair->certificate, issuer->certificate);
	if (code >= 0)
		code = gnutls_x509_crt_sign2(pair->certificate, issuer->certificate, issuer->key,
					     kind->digest, 0);
	return code;
}

static gboolean
write_private(const gchar *path, const gnutls_datum_t *text, GError **error)
{
	return g_file_set_contents_full(path, (const gchar *)text->data, (gssize)text->size,
					G_FILE_SET_CONTENTS_CONSISTENT, 0600, error);
}

/* The key first: a certificate without its key is never seen, and the readers hold the lock anyway.
 */
static gboolean
save(const struct pair *pair, const gchar *directory, const struct kind *kind, GError **error)
{
	g_autofree gchar *certificate_file = path_of(directory, kind, "pem");
	g_autofree gchar *key_file = path_of(directory, kind, "key");
	gnutls_datum_t key = {NULL, 0};
	gnutls_datum_t certificate = {NULL, 0};
	gboolean saved;

	saved =
	    agreed(gnutls_x509_privkey_export2_pkcs8(pair->key, GNUTLS_X509_FMT_PEM, NULL,
						     GNUTLS_PKCS_PLAIN, &key),
		   "export the key of", kind, error) &&
	    agreed(gnutls_x509_crt_export2(pair->certificate, GNUTLS_X509_FMT_PEM, &certificate),
		   "export", kind, error) &&
	    write_private(key_file, &key, error) &&
	    g_file_set_contents_full(certificate_file, (const gchar *)certificate.data,
				     (gssize)certificate.size, G_FILE_SET_CONTENTS_CONSISTENT, 0644,
				     error);
	if (key.data)
		gnutls_memset(key.data, 0, key.size);
	gnutls_free(key.data);
	gnutls_free(certificate.data);
	return saved;
}

/* FALSE when the files are missing or are not what they should be: then they are made anew. */
static gboolean
load(struct pair *pair, const gchar *directory, const struct kind *kind)
{
	g_autofree gchar *certificate_file = path_of(directory, kind, "pem");
	g_autofree gchar *key_file = path_of(directory, kind, "key");
	gnutls_datum_t certificate = {NULL, 0};
	gnutls_datum_t key = {NULL, 0};
	gboolean loaded;

	loaded =
	    gnutls_load_file(certificate_file, &certificate) == 0 &&
	    gnutls_load_file(key_file, &key) == 0 &&
	    gnutls_x509_crt_init(&pair->certificate) == 0 &&
	    gnutls_x509_privkey_init(&pair->key) == 0 &&
	    gnutls_x509_crt_import(pair->certificate, &certificate, GNUTLS_X509_FMT_PEM) == 0 &&
	    gnutls_x509_privkey_import2(pair->key, &key, GNUTLS_X509_FMT_PEM, NULL,
					GNUTLS_PKCS_PLAIN) == 0;
	if (key.data)
		gnutls_memset(key.data, 0, key.size);
	gnutls_free(key.data);
	gnutls_free(certificate.data);
	return loaded;
}

static guint
count_names(gnutls_x509_crt_t certificate)
{
	guint count = 0;
	int code;

	do {
		guint8 name[256];
		size_t size = sizeof name;

		code = gnutls_x509_crt_get_subject_alt_name(certificate, count, name, &size, NULL);
		count += code >= 0;
	} while (code >= 0);
	return count;
}

static gboolean
key_fits(const struct pair *pair)
{
	guint8 of_certificate[KEY_ID_BYTES];
	guint8 of_key[KEY_ID_BYTES];
	size_t certificate_size = sizeof of_certificate;
	size_t key_size = sizeof of_key;

	return gnutls_x509_crt_get_key_id(pair->certificate, 0, of_certificate,
					  &certificate_size) == 0 &&
	       gnutls_x509_privkey_get_key_id(pair->key, 0, of_key, &key_size) == 0 &&
	       key_size == certificate_size && memcmp(of_key, of_certificate, key_size) == 0;
}

/* Is it still what its kind promises? */
static gboolean
still_good(const struct pair *pair, const struct kind *kind, const struct pair *authority,
	   const gchar *const *names)
{
	const struct pair *issuer = authority && !kind->self_signed ? authority : pair;
	time_t should_end = time(NULL) + (time_t)kind->ends_days * DAY_S;
	gint64 drift_s =
	    (gint64)(gnutls_x509_crt_get_expiration_time(pair->certificate) - should_end);
	gint64 allowed_s = kind->drift_days ? (gint64)kind->drift_days * DAY_S : DAY_S / 2;
	guint wanted = 0;

	while (authority && names[wanted])
		wanted++;
	if (!key_fits(pair) || ABS(drift_s) > allowed_s ||
	    count_names(pair->certificate) != wanted ||
	    !gnutls_x509_crt_check_issuer(pair->certificate, issuer->certificate))
		return FALSE;
	for (guint i = 0; i < wanted; i++)
		if (!gnutls_x509_crt_check_hostname(pair->certificate, names[i]))
			return FALSE;
	return TRUE;
}

/* Fills `pair` from the directory, and the directory when it has nothing that fits. */
static gboolean
load_or_issue(struct pair *pair, const gchar *directory, const struct kind *kind,
	      const struct pair *authority, const gchar *const *names, GError **error)
{
	if (load(pair, directory, kind) && still_good(pair, kind, authority, names))
		return TRUE;
	pair_clear(pair);
	return agreed(make(pair, kind, authority, names), "make", kind, error) &&
	       save(pair, directory, kind, error);
}

/*
 * The file name OpenSSL looks for in a directory of authorities: the first four bytes, little
 * endian, of SHA-1 over the subject in its canonical form (RFC 5280 7.1: lower case), without the
 * outermost SEQUENCE:
 *
 *   SET { SEQUENCE { OID 2.5.4.3 (commonName), UTF8String } }
 */
static gchar *
hashed_name(void)
{
	g_autofree gchar *subject = g_ascii_strdown(AUTHORITY_NAME, -1);
	const guint8 length = sizeof AUTHORITY_NAME - 1;
	const guint8 head[] = {0x31,  (guint8)(length + 9),
			       0x30,  (guint8)(length + 7),
			       0x06,  0x03,
			       0x55,  0x04,
			       0x03,  0x0c,
			       length};
	g_autoptr(GChecksum) sha1 = g_checksum_new(G_CHECKSUM_SHA1);
	guint8 digest[20];
	gsize size = sizeof digest;

	_Static_assert(sizeof AUTHORITY_NAME - 1 + 9 < 128, "one byte of length each");
	g_checksum_update(sha1, head, sizeof head);
	g_checksum_update(sha1, (const guint8 *)subject, (gssize)length);
	g_checksum_get_digest(sha1, digest, &size);
	return g_strdup_printf("%02x%02x%02x%02x.0", digest[3], digest[2], digest[1], digest[0]);
}

static gboolean
make_directory(const gchar *directory, GError **error)
{
	if (g_mkdir_with_parents(directory, 0755) == 0)
		return TRUE;
	g_set_error(error, CERTIFICATES_ERROR, CERTIFICATES_ERROR_FILE,
		    "cannot create the directory %s: %s", directory, g_strerror(errno));
	return FALSE;
}

/* Copies ca.pem to where a client that takes a directory of authorities finds it. */
static gboolean
publish_authority(const gchar *directory, GError **error)
{
	g_autofree gchar *name = hashed_name();
	g_autofree gchar *from = path_of(directory, &AUTHORITY, "pem");
	g_autofree gchar *in = g_build_filename(directory, "ca", NULL);
	g_autofree gchar *to = g_build_filename(in, name, NULL);
	g_autofree gchar *text = NULL;
	g_autofree gchar *there = NULL;
	gsize length;

	if (!make_directory(in, error) || !g_file_get_contents(from, &text, &length, error))
		return FALSE;
	if (g_file_get_contents(to, &there, NULL, NULL) && strcmp(there, text) == 0)
		return TRUE;
	return g_file_set_contents_full(to, text, (gssize)length, G_FILE_SET_CONTENTS_CONSISTENT,
					0644, error);
}

/* The directory is locked: files written here are what the caller reads next. */
static gboolean
prepare(const gchar *directory, const struct kind *kind, const gchar *const *names, GError **error)
{
	const gchar *const authority_name[] = {AUTHORITY_NAME, NULL};
	const gchar *const other_name[] = {kind->only_name, NULL};
	struct pair authority = {NULL, NULL};
	struct pair server = {NULL, NULL};
	gboolean prepared;

	prepared = load_or_issue(&authority, directory, &AUTHORITY, NULL, authority_name, error) &&
		   publish_authority(directory, error) &&
		   load_or_issue(&server, directory, kind, &authority,
				 kind->only_name ? other_name : names, error);
	pair_clear(&authority);
	pair_clear(&server);
	return prepared;
}

static struct issued_certificate *
read_files(const gchar *directory, const struct kind *kind, GError **error)
{
	struct issued_certificate *certificate = g_new0(struct issued_certificate, 1);

	certificate->certificate_file = path_of(directory, kind, "pem");
	certificate->key_file = path_of(directory, kind, "key");
	if (g_file_get_contents(certificate->certificate_file, &certificate->certificate_pem, NULL,
				error) &&
	    g_file_get_contents(certificate->key_file, &certificate->key_pem, NULL, error))
		return certificate;
	issued_certificate_free(certificate);
	return NULL;
}

/* A descriptor that holds the directory's lock until it is closed; -1 and `error` when it cannot.
 */
static int
lock(const gchar *directory, GError **error)
{
	g_autofree gchar *path = g_build_filename(directory, ".lock", NULL);
	int fd = g_open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	if (fd >= 0 && flock(fd, LOCK_EX) == 0)
		return fd;
	g_set_error(error, CERTIFICATES_ERROR, CERTIFICATES_ERROR_FILE, "cannot lock %s: %s", path,
		    g_strerror(errno));
	if (fd >= 0)
		close(fd);
	return -1;
}

struct issued_certificate *
certificates_obtain(const gchar *directory, enum certificate_kind kind, const gchar *const *names,
		    GError **error)
{
	struct issued_certificate *certificate = NULL;
	int fd;

	g_return_val_if_fail(names[0] != NULL, NULL);
	fd = make_directory(directory, error) ? lock(directory, error) : -1;
	if (fd < 0)
		return NULL;
	if (prepare(directory, &KINDS[kind], names, error))
		certificate = read_files(directory, &KINDS[kind], error);
	close(fd);
	return certificate;
}
