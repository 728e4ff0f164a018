/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the status code that a client gets. */
#include "verdict/status.h"

#include <string.h>

#include "base/text.h"

static enum endpoint_logon
logon_of(const struct endpoint_choice *endpoint)
{
	return endpoint->known ? endpoint->known->logon : ENDPOINT_WINDOWS;
}

static gboolean
is_redirect(guint status)
{
	return status >= 300 && status <= 399;
}

/* The logon pages of Exchange and of ADFS. */
static gboolean
leads_to_logon_form(const struct answer *answer)
{
	const char *location = answer_header(answer, "Location");
	g_autofree char *lower = location ? g_ascii_strdown(location, -1) : NULL;

	return lower && (strstr(lower, "/auth/logon.aspx") || strstr(lower, "/adfs/ls"));
}

/* Over plain http, being sent to https or turned away is what should happen. */
static gboolean
is_turned_away(const struct answer *answer)
{
	const char *location = answer_header(answer, "Location");

	return answer->status == 403 || (is_redirect(answer->status) && location &&
					 g_ascii_strncasecmp(location, "https:", 6) == 0);
}

gboolean
status_is_fine(const struct status_case *this)
{
	const struct answer *answer = this->asked->answer;
	gboolean challenged = answer->status == 401 && this->asked->challenges->challenges->len > 0;

	if (this->logged_on)
		return answer->status >= 200 && answer->status <= 299;
	if (!this->tls && is_turned_away(answer))
		return TRUE;
	switch (logon_of(this->endpoint)) {
	case ENDPOINT_FORM:
		return challenged || (is_redirect(answer->status) && leads_to_logon_form(answer));
	case ENDPOINT_SHELL:
		return answer->status < 500;
	case ENDPOINT_WINDOWS:
	case ENDPOINT_BASIC:
		break;
	}
	return challenged;
}

/* "401.2" from the text of an IIS error page; NULL when there is none (Exchange 2013 and later send
 * no page). The caller frees it. */
static char *
substatus_of(const struct answer *answer)
{
	g_autofree char *start = g_strdup_printf("Error %u.", answer->status);
	const char *found = answer->body->len > 0 ? strstr(answer->body->str, start) : NULL;
	const char *digits = found ? found + strlen(start) : NULL;

	if (!digits || !g_ascii_isdigit(*digits))
		return NULL;
	return g_strdup_printf("%u.%u", answer->status,
			       (guint)MIN(g_ascii_strtoull(digits, NULL, 10), 999));
}

static void
judge_redirect(struct check *check, const struct status_case *this)
{
	const struct answer *answer = this->asked->answer;
	g_autofree char *to = text_line(answer_header(answer, "Location"));

	if (logon_of(this->endpoint) == ENDPOINT_FORM) {
		check_judge(check, STATE_WARNING, "redirected (%u), but not to the logon page",
			    answer->status);
	} else {
		check_judge(check, STATE_CRITICAL,
			    "redirected (%u) instead of %s: mail programs cannot pass",
			    answer->status, this->logged_on ? "served" : "asked to log on");
		check_remedy(check, "exempt this path from the forms logon of the proxy in front, "
				    "or remove the HTTP "
				    "redirect of IIS that it inherits");
	}
	check_note(check, NOTE_EVIDENCE, "redirected to: %s",
		   *to ? to : "nowhere, there is no Location");
}

/* EWS and Autodiscover need Anonymous switched on in IIS: there it is Exchange that asks for the
 * logon. */
static void
judge_open(struct check *check, const struct status_case *this)
{
	static const char *const asked_by_iis[] = {"oab", "mapi", "rpc", NULL};
	const struct endpoint *known = this->endpoint->known;

	check_judge(check, STATE_CRITICAL, "%u to an anonymous request: nobody is asked to log on",
		    this->asked->answer->status);
	if (known && g_strv_contains(asked_by_iis, known->name))
		check_remedy(check, "switch Anonymous authentication off there, or find out which "
				    "proxy answers in Exchange's place");
	else
		check_remedy(check, "find out what answers in Exchange's place: a page of a proxy, "
				    "or IIS without Exchange's modules");
}

static void
judge_unchallenged(struct check *check, const struct asked *asked)
{
	check_judge(check, STATE_CRITICAL,
		    asked->challenges->fields > 0
			? "401 whose WWW-Authenticate holds no challenge: nobody can log on"
			: "401 without any WWW-Authenticate: nobody can log on");
	if (asked->challenges->malformed) {
		g_autofree char *malformed = text_line(asked->challenges->malformed);

		check_note(check, NOTE_EVIDENCE, "%s", malformed);
	}
	check_remedy(check, "switch Windows authentication on there, or stop the proxy in front "
			    "from removing the header");
}

static void
judge_unavailable(struct check *check, const struct answer *answer)
{
	const char *software = answer_header(answer, "Server");
	const char *context = answer_header(answer, "X-FailureContext");

	if (software && g_str_has_prefix(software, "Microsoft-HTTPAPI")) {
		check_judge(
		    check, STATE_CRITICAL,
		    "503 from http.sys: the application pool of this directory does not run");
		check_remedy(check, "start the application pool (appcmd.exe list apppools "
				    "/state:Stopped) and read the System "
				    "event log for why it stopped");
	} else if (context && strstr(context, "BackEnd")) {
		check_judge(check, STATE_CRITICAL,
			    "503 from the front end: the back end behind it is down");
		check_remedy(check, "look at the mailbox server behind it: Get-ServerHealth, the "
				    "application pools of the Exchange Back "
				    "End site, and the HttpProxy log under this request-id");
	} else {
		check_judge(check, STATE_CRITICAL, "503: service unavailable");
		check_remedy(check, "see whether IIS and the Exchange services run, and whether "
				    "the node is in maintenance");
	}
}

/* What a status means there and what to do, where nothing else has to be looked at. */
static const struct {
	guint status;
	const char *meaning;
	const char *remedy;
} meanings[] = {
    {403,
     "403 before any logon: this client is turned away (address restriction, TLS setting or a "
     "proxy's rule)",
     "look at the address restrictions and the TLS setting of the directory in IIS, and at the "
     "rules of the proxy in front"},
    {404,
     "404: there is no such path; the virtual directory is missing or a proxy does not publish it",
     "publish the path on the proxy, or create the virtual directory anew (Remove- and "
     "New-...VirtualDirectory)"},
    {405, "405: this method is not served there", "look at the proxy in front: Exchange serves it"},
    {502, "502: a proxy in front gets no answer from Exchange",
     "look at that proxy's back ends and their health checks"},
    {504, "504: a proxy in front gets no answer from Exchange",
     "look at that proxy's back ends and their health checks"},
};

static gboolean
judge_by_table(struct check *check, guint status)
{
	for (gsize i = 0; i < G_N_ELEMENTS(meanings); i++) {
		if (meanings[i].status != status)
			continue;
		check_judge(check, STATE_CRITICAL, "%s", meanings[i].meaning);
		check_remedy(check, "%s", meanings[i].remedy);
		return TRUE;
	}
	return FALSE;
}

/* What means something else to somebody who has logged on. */
static gboolean
judge_after_logon(struct check *check, guint status)
{
	if (status == 403) {
		check_judge(check, STATE_WARNING, "logged on, but not allowed there (403)");
		check_remedy(
		    check, "allow the protocol for this mailbox (Get-CASMailbox), and look at the "
			   "address restrictions of the directory in IIS");
	} else if (status == 400) {
		check_judge(check, STATE_CRITICAL,
			    "400 to the last message of the logon: something in front spoils it");
		check_remedy(check, "look at the limits for header fields of what stands in front "
				    "(NTLM's last message is about 1 kB, Kerberos' up to 64 kB)");
	}
	return status == 403 || status == 400;
}

static void
judge_failed(struct check *check, const struct status_case *this)
{
	const struct endpoint *known = this->endpoint->known;
	guint status = this->asked->answer->status;

	check_judge(check, STATE_CRITICAL, "%u: the server fails %s", status,
		    this->logged_on ? "after the logon" : "before it asks for a logon");
	if (status == 500 && known && strcmp(known->name, "oab") == 0 && this->others_fine)
		check_remedy(check, "only the OAB fails: let Authenticated Users read web.config "
				    "in the OAB directory (an HTTP "
				    "redirect set in IIS writes that file without the right)");
	else
		check_remedy(check, "read the application event log and, under the request-id, the "
				    "HttpProxy log of that server");
}

static void
judge_other(struct check *check, const struct status_case *this)
{
	guint status = this->asked->answer->status;

	if (status >= 500)
		judge_failed(check, this);
	else
		check_judge(check, STATE_CRITICAL,
			    "%u instead of %u: not what Exchange answers here", status,
			    this->logged_on ? 200U : 401U);
}

static void
note_origin(struct check *check, const struct answer *answer)
{
	static const char *const telling[] = {"Server", "Via", "X-FEServer", "X-FailureContext",
					      "request-id"};
	g_autofree char *substatus = substatus_of(answer);

	if (substatus)
		check_note(check, NOTE_EVIDENCE, "IIS error page: %s", substatus);
	for (gsize i = 0; i < G_N_ELEMENTS(telling); i++) {
		const char *value = answer_header(answer, telling[i]);
		g_autofree char *shown = text_line(value);

		if (value)
			check_note(check, NOTE_EVIDENCE, "%s: %s", telling[i], shown);
	}
}

void
status_judge(struct check *check, const struct status_case *this)
{
	const struct answer *answer = this->asked->answer;

	if (status_is_fine(this))
		return;
	if (answer->status >= 200 && answer->status <= 299)
		judge_open(check, this);
	else if (is_redirect(answer->status))
		judge_redirect(check, this);
	else if (answer->status == 401)
		judge_unchallenged(check, this->asked);
	else if (answer->status == 503)
		judge_unavailable(check, answer);
	else if (!(this->logged_on && judge_after_logon(check, answer->status)) &&
		 !judge_by_table(check, answer->status))
		judge_other(check, this);
	if (this->only_for)
		check_note(check, NOTE_EVIDENCE, "so answered: %s alone", this->only_for);
	note_origin(check, answer);
}
