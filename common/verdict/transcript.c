/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes down requests and answers for people. */
#include "verdict/transcript.h"

#include "base/text.h"

enum { VALUE_LIMIT = 1024 };

static void
note_head(struct check *check, const struct answer *answer)
{
	g_autofree char *version = text_line(answer->version);
	g_autofree char *reason = text_line(answer->reason);

	check_note(check, NOTE_TRANSCRIPT, "< HTTP/%s %u %s", version, answer->status, reason);
	for (guint i = 0; i < answer->headers->len; i++) {
		const struct header *header = g_ptr_array_index(answer->headers, i);
		g_autofree char *name = text_line(header->name);
		g_autofree char *value =
		    answer_header_is_secret(header->name)
			? g_strdup("(not shown)")
			: text_clean(header->value, (gssize)header->length, VALUE_LIMIT);

		check_note(check, NOTE_TRANSCRIPT, "< %s: %s", name, value);
	}
}

void
transcript_note(struct check *check, const struct answer *answer)
{
	g_autofree char *url = text_line(answer->url);
	g_autofree char *trouble = text_line(answer->trouble);

	if (answer->outcome == OUTCOME_NOT_ASKED)
		return;
	if (answer->outcome == OUTCOME_ANSWERED)
		check_note(check, NOTE_EXCHANGE, "%s %s: %u in %.3f s from %s, local port %u%s",
			   method_name(answer->method), url, answer->status,
			   (double)answer->total_us / G_USEC_PER_SEC,
			   answer->address ? answer->address : "?", answer->local_port,
			   answer->connection_reused ? " (same connection)" : "");
	else
		check_note(check, NOTE_EXCHANGE, "%s %s: %s after %.3f s: %s",
			   method_name(answer->method), url, outcome_name(answer->outcome),
			   (double)answer->total_us / G_USEC_PER_SEC, trouble);
	check_note(check, NOTE_TRANSCRIPT, "> %s %s", method_name(answer->method), url);
	if (answer->outcome == OUTCOME_ANSWERED)
		note_head(check, answer);
}

/* What went out as the message of that number, counted from 0. */
static const char *
message_title(const struct handshake *handshake, guint leg)
{
	switch (handshake->mechanism) {
	case MECHANISM_NTLM:
		return leg == 0 ? "NTLM NEGOTIATE" : "NTLM AUTHENTICATE";
	case MECHANISM_NTLM_WRAPPED:
		return leg == 0 ? "NTLM NEGOTIATE in SPNEGO" : "NTLM AUTHENTICATE in SPNEGO";
	case MECHANISM_KERBEROS:
		return "Kerberos token";
	case MECHANISM_PLAIN:
	case MECHANISM_COUNT:
		break;
	}
	return "the secret";
}

/* "CORP, MAIL01.corp.example.com, forest corp.example.com, Windows 10.0.20348, flags 0xe2898235" */
static void
note_challenge(struct check *check, const struct handshake *handshake)
{
	const struct ntlm_message *challenge = handshake->challenge;
	const struct ntlm_target_info *info = challenge->target_info;
	g_autofree char *version = ntlm_version_text(challenge);
	g_autofree char *target = text_line(challenge->target_name);
	g_autofree char *computer = text_line(info ? info->dns_computer : NULL);
	g_autofree char *netbios = text_line(info ? info->netbios_computer : NULL);
	g_autofree char *forest = text_line(info ? info->dns_forest : NULL);

	check_note(check, NOTE_TRANSCRIPT,
		   "= NTLM CHALLENGE%s: target %s, computer %s (%s), forest %s, Windows %s, flags "
		   "0x%08x, %" G_GSIZE_FORMAT " bytes",
		   handshake->token_wrapped ? " in SPNEGO" : "", target, netbios, computer, forest,
		   version ? version : "unknown", challenge->flags, challenge->length);
	if (handshake->clock_known)
		check_note(check, NOTE_TRANSCRIPT, "= its clock is %+.3f s ahead of this host's",
			   (double)handshake->clock_ahead_ms / 1000);
}

void
transcript_note_handshake(struct check *check, const struct handshake *handshake)
{
	for (guint i = 0; i < handshake->legs->len; i++) {
		const struct asked *leg = g_ptr_array_index(handshake->legs, i);

		check_note(check, NOTE_EXCHANGE, "%s: %s%s%s", scheme_name(handshake->scheme),
			   message_title(handshake, i),
			   handshake->binding == BINDING_SEEN ? "" : ", channel binding: ",
			   handshake->binding == BINDING_SEEN ? ""
							      : binding_name(handshake->binding));
		transcript_note(check, leg->answer);
		if (i == 0 && handshake->challenge)
			note_challenge(check, handshake);
	}
}
