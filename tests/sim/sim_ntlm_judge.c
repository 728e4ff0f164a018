/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The checks of NTLM's message 3, in the order of a server (MS-NLMP 3.2.5.1.2). */
#include "tests/sim/sim_ntlm_judge.h"
#include "tests/sim/sim_binding.h"
#include "tests/sim/sim_ntlm_keys.h"

#include <string.h>

enum { NTLMV1_BYTES = 24, RESPONSE_LEAST_BYTES = 48, MIC_END = SIM_NTLM_MIC_AT + 16 };

/* How old a response may be: 36 hours. */
#define AGE_MAX (36ULL * 3600 * 10000000)

enum sim_outcome
sim_ntlm_judge_form(const struct sim_ntlm_authenticate *third)
{
	if (third->nt.length == 0)
		return SIM_OUTCOME_ANONYMOUS;
	if (third->nt.length == NTLMV1_BYTES)
		return SIM_OUTCOME_NTLMV1;
	return third->nt.length < RESPONSE_LEAST_BYTES ? SIM_OUTCOME_MALFORMED
						       : SIM_OUTCOME_ACCEPTED;
}

static struct sim_slice
sent_attribute(const struct sim_ntlm_case *judged, enum sim_ntlm_attribute attribute)
{
	return sim_ntlm_attribute_find(sim_ntlm_response_info(judged->third->nt), attribute);
}

/* NTProofStr = keyed digest of the challenge and all of the response behind it. */
static gboolean
proof_is_right(const struct sim_ntlm_case *judged, const struct sim_account *account,
	       guint8 session_key[SIM_NTLM_KEY_BYTES])
{
	const struct sim_ntlm_authenticate *third = judged->third;
	const struct sim_slice parts[] = {
	    {judged->messages[1].at + SIM_NTLM_NONCE_AT, SIM_NTLM_NONCE_BYTES},
	    {third->nt.at + SIM_NTLM_KEY_BYTES, third->nt.length - SIM_NTLM_KEY_BYTES}};
	guint8 key[SIM_NTLM_KEY_BYTES], proof[SIM_NTLM_KEY_BYTES];
	const struct sim_slice own_proof = {proof, sizeof proof};

	sim_ntlm_user_key(account->password, third->user, third->domain, key);
	sim_ntlm_keyed(key, parts, G_N_ELEMENTS(parts), proof);
	if (memcmp(proof, third->nt.at, sizeof proof) != 0)
		return FALSE;
	sim_ntlm_keyed(key, &own_proof, 1, session_key);
	if (third->flags & SIM_NTLM_KEY_EXCHANGE && third->session_key.length == SIM_NTLM_KEY_BYTES)
		sim_ntlm_decrypt(session_key, third->session_key.at, session_key);
	return TRUE;
}

/* The client hands our timestamp back, and its own clock is not too far from ours. */
static gboolean
time_is_right(const struct sim_ntlm_case *judged)
{
	struct sim_slice ours = sim_ntlm_attribute_find(sim_ntlm_target_info(judged->messages[1]),
							SIM_NTLM_AV_TIMESTAMP);
	struct sim_slice theirs = sent_attribute(judged, SIM_NTLM_AV_TIMESTAMP);
	guint64 time = sim_ntlm_response_time(judged->third->nt);
	guint64 age = time > judged->now ? time - judged->now : judged->now - time;

	if (ours.at && theirs.at && sim_ntlm_number(ours) != sim_ntlm_number(theirs))
		return FALSE;
	return age <= AGE_MAX;
}

/* Only there when the client says so; the code itself counts as zeros. */
static gboolean
mic_is_right(const struct sim_ntlm_case *judged, const guint8 session_key[SIM_NTLM_KEY_BYTES])
{
	static const guint8 ZEROS[MIC_END - SIM_NTLM_MIC_AT] = {0};
	struct sim_slice flags = sent_attribute(judged, SIM_NTLM_AV_FLAGS);
	struct sim_slice third = judged->messages[2];
	guint8 digest[SIM_NTLM_KEY_BYTES];

	if (!flags.at || !(sim_ntlm_number(flags) & SIM_NTLM_AV_HAS_MIC))
		return TRUE;
	if (third.length < MIC_END)
		return FALSE;
	sim_ntlm_keyed(session_key,
		       (const struct sim_slice[]){judged->messages[0],
						  judged->messages[1],
						  {third.at, SIM_NTLM_MIC_AT},
						  {ZEROS, sizeof ZEROS},
						  {third.at + MIC_END, third.length - MIC_END}},
		       5, digest);
	return memcmp(digest, third.at + SIM_NTLM_MIC_AT, sizeof digest) == 0;
}

/* Windows clients without a channel send zeros: that is no binding (MS-NLMP 2.2.2.1). */
static enum sim_outcome
judge_binding(const struct sim_ntlm_case *judged)
{
	static const guint8 ZEROS[SIM_BINDING_BYTES] = {0};
	struct sim_slice sent = sent_attribute(judged, SIM_NTLM_AV_CHANNEL_BINDINGS);
	gboolean bound =
	    sent.length == SIM_BINDING_BYTES && memcmp(sent.at, ZEROS, sent.length) != 0;

	if (judged->settings->ep == SIM_PROTECTION_NONE || !judged->binding)
		return SIM_OUTCOME_ACCEPTED;
	if (!bound)
		return judged->settings->ep == SIM_PROTECTION_REQUIRE
			   ? SIM_OUTCOME_NO_CHANNEL_BINDING
			   : SIM_OUTCOME_ACCEPTED;
	return memcmp(sent.at, judged->binding, sent.length) == 0 ? SIM_OUTCOME_ACCEPTED
								  : SIM_OUTCOME_CHANNEL_BINDING;
}

static gboolean
is_ours(const struct sim_ntlm_case *judged, const gchar *target)
{
	for (guint i = 0; judged->names[i]; i++) {
		g_autofree gchar *name = g_strconcat("HTTP/", judged->names[i], NULL);

		if (g_ascii_strcasecmp(name, target) == 0)
			return TRUE;
	}
	return FALSE;
}

static enum sim_outcome
judge_target(const struct sim_ntlm_case *judged)
{
	g_autofree gchar *target = sim_ntlm_text(sent_attribute(judged, SIM_NTLM_AV_TARGET_NAME));

	if (judged->settings->spn_check == SIM_PROTECTION_NONE)
		return SIM_OUTCOME_ACCEPTED;
	if (!target || !*target)
		return judged->settings->spn_check == SIM_PROTECTION_REQUIRE ? SIM_OUTCOME_NO_SPN
									     : SIM_OUTCOME_ACCEPTED;
	return is_ours(judged, target) ? SIM_OUTCOME_ACCEPTED : SIM_OUTCOME_SPN;
}

enum sim_outcome
sim_ntlm_judge(const struct sim_ntlm_case *judged, const struct sim_account *account,
	       guint8 session_key[SIM_NTLM_KEY_BYTES])
{
	enum sim_outcome outcome;

	if (!proof_is_right(judged, account, session_key))
		return SIM_OUTCOME_PASSWORD;
	if (account->state != SIM_OUTCOME_ACCEPTED)
		return account->state;
	if (!time_is_right(judged))
		return SIM_OUTCOME_TIMESTAMP;
	if (!mic_is_right(judged, session_key))
		return SIM_OUTCOME_MIC;
	outcome = judge_binding(judged);
	return outcome == SIM_OUTCOME_ACCEPTED ? judge_target(judged) : outcome;
}
