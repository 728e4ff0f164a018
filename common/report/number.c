/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes fixed-point numbers independently of the locale. */
#include "report/number.h"

#include <math.h>
#include <string.h>

/* The smallest double has its last significant decimal here. */
enum { DECIMALS_MAX = 1074, INTEGER_DIGITS_MAX = 309 };

gboolean
number_parse(const char *text, gssize length, double *value)
{
	gsize left = length < 0 ? strlen(text) : (gsize)length;
	g_autofree char *copy = g_strndup(text, left);
	gsize digits = 0, points = 0;
	double read;

	for (gsize i = 0; i < left; i++) {
		if (g_ascii_isdigit(text[i]))
			digits++;
		else if (text[i] == '.' && points == 0)
			points++;
		else if (text[i] != '-' || i > 0)
			return FALSE;
	}
	if (digits == 0)
		return FALSE;
	read = g_ascii_strtod(copy, NULL);
	if (!isfinite(read))
		return FALSE;
	*value = read == 0 ? 0 : read; /* "-0" is 0 */
	return TRUE;
}

char *
number_format(double value, guint decimals)
{
	char text[1 + INTEGER_DIGITS_MAX + 1 + DECIMALS_MAX + 1];
	g_autofree char *format = g_strdup_printf("%%.%uf", MIN(decimals, DECIMALS_MAX));
	gsize length;

	g_ascii_formatd(text, sizeof(text), format, value);
	length = strlen(text);
	if (strchr(text, '.')) {
		while (text[length - 1] == '0')
			length--;
		if (text[length - 1] == '.')
			length--;
	}
	text[length] = '\0';
	return g_strdup(strcmp(text, "-0") == 0 ? "0" : text);
}

char *
number_exact(double value)
{
	for (guint decimals = 0;; decimals++) {
		g_autofree char *text = number_format(value, decimals);

		if (decimals == DECIMALS_MAX || g_ascii_strtod(text, NULL) == value)
			return g_steal_pointer(&text);
	}
}
