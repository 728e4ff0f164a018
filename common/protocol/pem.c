/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes a certificate out of a text. */
#include "protocol/pem.h"

#include <string.h>

GBytes *
pem_certificate(const char *text)
{
	static const char begin[] = "-----BEGIN CERTIFICATE-----";
	const char *found = strstr(text, begin);
	const char *from = found ? found + strlen(begin) : NULL;
	const char *to = from ? strstr(from, "-----END CERTIFICATE-----") : NULL;
	g_autofree char *inside = NULL;
	guchar *der;
	gsize length = 0;

	if (!to)
		return NULL;
	inside = g_strndup(from, (gsize)(to - from));
	der = g_base64_decode(inside, &length);
	return g_bytes_new_take(der, length);
}
