/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_OID_H
#define SNMP_OID_H

#include <glib.h>

enum { OID_MOST = 128 }; /* sub-identifiers (RFC 2578, section 3.5) */

/* The name of an object. */
struct oid_path {
	guint32 at[OID_MOST];
	guint length;
};

/*
 * "1.3.6.1.4.1.8072", with or without a dot in front: two or more numbers of at most 32 bits.
 * FALSE leaves `path` alone.
 */
gboolean oid_parse(const char *text, struct oid_path *path);

/* ".1.3.6.1.4.1.8072"; the caller frees. */
char *oid_format(const struct oid_path *path);

/* What does not fit any more is left out. */
void oid_append(struct oid_path *path, guint32 number);

/* An octet string as a part of an index: its length, then its bytes (RFC 2578, section 7.7). */
void oid_append_text(struct oid_path *path, const char *text);

/* As strcmp(): the lexicographic order of RFC 3416, section 4.2.2. */
int oid_compare(const guint32 *left, guint left_length, const guint32 *right, guint right_length);

#endif
