/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_ENGINE_H
#define SNMP_ENGINE_H

#include "base/deadline.h"
#include "state/directory.h"

enum { ENGINE_ID_MOST = 32 };

/*
 * Who the sender of SNMPv3 traps is. He is authoritative (RFC 3414, section 2.3): a receiver takes
 * no trap whose `boots` are lower, or whose `time_s` is more than 150 s behind, than what it saw
 * before from this engine, and the sender is never told. So all plugins are one engine whose time
 * is that since the machine was started, and each start counts.
 */
struct engine {
	guint8 id[ENGINE_ID_MOST];
	gsize id_length;
	guint32 boots;
	guint32 time_s;
};

/*
 * From the file in the state directory, which is made when it is missing, with a new id or with
 * `id` (hexadecimal digits, of --trap-engine-id; NULL: the one in the file). FALSE with an error
 * when it cannot be read, or not written by the deadline where that was necessary.
 */
gboolean engine_read(const struct state_directory *directory, const char *id,
		     struct deadline deadline, struct engine *engine, GError **error);

/* 5 to 32 bytes as pairs of hexadecimal digits, with or without "0x". */
gboolean engine_parse_id(const char *text, struct engine *engine);

/* "0x8000..."; the caller frees. */
char *engine_format_id(const struct engine *engine);

#endif
