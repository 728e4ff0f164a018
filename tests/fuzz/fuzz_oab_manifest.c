/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the reader of the manifest of an offline address book. */
#include "protocol/oab_manifest.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_file(const struct oab_file *file, guint lists)
{
	g_assert_cmpuint(file->list, <, lists);
	g_assert_nonnull(oab_element_name(file->element));
	g_assert_true(g_utf8_validate(file->name, -1, NULL));
	g_assert_true(!file->name_is_plain || (*file->name && !strpbrk(file->name, "/\\:%?#\r\n")));
	g_assert_true(!file->name_is_plain || !strstr(file->name, ".."));
	g_assert_cmpint(
	    MIN(MIN(file->sequence, file->version), MIN(file->size, file->uncompressed_size)), >=,
	    -1);
	g_assert_true(!file->sha1 || strspn(file->sha1, "0123456789abcdef") == 40);
	g_assert_true(!file->sha1 || strlen(file->sha1) == 40);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(struct_oab_manifest) manifest = oab_manifest_parse(data, size);

	g_assert_cmpuint(manifest->files->len, <=, 4096);
	for (guint i = 0; i < manifest->files->len; i++)
		check_file(g_ptr_array_index(manifest->files, i), manifest->lists->len);
	g_assert_true(!manifest->malformed || g_utf8_validate(manifest->malformed, -1, NULL));
	g_assert_true(manifest->malformed || size > 0);
	return 0;
}
