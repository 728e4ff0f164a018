/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_LOGON_ACCOUNT_H
#define STATE_LOGON_ACCOUNT_H

#include "state/logon_budget.h"

enum { LOGON_KEY_LIMIT = 512, LOGON_SALT_LENGTH = 16 };

/*
 * The account's name in the file: "domain\user" or "user@domain" in lower case. NULL with a
 * LOGON_BUDGET_ERROR when it is empty, no UTF-8 or longer than LOGON_KEY_LIMIT bytes; the caller
 * frees it.
 */
char *logon_account_key(const struct logon_account *account, GError **error);

/* A number below 2^40 that stands for the account, the same in every run. */
gint64 logon_account_number(const char *key);

/* Random bytes from the kernel. */
void logon_salt_fill(guint8 salt[LOGON_SALT_LENGTH]);

/* Enough to see that a password is another one, far too little to find it. */
guint16 logon_fingerprint(const guint8 salt[LOGON_SALT_LENGTH], const struct secret *password);

#endif
