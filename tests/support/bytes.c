/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives tests bytes out of hexadecimal digits or of files. */
#include "tests/support/bytes.h"

GBytes *
bytes_of_hex(const char *hex)
{
	GByteArray *bytes = g_byte_array_new();

	for (; *hex; hex++)
		if (g_ascii_isxdigit(*hex)) {
			guint8 byte = (guint8)(g_ascii_xdigit_value(hex[0]) << 4 |
					       g_ascii_xdigit_value(hex[1]));

			g_byte_array_append(bytes, &byte, 1);
			hex++;
		}
	return g_byte_array_free_to_bytes(bytes);
}

char *
bytes_to_hex(const void *bytes, gsize length)
{
	GString *hex = g_string_new(NULL);

	for (gsize i = 0; i < length; i++)
		g_string_append_printf(hex, "%02x", ((const guint8 *)bytes)[i]);
	return g_string_free(hex, FALSE);
}

GBytes *
bytes_of_corpus(const char *name)
{
	g_autofree char *path =
	    g_test_build_filename(G_TEST_DIST, "tests", "fuzz", "corpus", name, NULL);
	g_autoptr(GError) error = NULL;
	char *bytes = NULL;
	gsize length = 0;

	if (!g_file_get_contents(path, &bytes, &length, &error))
		g_error("%s", error->message);
	return g_bytes_new_take(bytes, length);
}
