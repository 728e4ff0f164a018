/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A file of an offline address book as it is downloaded: the LZX container (MS-OXOAB 2.10), block
 * after block, fed as it comes in, in constant memory; inside it the address book, version 4
 * (MS-OXOAB 2.9).
 *
 *   file    u32 3 | u32 1 | u32 largest block | u32 size inside
 *   block   u32 0 stored, 1 LZX | u32 size here | u32 size inside | u32 CRC | bytes
 *
 *   patch   u32 3 | u32 2 | u32 largest block | u32 source size | u32 size inside
 *           | u32 CRC of the source | u32 CRC
 *   block   u32 size here | u32 size inside | u32 source size | u32 CRC | bytes
 *
 * The CRC is CRC-32 (reversed 0xEDB88320, begun with all ones) without its final inversion, over
 * the bytes inside.
 */
#ifndef PROTOCOL_OAB_FILE_H
#define PROTOCOL_OAB_FILE_H

#include "base/autoptr.h"

/* Larger blocks are refused: a block is what decoding keeps in memory. Exchange makes 256 KiB. */
#define OAB_BLOCK_LIMIT_BYTES (16U << 20)

/* ulVersion of an address book, version 4; templates have another. */
enum { OAB_VERSION_4 = 32 };

enum oab_container { OAB_CONTAINER_UNKNOWN, OAB_CONTAINER_FULL, OAB_CONTAINER_PATCH };

/* "full", "patch"; NULL for an unknown one. */
const char *oab_container_name(enum oab_container container);

/* What is known once all bytes were fed. */
struct oab_summary {
	enum oab_container container;
	guint64 size;						  /* bytes fed */
	char sha1[41];						  /* of them, lower case */
	guint64 uncompressed_size;				  /* as the header says */
	guint32 block_max, blocks, stored_blocks, checked_blocks; /* checked: their CRC was right */
	char uncompressed_sha256[65]; /* of a hashed full file; else "" */
	/* Of a decoded full file; else 0. */
	guint32 oab_version;	 /* ulVersion */
	guint32 serial, records; /* ulSerial, ulTotRecs of an address book, version 4 */
};

struct oab_walker;

/* How closely a file is looked at. Patches are never applied. */
enum oab_walk {
	OAB_WALK_LAYOUT, /* the container, the CRC of stored blocks */
	OAB_WALK_DECODE, /* every LZX block is decompressed too (libmspack), and its CRC checked */
	OAB_WALK_HASH,	 /* ... and what is inside is hashed */
};

/* The caller frees. */
struct oab_walker *oab_walker_new(enum oab_walk walk);
void oab_walker_free(struct oab_walker *walker);
AUTOPTR_STRUCT(oab_walker)

/* Takes the next bytes. FALSE and an error (once; OAB_FILE_ERROR) that says what was expected, what
 * came and at which byte of which block; further bytes are then only counted and hashed, and TRUE
 * is returned. How the bytes are cut into pieces makes no difference. */
gboolean oab_walker_feed(struct oab_walker *walker, const void *bytes, gsize length,
			 GError **error);

/* The end, once. FALSE and an error when the file ends too early or went wrong before (that error
 * again); `summary` is filled in as far as it is known in any case. */
gboolean oab_walker_finish(struct oab_walker *walker, struct oab_summary *summary, GError **error);

enum oab_file_error {
	OAB_FILE_ERROR_FOREIGN,	  /* no such file, an error page perhaps */
	OAB_FILE_ERROR_TRUNCATED, /* it ends too early */
	OAB_FILE_ERROR_DAMAGED	  /* it breaks the layout, or a CRC is wrong */
};
#define OAB_FILE_ERROR (oab_file_error_quark())
GQuark oab_file_error_quark(void);

#endif
