/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef MAN_MDOC_H
#define MAN_MDOC_H

#include <glib.h>

/*
 * The parts of a page in mdoc(7): each appends whole lines, unless said otherwise. `text` is plain
 * ASCII and is escaped here.
 */

/* A sentence or more, filled; a sentence begins on a line of its own. */
void mdoc_prose(GString *out, const char *text);

/* Whole lines, kept as they are, but for the `margin` blanks they begin with. */
void mdoc_literal(GString *out, const char *lines, gsize margin);

/*
 * What stands behind a command, such as "-H NAME [--endpoint NAME[=PATH]]...", in macros; a line
 * for each piece.
 */
void mdoc_usage(GString *out, const char *text);

/* The same behind what stands in the current line, which it does not end. */
void mdoc_arguments(GString *out, const char *text);

#endif
