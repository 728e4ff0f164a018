/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include <glib.h>

/*
 * Text from outside: what a server, a file or the environment says.
 *
 * text_clean() is the only way such text reaches a line of output. The result is valid UTF-8 on one
 * line: bytes that are no UTF-8, control characters (C0, DEL, C1, also Unicode's line separators
 * and direction marks) become '?', white space a single blank, '|' becomes '!' and '<' '>' become
 * '(' ')'. So no server can forge a line, a state, performance data or mark-up in a web interface.
 * At most `limit` bytes, cut at a character and ended by "..." when something was left out.
 * `length` -1: up to the terminating NUL. Never NULL; the caller frees it.
 */
char *text_clean(const char *bytes, gssize length, gsize limit);

enum { TEXT_LINE = 160 }; /* the limit for one value in a line a person reads */

/* text_clean() of a NUL-terminated string at TEXT_LINE bytes; "" for NULL. */
char *text_line(const char *outside);

/* Valid UTF-8 with nothing else changed (for JSON, which escapes what it must). The caller frees
 * it. */
char *text_utf8(const char *bytes, gssize length);

/* "a, b and c" of a NULL-terminated array; `last` is the word before the last one. */
char *text_enumerate(const char *const *words, const char *last);

#endif
