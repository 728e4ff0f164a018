/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes files with credentials. */
#include <string.h>

#include "report/login_options.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_name(const char *name)
{
	g_assert_true(!name ||
		      (name[0] && g_utf8_validate(name, -1, NULL) && !strpbrk(name, "\r\n")));
}

/* An error says where and what was expected, and has no room for anything of the file. */
static void
check_error(const GError *error)
{
	const char *at;

	g_assert_true(error && g_str_has_prefix(error->message, "line "));
	at = error->message + strlen("line ");
	at += strspn(at, "0123456789");
	g_assert_true(g_str_has_prefix(at, ": expected "));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autofree char *bytes = g_malloc(size ? size : 1);
	g_autoptr(struct_login) login = g_new0(struct login, 1);
	g_autoptr(GError) error = NULL;
	gsize length = 0;

	if (size > 0)
		memcpy(bytes, data, size);
	if (!login_parse(bytes, size, login, &error)) {
		check_error(error);
		return 0;
	}
	check_name(login->username);
	check_name(login->domain);
	if (login->password) {
		const char *password = secret_peek(login->password, &length);

		g_assert_true(length > 0 && strlen(password) == length && !strchr(password, '\n'));
	}
	return 0;
}
