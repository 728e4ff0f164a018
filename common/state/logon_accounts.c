/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides which accounts are remembered. */
#include "state/logon_accounts.h"

enum { FORGOTTEN_S = 90 * 24 * 3600 };

static void
free_record(gpointer record)
{
	logon_record_free(record);
}

GHashTable *
logon_accounts_new(void)
{
	return g_hash_table_new_full(g_str_hash, g_str_equal, g_free, free_record);
}

static gboolean
is_forgotten(gpointer key G_GNUC_UNUSED, gpointer value, gpointer now_s)
{
	const struct logon_record *record = value;

	return record->used_s <= *(const gint64 *)now_s - FORGOTTEN_S;
}

/* Of those that were not refused, the one not used for longest; NULL for none. Borrowed. */
static const char *
find_oldest(GHashTable *accounts)
{
	const struct logon_record *oldest = NULL;
	const char *found = NULL;
	gpointer key;
	gpointer value;
	GHashTableIter iter;

	g_hash_table_iter_init(&iter, accounts);
	while (g_hash_table_iter_next(&iter, &key, &value)) {
		const struct logon_record *record = value;

		if (record->refused_count > 0 || (oldest && record->used_s >= oldest->used_s))
			continue;
		oldest = record;
		found = key;
	}
	return found;
}

static gboolean
make_room(GHashTable *accounts, GError **error)
{
	while (g_hash_table_size(accounts) >= LOGON_ACCOUNTS) {
		const char *oldest = find_oldest(accounts);

		if (!oldest) {
			g_set_error(error, LOGON_BUDGET_ERROR, 0,
				    "expected room for one more account, found %d with a refused "
				    "password",
				    LOGON_ACCOUNTS);
			return FALSE;
		}
		g_hash_table_remove(accounts, oldest);
	}
	return TRUE;
}

struct logon_record *
logon_accounts_enroll(GHashTable *accounts, const char *key, gint64 now_s, GError **error)
{
	struct logon_record *record = g_hash_table_lookup(accounts, key);
	guint8 salt[LOGON_SALT_LENGTH];

	if (record)
		record->used_s = now_s;
	g_hash_table_foreach_remove(accounts, is_forgotten, &now_s);
	if (record || !make_room(accounts, error))
		return record;
	logon_salt_fill(salt);
	record = logon_record_new(salt, now_s);
	g_hash_table_insert(accounts, g_strdup(key), record);
	return record;
}
