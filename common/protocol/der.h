/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads or writes the elements of DER.
 *
 * Source: X.690 8.1 (identifier, length, contents), 8.19 (object identifiers). Tags of one byte,
 * definite lengths of at most four bytes; a length in more bytes than it needs is accepted, as
 * Microsoft's own readers do. What does not fit makes the cursor fail, and it stays failed.
 */
#ifndef PROTOCOL_DER_H
#define PROTOCOL_DER_H

#include "base/cursor.h"

enum der_tag {
	DER_BIT_STRING = 0x03,
	DER_OCTET_STRING = 0x04,
	DER_OID = 0x06,
	DER_ENUMERATED = 0x0a,
	DER_SEQUENCE = 0x30,
	DER_APPLICATION_0 = 0x60,
	DER_CONTEXT_0 = 0xa0,
	DER_CONTEXT_1 = 0xa1,
	DER_CONTEXT_2 = 0xa2,
	DER_CONTEXT_3 = 0xa3,
	DER_CONTEXT_4 = 0xa4,
};

/* The next element, whatever it is: its tag, and a cursor over its contents. FALSE once failed;
 * then `contents` is failed as well. */
gboolean der_next(struct cursor *c, guint8 *tag, struct cursor *contents);

/* The contents of the next element; the cursor fails unless it has that tag. */
struct cursor der_enter(struct cursor *c, guint8 tag);

/* The next element, which must be an OBJECT IDENTIFIER, as "1.2.840"; the caller frees it. NULL
 * once failed. */
char *der_oid(struct cursor *c);

/* The element of that tag and contents, which it frees. The caller frees the result. */
GByteArray *der_wrap(guint8 tag, GByteArray *contents);

#endif
