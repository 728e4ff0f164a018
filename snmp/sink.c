/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads where notifications go. */
#include "snmp/sink.h"

#include <arpa/inet.h>
#include <string.h>

enum { DEFAULT_PORT = 162, HOST_MOST = 253 };

static gboolean
is_address(int family, const char *text)
{
	guint8 bytes[16];

	return inet_pton(family, text, bytes) == 1;
}

static gboolean
is_host(const char *text)
{
	const gsize length = strlen(text);

	if (length == 0 || length > HOST_MOST)
		return FALSE;
	for (gsize i = 0; i < length; i++) {
		if (!g_ascii_isalnum(text[i]) && !strchr("-._", text[i]))
			return FALSE;
	}
	return text[0] != '-';
}

static gboolean
take_port(const char *text, guint *port)
{
	guint64 number;

	if (!g_ascii_string_to_unsigned(text, 10, 1, G_MAXUINT16, &number, NULL))
		return FALSE;
	*port = (guint)number;
	return TRUE;
}

gboolean
sink_parse(const char *text, struct sink *sink)
{
	const char *colon = strrchr(text, ':');
	const char *end = text + strlen(text);
	g_autofree char *host = NULL;
	gboolean good;

	sink->port = DEFAULT_PORT;
	if (text[0] == '[') {
		const char *bracket = strchr(text, ']');

		if (!bracket || (bracket + 1 != end &&
				 (bracket[1] != ':' || !take_port(bracket + 2, &sink->port))))
			return FALSE;
		host = g_strndup(text + 1, (gsize)(bracket - text - 1));
		good = is_address(AF_INET6, host);
	} else if (is_address(AF_INET6, text)) {
		host = g_strdup(text);
		good = TRUE;
	} else {
		if (colon && !take_port(colon + 1, &sink->port))
			return FALSE;
		host = g_strndup(text, (gsize)((colon ? colon : end) - text));
		good = is_host(host);
	}
	sink->host = good ? g_steal_pointer(&host) : NULL;
	return good;
}

void
sink_clear(struct sink *sink)
{
	g_clear_pointer(&sink->host, g_free);
}

gboolean
sink_is_address(const struct sink *sink)
{
	return is_address(AF_INET, sink->host) || is_address(AF_INET6, sink->host);
}

char *
sink_name(const struct sink *sink)
{
	return g_strdup_printf(strchr(sink->host, ':') ? "[%s]:%u" : "%s:%u", sink->host,
			       sink->port);
}
