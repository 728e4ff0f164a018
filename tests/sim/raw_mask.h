/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares what a program wrote with what was expected, byte for byte except for masks. */
#ifndef TESTS_SIM_RAW_MASK_H
#define TESTS_SIM_RAW_MASK_H

#include <glib.h>

/*
 * In an expected line `<s>` stands for a decimal number as in 0.012, `<n>` for an integer, `<*>`
 * for anything within the line; every other byte stands for itself.
 */
gboolean raw_mask_fits(const char *expected, const char *line);

/*
 * NULL when each line of `actual` fits its expected line. Otherwise a difference to read, which the
 * caller frees: lines behind "-" were expected, behind "+" came instead, control characters
 * escaped. A last line without a line feed differs from the same line with one.
 */
char *raw_mask_difference(const char *expected, const char *actual);

#endif
