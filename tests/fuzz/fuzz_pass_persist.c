/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes what an agent may ask. */
#include <string.h>

#include "snmp/pass_persist.h"
#include "state/last_result.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
free_result(gpointer data)
{
	last_result_free(data);
}

static GPtrArray *
results(void *data G_GNUC_UNUSED)
{
	GPtrArray *all = g_ptr_array_new_with_free_func(free_result);
	struct last_result *result = last_result_new("S", "a", "");

	last_result_add_check(result, "ews", STATE_CRITICAL, "broken");
	g_ptr_array_add(all, result);
	g_ptr_array_add(all, last_result_new("S", "b", "x"));
	return all;
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(struct_pass_persist) talk =
	    pass_persist_new("1.3.6.1.4.1.32473.1", results, NULL, NULL);
	g_autoptr(GString) out = g_string_new(NULL);

	(void)pass_persist_take(talk, (const char *)data, size, out);
	/* Whatever was asked, whole lines are answered. */
	g_assert_true(out->len == 0 || out->str[out->len - 1] == '\n');
	return 0;
}
