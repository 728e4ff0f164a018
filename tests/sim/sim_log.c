/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of the log. */
#include "tests/sim/sim_log.h"
#include "tests/sim/sim_logon.h"

#include <string.h>

#include <glib/gprintf.h>

enum { SCHEME_MAX = 16 };

/* Never the credentials: just their scheme, and only what looks like one. */
static gchar *
scheme_of(const gchar *authorization)
{
	gsize length = 0;

	if (!authorization)
		return g_strdup("-");
	while (length < SCHEME_MAX &&
	       (g_ascii_isalnum(authorization[length]) || authorization[length] == '-'))
		length++;
	return length ? g_strndup(authorization, length) : g_strdup("?");
}

/* What nothing in the logon code has looked at was decided by something else. */
static enum sim_outcome
outcome_of(const struct sim_logon *logon)
{
	if (logon->outcome == SIM_OUTCOME_NONE && logon->token.scheme != SIM_SCHEME_NONE)
		return SIM_OUTCOME_UNJUDGED;
	return logon->outcome;
}

void
sim_log_write(FILE *log, const struct sim_arrival *arrival, const struct sim_request *request,
	      guint status)
{
	const struct sim_logon *logon = request->logon;
	g_autofree gchar *scheme = scheme_of(arrival->authorization);
	g_autofree gchar *uri = g_strescape(request->uri, NULL);
	g_autofree gchar *method = g_strescape(request->method, NULL);
	g_autofree gchar *kind = sim_token_kind(&logon->token);

	g_fprintf(log, "%s %s %d %s %s %s %u %s %s %s %s bad=%u\n", arrival->node,
		  request->tls ? "https" : "http", arrival->connection, scheme, method, uri, status,
		  kind, sim_token_form(&logon->token), logon->account ? logon->account->name : "-",
		  sim_outcome_name(outcome_of(logon)), logon->bad_passwords);
}
