/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appends numbers to bytes, least significant byte first. */
#ifndef TESTS_SIM_BYTES_H
#define TESTS_SIM_BYTES_H

#include <glib.h>

void sim_bytes_add_u16(GByteArray *to, guint16 number);
void sim_bytes_add_u32(GByteArray *to, guint32 number);

/* Several of the latter. */
void sim_bytes_add_u32s(GByteArray *to, const guint32 *numbers, gsize count);

/* A text with the zero at its end. */
void sim_bytes_add_text(GByteArray *to, const gchar *text);

#endif
