/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_LOGIN_OPTIONS_H
#define REPORT_LOGIN_OPTIONS_H

#include "base/secret.h"
#include "report/option.h"

/*
 * The option group "login". A password never stands on the command line: it comes from the file
 * or from EXCHANGE_AUTH_PASSWORD. A plugin that does not log on takes these options all the
 * same, so that one section of an ini file serves the whole suite.
 */
struct login_options {
	char *email;	      /* -e */
	char *username;	      /* -u: DOMAIN\user or user@domain */
	char *auth_file;      /* --auth-file */
	guint scheme;	      /* enum login_scheme */
	char *keytab;	      /* --keytab */
	char *ccache;	      /* --ccache */
	char *state_dir;      /* --state-dir; NULL: MP_STATE_PATH or the built-in one */
	gboolean retry_logon; /* --retry-logon */
};

/* How a plugin that logs on does so, in the order of --scheme's words. */
enum login_scheme { LOGIN_NTLM, LOGIN_KERBEROS, LOGIN_BASIC, LOGIN_BEARER };

extern const struct option_row login_option_rows[];
extern const gsize login_option_count;

/* Who the probe is. */
struct login {
	char *username;		 /* NULL: none given; without "DOMAIN\" */
	char *domain;		 /* NULL: none, or part of a user@domain name */
	struct secret *password; /* NULL: none given */
};

/*
 * Reads file and environment. The command line wins over the file, the file over the
 * environment; the environment's variable is wiped and removed in any case.
 *
 * The file must be a plain file (also behind symbolic links, as configuration management makes
 * them) of the user or root, not readable or writable by others, not writable by its group, at
 * most 64 KiB. NULL with an error that names the file, the line and what was expected - and
 * never its content.
 */
struct login *login_options_read(const struct login_options *options, GError **error);
void login_free(struct login *login);
AUTOPTR_STRUCT(login)

/*
 * Reads the lines of a file into `login`, whose fields are NULL so far: "username = ...",
 * "password = ...", "domain = ...", each at most once; '#' begins a comment at the start of a
 * line. The value is everything after the '=' and the blanks behind it, literally (quotes too),
 * UTF-8; only of a user name and a domain trailing blanks are dropped. "DOMAIN\user" is taken
 * apart, its domain counts more than "domain =", and user@domain needs none. The bytes of the
 * password are wiped. FALSE with an error that names the line; `login` then holds what was read
 * so far.
 */
gboolean login_parse(char *bytes, gsize length, struct login *login, GError **error);

/*
 * Takes "DOMAIN\user" apart, forgets the domain for "user@domain", keeps it for a bare name.
 * FALSE, and nothing changed, when there is no user or the text is no clean UTF-8.
 */
gboolean login_set_username(struct login *login, const char *text);

#define LOGIN_ERROR (login_error_quark())
GQuark login_error_quark(void);

#endif
