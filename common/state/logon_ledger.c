/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the file that all plugins share. */
#include "state/logon_ledger.h"

#include <string.h>

#include "state/file.h"
#include "state/logon_accounts.h"

static const char file_name[] = "logon-budget.json";
static const char lock_name[] = "logon-budget.lock";

/* The turn to write, in front of the slots of all accounts. */
static const struct state_range turn = {0, 1};

struct state_lock *
logon_ledger_lock(const struct logon_budget *budget, GError **error)
{
	return state_lock_open(budget->directory, lock_name, error);
}

struct state_range
logon_ledger_slots(const struct logon_budget *budget, guint first, guint count)
{
	const gint64 account = logon_account_number(budget->key);

	return (struct state_range){turn.length + account * (LOGON_AT_ONCE + 1) + first, count};
}

struct state_range
logon_ledger_again(const struct logon_budget *budget)
{
	return logon_ledger_slots(budget, LOGON_AT_ONCE, 1);
}

static gint64
clock_s(void)
{
	return g_get_real_time() / G_USEC_PER_SEC;
}

static void
blame_file(const struct logon_budget *budget, GError **error)
{
	g_autofree char *shown = state_file_shown(budget->directory, file_name);

	g_prefix_error(error, "%s: ", shown);
	if (error && *error) {
		g_autofree char *text =
		    g_strdup_printf("%s; cure: remove the file (every refused password is then "
				    "tried once more)",
				    (*error)->message);

		g_free((*error)->message);
		(*error)->message = g_steal_pointer(&text);
	}
}

/* An absent file is one without accounts. */
static GHashTable *
load(const struct logon_budget *budget, GError **error)
{
	g_autofree char *bytes = NULL;
	GHashTable *accounts;
	gsize length;

	if (!state_file_read(budget->directory, file_name, LOGON_FILE_LIMIT, &bytes, &length,
			     error))
		return NULL;
	if (!bytes)
		return logon_accounts_new();
	accounts = logon_accounts_parse(bytes, length, error);
	if (!accounts)
		blame_file(budget, error);
	return accounts;
}

static struct logon_refusal *
refusal_of(const struct logon_refused *refused)
{
	struct logon_refusal *refusal = g_new0(struct logon_refusal, 1);

	refusal->at_s = refused->at_s;
	refusal->where = g_strdup(refused->where);
	return refusal;
}

/* An account that is refused for months is not forgotten as long as somebody asks; when that cannot
 * be written down, the next who asks will do it. */
static void
note_use(const struct logon_budget *budget, struct state_lock *lock)
{
	struct logon_change enroll = {.deed = LOGON_ENROLL};

	(void)logon_ledger_change(budget, lock, &enroll, deadline_in_ms(0), NULL);
}

gboolean
logon_ledger_look(const struct logon_budget *budget, struct state_lock *lock,
		  struct logon_view *view, GError **error)
{
	g_autoptr(GHashTable) accounts = load(budget, error);
	const struct logon_record *record;
	const struct logon_refused *refused;
	const gint64 now_s = clock_s();
	guint16 fingerprint;

	*view = (struct logon_view){0};
	record = accounts ? g_hash_table_lookup(accounts, budget->key) : NULL;
	if (!record)
		return accounts != NULL;
	fingerprint = logon_fingerprint(record->salt, budget->password);
	refused = logon_record_refused(record, fingerprint);
	if (refused) {
		view->refusal = refusal_of(refused);
		if (!logon_record_used(record, now_s))
			note_use(budget, lock);
		return TRUE;
	}
	/* A refusal that could not be written down may have been this secret's. */
	view->trusted =
	    logon_record_trusted(record, fingerprint, now_s) && !state_lock_flagged(lock);
	view->noted = logon_record_noted(record, fingerprint, now_s);
	return TRUE;
}

static void
apply(struct logon_record *record, const struct secret *password, gint64 now_s,
      struct logon_change *change)
{
	const guint16 fingerprint = logon_fingerprint(record->salt, password);

	switch (change->deed) {
	case LOGON_ENROLL:
		break;
	case LOGON_ACCEPT:
		logon_record_accept(record, fingerprint, now_s);
		break;
	case LOGON_REFUSE:
		logon_record_refuse(record, fingerprint, now_s, change->where);
		break;
	case LOGON_FORGET:
		logon_record_forget(record, fingerprint);
		break;
	case LOGON_SPEND:
		change->short_of = !logon_record_spend(record, change->count, change->per_hour,
						       now_s, &change->next_s);
		break;
	}
}

static gboolean
load_and_store(const struct logon_budget *budget, struct logon_change *change, GError **error)
{
	g_autoptr(GHashTable) accounts = load(budget, error);
	g_autofree char *text = NULL;
	const gint64 now_s = clock_s();
	struct logon_record *record;

	if (!accounts)
		return FALSE;
	record = logon_accounts_enroll(accounts, budget->key, now_s, error);
	if (!record) {
		blame_file(budget, error);
		return FALSE;
	}
	apply(record, budget->password, now_s, change);
	if (change->short_of)
		return TRUE;
	text = logon_accounts_format(accounts);
	return state_file_replace(budget->directory, file_name, text, strlen(text), error);
}

gboolean
logon_ledger_change(const struct logon_budget *budget, struct state_lock *lock,
		    struct logon_change *change, struct deadline deadline, GError **error)
{
	gboolean good;

	if (!state_lock_take(lock, STATE_EXCLUSIVE, turn, deadline, error))
		return FALSE;
	good = load_and_store(budget, change, error);
	if (good && !change->short_of && state_lock_flagged(lock))
		good = state_lock_flag(lock, FALSE);
	state_lock_drop(lock, turn);
	return good;
}
