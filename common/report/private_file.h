/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_PRIVATE_FILE_H
#define REPORT_PRIVATE_FILE_H

#include <glib.h>

/*
 * All bytes of a file that holds secrets: a plain file (also behind symbolic links, as
 * configuration management makes them) of the user who runs this or of root, not readable or
 * writable by others, not writable by its group, of at most `limit` bytes. The caller wipes and
 * frees them. NULL with an error that says what was expected, and names neither the file nor its
 * content.
 */
char *private_file_read(const char *path, gsize limit, gsize *length, GError **error);

#define PRIVATE_FILE_ERROR (private_file_error_quark())
GQuark private_file_error_quark(void);

#endif
