/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the logons at one endpoint. */
#include "verdict/logon_endpoint.h"

#include "base/text.h"
#include "verdict/affinity.h"
#include "verdict/handshake.h"
#include "verdict/protection.h"
#include "verdict/status.h"
#include "verdict/transcript.h"
#include "verdict/transport.h"

/* The last attempt of that scheme bound to what was seen: the wrapped one counts where the raw one
 * was not taken. NULL when there was none. */
static const struct handshake *
find(const struct offer *offer, enum scheme scheme, gboolean ntlm)
{
	const struct handshake *found = NULL;

	for (guint i = 0; i < offer->handshakes->len; i++) {
		const struct handshake *handshake = g_ptr_array_index(offer->handshakes, i);
		gboolean is_ntlm = handshake->mechanism == MECHANISM_NTLM ||
				   handshake->mechanism == MECHANISM_NTLM_WRAPPED;

		if (handshake->scheme == scheme && handshake->binding == BINDING_SEEN &&
		    is_ntlm == ntlm)
			found = handshake;
	}
	return found;
}

static gboolean
is_offered(const struct handshake *handshake)
{
	return handshake && handshake->hold != HOLD_NOT_OFFERED;
}

/* A challenge came, so a client that speaks that can log on, as far as can be seen. */
static gboolean
is_spoken(const struct handshake *handshake)
{
	return is_offered(handshake) && handshake->challenge != NULL;
}

/* Where Kerberos was chosen and works, those who have no ticket are not all there are. */
static enum state
state_without_ntlm(const struct logon_case *this)
{
	const struct logon *logon = this->sweep->logon;
	const struct handshake *chosen =
	    logon ? find(this->offer, logon->scheme, logon->scheme == SCHEME_NTLM) : NULL;

	return chosen && handshake_accepted(chosen) ? STATE_WARNING : STATE_CRITICAL;
}

static struct check *
judge_direct(const struct logon_case *this, const struct handshake *direct,
	     const struct handshake *inside)
{
	struct check *check = check_add(this->endpoint, "ntlm");
	g_autofree char *list = challenge_list_describe(this->offer->get->challenges);

	if (is_offered(direct)) {
		handshake_judge(check, this, direct);
		return check;
	}
	if (is_spoken(inside))
		check_judge(check, STATE_WARNING,
			    "NTLM is not offered: clients that only speak NTLM cannot log on "
			    "(inside Negotiate it works)");
	else
		check_judge(check, state_without_ntlm(this),
			    "NTLM is not offered, %s log on with Windows credentials",
			    is_offered(inside) ? "and Negotiate takes none: clients outside, which "
						 "have no Kerberos ticket, cannot"
					       : "nor Negotiate: nobody can");
	check_note(check, NOTE_EVIDENCE, "offered: %s", list);
	check_remedy(check, "check_exchange_auth judges the list and prints the commands that "
			    "restore it");
	return check;
}

/* The same trouble twice is told once. */
static void
judge_inside(const struct logon_case *this, const struct handshake *inside,
	     const struct handshake *direct)
{
	gboolean same = direct && (is_offered(direct) ? inside && inside->end == direct->end
						      : !is_spoken(inside));
	struct check *check;

	if (!is_offered(inside))
		return;
	check = check_add(this->endpoint, "negotiate");
	handshake_judge(check, this, inside);
	if (same && this->failed && check->state != STATE_OK && !check->cause)
		check_follows(check, this->failed);
	if (inside->mechanism == MECHANISM_NTLM_WRAPPED)
		check_note(check, NOTE_DETAIL,
			   "raw NTLM is not taken inside Negotiate, wrapped in SPNEGO it is asked "
			   "for as well");
}

/* What was meant to log on did not: the first such is what others follow from. */
static void
note_failure(struct logon_case *this, const struct check *check)
{
	if (!this->failed && check->state != STATE_OK)
		this->failed = check->cause ? check->cause : check;
}

/* Kerberos, Basic or Bearer, when the operator chose it. */
static void
judge_chosen(struct logon_case *this)
{
	const struct logon *logon = this->sweep->logon;
	const struct handshake *chosen =
	    logon && logon->scheme != SCHEME_NTLM ? find(this->offer, logon->scheme, FALSE) : NULL;
	g_autofree char *list = NULL;
	struct check *check;

	if (!chosen)
		return;
	check = check_add(this->endpoint, chosen->mechanism == MECHANISM_KERBEROS ? "kerberos"
					  : chosen->scheme == SCHEME_BASIC	  ? "basic"
										  : "bearer");
	if (is_offered(chosen)) {
		handshake_judge(check, this, chosen);
		note_failure(this, check);
		return;
	}
	list = challenge_list_describe(this->offer->get->challenges);
	check_judge(check, STATE_CRITICAL, "%s is not offered here", scheme_name(chosen->scheme));
	check_note(check, NOTE_EVIDENCE, "offered: %s", list);
	note_failure(this, check);
}

static gboolean
has_windows_logon(const struct endpoint_choice *endpoint)
{
	return !endpoint->known || endpoint->known->logon == ENDPOINT_WINDOWS;
}

/* The status alone; TRUE when there is a list of challenges to go on with. */
static gboolean
judge_answer(const struct logon_case *this)
{
	const struct asked *asked = this->offer->get;
	struct status_case status = {
	    .endpoint = this->offer->endpoint, .asked = asked, .tls = this->sweep->tls};
	struct check *check = check_add(this->endpoint, "answer");

	status_judge(check, &status);
	if (asked->answer->status == 401 && asked->challenges->challenges->len > 0) {
		check_judge(check, STATE_OK, "401 to an anonymous request");
		return TRUE;
	}
	check_judge(check, STATE_UNKNOWN, "%u to an anonymous request: no Windows logon to look at",
		    asked->answer->status);
	return FALSE;
}

static void
judge_time(const struct logon_case *this)
{
	const struct threshold *limits = &this->policy->time_s;
	g_autofree char *label =
	    g_strdup_printf("%s%s_logon", this->prefix, this->offer->endpoint->name);
	gint64 slowest_us = 0;
	enum state state;
	double seconds;

	for (guint i = 0; i < this->offer->handshakes->len; i++) {
		const struct handshake *handshake = g_ptr_array_index(this->offer->handshakes, i);

		if (handshake_last(handshake))
			slowest_us = MAX(slowest_us, handshake->total_us);
	}
	if (slowest_us == 0)
		return;
	seconds = (double)slowest_us / G_USEC_PER_SEC;
	state = threshold_judge(limits, seconds);
	check_measure(this->endpoint, label, UNIT_SECONDS, seconds, limits, 0);
	if (limits->warning.present || limits->critical.present) {
		g_autofree char *limit =
		    range_format(state == STATE_CRITICAL ? &limits->critical : &limits->warning);

		check_judge(check_add(this->endpoint, "time"), state, "handshake in %.3f s%s%s",
			    seconds, state == STATE_OK ? "" : ", limit ",
			    state == STATE_OK ? "" : limit);
	}
}

static void
note_exchanges(const struct logon_case *this)
{
	const struct offer *offer = this->offer;

	if (offer->get)
		transcript_note(this->endpoint, offer->get->answer);
	for (guint i = 0; i < offer->handshakes->len; i++)
		transcript_note_handshake(this->endpoint, g_ptr_array_index(offer->handshakes, i));
	for (guint i = 0; i < offer->together->len; i++)
		transcript_note_handshake(this->endpoint, g_ptr_array_index(offer->together, i));
	if (offer->stranger)
		transcript_note(this->endpoint, offer->stranger->answer);
}

void
logon_endpoint_judge(struct logon_case *this)
{
	const struct handshake *direct = find(this->offer, SCHEME_NTLM, TRUE);
	const struct handshake *inside = find(this->offer, SCHEME_NEGOTIATE, TRUE);

	note_exchanges(this);
	if (!asked_answered(this->offer->get)) {
		transport_judge(check_add(this->endpoint, "get"), this->offer->get->answer,
				this->policy->timeout_state);
		return;
	}
	if (!judge_answer(this))
		return;
	judge_chosen(this);
	if (has_windows_logon(this->offer->endpoint) || is_offered(direct) || is_offered(inside)) {
		note_failure(this, judge_direct(this, direct, inside));
		judge_inside(this, inside, direct);
	}
	affinity_judge(this);
	protection_judge(this);
	judge_time(this);
}
