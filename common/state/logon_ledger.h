/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_LOGON_LEDGER_H
#define STATE_LOGON_LEDGER_H

#include "state/directory.h"
#include "state/lock.h"
#include "state/logon_budget.h"

/* What an open budget is; nothing of it changes, so threads share it. */
struct logon_budget {
	struct state_directory *directory;
	char *key;
	const struct secret *password; /* borrowed */
};

/* An open file description of its own on the lock file, for the turn to write and for the
 * account's slots. NULL with an error. */
struct state_lock *logon_ledger_lock(const struct logon_budget *budget, GError **error);

/* The bytes of the lock file that stand for the account's logons, from slot `first` on. */
struct state_range logon_ledger_slots(const struct logon_budget *budget, guint first, guint count);

/* The one behind them: whoever tries a secret again that was just refused. */
struct state_range logon_ledger_again(const struct logon_budget *budget);

/* What the file says of the account and its secret at this moment. */
struct logon_view {
	gboolean trusted;	       /* accepted within a week */
	gboolean noted;		       /* within the hour */
	struct logon_refusal *refusal; /* the caller's; NULL when it was not refused */
};
gboolean logon_ledger_look(const struct logon_budget *budget, struct state_lock *lock,
			   struct logon_view *view, GError **error);

enum logon_deed { LOGON_ENROLL, LOGON_ACCEPT, LOGON_REFUSE, LOGON_FORGET, LOGON_SPEND };

/* What is to be written down. */
struct logon_change {
	enum logon_deed deed;
	const char *where;     /* LOGON_REFUSE */
	guint count, per_hour; /* LOGON_SPEND: */
	gint64 next_s;	       /* answered when */
	gboolean short_of;     /* that many are not left */
};

/* Others write in a few milliseconds, but on a slow disk there may be many. */
enum { LOGON_TURN_MS = 10000 };

/*
 * Makes the change, in turn with all others, and is back when it is on the disk. FALSE with an
 * error when it could not be written down, or the turn did not come until the deadline.
 */
gboolean logon_ledger_change(const struct logon_budget *budget, struct state_lock *lock,
			     struct logon_change *change, struct deadline deadline, GError **error);

#endif
