/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads or writes the elements of DER. */
#include "protocol/der.h"

#include "base/append.h"

enum { TAG_NUMBER = 0x1f, LONG_FORM = 0x80, LENGTH_BYTES = 4 };

static void
fail(struct cursor *c)
{
	c->failed = TRUE;
}

/* X.690 8.1.3: one byte below 0x80, or 0x80 + n and n bytes; 0x80 alone is the indefinite form. */
static gsize
take_length(struct cursor *c)
{
	guint8 first = cursor_u8(c);
	guint count = first & ~(guint)LONG_FORM;
	gsize length = 0;

	if (first < LONG_FORM)
		return first;
	if (count == 0 || count > LENGTH_BYTES)
		fail(c);
	for (guint i = 0; !c->failed && i < count; i++)
		length = length << 8 | cursor_u8(c);
	return length;
}

gboolean
der_next(struct cursor *c, guint8 *tag, struct cursor *contents)
{
	const guint8 *bytes = NULL;
	gsize length = 0;

	*tag = cursor_u8(c);
	if ((*tag & TAG_NUMBER) == TAG_NUMBER)
		fail(c);
	length = take_length(c);
	bytes = cursor_take(c, length);
	cursor_init(contents, bytes, bytes ? length : 0);
	contents->failed = c->failed;
	return !c->failed;
}

struct cursor
der_enter(struct cursor *c, guint8 tag)
{
	struct cursor contents;
	guint8 got = 0;

	(void)der_next(c, &got, &contents);
	if (got != tag)
		fail(c);
	contents.failed = c->failed;
	return contents;
}

/* X.690 8.19.2: seven bits a byte, the last one without its high bit, no zeros in front. */
static guint64
take_subidentifier(struct cursor *c)
{
	guint64 value = 0;
	guint8 byte = 0;

	if (cursor_peek(c) == LONG_FORM)
		fail(c);
	do {
		byte = cursor_u8(c);
		if (value > G_MAXUINT64 >> 7)
			fail(c);
		value = value << 7 | (byte & ~(guint)LONG_FORM & 0xff);
	} while (byte & LONG_FORM && !c->failed);
	return value;
}

char *
der_oid(struct cursor *c)
{
	struct cursor contents = der_enter(c, DER_OID);
	g_autoptr(GString) text = g_string_new(NULL);
	guint64 first = take_subidentifier(&contents);

	/* The first two numbers share one, X.690 8.19.4. */
	g_string_printf(text, "%" G_GUINT64_FORMAT ".%" G_GUINT64_FORMAT, MIN(first / 40, 2),
			first - MIN(first / 40, 2) * 40);
	while (contents.left > 0 && !contents.failed)
		g_string_append_printf(text, ".%" G_GUINT64_FORMAT, take_subidentifier(&contents));
	if (contents.failed)
		fail(c);
	return contents.failed ? NULL : g_string_free(g_steal_pointer(&text), FALSE);
}

GByteArray *
der_wrap(guint8 tag, GByteArray *contents)
{
	GByteArray *element = g_byte_array_new();
	guint bytes = 0;

	append_bytes(element, &tag, 1);
	for (guint rest = contents->len >= LONG_FORM ? contents->len : 0; rest > 0; rest >>= 8)
		bytes++;
	if (bytes > 0)
		append_bytes(element, &(const guint8){(guint8)(LONG_FORM + bytes)}, 1);
	for (guint i = MAX(bytes, 1); i-- > 0;)
		append_bytes(element, &(const guint8){(guint8)(contents->len >> (8 * i))}, 1);
	append_bytes(element, contents->data, contents->len);
	g_byte_array_unref(contents);
	return element;
}
