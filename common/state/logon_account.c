/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells accounts and their passwords apart. */
#include "state/logon_account.h"

#include <errno.h>
#include <string.h>
#include <sys/random.h>

enum { SHA256_LENGTH = 32, SHA256_BLOCK = 64 };

G_DEFINE_QUARK(exchange - logon - budget - error, logon_budget_error)

char *
logon_account_key(const struct logon_account *account, GError **error)
{
	const gboolean has_domain = account->domain && account->domain[0];
	g_autofree char *name = g_strconcat(has_domain ? account->domain : "",
					    has_domain ? "\\" : "", account->user, NULL);
	g_autofree char *key = g_utf8_validate(name, -1, NULL) ? g_utf8_casefold(name, -1) : NULL;

	if (key && account->user[0] && strlen(key) <= LOGON_KEY_LIMIT)
		return g_steal_pointer(&key);
	g_set_error(error, LOGON_BUDGET_ERROR, 0,
		    "expected an account's name in UTF-8 of 1 to %d bytes, found %s",
		    LOGON_KEY_LIMIT,
		    !key	       ? "other bytes"
		    : account->user[0] ? "more"
				       : "none");
	return NULL;
}

gint64
logon_account_number(const char *key)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[SHA256_LENGTH];
	gsize length = sizeof(digest);
	gint64 number = 0;

	g_checksum_update(sum, (const guchar *)key, -1);
	g_checksum_get_digest(sum, digest, &length);
	for (gsize i = 0; i < 5; i++)
		number = number << 8 | digest[i];
	return number;
}

void
logon_salt_fill(guint8 salt[LOGON_SALT_LENGTH])
{
	/* So few bytes come whole; a signal cannot interrupt it once the kernel has its seed. */
	while (getrandom(salt, LOGON_SALT_LENGTH, 0) != LOGON_SALT_LENGTH) {
		if (errno != EINTR)
			g_error("no random bytes: %s", g_strerror(errno));
	}
}

/* GLib keeps the last block that it was given: zeros take its place. */
static void
wipe(GChecksum *sum)
{
	static const guchar zeros[SHA256_BLOCK];

	g_checksum_reset(sum);
	g_checksum_update(sum, zeros, SHA256_BLOCK - 1);
	g_checksum_update(sum, zeros, 1);
}

guint16
logon_fingerprint(const guint8 salt[LOGON_SALT_LENGTH], const struct secret *password)
{
	g_autoptr(GChecksum) sum = g_checksum_new(G_CHECKSUM_SHA256);
	guint8 digest[SHA256_LENGTH];
	gsize digest_length = sizeof(digest);
	gsize length;
	const char *bytes = secret_peek(password, &length);

	g_checksum_update(sum, salt, LOGON_SALT_LENGTH);
	g_checksum_update(sum, (const guchar *)bytes, (gssize)length);
	g_checksum_get_digest(sum, digest, &digest_length);
	wipe(sum);
	return (guint16)(digest[0] | digest[1] << 8);
}
