/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Copies bytes into memory of their own. */
#include "base/copy.h"

#include <string.h>

gpointer
copy_bytes(gconstpointer bytes, gsize length)
{
	gpointer copy;

	if (!bytes || length == 0)
		return NULL;
	copy = g_malloc(length);
	memcpy(copy, bytes, length);
	return copy;
}
