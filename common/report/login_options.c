/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds out who the probe logs on as. */
#include "report/login_options.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "report/private_file.h"

enum { FILE_LIMIT = 64 * 1024 };

static const char password_variable[] = "EXCHANGE_AUTH_PASSWORD";

#define AT(field) offsetof(struct login_options, field)

static const char *const scheme_words[] = {"ntlm", "negotiate", "basic", "bearer", NULL};

const struct option_row login_option_rows[] = {
    {"email", 'e', OPTION_STRING, AT(email), "ADDRESS", "the mailbox of the probe", NULL, 0, 0},
    {"username", 'u', OPTION_STRING, AT(username), "NAME", "log on as DOMAIN\\user or user@domain",
     NULL, 0, 0},
    {"auth-file", 0, OPTION_STRING, AT(auth_file), "FILE",
     "lines \"username = ...\", \"password = ...\", \"domain = ...\", in a file that others can "
     "neither read nor write; a password may also stand in the environment's "
     "EXCHANGE_AUTH_PASSWORD, never on the command line",
     NULL, 0, 0},
    {"scheme", 0, OPTION_CHOICE, AT(scheme), "SCHEME",
     "how to log on: ntlm (the default; also inside Negotiate), negotiate (Kerberos), basic, "
     "bearer "
     "(the password is the token); the last two send the secret itself",
     scheme_words, 0, 0},
    {"keytab", 0, OPTION_STRING, AT(keytab), "FILE",
     "log on by Kerberos with the client key in this file", NULL, 0, 0},
    {"ccache", 0, OPTION_STRING, AT(ccache), "NAME",
     "log on by Kerberos with the tickets in this credential cache", NULL, 0, 0},
    {"state-dir", 0, OPTION_STRING, AT(state_dir), "DIR",
     "where the suite keeps its records, refused logons among them (default: " LOCALSTATEDIR
     "/lib/exchange-auth-plugins)",
     NULL, 0, 0},
    {"retry-logon", 0, OPTION_FLAG, AT(retry_logon), NULL,
     "try credentials once more that were refused before", NULL, 0, 0},
};
const gsize login_option_count = G_N_ELEMENTS(login_option_rows);

G_DEFINE_QUARK(exchange - login - error, login_error)

static gboolean
read_file(const char *path, struct login *login, GError **error)
{
	gsize length;
	char *bytes = private_file_read(path, FILE_LIMIT, &length, error);
	gboolean good;

	if (!bytes)
		return FALSE;
	good = login_parse(bytes, length, login, error);
	explicit_bzero(bytes, length);
	g_free(bytes);
	return good;
}

/* Wipes the variable also where /proc shows what the program was started with. */
static struct secret *
take_environment(void)
{
	char *value = getenv(password_variable);
	struct secret *secret = NULL;

	if (value && value[0])
		secret = secret_take(value, strlen(value));
	unsetenv(password_variable);
	return secret;
}

/*
 * The command line's user name takes the place of the file's, and of its domain where it brings
 * its own.
 */
static gboolean
apply_username(const char *username, struct login *login, GError **error)
{
	if (!username || login_set_username(login, username))
		return TRUE;
	g_set_error(
	    error, LOGIN_ERROR, 0,
	    "--username (-u): expected DOMAIN\\user or user@domain, without control characters");
	return FALSE;
}

struct login *
login_options_read(const struct login_options *options, GError **error)
{
	g_autoptr(struct_login) login = g_new0(struct login, 1);
	g_autoptr(struct_secret) from_environment = take_environment();

	if (options->auth_file && !read_file(options->auth_file, login, error)) {
		g_autofree char *shown = text_line(options->auth_file);

		g_prefix_error(error, "--auth-file: %s: ", shown);
		return NULL;
	}
	if (!apply_username(options->username, login, error))
		return NULL;
	if (!login->password)
		login->password = g_steal_pointer(&from_environment);
	if (login->password && !g_utf8_validate(secret_peek(login->password, NULL), -1, NULL)) {
		g_set_error(error, LOGIN_ERROR, 0, "%s: expected UTF-8", password_variable);
		return NULL;
	}
	return g_steal_pointer(&login);
}
