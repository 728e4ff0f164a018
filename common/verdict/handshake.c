/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges how one handshake ended. */
#include "verdict/handshake.h"

#include <string.h>

#include "base/text.h"
#include "verdict/refusal.h"
#include "verdict/transport.h"

#define BIND_CONNECTIONS                                                                           \
	"let the balancer or proxy bind each client's connection to one connection to one server " \
	"(pass TCP through, or switch the sharing of server connections off)"

/* "NTLM", "NTLM inside Negotiate", "Kerberos", "Basic". */
static const char *
title(const struct handshake *handshake)
{
	switch (handshake->mechanism) {
	case MECHANISM_NTLM:
	case MECHANISM_NTLM_WRAPPED:
		return handshake->scheme == SCHEME_NTLM ? "NTLM" : "NTLM inside Negotiate";
	case MECHANISM_KERBEROS:
		return "Kerberos";
	case MECHANISM_PLAIN:
	case MECHANISM_COUNT:
		break;
	}
	return scheme_name(handshake->scheme);
}

static void
judge_changed_node(struct check *check, const struct handshake *handshake, const char *first,
		   const char *second)
{
	g_autofree char *one = text_line(first);
	g_autofree char *other = text_line(second);

	check_judge(check, STATE_CRITICAL,
		    "two servers answer on one connection, %s and then %s: %s, which logs on a "
		    "connection, cannot work through this balancer",
		    one, other, title(handshake));
	check_remedy(check, "%s", BIND_CONNECTIONS);
}

/* Of the last one that we sent: NTLM's message 2 is the server's. */
static guint
message_number(const struct handshake *handshake)
{
	gboolean ntlm = handshake->mechanism == MECHANISM_NTLM ||
			handshake->mechanism == MECHANISM_NTLM_WRAPPED;

	return ntlm && handshake->legs->len > 1 ? 3 : handshake->legs->len;
}

static void
judge_lost(struct check *check, const struct logon_case *this, const struct handshake *handshake)
{
	const struct answer *answer = handshake_last(handshake)->answer;
	g_autofree char *trouble = text_line(answer->trouble);

	if (handshake->legs->len < 2 || answer->outcome != OUTCOME_CUT) {
		transport_judge(check, answer, this->policy->timeout_state);
		check_note(check, NOTE_EVIDENCE, "at message %u of %s", message_number(handshake),
			   title(handshake));
		return;
	}
	check_judge(check, STATE_CRITICAL,
		    "the connection is closed in the middle of the logon: %s, which logs on a "
		    "connection, cannot work",
		    title(handshake));
	check_note(check, NOTE_EVIDENCE, "%s", trouble);
	check_remedy(check, "%s", BIND_CONNECTIONS);
}

static void
judge_closing(struct check *check, const struct handshake *handshake)
{
	const struct answer *answer = handshake_last(handshake)->answer;
	g_autofree char *connection = text_line(answer_header(answer, "Connection"));

	check_judge(check, STATE_CRITICAL,
		    "the connection is closed right after the challenge: %s, which logs on a "
		    "connection, cannot work",
		    title(handshake));
	check_note(check, NOTE_EVIDENCE, "HTTP/%s, Connection: %s%s", answer->version,
		   *connection != '\0' ? connection : "(none)",
		   answer->body_outcome == OUTCOME_ANSWERED ? "" : ", and its body broke off");
	check_remedy(check, "keep connections alive on the server (IIS: HTTP Keep-Alive) and on "
			    "what stands in front");
}

static void
note_answer(struct check *check, const struct logon_case *this, const struct asked *asked)
{
	const char *first = answer_header(this->offer->get->answer, "X-FEServer");
	const char *now = answer_header(asked->answer, "X-FEServer");
	g_autofree char *list = challenge_list_describe(asked->challenges);
	g_autofree char *one = text_line(first);
	g_autofree char *other = text_line(now);

	check_note(check, NOTE_EVIDENCE, "answered: %u, %s", asked->answer->status, list);
	if (first && now && g_ascii_strcasecmp(first, now) != 0)
		check_note(check, NOTE_EVIDENCE,
			   "another server than before: %s, the anonymous request went to %s",
			   other, one);
	else if (first && !now)
		check_note(check, NOTE_EVIDENCE,
			   "not from Exchange: X-FEServer is missing here, the anonymous request "
			   "brought %s",
			   one);
}

/* Negotiate without NTLM is bad for clients outside that take it: those that see it first. */
static enum state
state_without_token(const struct logon_case *this, const struct handshake *handshake)
{
	const struct challenge_list *list = this->offer->get->challenges;
	gint ntlm = challenge_list_position(list, SCHEME_NTLM);
	gint negotiate = challenge_list_position(list, SCHEME_NEGOTIATE);
	gboolean ntlm_works = FALSE;
	gboolean kerberos_works = FALSE;

	if (handshake->scheme != SCHEME_NEGOTIATE)
		return STATE_CRITICAL;
	for (guint i = 0; i < this->offer->handshakes->len; i++) {
		const struct handshake *other = g_ptr_array_index(this->offer->handshakes, i);

		ntlm_works = ntlm_works || (other->scheme == SCHEME_NTLM && other->challenge);
		kerberos_works = kerberos_works || (other->mechanism == MECHANISM_KERBEROS &&
						    handshake_accepted(other));
	}
	if (kerberos_works)
		return STATE_WARNING;
	return ntlm_works && ntlm >= 0 && ntlm < negotiate ? STATE_WARNING : STATE_CRITICAL;
}

static void
judge_no_token(struct check *check, const struct logon_case *this,
	       const struct handshake *handshake)
{
	enum state state = state_without_token(this, handshake);

	if (handshake->scheme == SCHEME_NEGOTIATE) {
		check_judge(check, state,
			    "Negotiate takes no NTLM here: clients outside, which have no Kerberos "
			    "ticket, cannot log on with it");
		check_remedy(
		    check, "offer the provider Negotiate, not Negotiate:Kerberos, and look at the "
			   "policy \"Restrict NTLM: Incoming NTLM traffic\" of the server");
	} else {
		check_judge(
		    check, state,
		    "NTLM is offered, but its first message brings no challenge: nobody can "
		    "log on with it");
		check_remedy(check,
			     "look for a proxy in front that drops the Authorization field, and at "
			     "the policy \"Restrict NTLM: Incoming NTLM traffic\" of the server");
	}
	note_answer(check, this, handshake_last(handshake));
	if (handshake->trouble) {
		g_autofree char *trouble = text_line(handshake->trouble);

		check_note(check, NOTE_EVIDENCE, "%s", trouble);
	}
}

static void
judge_bad_token(struct check *check, const struct handshake *handshake)
{
	g_autofree char *trouble = text_line(handshake->trouble);

	check_judge(check, STATE_CRITICAL, "the challenge of %s cannot be used: %s",
		    title(handshake), trouble);
	check_remedy(check, "find out what answers in Exchange's place, or spoils what it says: "
			    "-vvv shows the answer");
}

/* An answer to the first message that is neither a challenge nor a refusal. */
static void
judge_early_answer(struct check *check, const struct handshake *handshake)
{
	const struct answer *answer = handshake_last(handshake)->answer;
	g_autofree char *location = text_line(answer_header(answer, "Location"));

	if (answer->status < 300) {
		check_judge(check, STATE_CRITICAL,
			    "%u to %s's first message, which names nobody: the connection is "
			    "somebody else's already, or nobody is asked",
			    answer->status, title(handshake));
		check_remedy(check, "%s", BIND_CONNECTIONS);
		return;
	}
	check_judge(check, STATE_CRITICAL,
		    "%u instead of a challenge: the server, or what stands in front, does not let "
		    "%s through",
		    answer->status, title(handshake));
	if (*location != '\0')
		check_note(check, NOTE_EVIDENCE, "redirected to: %s", location);
	check_remedy(check, "ask a server directly (-I ADDRESS): if that is good, what stands in "
			    "front must pass the Authorization field on as it came; if not, the "
			    "server's HttpProxy log says why");
}

/* A bare directory has nothing to show even to those who are let in. */
static gboolean
is_bare_directory(const struct endpoint_choice *endpoint)
{
	return g_str_has_suffix(endpoint->path, "/");
}

/* Where mail programs come, which do not follow: a page to log on is for browsers, and a path of
 * the operator's own may lead wherever he likes. */
static gboolean
is_led_astray(const struct endpoint_choice *endpoint, guint status)
{
	return status >= 300 && status < 400 && endpoint->known &&
	       endpoint->known->logon == ENDPOINT_WINDOWS;
}

static void
judge_led_astray(struct check *check, const struct handshake *handshake)
{
	const struct answer *answer = handshake_last(handshake)->answer;
	g_autofree char *to = text_line(answer_header(answer, "Location"));

	check_judge(check, STATE_CRITICAL,
		    "redirected (%u) instead of served after the logon by %s: mail programs cannot "
		    "pass",
		    answer->status, title(handshake));
	check_note(check, NOTE_EVIDENCE, "redirected to: %s",
		   *to != '\0' ? to : "nowhere, there is no Location");
	check_remedy(check, "exempt this path from the forms logon of the proxy in front, or "
			    "remove the HTTP redirect of IIS that it inherits");
}

static void
judge_final_answer(struct check *check, const struct logon_case *this,
		   const struct handshake *handshake)
{
	guint status = handshake_status(handshake);
	double seconds = (double)handshake->total_us / G_USEC_PER_SEC;

	if (status == 400) {
		check_judge(check, STATE_CRITICAL,
			    "400 to the last message of the logon: something in front spoils it");
		check_remedy(check, "look at the limits for header fields of what stands in front "
				    "(NTLM's last message is about 1 kB, Kerberos' up to 64 kB)");
	} else if (status >= 500) {
		check_judge(check, STATE_CRITICAL, "the server fails right after the logon: %u",
			    status);
		check_remedy(check, "read the application event log and, under the request-id, the "
				    "HttpProxy log of that server");
	} else if (is_led_astray(this->offer->endpoint, status)) {
		judge_led_astray(check, handshake);
	} else if (status == 403 && !is_bare_directory(this->offer->endpoint)) {
		check_judge(check, this->policy->forbidden_state,
			    "logged on by %s, but not allowed there (403)", title(handshake));
		check_remedy(check,
			     "allow the protocol for this mailbox (Get-CASMailbox), and look "
			     "at the address restrictions of the directory in IIS");
	} else {
		check_judge(check, STATE_OK, "logged on by %s in %.3f s%s", title(handshake),
			    seconds, status == 403 ? " (403: a directory without a page)" : "");
	}
}

static const char *
domain_of(const struct ntlm_message *challenge)
{
	const struct ntlm_target_info *info = challenge->target_info;

	if (info && info->dns_domain)
		return info->dns_domain;
	if (info && info->netbios_domain)
		return info->netbios_domain;
	return challenge->target_name;
}

/* Why nobody logged on is the credentials' matter, not the server's: it did its part. */
static void
judge_challenged(struct check *check, const struct handshake *handshake)
{
	g_autofree char *domain =
	    text_line(handshake->challenge ? domain_of(handshake->challenge) : NULL);
	gboolean meant =
	    handshake->hold == HOLD_NO_CREDENTIALS || handshake->hold == HOLD_NOT_NEEDED;

	if (handshake->challenge)
		check_judge(check, STATE_OK, "%s brings a challenge%s%s%s", title(handshake),
			    *domain != '\0' ? " of " : "", domain,
			    meant ? "" : "; nobody logged on");
	else
		check_judge(check, STATE_UNKNOWN, "nobody logged on by %s", title(handshake));
}

void
handshake_judge(struct check *check, const struct logon_case *this,
		const struct handshake *handshake)
{
	const char *first;
	const char *second;

	if (handshake_changed_node(handshake, this->offer->get, &first, &second) &&
	    !handshake_accepted(handshake)) {
		judge_changed_node(check, handshake, first, second);
		return;
	}
	switch (handshake->end) {
	case HANDSHAKE_LOST:
		judge_lost(check, this, handshake);
		return;
	case HANDSHAKE_NO_TOKEN:
		judge_no_token(check, this, handshake);
		return;
	case HANDSHAKE_BAD_TOKEN:
		judge_bad_token(check, handshake);
		return;
	case HANDSHAKE_CLOSING:
		judge_closing(check, handshake);
		return;
	case HANDSHAKE_CHALLENGED:
		judge_challenged(check, handshake);
		if (!handshake->challenge && this->credentials)
			check_follows(check, this->credentials);
		return;
	case HANDSHAKE_LOCAL:
	case HANDSHAKE_REFUSED:
		refusal_judge(check, this, handshake);
		return;
	case HANDSHAKE_ANSWERED:
		if (handshake_judged(handshake))
			judge_final_answer(check, this, handshake);
		else
			judge_early_answer(check, handshake);
		return;
	case HANDSHAKE_NOT_TRIED:
	case HANDSHAKE_END_COUNT:
		return;
	}
}
