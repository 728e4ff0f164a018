/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLUGINS_DOCUMENT_H
#define PLUGINS_DOCUMENT_H

#include <glib.h>

/* All bytes of a file, or of standard input for NULL and "-"; at most `limit`. The caller frees;
 * NULL with an error that names the file. */
char *document_read(const char *path, gsize limit, gsize *length, GError **error);

#endif
