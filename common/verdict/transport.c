/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges requests that brought no answer. */
#include "verdict/transport.h"

#include <string.h>

#include "base/text.h"

static const char *const stages[] = {
    [STAGE_CONNECT] = "while connecting",
    [STAGE_TLS] = "in the TLS handshake",
    [STAGE_WAIT] = "connected, but no byte of an answer came",
    [STAGE_HEAD] = "the answer's head did not end",
    [STAGE_BODY] = "the answer's body did not end",
};

static void
judge_timeout(struct check *check, const struct answer *answer, const char *peer, enum state state)
{
	check_judge(check, state, "no answer from %s in %.1f s: %s", peer,
		    (double)answer->total_us / G_USEC_PER_SEC, stages[answer->stage]);
}

static void
judge_tls(struct check *check, const char *peer, const char *trouble)
{
	check_judge(check, STATE_CRITICAL, "TLS handshake with %s failed: %s", peer, trouble);
	if (strstr(trouble, "wrong version number") || strstr(trouble, "record layer failure"))
		check_remedy(
		    check, "this port does not speak TLS: check --port, or ask with --plain-http");
}

/* What to do depends on the cause, which only the words of OpenSSL and libcurl tell. */
static void
judge_certificate(struct check *check, const char *peer, const char *trouble)
{
	check_judge(check, STATE_CRITICAL, "certificate of %s refused: %s", peer, trouble);
	if (strstr(trouble, "expired"))
		check_remedy(check, "renew the certificate and assign it to IIS "
				    "(Enable-ExchangeCertificate -Services IIS)");
	else if (strstr(trouble, "not yet valid"))
		check_remedy(check, "check the clock here and the start date of the certificate");
	else if (strstr(trouble, "subject name") || strstr(trouble, "host name") ||
		 strstr(trouble, "hostname"))
		check_remedy(check, "use a name that the certificate covers, or have one issued "
				    "that covers this name");
	else
		check_remedy(check, "if a private authority issued it, name that authority's "
				    "certificate with --ca-file; "
				    "else let the server send its whole chain");
}

void
transport_judge(struct check *check, const struct answer *answer, enum state timeout_state)
{
	g_autofree char *trouble = text_line(answer->trouble);
	g_autofree char *url = text_line(answer->url);
	g_autofree char *peer = text_line(answer->peer);

	switch (answer->outcome) {
	case OUTCOME_ANSWERED:
	case OUTCOME_COUNT:
		return;
	case OUTCOME_NOT_ASKED:
		check_judge(check, timeout_state, "not asked: no time was left");
		return;
	case OUTCOME_NAME:
		check_judge(check, STATE_CRITICAL, "the host name has no address: %s", trouble);
		break;
	case OUTCOME_PROXY:
		check_judge(check, STATE_CRITICAL, "the proxy does not let us through: %s",
			    trouble);
		break;
	case OUTCOME_CONNECT:
		check_judge(check, STATE_CRITICAL, "no connection to %s: %s", peer, trouble);
		break;
	case OUTCOME_TLS:
		judge_tls(check, peer, trouble);
		break;
	case OUTCOME_CERTIFICATE:
		judge_certificate(check, peer, trouble);
		break;
	case OUTCOME_TIMEOUT:
		judge_timeout(check, answer, peer, timeout_state);
		break;
	case OUTCOME_CUT:
		check_judge(check, STATE_CRITICAL,
			    "connection closed before an answer was complete: %s", trouble);
		break;
	case OUTCOME_NOT_HTTP:
		check_judge(check, STATE_CRITICAL, "what answers is no HTTP server: %s", trouble);
		break;
	case OUTCOME_TOO_LONG:
		check_judge(check, STATE_CRITICAL,
			    "the head of the answer does not end (limit 256 KiB)");
		break;
	case OUTCOME_LOCAL:
		check_judge(check, STATE_UNKNOWN, "the probe itself failed: %s", trouble);
		break;
	}
	check_note(check, NOTE_EVIDENCE, "asked: %s %s at %s", method_name(answer->method), url,
		   peer);
}

void
transport_advise(struct check *check, const struct answer *answer)
{
	static const char *const advices[OUTCOME_COUNT] = {
	    [OUTCOME_NOT_ASKED] = "give the check more time (-t)",
	    [OUTCOME_NAME] = "see to the record of that name in DNS, or name an address (-I)",
	    [OUTCOME_PROXY] = "see to the proxy, or go without it (--proxy, --no-proxy)",
	    [OUTCOME_CONNECT] = "see whether the server runs there, and whether a firewall lets "
				"this host through",
	    [OUTCOME_TLS] = "see what speaks there, and which versions of TLS it offers "
			    "(openssl s_client -connect)",
	    [OUTCOME_TIMEOUT] = "see what keeps the server: its load, what stands behind it, or a "
				"firewall in between; -t gives the check more time",
	    [OUTCOME_CUT] = "find out who closes the connection: the server, or what stands in "
			    "front of it",
	    [OUTCOME_NOT_HTTP] = "find out what answers there in Exchange's place",
	    [OUTCOME_TOO_LONG] = "find out what answers there in Exchange's place",
	};

	if (advices[answer->outcome] && check->state != STATE_OK && check->remedies->len == 0)
		check_remedy(check, "%s", advices[answer->outcome]);
}

void
transport_judge_body(struct check *check, const struct answer *answer, enum state timeout_state)
{
	g_autofree char *trouble = text_line(answer->trouble);

	switch (answer->body_outcome) {
	case OUTCOME_ANSWERED:
	case OUTCOME_NOT_ASKED:
		return;
	case OUTCOME_TIMEOUT:
		check_judge(check, timeout_state,
			    "the answer's body did not end in %.1f s: a logon on this connection "
			    "would hang",
			    (double)answer->total_us / G_USEC_PER_SEC);
		return;
	case OUTCOME_TOO_LONG:
		check_judge(check, STATE_WARNING,
			    "the answer's body does not end (limit %" G_GSIZE_FORMAT
			    " KiB): a logon on "
			    "this connection would hang",
			    answer->body->len / 1024);
		return;
	case OUTCOME_NAME:
	case OUTCOME_PROXY:
	case OUTCOME_CONNECT:
	case OUTCOME_TLS:
	case OUTCOME_CERTIFICATE:
	case OUTCOME_CUT:
	case OUTCOME_NOT_HTTP:
	case OUTCOME_LOCAL:
	case OUTCOME_COUNT:
		break;
	}
	check_judge(check, STATE_WARNING,
		    "the answer's body broke off: a logon on this connection would fail");
	check_note(check, NOTE_EVIDENCE, "%s", trouble);
}

gboolean
transport_judge_name(struct check *root, const struct sweep *sweep, enum state timeout_state)
{
	g_autofree char *name = text_line(sweep->hostname);
	g_autofree char *trouble = text_line(sweep->resolve_trouble);
	enum state state = STATE_CRITICAL;

	if (sweep->resolved == OUTCOME_ANSWERED)
		return FALSE;
	if (sweep->resolved == OUTCOME_TIMEOUT)
		state = timeout_state;
	else if (sweep->resolved == OUTCOME_LOCAL)
		state = STATE_UNKNOWN;
	check_judge(check_add(root, "name"), state, "no address for %s: %s", name, trouble);
	return TRUE;
}
