/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Range field of a request (RFC 9110, 14.2). */
#ifndef TESTS_SIM_RANGE_H
#define TESTS_SIM_RANGE_H

#include <glib.h>

enum sim_range_kind {
	SIM_RANGE_NONE, /* no field, or one that is to be ignored: several ranges, no bytes */
	SIM_RANGE_PART, /* of the file */
	SIM_RANGE_UNSATISFIABLE, /* behind its end */
};

/* Reads `text` (NULL: no field) for a file of `size` bytes: a part is `length` bytes from `at` on.
 */
enum sim_range_kind sim_range_read(const gchar *text, guint64 size, guint64 *at, guint64 *length);

#endif
