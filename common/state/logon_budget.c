/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives out permissions to log on. */
#include "state/logon_budget.h"

#include "state/logon_account.h"
#include "state/logon_ledger.h"
#include "state/safe.h"

struct logon_grant {
	const struct logon_budget *budget;
	struct state_lock *lock;
	struct deadline deadline; /* of asking for it */
	gboolean noted;		  /* that the secret is good need not be written down again */
};

void
logon_budget_free(struct logon_budget *budget)
{
	if (!budget)
		return;
	state_directory_free(budget->directory);
	g_free(budget->key);
	g_free(budget);
}

void
logon_refusal_free(struct logon_refusal *refusal)
{
	if (!refusal)
		return;
	g_free(refusal->where);
	g_free(refusal);
}

static void
grant_free(struct logon_grant *grant)
{
	state_lock_free(grant->lock);
	g_free(grant);
}

/* Shows before the first logon whether the files can be used. */
static gboolean
start(const struct logon_budget *budget, gboolean retry, GError **error)
{
	g_autoptr(struct_state_lock) lock = logon_ledger_lock(budget, error);
	g_autoptr(struct_logon_refusal) refusal = NULL;
	struct logon_change forget = {.deed = LOGON_FORGET};
	struct logon_view view;

	if (!lock || !logon_ledger_look(budget, lock, &view, error))
		return FALSE;
	refusal = view.refusal;
	return !refusal || !retry ||
	       logon_ledger_change(budget, lock, &forget, deadline_in_ms(LOGON_TURN_MS), error);
}

struct logon_budget *
logon_budget_open(const char *dir, const struct logon_account *account, gboolean retry,
		  GError **error)
{
	g_autoptr(struct_logon_budget) budget = NULL;
	g_autofree char *key = logon_account_key(account, error);
	struct state_directory *directory = key ? state_directory_open(dir, error) : NULL;

	if (!directory)
		return NULL;
	budget = g_new0(struct logon_budget, 1);
	budget->directory = directory;
	budget->key = g_steal_pointer(&key);
	budget->password = account->password;
	return start(budget, retry, error) ? g_steal_pointer(&budget) : NULL;
}

/* One slot, any, for a secret that is good; all for another one. FALSE without an error when they
 * are taken. */
static gboolean
take_slots(const struct logon_budget *budget, struct state_lock *lock, gboolean trusted,
	   GError **error)
{
	GError *failure = NULL;
	gboolean got = FALSE;

	if (!trusted)
		return state_lock_try(lock, STATE_EXCLUSIVE,
				      logon_ledger_slots(budget, 0, LOGON_AT_ONCE), error);
	for (guint i = 0; !got && !failure && i < LOGON_AT_ONCE; i++)
		got = state_lock_try(lock, STATE_EXCLUSIVE, logon_ledger_slots(budget, i, 1),
				     &failure);
	if (failure)
		g_propagate_error(error, failure);
	return got;
}

static enum logon_permit
refuse(struct logon_view *view, struct logon_refusal **refusal)
{
	*refusal = view->refusal;
	return LOGON_REFUSED_BEFORE;
}

/*
 * With the slots in hand: the file may say something else than before, as somebody was just
 * refused. An untried secret is written down before it is tried: so the file can be written when
 * it is refused.
 */
static enum logon_permit
confirm(struct logon_grant *grant, gboolean trusted, struct logon_refusal **refusal, GError **error)
{
	struct logon_change enroll = {.deed = LOGON_ENROLL};
	struct logon_view view;

	if (!logon_ledger_look(grant->budget, grant->lock, &view, error))
		return LOGON_BROKEN;
	if (view.refusal)
		return refuse(&view, refusal);
	if (view.trusted != trusted)
		return LOGON_BUSY;
	grant->noted = view.trusted && view.noted;
	if (!trusted &&
	    !logon_ledger_change(grant->budget, grant->lock, &enroll, grant->deadline, error))
		return LOGON_BROKEN;
	return LOGON_GRANTED;
}

/* One try; without a permission nothing is held afterwards. */
static enum logon_permit
try_once(struct logon_grant *grant, struct logon_refusal **refusal, GError **error)
{
	GError *failure = NULL;
	enum logon_permit permit = LOGON_BUSY;
	struct logon_view view;

	if (!logon_ledger_look(grant->budget, grant->lock, &view, error))
		return LOGON_BROKEN;
	if (view.refusal)
		return refuse(&view, refusal);
	if (take_slots(grant->budget, grant->lock, view.trusted, &failure))
		permit = confirm(grant, view.trusted, refusal, &failure);
	if (permit != LOGON_GRANTED)
		state_lock_drop(grant->lock, logon_ledger_slots(grant->budget, 0, LOGON_AT_ONCE));
	if (g_error_matches(failure, STATE_ERROR, STATE_HELD)) {
		g_error_free(failure);
		return LOGON_BUSY;
	}
	if (failure)
		g_propagate_error(error, failure);
	return failure ? LOGON_BROKEN : permit;
}

enum logon_permit
logon_budget_ask(struct logon_budget *budget, struct deadline deadline, struct logon_grant **grant,
		 struct logon_refusal **refusal, GError **error)
{
	struct state_lock *lock = logon_ledger_lock(budget, error);
	struct logon_grant *wanted;
	enum logon_permit permit;
	guint pause_ms = 0;

	if (!lock)
		return LOGON_BROKEN;
	wanted = g_new0(struct logon_grant, 1);
	wanted->budget = budget;
	wanted->lock = lock;
	wanted->deadline = deadline;
	do
		permit = try_once(wanted, refusal, error);
	while (permit == LOGON_BUSY && state_lock_pause(&pause_ms, deadline));
	if (permit == LOGON_GRANTED)
		*grant = wanted;
	else
		grant_free(wanted);
	return permit;
}

enum logon_permit
logon_grant_again(struct logon_grant *grant, struct deadline deadline)
{
	const struct state_range again = logon_ledger_again(grant->budget);
	g_autoptr(struct_logon_refusal) refusal = NULL;
	struct logon_view view;

	if (!state_lock_take(grant->lock, STATE_EXCLUSIVE, again, deadline, NULL))
		return LOGON_BUSY;
	if (!logon_ledger_look(grant->budget, grant->lock, &view, NULL))
		return LOGON_BROKEN;
	refusal = view.refusal;
	return refusal ? LOGON_REFUSED_BEFORE : LOGON_GRANTED;
}

/* When a refusal cannot be written down, nobody's secret counts as good until something can. */
static gboolean
write_down(const struct logon_grant *grant, struct logon_change *change, GError **error)
{
	if (logon_ledger_change(grant->budget, grant->lock, change, deadline_in_ms(LOGON_TURN_MS),
				error))
		return TRUE;
	if (change->deed == LOGON_REFUSE)
		(void)state_lock_flag(grant->lock, TRUE);
	return FALSE;
}

gboolean
logon_grant_settle(struct logon_grant *grant, enum logon_result result, const char *where,
		   GError **error)
{
	struct logon_change accept = {.deed = LOGON_ACCEPT};
	struct logon_change refused = {.deed = LOGON_REFUSE, .where = where};
	gboolean good = TRUE;

	switch (result) {
	case LOGON_ACCEPTED:
		good = grant->noted || write_down(grant, &accept, error);
		break;
	case LOGON_REFUSED:
		good = write_down(grant, &refused, error);
		break;
	case LOGON_UNDECIDED:
		break;
	}
	grant_free(grant);
	return good;
}

gboolean
logon_budget_spend(struct logon_budget *budget, guint count, guint per_hour, gint64 *next_s,
		   GError **error)
{
	g_autoptr(struct_state_lock) lock = logon_ledger_lock(budget, error);
	struct logon_change spend = {.deed = LOGON_SPEND, .count = count, .per_hour = per_hour};

	if (!lock ||
	    !logon_ledger_change(budget, lock, &spend, deadline_in_ms(LOGON_TURN_MS), error))
		return FALSE;
	if (spend.short_of && next_s)
		*next_s = spend.next_s;
	return !spend.short_of;
}
