/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a trap sink knows us by. */
#include "snmp/trap_secrets.h"

#include <string.h>

#include "base/text.h"
#include "report/private_file.h"

enum { FILE_LIMIT = 16 * 1024, PASSPHRASE_LEAST = 8, VALUE_MOST = 255 };

enum key {
	KEY_COMMUNITY,
	KEY_USER,
	KEY_AUTH,
	KEY_PRIV,
	KEY_AUTH_PROTOCOL,
	KEY_PRIV_PROTOCOL,
	KEYS
};

static const char *const keys[] = {
    [KEY_COMMUNITY] = "community",
    [KEY_USER] = "user",
    [KEY_AUTH] = "auth",
    [KEY_PRIV] = "priv",
    [KEY_AUTH_PROTOCOL] = "auth-protocol",
    [KEY_PRIV_PROTOCOL] = "priv-protocol",
};
_Static_assert(G_N_ELEMENTS(keys) == KEYS, "a key without a name");

static const char *const auth_names[] = {
    [TRAP_SHA_256] = "SHA-256", [TRAP_SHA_224] = "SHA-224", [TRAP_SHA_384] = "SHA-384",
    [TRAP_SHA_512] = "SHA-512", [TRAP_SHA_1] = "SHA-1",	    [TRAP_MD5] = "MD5",
};
static const char *const priv_names[] = {
    [TRAP_AES] = "AES",
    [TRAP_AES_192] = "AES-192",
    [TRAP_AES_256] = "AES-256",
    [TRAP_DES] = "DES",
};

G_DEFINE_QUARK(exchange - trap - secrets - error, trap_secrets_error)

void
trap_secrets_free(struct trap_secrets *secrets)
{
	if (!secrets)
		return;
	secret_free(secrets->community);
	secret_free(secrets->auth);
	secret_free(secrets->priv);
	g_free(secrets->user);
	g_free(secrets);
}

static gboolean
refuse(guint line, const char *expected, GError **error)
{
	g_set_error(error, TRAP_SECRETS_ERROR, 0, "line %u: expected %s", line, expected);
	return FALSE;
}

static gboolean
find(const char *const *names, gsize count, const char *at, gsize length, guint *index)
{
	for (guint i = 0; i < count; i++) {
		if (strlen(names[i]) == length && g_ascii_strncasecmp(names[i], at, length) == 0) {
			*index = i;
			return TRUE;
		}
	}
	return FALSE;
}

/* One value; a secret's bytes are wiped. */
static gboolean
store(struct trap_secrets *secrets, enum key key, char *at, gsize length, guint line,
      GError **error)
{
	guint index = 0;

	if (length == 0 || length > VALUE_MOST || memchr(at, '\0', length))
		return refuse(line, "a value of 1 to 255 bytes", error);
	switch (key) {
	case KEY_COMMUNITY:
		secrets->community = secret_take(at, length);
		return TRUE;
	case KEY_AUTH:
		secrets->auth = secret_take(at, length);
		return TRUE;
	case KEY_PRIV:
		secrets->priv = secret_take(at, length);
		return TRUE;
	case KEY_USER:
		secrets->user = g_strndup(at, length);
		return length <= 32 || refuse(line, "a user of at most 32 bytes", error);
	case KEY_AUTH_PROTOCOL:
		if (!find(auth_names, G_N_ELEMENTS(auth_names), at, length, &index))
			return refuse(line,
				      "SHA-256, SHA-224, SHA-384, SHA-512 (or the weak SHA-1, MD5)",
				      error);
		secrets->auth_protocol = (enum trap_auth)index;
		return TRUE;
	case KEY_PRIV_PROTOCOL:
		if (!find(priv_names, G_N_ELEMENTS(priv_names), at, length, &index))
			return refuse(line, "AES, AES-192, AES-256 (or the weak DES)", error);
		secrets->priv_protocol = (enum trap_priv)index;
		return TRUE;
	case KEYS:
		break;
	}
	g_return_val_if_reached(FALSE);
}

static gboolean
is_blank(char c)
{
	return c == ' ' || c == '\t';
}

/* One line without its end. */
static gboolean
read_line(struct trap_secrets *secrets, char *at, gsize length, guint line, guint *seen,
	  GError **error)
{
	char *equals;
	char *end = at + length;
	gsize name;
	guint key;

	while (at < end && is_blank(*at))
		at++;
	if (at < end && end[-1] == '\r')
		end--;
	if (at == end || *at == '#')
		return TRUE;
	equals = memchr(at, '=', (gsize)(end - at));
	name = equals ? (gsize)(equals - at) : 0;
	while (name > 0 && is_blank(at[name - 1]))
		name--;
	if (!equals || !find(keys, KEYS, at, name, &key))
		return refuse(line,
			      "\"community = ...\", \"user = ...\", \"auth = ...\", \"priv = "
			      "...\", \"auth-protocol = ...\" or \"priv-protocol = ...\"",
			      error);
	if (*seen & 1u << key)
		return refuse(line, "each key once", error);
	*seen |= 1u << key;
	for (at = equals + 1; at < end && is_blank(*at); at++)
		;
	return store(secrets, (enum key)key, at, (gsize)(end - at), line, error);
}

struct trap_secrets *
trap_secrets_parse(char *bytes, gsize length, GError **error)
{
	g_autoptr(struct_trap_secrets) secrets = g_new0(struct trap_secrets, 1);
	char *at = bytes;
	char *const end = bytes + length;
	guint seen = 0;

	for (guint line = 1; at < end; line++) {
		char *newline = memchr(at, '\n', (gsize)(end - at));
		char *line_end = newline ? newline : end;

		if (!read_line(secrets, at, (gsize)(line_end - at), line, &seen, error))
			return NULL;
		at = newline ? newline + 1 : end;
	}
	return g_steal_pointer(&secrets);
}

struct trap_secrets *
trap_secrets_read(const char *path, GError **error)
{
	struct trap_secrets *secrets = NULL;
	gsize length = 0;
	char *bytes;

	if (!path)
		return g_new0(struct trap_secrets, 1);
	bytes = private_file_read(path, FILE_LIMIT, &length, error);
	if (bytes) {
		secrets = trap_secrets_parse(bytes, length, error);
		explicit_bzero(bytes, length);
		g_free(bytes);
	}
	if (!secrets) {
		g_autofree char *shown = text_line(path);

		g_prefix_error(error, "--trap-auth-file: %s: ", shown);
	}
	return secrets;
}

/* FALSE with an error when there is a passphrase that is too short. */
static gboolean
long_enough(const struct secret *secret, const char *key, GError **error)
{
	gsize length = PASSPHRASE_LEAST;

	if (secret)
		(void)secret_peek(secret, &length);
	if (length >= PASSPHRASE_LEAST)
		return TRUE;
	g_set_error(error, TRAP_SECRETS_ERROR, 0,
		    "--trap-auth-file: expected a passphrase of 8 bytes at least behind \"%s =\"",
		    key);
	return FALSE;
}

gboolean
trap_secrets_check(const struct trap_secrets *secrets, gboolean weak, GError **error)
{
	const char *missing = NULL;

	if (!secrets->user)
		missing = "a line \"user = ...\" for SNMPv3";
	else if (!weak && (!secrets->auth || !secrets->priv))
		missing =
		    "lines \"auth = ...\" and \"priv = ...\" (--trap-allow-weak does without)";
	else if (secrets->priv && !secrets->auth)
		missing = "a line \"auth = ...\" beside \"priv = ...\"";
	else if (!weak &&
		 (secrets->auth_protocol >= TRAP_SHA_1 || secrets->priv_protocol >= TRAP_DES))
		missing = "SHA-2 and AES (--trap-allow-weak takes SHA-1, MD5, DES)";
	if (missing) {
		g_set_error(error, TRAP_SECRETS_ERROR, 0, "--trap-auth-file: expected %s", missing);
		return FALSE;
	}
	return long_enough(secrets->auth, "auth", error) &&
	       long_enough(secrets->priv, "priv", error);
}
