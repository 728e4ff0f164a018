/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads untrusted bytes front to back without ever passing their end. */
#include "base/cursor.h"
#include <string.h>

void
cursor_init(struct cursor *c, const void *bytes, gsize length)
{
	static const guint8 nothing[1];

	c->at = bytes ? bytes : nothing;
	c->left = bytes ? length : 0;
	c->failed = FALSE;
}

const guint8 *
cursor_take(struct cursor *c, gsize n)
{
	const guint8 *taken = c->at;

	if (c->failed || n > c->left) {
		c->failed = TRUE;
		return NULL;
	}
	c->at += n;
	c->left -= n;
	return taken;
}

void
cursor_skip(struct cursor *c, gsize n)
{
	(void)cursor_take(c, n);
}

guint8
cursor_u8(struct cursor *c)
{
	const guint8 *p = cursor_take(c, 1);

	return p ? p[0] : 0;
}

guint16
cursor_u16le(struct cursor *c)
{
	const guint8 *p = cursor_take(c, 2);

	return p ? (guint16)(p[0] | p[1] << 8) : 0;
}

guint32
cursor_u32le(struct cursor *c)
{
	const guint8 *p = cursor_take(c, 4);

	return p ? p[0] | (guint32)p[1] << 8 | (guint32)p[2] << 16 | (guint32)p[3] << 24 : 0;
}

guint64
cursor_u64le(struct cursor *c)
{
	const guint8 *p = cursor_take(c, 8);
	guint64 value = 0;

	for (gint i = 7; p && i >= 0; i--)
		value = value << 8 | p[i];
	return value;
}

gint
cursor_peek(const struct cursor *c)
{
	return c->failed || c->left == 0 ? -1 : c->at[0];
}

const guint8 *
cursor_take_while(struct cursor *c, gboolean (*wanted)(guint8 byte), gsize *length)
{
	gsize n = 0;

	while (!c->failed && n < c->left && wanted(c->at[n]))
		n++;
	*length = n;
	return cursor_take(c, n);
}

const guint8 *
cursor_take_set(struct cursor *c, const char *set, gsize *length)
{
	gsize n = 0;

	while (!c->failed && n < c->left && c->at[n] != 0 && strchr(set, c->at[n]))
		n++;
	*length = n;
	return cursor_take(c, n);
}
