/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says which hosts may be sent a credential. */
#include "probe/trust.h"

#include <string.h>

static gsize
length_of(const char *host)
{
	gsize length = strlen(host);

	return length > 0 && host[length - 1] == '.' ? length - 1 : length;
}

static gboolean
equal(const char *a, const char *b)
{
	gsize length = length_of(a);

	return length > 0 && length == length_of(b) && g_ascii_strncasecmp(a, b, length) == 0;
}

/* The domain itself, or what ends in "." and the domain. */
static gboolean
is_within(const char *host, const char *domain)
{
	gsize length = length_of(host);
	gsize below = length_of(domain);

	if (below == 0 || length < below ||
	    g_ascii_strncasecmp(host + length - below, domain, below) != 0)
		return FALSE;
	return length == below || (length > below + 1 && host[length - below - 1] == '.');
}

gboolean
trust_host(const struct trust *trust, const char *host)
{
	if (trust->named && equal(trust->named, host))
		return TRUE;
	if (trust->mail_domain && is_within(host, trust->mail_domain))
		return TRUE;
	for (guint i = 0; trust->allowed && i < trust->allowed->len; i++)
		if (equal(g_ptr_array_index(trust->allowed, i), host))
			return TRUE;
	return FALSE;
}
