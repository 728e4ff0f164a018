/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps what one run knows of its secret. */
#include "probe/credentials.h"

void
credentials_init(struct credentials *credentials, const struct identity *identity,
		 const struct gate *gate, struct logon *logon)
{
	*credentials = (struct credentials){.identity = identity, .gate = gate, .logon = logon};
	g_mutex_init(&credentials->mutex);
}

void
credentials_clear(struct credentials *credentials)
{
	g_mutex_clear(&credentials->mutex);
}

/* What this run knows already: HOLD_NONE and TRUE when it is that the secret is good. */
static enum hold
known(struct credentials *credentials, gboolean *good, gboolean *unclear)
{
	enum hold hold;

	g_mutex_lock(&credentials->mutex);
	*good = credentials->logon->secret == SECRET_ACCEPTED;
	*unclear = credentials->unclear;
	hold = credentials->logon->secret == SECRET_REFUSED ? HOLD_REFUSED_NOW
							    : credentials->logon->hold;
	g_mutex_unlock(&credentials->mutex);
	return *good ? HOLD_NONE : hold;
}

/* The gate's reason is the run's, unless another thread has found out meanwhile. */
static enum hold
keep_reason(struct credentials *credentials, enum hold hold, struct logon *why)
{
	struct logon *logon = credentials->logon;

	g_mutex_lock(&credentials->mutex);
	if (logon->secret == SECRET_REFUSED) {
		hold = HOLD_REFUSED_NOW;
	} else if (logon->hold == HOLD_NONE) {
		logon->hold = hold;
		logon->trouble = g_steal_pointer(&why->trouble);
		logon->refused_at_s = why->refused_at_s;
		logon->refused_where = g_steal_pointer(&why->refused_where);
	}
	g_mutex_unlock(&credentials->mutex);
	return hold;
}

enum hold
credentials_ask(struct credentials *credentials, struct deadline deadline, gpointer *grant)
{
	g_autoptr(struct_logon) why = logon_new(NULL, SCHEME_OTHER);
	gboolean good = FALSE;
	gboolean unclear = FALSE;
	enum hold hold;

	*grant = NULL;
	if (!credentials->identity)
		return HOLD_NO_CREDENTIALS;
	hold = known(credentials, &good, &unclear);
	if (hold != HOLD_NONE || good || !credentials->gate)
		return hold;
	if (unclear && !credentials_spend(credentials))
		return keep_reason(credentials, HOLD_HOUR_SPENT, why);
	/* Whoever waits for his turn in vain still has time for what needs no secret. */
	hold = credentials->gate->ask(credentials->gate->data,
				      deadline_within(deadline, deadline_left_ms(deadline) / 2),
				      grant, why);
	if (hold != HOLD_NONE)
		return keep_reason(credentials, hold, why);
	/* It may have taken a while. */
	hold = known(credentials, &good, &unclear);
	if (hold != HOLD_NONE)
		credentials_settle(credentials, g_steal_pointer(grant), SECRET_UNTRIED, NULL);
	return hold;
}

/* Of a turn that did not come nothing is concluded: it was not refused where that would say all. */
gboolean
credentials_again(const struct credentials *credentials, struct deadline deadline, gpointer grant,
		  enum secret_state *secret)
{
	const struct gate *gate = credentials->gate;
	enum hold hold;

	if (!grant || !gate->again)
		return TRUE;
	hold = gate->again(gate->data, deadline_within(deadline, deadline_left_ms(deadline) / 2),
			   grant);
	*secret = hold == HOLD_REFUSED_EARLIER ? SECRET_REFUSED : SECRET_UNTRIED;
	return hold == HOLD_NONE;
}

void
credentials_settle(struct credentials *credentials, gpointer grant, enum secret_state secret,
		   const char *where)
{
	struct logon *logon = credentials->logon;
	g_autofree char *trouble = NULL;

	/* Known here before others may go on. */
	g_mutex_lock(&credentials->mutex);
	if (secret != SECRET_UNTRIED && logon->secret != SECRET_ACCEPTED) {
		logon->secret = secret;
		if (secret == SECRET_REFUSED) {
			g_free(logon->refused_where);
			logon->refused_where = g_strdup(where);
		}
	}
	g_mutex_unlock(&credentials->mutex);
	if (!grant)
		return;
	trouble = credentials->gate->settle(credentials->gate->data, grant, secret, where);
	g_mutex_lock(&credentials->mutex);
	if (trouble && !logon->not_recorded)
		logon->not_recorded = g_steal_pointer(&trouble);
	g_mutex_unlock(&credentials->mutex);
}

/* What a handshake says of the secret by itself. */
static enum secret_state
said_of(const struct handshake *handshake, gboolean *unclear)
{
	const char *first;
	const char *second;

	*unclear = FALSE;
	if (handshake_accepted(handshake))
		return SECRET_ACCEPTED;
	if (handshake->mechanism == MECHANISM_KERBEROS)
		return handshake->kerberos == KERBEROS_WRONG_KEY &&
			       handshake->end == HANDSHAKE_LOCAL
			   ? SECRET_REFUSED
			   : SECRET_UNTRIED;
	/* A server that did not see the first message refuses whatever the secret is; who answered
	 * before it does not matter. */
	if (handshake->end == HANDSHAKE_LOCAL ||
	    handshake_changed_node(handshake, NULL, &first, &second))
		return SECRET_UNTRIED;
	*unclear = handshake->end != HANDSHAKE_REFUSED;
	return *unclear ? SECRET_UNTRIED : SECRET_REFUSED;
}

enum secret_state
credentials_conclude(struct credentials *credentials, const struct handshake *handshake)
{
	gboolean unclear = FALSE;
	enum secret_state secret = said_of(handshake, &unclear);

	if (unclear) {
		g_mutex_lock(&credentials->mutex);
		credentials->unclear = TRUE;
		g_mutex_unlock(&credentials->mutex);
	}
	return secret == SECRET_REFUSED && credentials_are_good(credentials) ? SECRET_UNTRIED
									     : secret;
}

gboolean
credentials_are_good(struct credentials *credentials)
{
	gboolean good = FALSE;
	gboolean unclear;

	if (credentials->logon)
		(void)known(credentials, &good, &unclear);
	return good;
}

gboolean
credentials_spend(const struct credentials *credentials)
{
	return !credentials->gate || credentials->gate->spend(credentials->gate->data);
}
