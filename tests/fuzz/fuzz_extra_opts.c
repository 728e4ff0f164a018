/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the ini files of --extra-opts. */
#include <string.h>

#include "report/extra_opts.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/*
 * Every argument is an option or the value of a one-letter option before it, and stands on one
 * line.
 */
static void
check_arguments(const GPtrArray *arguments)
{
	gboolean value_may_follow = FALSE;

	for (guint i = 0; i < arguments->len; i++) {
		const char *argument = arguments->pdata[i];

		g_assert_true(argument[0] == '-' || value_may_follow);
		g_assert_true(!strchr(argument, '\n'));
		g_assert_true(argument[0] != '\0' &&
			      !g_ascii_isspace(argument[strlen(argument) - 1]));
		value_may_follow = argument[0] == '-' && strlen(argument) == 2;
	}
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *bytes = g_malloc(size ? size : 1);
	g_autoptr(GPtrArray) arguments = g_ptr_array_new_with_free_func(g_free);
	g_autoptr(GError) error = NULL;

	if (size > 0)
		memcpy(bytes, data, size);
	if (extra_opts_parse(bytes, size, "s", arguments, &error)) {
		g_assert_true(arguments->len > 0);
	} else {
		g_assert_true(error && g_utf8_validate(error->message, -1, NULL));
		g_assert_true(!strpbrk(error->message, "|\n"));
	}
	check_arguments(arguments);
	return 0;
}
