/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the first breach that a reader finds. */
#include "protocol/breach.h"

#include <stdarg.h>

void
breach_note(char **malformed, const char *format, ...)
{
	va_list arguments;

	if (*malformed)
		return;
	va_start(arguments, format);
	*malformed = g_strdup_vprintf(format, arguments);
	va_end(arguments);
}
