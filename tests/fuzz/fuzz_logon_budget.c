/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the file of the logon budget. */
#include <string.h>

#include "base/text.h"
#include "state/logon_accounts.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

enum { NOW_S = 1800000000 };

static void
check_line(const char *text)
{
	g_autofree char *clean = text_clean(text, -1, G_MAXINT);

	g_assert_cmpstr(clean, ==, text);
}

/* Whatever stood in the file, the next logons are counted rightly. */
static void
check_record(struct logon_record *record)
{
	gint64 next_s = 0;

	for (guint i = 0; i < record->refused_count; i++) {
		check_line(record->refused[i].where);
		g_assert_true(logon_record_refused(record, record->refused[i].fingerprint));
	}
	logon_record_refuse(record, 4711, NOW_S, "ews");
	logon_record_accept(record, 4711, NOW_S);
	g_assert_true(logon_record_refused(record, 4711));
	g_assert_false(logon_record_trusted(record, 4711, NOW_S));
	if (!logon_record_spend(record, 1, 2, NOW_S, &next_s))
		g_assert_true(next_s > NOW_S && next_s <= NOW_S + 3600 + LOGON_SPAN_S);
	g_assert_false(logon_record_spend(record, 2, 2, NOW_S, &next_s));
	g_assert_true(logon_record_spend(record, 2, 2, NOW_S + 3600 + LOGON_SPAN_S, &next_s));
}

/* What is written is read as the same. */
static void
check_text(GHashTable *accounts)
{
	g_autofree char *text = logon_accounts_format(accounts);
	g_autoptr(GHashTable) again = logon_accounts_parse(text, strlen(text), NULL);
	g_autofree char *text_again = again ? logon_accounts_format(again) : NULL;

	g_assert_true(strlen(text) <= LOGON_FILE_LIMIT);
	g_assert_cmpstr(text, ==, text_again);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GError) error = NULL;
	g_autoptr(GHashTable) accounts = logon_accounts_parse((const char *)data, size, &error);
	gpointer record;
	GHashTableIter iter;

	if (!accounts) {
		g_assert_true(error && g_str_has_prefix(error->message, "expected "));
		check_line(error->message);
		return 0;
	}
	check_text(accounts);
	g_hash_table_iter_init(&iter, accounts);
	while (g_hash_table_iter_next(&iter, NULL, &record))
		check_record(record);
	check_text(accounts);
	g_assert_true(logon_accounts_enroll(accounts, "corp\\probe", NOW_S, NULL));
	check_text(accounts);
	return 0;
}
