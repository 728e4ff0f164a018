/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges one step of Autodiscover. */
#include "verdict/trail.h"

#include <string.h>

#include "base/text.h"
#include "protocol/endpoint.h"
#include "verdict/discovery_error.h"
#include "verdict/status.h"
#include "verdict/transport.h"

enum { QUICK_MS = 500 };

static const struct answer *
last_answer(const struct trail *trail)
{
	const struct hop *hop = trail_last(trail);

	return hop && hop->call ? call_answer(hop->call)->answer : NULL;
}

/* Another step brings clients on; then a step that does not costs time alone. */
static gboolean
others_work(const struct trail_case *this)
{
	for (guint step = 0; step < DISCOVERY_STEPS; step++) {
		const struct trail *trail = this->discovery->trails[step];

		if (trail && trail != this->trail &&
		    (trail->end == TRAIL_SETTINGS || trail->end == TRAIL_CHALLENGED ||
		     trail->end == TRAIL_ADDRESS || trail->end == TRAIL_ERROR ||
		     trail->end == TRAIL_REFUSED))
			return TRUE;
	}
	return FALSE;
}

/* The steps that an organisation need not have. */
static gboolean
is_optional(const struct trail *trail)
{
	return trail->step == DISCOVERY_ROOT || trail->step == DISCOVERY_REDIRECT ||
	       (trail->step == DISCOVERY_SRV && trail->services->len == 0);
}

/* Of a step that leads nowhere, with the others or without. */
static enum state
state_of_failure(const struct trail_case *this)
{
	if (this->decisive || this->trail->step == DISCOVERY_NAMED)
		return STATE_CRITICAL;
	return others_work(this) && is_optional(this->trail) ? STATE_OK : STATE_WARNING;
}

static void
judge_certificate(struct check *check, const struct trail_case *this, const struct answer *answer)
{
	g_autofree char *words = trail_describe(this->trail);
	g_autofree char *host = text_line(trail_last(this->trail)->host);
	g_autofree char *trouble = text_line(answer->trouble);
	gboolean alone = this->decisive || this->trail->step == DISCOVERY_NAMED;

	check_judge(check, alone ? STATE_CRITICAL : STATE_WARNING,
		    "the certificate of %s is refused (%s): Outlook shows a warning at every start",
		    host, trouble);
	check_note(check, NOTE_EVIDENCE, "%s", words);
	check_remedy(check, "have a certificate that covers the name and is valid, or let nothing "
			    "answer on port 443 there");
}

/* Whether it costs clients so little that nobody minds as long as others bring them on. */
static gboolean
is_quick(const struct trail *trail)
{
	return trail->total_us < (gint64)QUICK_MS * 1000;
}

static enum state
milder(enum state a, enum state b)
{
	return state_worse(a, b) == a ? b : a;
}

static void
judge_lost(struct check *check, const struct trail_case *this)
{
	const struct trail *trail = this->trail;
	const struct answer *answer = last_answer(trail);
	g_autofree char *words = trail_describe(trail);
	enum state state = state_of_failure(this);

	if (answer && answer->outcome == OUTCOME_CERTIFICATE) {
		judge_certificate(check, this, answer);
		return;
	}
	if (trail->step != DISCOVERY_NAMED && others_work(this) && is_quick(trail))
		state = STATE_OK;
	if (answer && answer->outcome == OUTCOME_TIMEOUT &&
	    (state == STATE_CRITICAL || !others_work(this)))
		state = milder(state, this->policy->timeout_state);
	if (is_quick(trail))
		check_judge(check, state, "%s", words);
	else
		check_judge(check, state, "%s: clients lose %.1f s here", words,
			    (double)trail->total_us / G_USEC_PER_SEC);
	if (answer)
		transport_advise(check, answer);
}

static void
judge_settings(struct check *check, const struct trail_case *this)
{
	const struct autodiscover_answer *document = trail_last(this->trail)->document;
	g_autofree char *words = trail_describe(this->trail);
	g_autofree char *url = text_line(trail_last(this->trail)->url);

	if (trail_is_exchange(document)) {
		check_judge(check, STATE_OK, "%s", words);
		return;
	}
	check_judge(check, STATE_CRITICAL,
		    "a foreign server answers Autodiscover at %s: clients set up another mail "
		    "service and never come to Exchange",
		    url);
	for (guint i = 0; i < document->protocols->len; i++) {
		const struct autodiscover_protocol *protocol =
		    g_ptr_array_index(document->protocols, i);
		g_autofree char *type = text_line(protocol->type);
		g_autofree char *server = text_line(autodiscover_get(protocol->values, "Server"));

		check_note(check, NOTE_EVIDENCE, "it offers: %s %s", type, server);
	}
	check_remedy(check, "switch Autodiscover off on that web server (hosting panels answer it "
			    "for every domain), or let /autodiscover/ answer 404 there");
}

static void
judge_foreign(struct check *check, const struct trail_case *this)
{
	const struct hop *hop = trail_last(this->trail);
	g_autofree char *words = trail_describe(this->trail);
	g_autofree char *what = text_line(hop->document ? hop->document->malformed : NULL);
	enum state state = state_of_failure(this);

	check_judge(check, state, "%s", words);
	if (*what != '\0')
		check_note(check, NOTE_EVIDENCE, "%s", what);
	if (state != STATE_OK)
		check_remedy(check, "find out which web server answers there in Exchange's place");
}

static void
judge_odd_redirect(struct check *check, const struct trail_case *this)
{
	g_autofree char *words = trail_describe(this->trail);
	const char *redirect = this->trail->redirect;

	if (redirect && g_ascii_strncasecmp(redirect, "http:", 5) == 0 &&
	    strstr(redirect, "utodiscover")) {
		check_judge(check, others_work(this) ? STATE_WARNING : STATE_CRITICAL,
			    "%s: it is plain http", words);
		check_remedy(check, "redirect to the https URL of Autodiscover");
		return;
	}
	check_judge(check, state_of_failure(this), "%s", words);
	if (this->decisive && strstr(redirect ? redirect : "", "/auth/logon.aspx"))
		check_remedy(check, "exempt /autodiscover/ from the forms logon of what stands in "
				    "front");
	else if (this->decisive)
		check_remedy(check, "let it lead to https://HOST/autodiscover/autodiscover.xml");
}

static void
judge_circle(struct check *check, const struct trail_case *this)
{
	g_autofree char *words = trail_describe(this->trail);

	check_judge(check, others_work(this) ? STATE_WARNING : STATE_CRITICAL, "%s", words);
	for (guint i = 0; i < this->trail->hops->len; i++) {
		const struct hop *hop = g_ptr_array_index(this->trail->hops, i);
		g_autofree char *url = text_line(hop->url);

		check_note(check, NOTE_EVIDENCE, "hop %u: %s", i + 1, url);
	}
	check_remedy(check, "let the redirect end at the server that knows the mailbox");
}

static void
judge_refused(struct check *check, const struct trail_case *this)
{
	const struct logon *logon = this->logon;
	g_autofree char *words = trail_describe(this->trail);

	if (logon && logon->secret == SECRET_ACCEPTED) {
		check_judge(check, STATE_CRITICAL,
			    "%s, though the same credentials are good at another step", words);
		check_remedy(check, "check_exchange_ntlm --endpoint autodiscover tells why");
		return;
	}
	check_judge(check, STATE_UNKNOWN, "%s", words);
	if (this->credentials)
		check_follows(check, this->credentials);
}

/* Why nobody came to log on: the caller frees. */
static char *
describe_no_logon(const struct trail_case *this)
{
	const struct handshake *handshake = trail_last(this->trail)->call->handshake;
	const struct asked *leg = handshake ? handshake_last(handshake) : NULL;
	g_autofree char *trouble = text_line(handshake ? handshake->trouble : NULL);

	if (!handshake)
		return g_strdup_printf("%s is not offered", scheme_name(this->logon->scheme));
	if (handshake->end == HANDSHAKE_LOST && leg) {
		g_autofree char *words = text_line(leg->answer->trouble);

		return g_strdup_printf("%s, %s", outcome_name(leg->answer->outcome), words);
	}
	return *trouble != '\0' ? g_steal_pointer(&trouble)
				: g_strdup(handshake_end_name(handshake->end));
}

static enum state
state_of_no_logon(const struct trail_case *this)
{
	const struct handshake *handshake = trail_last(this->trail)->call->handshake;
	const struct asked *leg = handshake ? handshake_last(handshake) : NULL;

	if (!handshake || handshake->end != HANDSHAKE_LOST)
		return STATE_UNKNOWN;
	return leg && leg->answer->outcome == OUTCOME_TIMEOUT ? this->policy->timeout_state
							      : STATE_CRITICAL;
}

/* Good as it is, unless somebody was to log on here and there are no settings without that. */
static void
judge_challenged(struct check *check, const struct trail_case *this)
{
	const struct hop *hop = trail_last(this->trail);
	g_autofree char *words = trail_describe(this->trail);
	g_autofree char *why = NULL;

	if (this->logon && !this->credentials && hop->trusted && hop->tls &&
	    this->discovery->winner == this->trail->step) {
		why = describe_no_logon(this);
		check_judge(check, state_of_no_logon(this),
			    "%s, but the logon did not come about: %s", words, why);
		check_remedy(check, "check_exchange_ntlm --endpoint autodiscover tells more");
	}
	check_judge(check, STATE_OK, "%s", words);
}

/* What the status means there, when it is what everything fails by. */
static void
judge_status(struct check *check, const struct trail_case *this)
{
	g_autoptr(struct_endpoint_choice) endpoint =
	    endpoint_choice_new(endpoint_find("autodiscover"));
	const struct hop *hop = trail_last(this->trail);
	struct status_case status = {
	    .endpoint = endpoint, .asked = call_answer(hop->call), .tls = hop->tls};
	g_autofree char *words = trail_describe(this->trail);

	if (this->decisive && !hop->call->handshake)
		status_judge(check, &status);
	if (this->decisive && hop->call->handshake) {
		check_judge(check, STATE_CRITICAL, "%s to somebody who has logged on", words);
		check_remedy(check, "see what the account is kept from (CAS mailbox policy, "
				    "authorization rules of the directory), or take another one");
	}
	check_judge(check, state_of_failure(this), "%s: clients go on with the next step", words);
}

/* Basic in clear, whatever comes after it. */
static void
judge_cleartext(struct check *check, const struct trail *trail)
{
	for (guint i = 0; i < trail->hops->len; i++) {
		const struct hop *hop = g_ptr_array_index(trail->hops, i);

		if (hop->tls || !hop->call ||
		    !challenge_list_find(hop->call->plain->challenges, SCHEME_BASIC))
			continue;
		check_judge(check, STATE_CRITICAL,
			    "Basic is asked for over plain http: passwords travel in clear text");
		check_remedy(check, "let port 80 redirect to https and ask for nothing");
	}
}

/* Where the operator did not say that it is meant to lead. */
static void
judge_outside(struct check *check, const struct trail *trail)
{
	for (guint i = 0; i < trail->hops->len; i++) {
		const struct hop *hop = g_ptr_array_index(trail->hops, i);
		g_autofree char *host = text_line(hop->host);

		if (hop->trusted || !hop->tls || !hop->host)
			continue;
		if (check->judged)
			check_note(check, NOTE_EVIDENCE,
				   "it leads outside the mail domain, too: to %s", host);
		check_judge(check, STATE_WARNING,
			    "the %s leads outside the mail domain, to %s: Outlook asks its user "
			    "whether to trust that, and no credential is sent there from here",
			    trail_title(trail->step), host);
		check_remedy(check, "if that is meant, say --allow-host %s", host);
		return;
	}
}

static void
judge_services(struct check *check, const struct trail *trail)
{
	g_autoptr(GHashTable) targets = g_hash_table_new(g_str_hash, g_str_equal);

	for (guint i = 0; i < trail->services->len; i++) {
		const struct srv_record *record = g_ptr_array_index(trail->services, i);
		g_autofree char *target = text_line(record->target);

		g_hash_table_add(targets, record->target);
		check_note(check, NOTE_DETAIL, "record: %u %u %u %s", record->priority,
			   record->weight, record->port, target);
		if (record->port != 443 && *target != '\0' && strcmp(target, ".") != 0)
			check_judge(
			    check, STATE_WARNING,
			    "the SRV record names port %u: Outlook ignores it and takes 443",
			    record->port);
	}
	if (g_hash_table_size(targets) > 1)
		check_judge(check, STATE_WARNING,
			    "%u SRV records name different servers: which one is taken depends on "
			    "the client",
			    trail->services->len);
}

static void
judge_end(struct check *check, const struct trail_case *this)
{
	g_autofree char *words = trail_describe(this->trail);

	switch (this->trail->end) {
	case TRAIL_LOST:
		judge_lost(check, this);
		return;
	case TRAIL_SETTINGS:
		judge_settings(check, this);
		return;
	case TRAIL_FOREIGN:
		judge_foreign(check, this);
		return;
	case TRAIL_ODD_REDIRECT:
		judge_odd_redirect(check, this);
		return;
	case TRAIL_LOOP:
	case TRAIL_TOO_LONG:
		judge_circle(check, this);
		return;
	case TRAIL_REFUSED:
		judge_refused(check, this);
		return;
	case TRAIL_STATUS:
		judge_status(check, this);
		return;
	case TRAIL_ERROR:
		discovery_error_judge(check, trail_last(this->trail)->document, "pox");
		return;
	case TRAIL_CHALLENGED:
		judge_challenged(check, this);
		return;
	case TRAIL_NO_NAME:
		check_judge(check, this->trail->step == DISCOVERY_NAMED ? STATE_CRITICAL : STATE_OK,
			    "%s", words);
		return;
	case TRAIL_ADDRESS:
		check_judge(check, STATE_OK, "%s", words);
		return;
	case TRAIL_NOT_WALKED:
	case TRAIL_END_COUNT:
		return;
	}
}

void
trail_judge(struct check *check, const struct trail_case *this)
{
	judge_cleartext(check, this->trail);
	judge_services(check, this->trail);
	if (this->trail->end != TRAIL_NO_NAME && this->trail->end != TRAIL_LOST)
		judge_outside(check, this->trail);
	judge_end(check, this);
}
