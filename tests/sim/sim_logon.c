/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Logons by scheme. */
#include "tests/sim/sim_logon.h"
#include "tests/sim/sim_handshake.h"

#include <string.h>

void
sim_logon_clear(struct sim_logon *logon)
{
	sim_token_clear(&logon->token);
	g_free(logon->answer);
	*logon = (struct sim_logon){0};
}

/* USER:PASSWORD in UTF-8; what is none is taken for Latin 1. The caller frees it. */
static gchar *
basic_text(const struct sim_token *token)
{
	gsize length = token->bytes ? g_bytes_get_size(token->bytes) : 0;
	g_autofree gchar *text =
	    g_strndup(length ? g_bytes_get_data(token->bytes, NULL) : "", length);

	if (g_utf8_validate(text, -1, NULL))
		return g_steal_pointer(&text);
	return g_convert(text, -1, "UTF-8", "ISO-8859-1", NULL, NULL, NULL);
}

/* USER, DOMAIN\USER or a UPN. */
static const struct sim_account *
account_named(const struct sim_request *request, const gchar *name)
{
	const gchar *backslash = strchr(name, '\\');
	g_autofree gchar *domain = g_strndup(name, backslash ? (gsize)(backslash - name) : 0);

	return sim_account_find(request->farm->accounts, domain, backslash ? backslash + 1 : name,
				request->node->identity.dns_domain);
}

static enum sim_outcome
basic(const struct sim_request *request)
{
	struct sim_logon *logon = request->logon;
	g_autofree gchar *text = basic_text(&logon->token);
	g_auto(GStrv) parts = g_strsplit(text ? text : "", ":", 2);

	if (!request->settings->basic)
		return SIM_OUTCOME_SCHEME;
	if (g_strv_length(parts) != 2)
		return SIM_OUTCOME_MALFORMED;
	logon->account = account_named(request, parts[0]);
	if (!logon->account)
		return SIM_OUTCOME_ACCOUNT;
	return strcmp(logon->account->password, parts[1]) == 0 ? logon->account->state
							       : SIM_OUTCOME_PASSWORD;
}

static enum sim_outcome
anonymous(const struct sim_request *request)
{
	request->logon->account = request->link->account;
	if (request->link->account)
		return SIM_OUTCOME_SESSION;
	return request->logon->token.scheme == SIM_SCHEME_NONE ? SIM_OUTCOME_NONE
							       : SIM_OUTCOME_STRIPPED;
}

/* Credentials of any kind end what the connection had before. */
static enum sim_outcome
judge(const struct sim_request *request)
{
	enum sim_scheme scheme = request->logon->token.scheme;

	if (!request->authorization)
		return anonymous(request);
	if (scheme == SIM_SCHEME_NTLM || scheme == SIM_SCHEME_NEGOTIATE)
		return sim_handshake_step(request);
	sim_link_clear(request->link);
	if (scheme == SIM_SCHEME_BASIC)
		return basic(request);
	return scheme == SIM_SCHEME_BEARER ? SIM_OUTCOME_BEARER : SIM_OUTCOME_SCHEME;
}

/* What a domain controller counts: only wrong passwords; a right one ends the count. */
static void
count_passwords(const struct sim_request *request)
{
	const struct sim_logon *logon = request->logon;
	guint *count = logon->account ? &request->bad_passwords[logon->account->index] : NULL;

	if (count && logon->outcome == SIM_OUTCOME_PASSWORD)
		(*count)++;
	else if (count && logon->outcome == SIM_OUTCOME_ACCEPTED)
		*count = 0;
	request->logon->bad_passwords = count ? *count : 0;
}

gboolean
sim_logon_try(const struct sim_request *request)
{
	enum sim_outcome outcome = judge(request);

	request->logon->outcome = outcome;
	count_passwords(request);
	return outcome == SIM_OUTCOME_ACCEPTED || outcome == SIM_OUTCOME_SESSION;
}

void
sim_logon_mark(struct sim_answer *answer, const struct sim_request *request)
{
	const struct sim_logon *logon = request->logon;

	if (logon->outcome != SIM_OUTCOME_ACCEPTED || !request->link->account)
		return;
	sim_answer_add(answer, "Persistent-Auth", "true");
	if (logon->answer)
		sim_answer_add(answer, "WWW-Authenticate", logon->answer);
}
