/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_LOGON_ACCOUNTS_H
#define STATE_LOGON_ACCOUNTS_H

#include "state/logon_record.h"

/*
 * Accounts by their keys (char *) with their struct logon_record, both owned by the table: what the
 * file of the logon budget says. As JSON:
 *
 *     {"version": 1, "accounts": {"corp\\probe": {
 *         "salt": "00112233445566778899aabbccddeeff",    16 random bytes
 *         "used_s": 1800000000,                          times are seconds since 1970
 *         "accepted": {"at_s": 1800000000, "fingerprint": 4711},
 *         "refused": [{"at_s": 1800000000, "fingerprint": 815, "where": "ews of ..."}],
 *         "spent": [{"count": 2, "from_s": 1799999700}]}}}
 *
 * "accepted", "refused" and "spent" may be missing; nothing else may be there.
 */
enum { LOGON_ACCOUNTS = 1000, LOGON_FILE_LIMIT = 8 * 1024 * 1024 };

GHashTable *logon_accounts_new(void);

/* NULL with a LOGON_BUDGET_ERROR that says what was expected and what was found; the caller
 * unrefs. */
GHashTable *logon_accounts_parse(const char *bytes, gsize length, GError **error);

/* The same table always gives the same text, of at most LOGON_FILE_LIMIT bytes; the caller frees
 * it. */
char *logon_accounts_format(GHashTable *accounts);

/*
 * The record of `key`, made when there is none: borrowed. Those not used for 90 days go, and the
 * one not used for longest when there are too many; NULL with a LOGON_BUDGET_ERROR when each of
 * so many has been refused.
 */
struct logon_record *logon_accounts_enroll(GHashTable *accounts, const char *key, gint64 now_s,
					   GError **error);

#endif
