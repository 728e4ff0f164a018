/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads untrusted bytes front to back without ever passing their end.
 *
 * The first read that asks for more than is left makes the cursor fail, and it stays failed: every
 * later read yields 0, NULL or -1 and moves nothing. So a parser reads all its fields, one line
 * each, and looks at `failed` once. Assigning a struct cursor saves a position; assigning it back
 * returns there (and undoes a failure).
 */
#ifndef BASE_CURSOR_H
#define BASE_CURSOR_H

#include <glib.h>

/* Borrows the bytes: they must live as long as the cursor and what it hands out. */
struct cursor {
	const guint8 *at;
	gsize left;
	gboolean failed;
};

/* `bytes` may be NULL when `length` is 0. */
void cursor_init(struct cursor *c, const void *bytes, gsize length);

/* The next `n` bytes, borrowed, and past them; NULL once failed. For n = 0 it is a pointer that
 * must not be read. */
const guint8 *cursor_take(struct cursor *c, gsize n);

void cursor_skip(struct cursor *c, gsize n);

/* Unsigned numbers, least significant byte first; 0 once failed. */
guint8 cursor_u8(struct cursor *c);
guint16 cursor_u16le(struct cursor *c);
guint32 cursor_u32le(struct cursor *c);
guint64 cursor_u64le(struct cursor *c);

/* The next byte without moving; -1 at the end and once failed. Never fails. */
gint cursor_peek(const struct cursor *c);

/* The longest run of bytes that `wanted` accepts, perhaps none: where it begins, and in `length`
 * how long it is. Never fails; once failed it is NULL and 0. */
const guint8 *cursor_take_while(struct cursor *c, gboolean (*wanted)(guint8 byte), gsize *length);

/* The same for the bytes of the string `set`. */
const guint8 *cursor_take_set(struct cursor *c, const char *set, gsize *length);

#endif
