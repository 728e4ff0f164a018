/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef PLUGINS_CERTIFICATE_FILE_H
#define PLUGINS_CERTIFICATE_FILE_H

#include <glib.h>

/* The certificate in a file, PEM or DER, as DER. The caller frees; NULL with an error that names
 * the file when there is none in it, or none that channel bindings can be made of. */
GBytes *certificate_file_read(const char *path, GError **error);

#endif
