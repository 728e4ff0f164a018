/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_ROWS_H
#define TESTS_SUPPORT_ROWS_H

#include <glib.h>

/*
 * A file of test rows, for tests whose questions and answers are several lines long:
 *
 *     === name of the row
 *     --- section
 *     lines of the section
 *
 * What stands before the first "===" is for people. An empty line at the end of a section does not
 * count.
 */
struct row {
	char *name;
	GHashTable *sections; /* name -> text, each line ended */
};

/* The text of a section; "" when the row has none of that name. Borrowed. */
const char *row_section(const struct row *row, const char *name);

/* Fails the test, and shows what stands where, unless the section is exactly `text`. */
void row_compare(const struct row *row, const char *section, const char *text);

/*
 * Adds a counted test for every row of `count` files (below the source directory), runs these and
 * whatever was added before, and returns what main() returns: `run` gets the struct row. A file
 * without rows, or that cannot be read, ends the program: no test is skipped silently.
 */
int rows_run(const char *const *files, gsize count, GTestDataFunc run);

#endif
