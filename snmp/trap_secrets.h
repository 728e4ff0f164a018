/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef SNMP_TRAP_SECRETS_H
#define SNMP_TRAP_SECRETS_H

#include "base/secret.h"

/* How an SNMPv3 message is signed and hidden; the last ones are weak. */
enum trap_auth { TRAP_SHA_256, TRAP_SHA_224, TRAP_SHA_384, TRAP_SHA_512, TRAP_SHA_1, TRAP_MD5 };
enum trap_priv { TRAP_AES, TRAP_AES_192, TRAP_AES_256, TRAP_DES };

/* What the sink knows us by. */
struct trap_secrets {
	struct secret *community; /* NULL: "public" */
	char *user;		  /* NULL: none given */
	struct secret *auth;	  /* passphrases, NULL: none given */
	struct secret *priv;
	enum trap_auth auth_protocol;
	enum trap_priv priv_protocol;
};

/*
 * Reads lines "community = ...", "user = ...", "auth = ...", "priv = ...", "auth-protocol =
 * SHA-256", "priv-protocol = AES", each at most once; '#' begins a comment at the start of a line.
 * A value is all behind the '=' and the blanks after it, literally. `bytes` are those of the whole
 * file; secrets in them are wiped. NULL with an error that names the line, never its content.
 */
struct trap_secrets *trap_secrets_parse(char *bytes, gsize length, GError **error);
void trap_secrets_free(struct trap_secrets *secrets);
AUTOPTR_STRUCT(trap_secrets)

/* The same from a file that others can neither read nor write; `path` NULL: nothing is given. */
struct trap_secrets *trap_secrets_read(const char *path, GError **error);

/* Whether SNMPv3 can be spoken with these: a user, passphrases of 8 bytes at least, protocols that
 * are not weak unless `weak` are allowed. FALSE with an error. */
gboolean trap_secrets_check(const struct trap_secrets *secrets, gboolean weak, GError **error);

#define TRAP_SECRETS_ERROR (trap_secrets_error_quark())
GQuark trap_secrets_error_quark(void);

#endif
