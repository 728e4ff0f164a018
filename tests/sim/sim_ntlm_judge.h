/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides whether an NTLM client is who it says it is. */
#ifndef TESTS_SIM_NTLM_JUDGE_H
#define TESTS_SIM_NTLM_JUDGE_H

#include "tests/sim/sim_account.h"
#include "tests/sim/sim_ntlm_read.h"
#include "tests/sim/sim_settings.h"

/* One handshake; all is borrowed. */
struct sim_ntlm_case {
	struct sim_slice messages[3];
	const struct sim_ntlm_authenticate *third; /* the last one, taken apart */
	const struct sim_settings *settings;
	const guint8 *binding;	   /* of the channel; NULL: there is no TLS */
	const gchar *const *names; /* that an HTTP/NAME may have here */
	guint64 now;		   /* the server's clock, as message 2 has it */
};

/* NTLMv1, an anonymous logon, or no sound response: what needs no account. ACCEPTED else. */
enum sim_outcome sim_ntlm_judge_form(const struct sim_ntlm_authenticate *third);

/*
 * The rest, for a response whose form is sound: proof, state of the account, age, integrity code,
 * channel binding, target name, in this order. `session_key` is set once the proof is right.
 */
enum sim_outcome sim_ntlm_judge(const struct sim_ntlm_case *judged,
				const struct sim_account *account,
				guint8 session_key[SIM_NTLM_KEY_BYTES]);

#endif
