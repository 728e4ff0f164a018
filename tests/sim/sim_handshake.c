/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The handshake of NTLM over HTTP, bare or in SPNEGO. */
#include "tests/sim/sim_handshake.h"
#include "tests/sim/sim_ntlm_judge.h"
#include "tests/sim/sim_ntlm_keys.h"
#include "tests/sim/sim_ntlm_write.h"

#include <string.h>

void
sim_link_clear(struct sim_link *link)
{
	g_clear_pointer(&link->messages[0], g_bytes_unref);
	g_clear_pointer(&link->messages[1], g_bytes_unref);
	g_clear_pointer(&link->mechanisms, g_bytes_unref);
	*link = (struct sim_link){0};
}

static struct sim_slice
slice_of(GBytes *bytes)
{
	struct sim_slice slice = {NULL, 0};

	if (bytes)
		slice.at = g_bytes_get_data(bytes, &slice.length);
	return slice;
}

static GBytes *
copy_of(struct sim_slice slice)
{
	return slice.at ? g_bytes_new(slice.at, slice.length) : NULL;
}

/* The value of WWW-Authenticate, in the scheme the client speaks. */
static void
answer_with(struct sim_logon *logon, GBytes *bytes)
{
	struct sim_slice slice = slice_of(bytes);
	g_autofree gchar *encoded = g_base64_encode(slice.at, slice.length);

	logon->answer = g_strdup_printf("%s %s", sim_scheme_name(logon->token.scheme), encoded);
}

/* The provider that speaks the scheme; NULL when there is none. "Negotiate:Kerberos" does speak
 * Negotiate. */
static const gchar *
provider_of(const struct sim_settings *settings, enum sim_scheme scheme)
{
	const gchar *name = sim_scheme_name(scheme);

	for (guint i = 0; settings->windows && settings->providers && settings->providers[i]; i++) {
		gsize length = strcspn(settings->providers[i], ":");

		if (length == strlen(name) &&
		    g_ascii_strncasecmp(settings->providers[i], name, length) == 0)
			return settings->providers[i];
	}
	return NULL;
}

/* Why NTLM does not even begin; NONE when it does. */
static enum sim_outcome
refusal(const struct sim_settings *settings, const struct sim_token *token)
{
	const gchar *provider = provider_of(settings, token->scheme);

	if (settings->restrict_ntlm)
		return SIM_OUTCOME_RESTRICTED;
	if (g_ascii_strcasecmp(provider, "Negotiate:Kerberos") == 0)
		return SIM_OUTCOME_KERBEROS_ONLY;
	if (settings->refuse_raw && token->scheme == SIM_SCHEME_NEGOTIATE && !token->wrapped)
		return SIM_OUTCOME_RAW;
	return SIM_OUTCOME_NONE;
}

/* Message 1: remembers it and challenges. */
static enum sim_outcome
challenge(const struct sim_request *request)
{
	struct sim_logon *logon = request->logon;
	const struct sim_token *token = &logon->token;
	struct sim_link *link = request->link;
	enum sim_outcome outcome = refusal(request->settings, token);

	if (outcome != SIM_OUTCOME_NONE)
		return outcome;
	link->node = request->node;
	link->scheme = token->scheme;
	link->wrapped = token->wrapped;
	link->mechanisms = copy_of(token->spnego.mechanisms);
	link->messages[0] = copy_of(token->ntlm);
	link->messages[1] =
	    sim_ntlm_challenge(&request->node->identity, sim_ntlm_message_flags(token->ntlm, 1));
	if (token->wrapped) {
		g_autoptr(GBytes) wrapped = sim_spnego_answer(
		    token->spnego.ntlm_first ? SIM_SPNEGO_INCOMPLETE : SIM_SPNEGO_REQUEST_MIC,
		    slice_of(link->messages[1]), (struct sim_slice){NULL, 0});

		answer_with(logon, wrapped);
	} else {
		answer_with(logon, link->messages[1]);
	}
	return SIM_OUTCOME_CHALLENGED;
}

/* The last token of SPNEGO, signed when the client signed too. FALSE when its signature is wrong.
 */
static gboolean
complete(const struct sim_request *request, const struct sim_link *link, guint32 flags,
	 const guint8 session_key[SIM_NTLM_KEY_BYTES])
{
	struct sim_slice list = slice_of(link->mechanisms);
	struct sim_slice theirs = request->logon->token.spnego.mic;
	guint8 signature[SIM_NTLM_KEY_BYTES];
	g_autoptr(GBytes) token = NULL;

	if (theirs.at) {
		sim_ntlm_sign(session_key, flags, SIM_NTLM_CLIENT, list, signature);
		if (theirs.length != sizeof signature ||
		    memcmp(theirs.at, signature, sizeof signature) != 0)
			return FALSE;
		sim_ntlm_sign(session_key, flags, SIM_NTLM_SERVER, list, signature);
	}
	token =
	    sim_spnego_answer(SIM_SPNEGO_COMPLETED, (struct sim_slice){NULL, 0},
			      (struct sim_slice){theirs.at ? signature : NULL, sizeof signature});
	answer_with(request->logon, token);
	return TRUE;
}

/* Message 3, taken apart, against the handshake. */
static enum sim_outcome
verify(const struct sim_request *request, const struct sim_link *link,
       const struct sim_ntlm_authenticate *third)
{
	const struct sim_identity *identity = &request->node->identity;
	struct sim_logon *logon = request->logon;
	const struct sim_ntlm_case judged = {
	    .messages = {slice_of(link->messages[0]), slice_of(link->messages[1]),
			 logon->token.ntlm},
	    .third = third,
	    .settings = request->settings,
	    .binding = request->binding,
	    .names = (const gchar *const *)request->farm->names,
	    .now = sim_ntlm_now(identity->clock_skew_s),
	};
	guint8 session_key[SIM_NTLM_KEY_BYTES];
	enum sim_outcome outcome = sim_ntlm_judge_form(third);

	if (outcome != SIM_OUTCOME_ACCEPTED)
		return outcome;
	logon->account = sim_account_find(request->farm->accounts, third->domain, third->user,
					  identity->dns_domain);
	if (!logon->account)
		return SIM_OUTCOME_ACCOUNT;
	outcome = sim_ntlm_judge(&judged, logon->account, session_key);
	if (outcome == SIM_OUTCOME_ACCEPTED && link->wrapped &&
	    !complete(request, link, third->flags, session_key))
		return SIM_OUTCOME_MIC;
	return outcome;
}

/* Message 3: `link` is what the connection knew until now. */
static enum sim_outcome
authenticate(const struct sim_request *request, const struct sim_link *link)
{
	const struct sim_token *token = &request->logon->token;
	struct sim_ntlm_authenticate third;
	enum sim_outcome outcome = SIM_OUTCOME_MALFORMED;

	if (!link->messages[1] || link->node != request->node || link->scheme != token->scheme ||
	    link->wrapped != token->wrapped)
		return SIM_OUTCOME_NO_HANDSHAKE;
	if (sim_ntlm_authenticate_read(&third, token->ntlm))
		outcome = verify(request, link, &third);
	sim_ntlm_authenticate_clear(&third);
	if (outcome == SIM_OUTCOME_ACCEPTED)
		request->link->account = request->logon->account;
	return outcome;
}

/* Whatever comes begins anew: a logon before it is over. */
enum sim_outcome
sim_handshake_step(const struct sim_request *request)
{
	const struct sim_token *token = &request->logon->token;
	struct sim_link before = *request->link;
	enum sim_outcome outcome = SIM_OUTCOME_MALFORMED;

	*request->link = (struct sim_link){0};
	if (!provider_of(request->settings, token->scheme))
		outcome = SIM_OUTCOME_SCHEME;
	else if (token->kerberos)
		outcome = SIM_OUTCOME_KERBEROS;
	else if (token->number == 1)
		outcome = challenge(request);
	else if (token->number == 3)
		outcome = authenticate(request, &before);
	sim_link_clear(&before);
	return outcome;
}
