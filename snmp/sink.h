/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_SINK_H
#define SNMP_SINK_H

#include <glib.h>

/* Where notifications go. */
struct sink {
	char *host; /* a name or an address, without brackets */
	guint port;
};

/* "HOST", "HOST:PORT", "[ADDRESS]", "[ADDRESS]:PORT", or an IPv6 address alone. FALSE, and nothing
 * to clear, when it is none of them. */
gboolean sink_parse(const char *text, struct sink *sink);
void sink_clear(struct sink *sink);

/* Whether the host is an address. */
gboolean sink_is_address(const struct sink *sink);

/* "HOST:PORT", by which what waits for it is found again; the caller frees. */
char *sink_name(const struct sink *sink);

#endif
