/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ties the probe's gate to the record of logons that all plugins share. */
#include "plugins/gatekeeper.h"

#include "state/directory.h"

struct gatekeeper {
	struct logon_budget *budget; /* NULL: there is none, `trouble` says why */
	char *trouble;
	guint per_hour;
	struct gate gate;
};

static enum hold
ask(void *data, struct deadline deadline, gpointer *grant, struct logon *why)
{
	const struct gatekeeper *keeper = data;
	g_autoptr(struct_logon_refusal) refusal = NULL;
	g_autoptr(GError) error = NULL;
	struct logon_grant *given = NULL;

	if (!keeper->budget) {
		why->trouble = g_strdup(keeper->trouble);
		return HOLD_NO_BUDGET;
	}
	switch (logon_budget_ask(keeper->budget, deadline, &given, &refusal, &error)) {
	case LOGON_GRANTED:
		*grant = given;
		return HOLD_NONE;
	case LOGON_REFUSED_BEFORE:
		why->refused_at_s = refusal->at_s;
		why->refused_where = g_strdup(refusal->where);
		return HOLD_REFUSED_EARLIER;
	case LOGON_BUSY:
		return HOLD_BUSY;
	case LOGON_BROKEN:
		break;
	}
	why->trouble = g_strdup(error ? error->message : "no reason was given");
	return HOLD_NO_BUDGET;
}

static enum hold
again(void *data, struct deadline deadline, gpointer grant)
{
	(void)data;
	switch (logon_grant_again(grant, deadline)) {
	case LOGON_GRANTED:
		return HOLD_NONE;
	case LOGON_REFUSED_BEFORE:
		return HOLD_REFUSED_EARLIER;
	case LOGON_BUSY:
		return HOLD_BUSY;
	case LOGON_BROKEN:
		break;
	}
	return HOLD_NO_BUDGET;
}

static char *
settle(void *data, gpointer grant, enum secret_state secret, const char *where)
{
	static const enum logon_result results[] = {[SECRET_UNTRIED] = LOGON_UNDECIDED,
						    [SECRET_ACCEPTED] = LOGON_ACCEPTED,
						    [SECRET_REFUSED] = LOGON_REFUSED};
	g_autoptr(GError) error = NULL;

	(void)data;
	if (logon_grant_settle(grant, results[secret], where ? where : "", &error))
		return NULL;
	return g_strdup(error ? error->message : "no reason was given");
}

static gboolean
spend(void *data)
{
	const struct gatekeeper *keeper = data;

	return keeper->budget &&
	       logon_budget_spend(keeper->budget, 1, keeper->per_hour, NULL, NULL);
}

struct gatekeeper *
gatekeeper_new(const char *state_dir, const struct logon_account *account, gboolean retry,
	       guint per_hour)
{
	struct gatekeeper *keeper = g_new0(struct gatekeeper, 1);
	g_autofree char *directory = state_directory_choose(state_dir);
	g_autoptr(GError) error = NULL;

	keeper->gate = (struct gate){
	    .data = keeper, .ask = ask, .again = again, .settle = settle, .spend = spend};
	keeper->per_hour = per_hour;
	keeper->budget = logon_budget_open(directory, account, retry, &error);
	if (!keeper->budget)
		keeper->trouble = g_strdup(error->message);
	return keeper;
}

void
gatekeeper_free(struct gatekeeper *keeper)
{
	logon_budget_free(keeper->budget);
	g_free(keeper->trouble);
	g_free(keeper);
}

const struct gate *
gatekeeper_gate(const struct gatekeeper *keeper)
{
	return &keeper->gate;
}
