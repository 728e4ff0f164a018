/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns UTF-16LE, the text of Microsoft's protocols, into UTF-8 or back. */
#ifndef PROTOCOL_UTF16_H
#define PROTOCOL_UTF16_H

#include <glib.h>

/*
 * UTF-8 of `length` bytes, the caller frees it. What is no text becomes U+FFFD (an odd last byte is
 * left out), and `wrong` is set to the first of it ("a lone surrogate", "a NUL", "an odd number of
 * bytes"), else to NULL.
 */
char *utf16_to_utf8(const void *bytes, gsize length, const char **wrong);

/*
 * UTF-16LE without a terminator, the caller frees it; NULL when the text is no UTF-8. NULL is taken
 * for "". The block is never moved while it grows, so utf16_wipe() leaves no copy behind.
 */
GByteArray *utf16_from_utf8(const char *text);

/* Overwrites the text and frees it; NULL is accepted. */
void utf16_wipe(GByteArray *text);

/* In upper case, in place: each unit by itself, where its capital is one unit as well. */
void utf16_to_upper(GByteArray *text);

#endif
