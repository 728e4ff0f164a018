/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives tests bytes out of hexadecimal digits or of files. */
#ifndef TESTS_SUPPORT_BYTES_H
#define TESTS_SUPPORT_BYTES_H

#include <glib.h>

/* Two digits a byte, blanks between them ignored. The caller frees it. */
GBytes *bytes_of_hex(const char *hex);

/* The other way, in lower case without blanks. The caller frees it. */
char *bytes_to_hex(const void *bytes, gsize length);

/* "spnego/init" below the corpus of the fuzz targets; the program ends when it cannot be read. The
 * caller frees it. */
GBytes *bytes_of_corpus(const char *name);

#endif
