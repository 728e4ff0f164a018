/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the file of a trap sink's secrets. */
#include <string.h>

#include "base/text.h"
#include "snmp/trap_secrets.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	/* A file of nothing is a block, too. */
	g_autofree char *bytes = size > 0 ? g_memdup2(data, size) : g_strdup("");
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_trap_secrets) secrets = trap_secrets_parse(bytes, size, &error);
	g_autofree char *clean = NULL;

	g_assert_true(secrets || error);
	if (secrets)
		(void)trap_secrets_check(secrets, FALSE, &error);
	if (error) {
		g_assert_nonnull(strstr(error->message, "expected "));
		clean = text_clean(error->message, -1, G_MAXINT);
		g_assert_cmpstr(clean, ==, error->message);
	}
	return 0;
}
