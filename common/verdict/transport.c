/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges requests that brought no answer. */
#include "verdict/transport.h"

#include "base/text.h"

static const char *const stages[] = {
    [STAGE_CONNECT] = "while connecting",
    [STAGE_TLS] = "in the TLS handshake",
    [STAGE_WAIT] = "connected, but no byte of an answer came",
    [STAGE_HEAD] = "the answer's head did not end",
    [STAGE_BODY] = "the answer's body did not end",
};

gboolean
transport_lost(const struct answer *answer)
{
	switch (answer->outcome) {
	case OUTCOME_NAME:
	case OUTCOME_PROXY:
	case OUTCOME_CONNECT:
	case OUTCOME_TLS:
	case OUTCOME_CERTIFICATE:
	case OUTCOME_LOCAL:
		return TRUE;
	case OUTCOME_TIMEOUT:
		return answer->stage == STAGE_CONNECT || answer->stage == STAGE_TLS;
	case OUTCOME_NOT_ASKED:
	case OUTCOME_CUT:
	case OUTCOME_NOT_HTTP:
	case OUTCOME_TOO_LONG:
	case OUTCOME_ANSWERED:
	case OUTCOME_COUNT:
		break;
	}
	return FALSE;
}

static void
judge_timeout(struct check *check, const struct answer *answer, enum state state)
{
	check_judge(check, state, "no answer in %.1f s: %s", (double)answer->total_us / G_USEC_PER_SEC,
		    stages[answer->stage]);
}

void
transport_judge(struct check *check, const struct answer *answer, enum state timeout_state)
{
	g_autofree char *trouble = text_line(answer->trouble);
	g_autofree char *url = text_line(answer->url);

	switch (answer->outcome) {
	case OUTCOME_ANSWERED:
	case OUTCOME_COUNT:
		return;
	case OUTCOME_NOT_ASKED:
		check_judge(check, STATE_UNKNOWN, "not asked: no time was left");
		return;
	case OUTCOME_NAME:
		check_judge(check, STATE_CRITICAL, "the host name has no address: %s", trouble);
		break;
	case OUTCOME_PROXY:
		check_judge(check, STATE_CRITICAL, "the proxy does not let us through: %s", trouble);
		break;
	case OUTCOME_CONNECT:
		check_judge(check, STATE_CRITICAL, "no connection: %s", trouble);
		break;
	case OUTCOME_TLS:
		check_judge(check, STATE_CRITICAL, "TLS handshake failed: %s", trouble);
		break;
	case OUTCOME_CERTIFICATE:
		check_judge(check, STATE_CRITICAL, "certificate refused: %s", trouble);
		break;
	case OUTCOME_TIMEOUT:
		judge_timeout(check, answer, timeout_state);
		break;
	case OUTCOME_CUT:
		check_judge(check, STATE_CRITICAL, "connection closed before an answer was complete: %s", trouble);
		break;
	case OUTCOME_NOT_HTTP:
		check_judge(check, STATE_CRITICAL, "what answers is no HTTP server: %s", trouble);
		break;
	case OUTCOME_TOO_LONG:
		check_judge(check, STATE_CRITICAL, "the head of the answer does not end (limit 256 KiB)");
		break;
	case OUTCOME_LOCAL:
		check_judge(check, STATE_UNKNOWN, "the probe itself failed: %s", trouble);
		break;
	}
	check_note(check, NOTE_EVIDENCE, "asked: %s %s%s%s", method_name(answer->method), url,
		   answer->address ? " at " : "", answer->address ? answer->address : "");
}
