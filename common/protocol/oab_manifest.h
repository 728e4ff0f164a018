/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The manifest of an offline address book, oab.xml (MS-OXWOAB 2.2.1).
 *
 * Texts are the server's: clean them before showing; names of files are untrusted and never reach a
 * file system.
 */
#ifndef PROTOCOL_OAB_MANIFEST_H
#define PROTOCOL_OAB_MANIFEST_H

#include "base/autoptr.h"

/* An address list (OAL): the global one is not always the first. */
struct oab_list {
	char *id, *dn, *name; /* NULL: absent */
};

enum oab_element { OAB_FULL, OAB_DIFF, OAB_TEMPLATE };

/* "Full", "Diff", "Template". */
const char *oab_element_name(enum oab_element element);

struct oab_file {
	enum oab_element element;
	guint list; /* index of its list */
	char *name; /* as written, white space round it removed */
	/* Whether the name is a plain one: no '/', '\\', ':', '%', '?', '#', control characters,
	 * not empty, no "..": only then it may be asked for. */
	gboolean name_is_plain;
	gint64 sequence, version;	/* seq, ver; -1: absent or no number */
	gint64 size, uncompressed_size; /* bytes; -1: absent or no number */
	char *sha1;	       /* 40 hexadecimal digits in lower case; NULL: absent or not such */
	char *language, *type; /* of a template: "0409", "windows", "mac"; NULL */
};

struct oab_manifest {
	GPtrArray *lists; /* struct oab_list *; never NULL */
	GPtrArray *files; /* struct oab_file *, document order; never NULL */
	char *malformed;  /* NULL, or why nothing (more) could be understood */
};

/* Never NULL; the caller frees. No document types, no entities; at most 4 MiB, 16 levels, 4096
 * files. */
struct oab_manifest *oab_manifest_parse(const void *bytes, gsize length);
void oab_manifest_free(struct oab_manifest *manifest);
AUTOPTR_STRUCT(oab_manifest)

#endif
