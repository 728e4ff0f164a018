/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads, builds and compares object identifiers. */
#include "snmp/oid.h"

#include <string.h>

gboolean
oid_parse(const char *text, struct oid_path *path)
{
	struct oid_path read = {.length = 0};
	const char *at = text[0] == '.' ? text + 1 : text;

	while (read.length < OID_MOST) {
		guint64 number = 0;
		gsize digits = 0;

		for (; digits < 11 && g_ascii_isdigit(at[digits]); digits++)
			number = number * 10 + (guint64)g_ascii_digit_value(at[digits]);
		if (digits == 0 || number > G_MAXUINT32)
			return FALSE;
		read.at[read.length++] = (guint32)number;
		at += digits;
		if (at[0] != '.')
			break;
		at++;
	}
	if (at[0] != '\0' || read.length < 2)
		return FALSE;
	*path = read;
	return TRUE;
}

char *
oid_format(const struct oid_path *path)
{
	g_autoptr(GString) text = g_string_new(NULL);

	for (guint i = 0; i < path->length; i++)
		g_string_append_printf(text, ".%u", path->at[i]);
	return g_strdup(text->str);
}

void
oid_append(struct oid_path *path, guint32 number)
{
	if (path->length < OID_MOST)
		path->at[path->length++] = number;
}

void
oid_append_text(struct oid_path *path, const char *text)
{
	const gsize length = strlen(text);

	oid_append(path, (guint32)length);
	for (gsize i = 0; i < length; i++)
		oid_append(path, (guint8)text[i]);
}

int
oid_compare(const guint32 *left, guint left_length, const guint32 *right, guint right_length)
{
	const guint common = MIN(left_length, right_length);

	for (guint i = 0; i < common; i++) {
		if (left[i] != right[i])
			return left[i] < right[i] ? -1 : 1;
	}
	if (left_length == right_length)
		return 0;
	return left_length < right_length ? -1 : 1;
}
