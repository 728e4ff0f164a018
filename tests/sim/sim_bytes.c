/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers and texts as bytes. */
#include "tests/sim/sim_bytes.h"

#include <string.h>

void
sim_bytes_add_u16(GByteArray *to, guint16 number)
{
	const guint16 little = GUINT16_TO_LE(number);

	g_byte_array_append(to, (const guint8 *)&little, sizeof little);
}

void
sim_bytes_add_u32(GByteArray *to, guint32 number)
{
	const guint32 little = GUINT32_TO_LE(number);

	g_byte_array_append(to, (const guint8 *)&little, sizeof little);
}

void
sim_bytes_add_u32s(GByteArray *to, const guint32 *numbers, gsize count)
{
	for (gsize i = 0; i < count; i++)
		sim_bytes_add_u32(to, numbers[i]);
}

void
sim_bytes_add_text(GByteArray *to, const gchar *text)
{
	g_byte_array_append(to, (const guint8 *)text, (guint)strlen(text) + 1);
}
