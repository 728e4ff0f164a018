/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how a certificate is read from what libcurl tells of it. */
#include "probe/http_certificate.h"

#include <string.h>

#include "tests/support/json_compare.h"

enum { LINES = 8 };

struct row {
	const char *name;
	const char *lines[LINES]; /* up to NULL */
	const char *expected;
	const char *der; /* NULL: none */
};

#define BEGIN "-----BEGIN CERTIFICATE-----\n"
#define END   "-----END CERTIFICATE-----\n"
#define PEM   ("Cert:" BEGIN "YWJj\n" END)
#define NAMES                                                                                      \
	("X509v3 Subject Alternative Name:DNS:mail.example.com, DNS:autodiscover.example.com, "    \
	 "IP Address:192.0.2.1")
/* SHA-256 of "abc": FIPS 180-2, B.1. */
#define SHA_ABC "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"

static const struct row rows[] = {
    {"nothing", {NULL}, "{\"names\":[]}", NULL},
    {"what OpenSSL tells",
     {"Subject:CN = mail.example.com", "Issuer:C = DE, CN = Example CA",
      "Start date:Jan  1 00:00:00 2026 GMT", "Expire date:Dec 31 23:59:59 2026 GMT", NAMES, PEM,
      NULL},
     "{\"subject\":\"CN = mail.example.com\",\"issuer\":\"C = DE, CN = Example CA\","
     "\"names\":[\"mail.example.com\",\"autodiscover.example.com\",\"192.0.2.1\"],"
     "\"not_before_s\":1767225600,\"not_after_s\":1798761599,\"sha256\":\"" SHA_ABC "\"}",
     "abc"},
    {"what GnuTLS tells",
     {"Subject:CN=mail.example.com", "Issuer:CN=Example CA", "Start date:2026-01-01 00:00:00 GMT",
      "Expire date:2026-12-31 23:59:59 GMT", PEM, NULL},
     "{\"subject\":\"CN=mail.example.com\",\"issuer\":\"CN=Example CA\",\"names\":[],"
     "\"not_before_s\":1767225600,\"not_after_s\":1798761599,\"sha256\":\"" SHA_ABC "\"}",
     "abc"},
    {"a leap day and a far end",
     {"Start date:Feb 29 12:00:00 2028 GMT", "Expire date:Dec 31 23:59:59 9999 GMT", NULL},
     "{\"names\":[],\"not_before_s\":1835438400,\"not_after_s\":253402300799}",
     NULL},
    {"dates that are none",
     {"Start date:Mon Jan  1 00:00:00 2026", "Expire date:2026-01-01 00:00:00 CET", NULL},
     "{\"names\":[]}",
     NULL},
    {"a date with a tail", {"Expire date:2026-01-01 00:00:00 GMT+1", NULL}, "{\"names\":[]}", NULL},
    {"empty values",
     {"Subject:", "Issuer:", "Start date:", "Expire date:", "X509v3 Subject Alternative Name:",
      "Cert:", NULL},
     "{\"subject\":\"\",\"issuer\":\"\",\"names\":[]}",
     NULL},
    {"colons in a subject",
     {"Subject:CN = a:b", NULL},
     "{\"subject\":\"CN = a:b\",\"names\":[]}",
     NULL},
    {"no colon", {"Subject", "Cert", NULL}, "{\"names\":[]}", NULL},
    {"the first subject",
     {"Subject:one", "Subject:two", NULL},
     "{\"subject\":\"one\",\"names\":[]}",
     NULL},
    {"another line of a similar name",
     {"X Subject:one", "subject:two", NULL},
     "{\"names\":[]}",
     NULL},
    {"names of other kinds",
     {"X509v3 Subject Alternative Name:email:a@example.com, URI:http://x/, DNS:*.example.com, "
      "othername:<unsupported>",
      NULL},
     "{\"names\":[\"*.example.com\"]}",
     NULL},
    {"an empty name",
     {"X509v3 Subject Alternative Name:DNS:, DNS:a", NULL},
     "{\"names\":[\"\",\"a\"]}",
     NULL},
    {"no end of the PEM", {"Cert:" BEGIN "YWJj\n", NULL}, "{\"names\":[]}", NULL},
    {"no begin of the PEM", {"Cert:YWJj\n" END, NULL}, "{\"names\":[]}", NULL},
    {"end before begin", {"Cert:" END BEGIN "YWJj\n", NULL}, "{\"names\":[]}", NULL},
    {"the end overlaps the begin",
     {"Cert:-----BEGIN CERTIFICATE-----END CERTIFICATE-----", NULL},
     "{\"names\":[]}",
     NULL},
    {"lines of base64",
     {"Cert:" BEGIN "YW\r\nJj\r\n" END, NULL},
     "{\"names\":[],\"sha256\":\"" SHA_ABC "\"}",
     "abc"},
    {"no UTF-8",
     {"Subject:CN = M\374ller", NULL},
     "{\"subject\":\"CN = M\357\277\275ller\",\"names\":[]}",
     NULL},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct curl_slist *list = NULL;
	g_autoptr(struct_certificate) certificate = NULL;

	for (gsize i = 0; i < LINES && row->lines[i]; i++)
		list = curl_slist_append(list, row->lines[i]);
	certificate = http_certificate_read(list);
	curl_slist_free_all(list);
	json_compare(certificate_to_json(certificate), row->expected);
	if (row->der) {
		gsize length = 0;
		gconstpointer der = g_bytes_get_data(certificate->der, &length);

		g_assert_cmpuint(length, ==, strlen(row->der));
		g_assert_true(memcmp(der, row->der, length) == 0);
	} else {
		g_assert_null(certificate->der);
		g_assert_null(certificate->sha256);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/http_certificate/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
