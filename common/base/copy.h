/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_COPY_H
#define BASE_COPY_H

#include <glib.h>

/* `length` bytes in memory of their own, to be freed by g_free(); NULL when there are none. What
 * GLib has as g_memdup2() from 2.68 on. */
gpointer copy_bytes(gconstpointer bytes, gsize length);

#endif
