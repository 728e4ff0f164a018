/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what stands between a client and the answer of a web service. */
#include "verdict/service.h"

#include "base/text.h"
#include "verdict/autodiscover.h"
#include "verdict/given_url.h"
#include "verdict/handshake.h"
#include "verdict/status.h"
#include "verdict/trail.h"
#include "verdict/transcript.h"
#include "verdict/transport.h"

/* A handshake is judged with all that was tried at an endpoint: here that is the call alone. */
static void
judge_handshake(struct check *check, const struct service_case *this,
		const struct endpoint_choice *endpoint)
{
	const struct ntlm_policy policy = {.timeout_state = this->timeout_state,
					   .forbidden_state = STATE_WARNING};
	g_autoptr(GPtrArray) handshakes = g_ptr_array_new();
	g_autoptr(GPtrArray) none = g_ptr_array_new();
	g_autofree char *directory = remedy_directory_of(endpoint);
	const struct offer offer = {.endpoint = endpoint,
				    .get = this->call->plain,
				    .handshakes = handshakes,
				    .together = none};
	struct sweep sweep = *this->site->sweep;
	struct logon nobody = {0};
	struct logon_case as_logon = {
	    .policy = &policy,
	    .sweep = &sweep,
	    .offers = this->node,
	    .offer = &offer,
	    .endpoint = check,
	    .credentials = this->credentials,
	    .place = remedy_place_of(endpoint, directory, iis_age_of(this->node->node->software)),
	    .prefix = ""};

	/* The run's own logon, borrowed. */
	sweep.logon = &nobody;
	if (this->logon)
		*sweep.logon = *this->logon;
	g_ptr_array_add(handshakes, this->call->handshake);
	handshake_judge(check, &as_logon, this->call->handshake);
}

/* 401, and no logon was made. */
static enum service_end
judge_no_logon(struct check *check, const struct service_case *this)
{
	g_autofree char *list = challenge_list_describe(this->call->plain->challenges);
	g_autofree char *host = text_line(this->site->host);

	if (!this->logon) {
		check_judge(check, STATE_OK,
			    "asks for a logon (%s); without credentials no more was asked", list);
		return SERVICE_CHALLENGED;
	}
	if (!this->site->tls) {
		check_judge(check, STATE_UNKNOWN,
			    "not asked: no credential is sent over plain http");
		return SERVICE_FAILED;
	}
	if (!this->site->trusted) {
		check_judge(check, STATE_UNKNOWN,
			    "not asked: %s is outside the mail domain, and no credential is sent "
			    "there",
			    host);
		check_remedy(check, "if that host is meant, say --allow-host %s", host);
		return SERVICE_FAILED;
	}
	check_judge(check, STATE_CRITICAL, "%s is not offered: nobody logs on with it here",
		    scheme_name(this->logon->scheme));
	check_note(check, NOTE_EVIDENCE, "offered: %s", list);
	check_remedy(check,
		     "check_exchange_auth judges the list and prints the commands that restore it");
	return SERVICE_FAILED;
}

static enum service_end
judge_logon(struct check *check, const struct service_case *this,
	    const struct endpoint_choice *endpoint)
{
	const struct handshake *handshake = this->call->handshake;

	if (!handshake)
		return judge_no_logon(check, this);
	if (handshake_accepted(handshake))
		return SERVICE_SERVED;
	if (handshake->end == HANDSHAKE_ANSWERED && handshake_judged(handshake)) {
		service_judge_status(check, this);
		return SERVICE_FAILED;
	}
	if (handshake->hold != HOLD_NONE) {
		check_judge(check, STATE_UNKNOWN, "not asked: nobody logged on");
		if (this->credentials)
			check_follows(check, this->credentials);
		return SERVICE_FAILED;
	}
	judge_handshake(check, this, endpoint);
	transport_advise(check, call_answer(this->call)->answer);
	return SERVICE_FAILED;
}

static void
note_exchange(struct check *check, const struct call *call)
{
	transcript_note(check, call->plain->answer);
	if (call->handshake)
		transcript_note_handshake(check, call->handshake);
	if (call->baseline_plain)
		transcript_note(check, call->baseline_plain->answer);
	if (call->baseline)
		transcript_note_handshake(check, call->baseline);
}

enum service_end
service_judge(struct check *check, const struct service_case *this)
{
	g_autoptr(struct_endpoint_choice) endpoint =
	    endpoint_choice_new(endpoint_find(this->endpoint));
	const struct answer *answer = this->call->plain->answer;
	struct status_case status = {.endpoint = endpoint,
				     .asked = this->call->plain,
				     .tls = this->site->tls,
				     .others_fine = this->others_fine};
	g_autofree char *url = text_line(answer->url);

	note_exchange(check, this->call);
	if (answer->outcome != OUTCOME_ANSWERED) {
		transport_judge(check, answer, this->timeout_state);
		transport_advise(check, answer);
		return SERVICE_FAILED;
	}
	if (answer->status == 401 && status_is_fine(&status))
		return judge_logon(check, this, endpoint);
	if (this->call->logged_on_before)
		return SERVICE_SERVED;
	status_judge(check, &status);
	/* To be turned away is as it should be without TLS. */
	if (!check->judged)
		check_judge(check, STATE_UNKNOWN, "not asked: %u over plain http", answer->status);
	check_note(check, NOTE_EVIDENCE, "asked: %s %s", method_name(answer->method), url);
	return SERVICE_FAILED;
}

void
service_judge_status(struct check *check, const struct service_case *this)
{
	g_autoptr(struct_endpoint_choice) endpoint =
	    endpoint_choice_new(endpoint_find(this->endpoint));
	const struct asked *asked = call_answer(this->call);
	struct status_case status = {.endpoint = endpoint,
				     .asked = asked,
				     .tls = this->site->tls,
				     .logged_on = TRUE,
				     .others_fine = this->others_fine};
	g_autofree char *url = text_line(asked->answer->url);

	if (status_is_fine(&status))
		return;
	status_judge(check, &status);
	check_note(check, NOTE_EVIDENCE, "asked: %s %s", method_name(asked->answer->method), url);
}

gboolean
service_judge_body(struct check *check, const struct service_case *this, const char *what)
{
	const struct answer *answer = call_answer(this->call)->answer;
	gboolean in_time = answer->body_outcome != OUTCOME_TIMEOUT;
	g_autofree char *trouble = text_line(answer->trouble);

	if (answer->body_outcome == OUTCOME_ANSWERED)
		return TRUE;
	if (answer->body_outcome == OUTCOME_TOO_LONG) {
		check_judge(check, STATE_CRITICAL, "%s has more than %" G_GSIZE_FORMAT " bytes",
			    what, answer->body->len);
		check_remedy(check, SERVICE_STRANGER);
		return FALSE;
	}
	check_judge(check, in_time ? STATE_CRITICAL : this->timeout_state,
		    "%s broke off after %" G_GSIZE_FORMAT " bytes", what, answer->body->len);
	check_remedy(check, in_time
				? "find out who closes the connection: the server, or what "
				  "stands in front of it"
				: "see what keeps the server, or give the check more time (-t)");
	check_note(check, NOTE_EVIDENCE, "%s", trouble);
	return FALSE;
}

void
service_judge_discovery(struct check *root, const struct service_lead *lead)
{
	const char *required[] = {lead->name, NULL};
	const struct autodiscover_policy policy = {
	    .timeout_state = lead->timeout_state, .required = required, .urls_untried = TRUE};
	const struct trail *winner = discovery_winner(lead->discovery);
	g_autofree char *shown = text_line(lead->url);
	struct check *check = check_add(root, "autodiscover");

	if (lead->url) {
		check_judge(check, STATE_OK, "%s is %s, given by the %s in %.3f s", lead->name,
			    shown, winner ? trail_title(winner->step) : "redirect",
			    (double)lead->discovery->total_us / G_USEC_PER_SEC);
		return;
	}
	autodiscover_judge(check, lead->discovery, lead->logon, lead->credentials, &policy);
	if (check_state(check) != STATE_OK || !winner)
		return;
	check_judge(check, STATE_UNKNOWN, "%s is only told to somebody who has logged on",
		    lead->name);
	if (!lead->logon)
		check_remedy(check, "give the check credentials (--auth-file), or the URL (--url)");
	if (lead->credentials && lead->credentials->state != STATE_OK)
		check_follows(check, lead->credentials);
}

gboolean
service_judge_site(struct check *root, const struct site *site, const char *name,
		   enum state timeout_state)
{
	g_autofree char *url = text_line(site->url);
	struct check *check;

	if (!site->host || !site->tls) {
		check = check_add(root, "url");
		given_url_judge_text(check, name, site->url, site->host != NULL);
		return !site->host;
	}
	if (!transport_judge_name(root, site->sweep, timeout_state))
		return FALSE;
	check = g_ptr_array_index(root->children, root->children->len - 1);
	check_note(check, NOTE_EVIDENCE, "%s: %s", name, url);
	if (site->sweep->resolved == OUTCOME_NAME)
		check_remedy(check, "publish that name in the DNS that clients outside ask, or "
				    "give them another one (Set-...VirtualDirectory -ExternalUrl)");
	else
		check_remedy(check, "look at the name servers that this host asks, or name others "
				    "(--dns-server)");
	return TRUE;
}

void
service_judge_time(struct check *check, const char *what, double seconds,
		   const struct threshold *limits)
{
	enum state state = threshold_judge(limits, seconds);

	check_judge(check, state, "%s in %.3f s", what, seconds);
	if (state != STATE_OK)
		check_remedy(check,
			     "see what keeps the server: its load, what stands behind it, or "
			     "a firewall in between");
}
