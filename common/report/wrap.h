/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_WRAP_H
#define REPORT_WRAP_H

#include <glib.h>

enum { WRAP_WIDTH = 80 };

/*
 * Appends `text` to `out`, whose last line is already `indent` columns wide, and breaks it at
 * blanks so that no line is wider than WRAP_WIDTH; the following lines begin with `indent`
 * blanks. What stands in brackets stays together. ASCII only; no newline at the end.
 */
void wrap_append(GString *out, const char *text, guint indent);

#endif
