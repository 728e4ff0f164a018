/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Keeps the probe from locking its own account: shared by all plugins of the suite, in one locked
 * file of the state directory.
 *
 * - A secret that was refused once is not tried again, by nobody, until it is another one or the
 *   operator says so.
 * - Until a secret has been accepted, one logon at a time may try it; afterwards at most
 *   LOGON_AT_ONCE. So a password that was changed on the server costs the account that many
 *   refusals at most, however many plugins start at once; and one more where the refusal may have
 *   another reason.
 * - Logons that fail by design (the test of Extended Protection) are counted by the hour.
 *
 * The locks are the kernel's (open file descriptions): a plugin that is killed leaves none behind.
 * The file holds no secret: of the password 16 bits of a salted hash, enough to see that it is
 * another one, and far too few to find it.
 */
#ifndef STATE_LOGON_BUDGET_H
#define STATE_LOGON_BUDGET_H

#include "base/deadline.h"
#include "base/secret.h"

enum { LOGON_AT_ONCE = 3 };

/* Whose budget it is; the names are borrowed while it is opened, the password as long as it is
 * open.
 */
struct logon_account {
	const char *user;
	const char *domain; /* NULL or "" for user@domain; upper and lower case are the same */
	const struct secret *password;
};

struct logon_budget;

/*
 * `dir` is made when it is missing and its parent is there (mode 0700). With `retry` an earlier
 * refusal is forgotten. NULL and an error that names the file, what was expected and what to do:
 * then nobody may log on. Safe to use from several threads at once; freed after its last grant was
 * settled.
 */
struct logon_budget *logon_budget_open(const char *dir, const struct logon_account *account,
				       gboolean retry, GError **error);
void logon_budget_free(struct logon_budget *budget);
AUTOPTR_STRUCT(logon_budget)

/* Where and when a refusal happened. */
struct logon_refusal {
	gint64 at_s; /* seconds since 1970 */
	char *where; /* what logon_grant_settle() was told */
};
void logon_refusal_free(struct logon_refusal *refusal);
AUTOPTR_STRUCT(logon_refusal)

enum logon_permit {
	LOGON_GRANTED,
	LOGON_REFUSED_BEFORE, /* this secret: `refusal` says where and when */
	LOGON_BUSY,	      /* others were at it until the deadline */
	LOGON_BROKEN,	      /* the file could not be read or written: `error` */
};

/* The permission for one logon; held while it is under way. */
struct logon_grant;

/*
 * Waits for its turn, no longer than the deadline; asks at least once. `grant` is set, and the
 * caller's to settle, when GRANTED; `refusal`, the caller's to free, when REFUSED_BEFORE.
 */
enum logon_permit logon_budget_ask(struct logon_budget *budget, struct deadline deadline,
				   struct logon_grant **grant, struct logon_refusal **refusal,
				   GError **error);

/*
 * Before a secret is sent again, elsewhere, within the same logon, because its refusal may have
 * another reason: that is done by one at a time, until the grant is settled, and no more once the
 * secret was definitely refused. Waits for its turn, no longer than the deadline. As
 * logon_budget_ask(), without a new grant.
 */
enum logon_permit logon_grant_again(struct logon_grant *grant, struct deadline deadline);

enum logon_result {
	LOGON_ACCEPTED,
	LOGON_REFUSED,	 /* definitely: the secret is not good */
	LOGON_UNDECIDED, /* no answer, or one that says nothing of the secret */
};

/*
 * Writes down what became of the logon and frees the grant. `where` is a name such as "autodiscover
 * of mail.example.com (192.0.2.11)". FALSE and an error when it could not be written down; was it a
 * refusal, every secret then counts as untried until something can be written again. A grant that
 * is never settled counts as undecided. What was refused stays refused, whatever logons that were
 * under way come to.
 */
gboolean logon_grant_settle(struct logon_grant *grant, enum logon_result result, const char *where,
			    GError **error);

/*
 * Takes `count` logons that fail by design out of the hour's `per_hour`. FALSE when that many are
 * not left (nothing is taken then; `next_s`, which may be NULL, is when they will be, 0 for never),
 * or with an error when the file could not be read or written. No 60 minutes see more than
 * `per_hour`; it may take up to five minutes longer until they are left again.
 */
gboolean logon_budget_spend(struct logon_budget *budget, guint count, guint per_hour,
			    gint64 *next_s, GError **error);

#define LOGON_BUDGET_ERROR (logon_budget_error_quark())
GQuark logon_budget_error_quark(void);

#endif
