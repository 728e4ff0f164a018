/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what libcurl tells of a certificate. */
#include "probe/http_certificate.h"

#include <string.h>
#include <time.h>

#include "protocol/pem.h"

/* OpenSSL builds write the first form, GnuTLS builds the second. No locale is set, so month names
 * are the C locale's. */
static gint64
read_time(const char *text)
{
	static const char *const forms[] = {"%b %d %H:%M:%S %Y GMT", "%Y-%m-%d %H:%M:%S GMT"};

	for (gsize i = 0; i < G_N_ELEMENTS(forms); i++) {
		struct tm tm = {0};
		const char *end = strptime(text, forms[i], &tm);

		if (end && *end == '\0')
			return timegm(&tm);
	}
	return 0;
}

/* "DNS:mail.example.com, IP Address:192.0.2.1" */
static void
read_names(struct certificate *certificate, const char *text)
{
	g_auto(GStrv) parts = g_strsplit(text, ", ", -1);

	for (gsize i = 0; parts[i]; i++) {
		const char *name = parts[i];

		if (g_str_has_prefix(name, "DNS:"))
			g_ptr_array_add(certificate->names, g_strdup(name + strlen("DNS:")));
		else if (g_str_has_prefix(name, "IP Address:"))
			g_ptr_array_add(certificate->names, g_strdup(name + strlen("IP Address:")));
	}
}

static void
read_pem(struct certificate *certificate, const char *pem)
{
	certificate->der = pem_certificate(pem);
	if (certificate->der)
		certificate->sha256 =
		    g_compute_checksum_for_bytes(G_CHECKSUM_SHA256, certificate->der);
}

struct certificate *
http_certificate_read(const struct curl_slist *lines)
{
	struct certificate *certificate = certificate_new();

	for (; lines; lines = lines->next) {
		const char *colon = strchr(lines->data, ':');
		g_autofree char *name =
		    colon ? g_strndup(lines->data, (gsize)(colon - lines->data)) : NULL;

		if (!name)
			continue;
		if (strcmp(name, "Subject") == 0 && !certificate->subject)
			certificate->subject = g_strdup(colon + 1);
		else if (strcmp(name, "Issuer") == 0 && !certificate->issuer)
			certificate->issuer = g_strdup(colon + 1);
		else if (strcmp(name, "Start date") == 0)
			certificate->not_before_s = read_time(colon + 1);
		else if (strcmp(name, "Expire date") == 0)
			certificate->not_after_s = read_time(colon + 1);
		else if (strcmp(name, "X509v3 Subject Alternative Name") == 0)
			read_names(certificate, colon + 1);
		else if (strcmp(name, "Cert") == 0)
			read_pem(certificate, colon + 1);
	}
	return certificate;
}
