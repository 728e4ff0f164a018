/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_INPUT_H
#define REPORT_INPUT_H

#include <glib.h>

/*
 * All bytes of `fd` up to its end in one block of `limit` + 1 bytes, which is never moved (so a
 * caller can wipe all of it), their count in `length`. NULL with a G_FILE_ERROR when reading fails
 * or more than `limit` bytes come. The caller frees it.
 */
char *input_read(int fd, gsize limit, gsize *length, GError **error);

/*
 * Hands over all bytes of `fd` up to its end piece by piece, in constant memory. FALSE with a
 * G_FILE_ERROR when reading fails.
 */
gboolean input_read_pieces(int fd, void (*take)(const void *bytes, gsize length, gpointer data),
			   gpointer data, GError **error);

/* Sets a G_FILE_ERROR of the text of `number` (errno); always FALSE. */
gboolean input_failed(int number, GError **error);

#endif
