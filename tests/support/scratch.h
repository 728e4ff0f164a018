/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef TESTS_SUPPORT_SCRATCH_H
#define TESTS_SUPPORT_SCRATCH_H

#include <glib.h>

/* A directory of its own (mode 0700) for a test; removed with all that is in it by scratch_free().
 */
char *scratch_new(void);
void scratch_free(char *directory);

/* DIRECTORY/NAME; the caller frees it. */
char *scratch_path(const char *directory, const char *name);

/* The content of a file, which must be there, with one NUL behind it; the caller frees it. */
char *scratch_read(const char *directory, const char *name, gsize *length);

/* Makes a file of that mode and content. */
void scratch_write(const char *directory, const char *name, const char *text, guint mode);

/* The names of all files in it, in order, with blanks between; the caller frees it. */
char *scratch_list(const char *directory);

#endif
