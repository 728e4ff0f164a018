/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_NUMBER_H
#define REPORT_NUMBER_H

#include <glib.h>

/*
 * Numbers as people and the plugin API write them: fixed point, '.' in every locale, no
 * exponent, no "inf", no "nan", no hexadecimal, no blanks.
 *
 * number_parse() reads all `length` bytes (-1: up to the NUL): "-"? digits, "." and digits may
 * follow or stand alone. FALSE leaves `value` alone; also what is too large for a double is
 * refused.
 */
gboolean number_parse(const char *text, gssize length, double *value);

/*
 * At most `decimals` decimals, no trailing zeros, never "-0". `value` is finite. The caller
 * frees it.
 */
char *number_format(double value, guint decimals);

/* The fewest decimals that number_parse() reads back as exactly `value`. */
char *number_exact(double value);

#endif
