/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the URLs that clients outside are given. */
#include "verdict/given_url.h"

#include <string.h>

#include "base/text.h"
#include "protocol/endpoint.h"
#include "verdict/status.h"
#include "verdict/trail.h"
#include "verdict/transport.h"

const char *const autodiscover_url_words[] = {"ews", "as", "oof", "oab", NULL};
const char *const autodiscover_url_names[] = {"EwsUrl", "ASUrl", "OOFUrl", "OABUrl", NULL};

/* Another one was tried in its place when the URL is the same. */
static const struct given_url *
tried(const struct discovery *discovery, const struct given_url *this)
{
	for (guint i = 0; i < discovery->given_urls->len; i++) {
		const struct given_url *other = g_ptr_array_index(discovery->given_urls, i);

		if (other->host && strcmp(other->url, this->url) == 0)
			return other;
	}
	return this;
}

/*
 * EXHTTP comes once for each host name, that of the inside among them: one that leads nowhere from
 * here is meant for others as long as another one leads somewhere.
 */
static gboolean
is_for_inside(const struct discovery *discovery, const struct given_url *this)
{
	if (strcmp(this->block, "EXHTTP") != 0 || tried(discovery, this)->asked)
		return FALSE;
	for (guint i = 0; i < discovery->given_urls->len; i++) {
		const struct given_url *other = g_ptr_array_index(discovery->given_urls, i);

		if (strcmp(other->block, "EXHTTP") == 0 && strcmp(other->name, this->name) == 0 &&
		    tried(discovery, other)->asked)
			return TRUE;
	}
	return FALSE;
}

static void
judge_authentication(struct check *check, const struct given_url *given, const struct asked *asked)
{
	static const struct {
		const char *package;
		enum scheme scheme;
	} packages[] = {{"basic", SCHEME_BASIC},
			{"ntlm", SCHEME_NTLM},
			{"negotiate", SCHEME_NEGOTIATE},
			{"nego2", SCHEME_NEGOTIATE}};
	g_autofree char *list = challenge_list_describe(asked->challenges);

	for (gsize i = 0; given->authentication && i < G_N_ELEMENTS(packages); i++) {
		if (g_ascii_strcasecmp(given->authentication, packages[i].package) != 0 ||
		    challenge_list_find(asked->challenges, packages[i].scheme))
			continue;
		check_judge(check, STATE_WARNING,
			    "%s tells clients to log on by %s, but %s offers %s", given->block,
			    packages[i].package, given->name, list);
		check_remedy(check,
			     "offer that scheme there (check_exchange_auth prints the commands), "
			     "or Set-OutlookAnywhere -ExternalClientAuthenticationMethod to one "
			     "that is offered");
	}
}

/* What the URL itself answered. */
static void
judge_answer(struct check *check, const struct given_url *given, const struct given_url *as_tried,
	     const struct autodiscover_policy *policy)
{
	g_autoptr(struct_endpoint_choice) endpoint =
	    endpoint_choice_new(endpoint_find(given_url_endpoint(given->name)));
	struct status_case status = {
	    .endpoint = endpoint, .asked = as_tried->asked, .tls = as_tried->tls};
	g_autofree char *url = text_line(given->url);

	if (!asked_answered(as_tried->asked)) {
		transport_judge(check, as_tried->asked->answer, policy->timeout_state);
		return;
	}
	status_judge(check, &status);
	if (as_tried->asked->answer->status == 401)
		judge_authentication(check, given, as_tried->asked);
	check_judge(check, STATE_OK, "%s asks for a logon", url);
}

static void
judge_unusable(struct check *check, const struct given_url *given, const struct given_url *as_tried,
	       const char *url)
{
	g_autofree char *host = text_line(as_tried->host);
	g_autofree char *trouble = text_line(as_tried->resolve_trouble);

	if (!as_tried->host) {
		given_url_judge_text(check, given->name, given->url, FALSE);
	} else {
		check_judge(
		    check, STATE_CRITICAL,
		    "%s has no address outside (%s): a name for clients inside was given to "
		    "those outside",
		    host, trouble);
		check_remedy(check, "%s", given_url_cmdlet(given->name));
	}
	if (as_tried->host)
		check_note(check, NOTE_EVIDENCE, "%s of %s: %s", given->name, given->block, url);
}

static void
judge_one(struct check *check, const struct discovery *discovery, const struct given_url *given,
	  const struct autodiscover_policy *policy)
{
	const struct given_url *as_tried = tried(discovery, given);
	g_autofree char *url = text_line(given->url);

	if (!as_tried->asked) {
		judge_unusable(check, given, as_tried, url);
		return;
	}
	if (!as_tried->tls) {
		given_url_judge_text(check, given->name, given->url, TRUE);
		return;
	}
	judge_answer(check, given, as_tried, policy);
}

static void
judge_wishes(struct check *check, const struct discovery *discovery, const char *name,
	     const struct autodiscover_policy *policy)
{
	for (guint w = 0; policy->urls && w < policy->urls->len; w++) {
		const struct url_wish *wish = &g_array_index(policy->urls, struct url_wish, w);

		for (guint i = 0; i < discovery->given_urls->len; i++) {
			const struct given_url *given = g_ptr_array_index(discovery->given_urls, i);
			g_autofree char *url = text_line(given->url);

			if (strcmp(wish->name, name) == 0 && strcmp(given->name, name) == 0 &&
			    !is_for_inside(discovery, given) &&
			    g_ascii_strcasecmp(given->url, wish->url) != 0)
				check_judge(check, STATE_WARNING, "%s of %s is %s, expected was %s",
					    name, given->block, url, wish->url);
		}
	}
}

/* Clients of several kinds must come to the same server. */
static void
judge_agreement(struct check *check, const struct discovery *discovery, const char *name)
{
	const struct given_url *first = NULL;
	gboolean differ = FALSE;

	for (guint i = 0; i < discovery->given_urls->len; i++) {
		const struct given_url *given = g_ptr_array_index(discovery->given_urls, i);

		if (strcmp(given->name, name) != 0 || is_for_inside(discovery, given))
			continue;
		if (first && g_ascii_strcasecmp(first->url, given->url) != 0)
			differ = TRUE;
		else if (!first)
			first = given;
	}
	if (!differ)
		return;
	check_judge(check, STATE_WARNING,
		    "the forms of the answer give different URLs: clients of one kind work, of "
		    "another do not");
	for (guint i = 0; i < discovery->given_urls->len; i++) {
		const struct given_url *given = g_ptr_array_index(discovery->given_urls, i);
		g_autofree char *url = text_line(given->url);

		if (strcmp(given->name, name) == 0)
			check_note(check, NOTE_EVIDENCE, "%s: %s", given->block, url);
	}
	check_remedy(check, "%s", given_url_cmdlet(name));
}

static gboolean
is_required(const struct autodiscover_policy *policy, const char *name)
{
	return policy->required && g_strv_contains(policy->required, name);
}

/* A URL is judged once, whichever blocks give it. */
static gboolean
was_judged(const struct discovery *discovery, guint index)
{
	const struct given_url *this = g_ptr_array_index(discovery->given_urls, index);

	for (guint i = 0; i < index; i++) {
		const struct given_url *other = g_ptr_array_index(discovery->given_urls, i);

		if (strcmp(other->name, this->name) == 0 && strcmp(other->url, this->url) == 0)
			return TRUE;
	}
	return FALSE;
}

static void
judge_given(struct check *check, const struct discovery *discovery, const char *name,
	    const struct autodiscover_policy *policy)
{
	for (guint i = 0; i < discovery->given_urls->len; i++) {
		const struct given_url *given = g_ptr_array_index(discovery->given_urls, i);
		g_autofree char *url = text_line(given->url);

		if (strcmp(given->name, name) != 0)
			continue;
		if (!was_judged(discovery, i) && !is_for_inside(discovery, given))
			judge_one(check, discovery, given, policy);
		check_note(check, NOTE_DETAIL, "%s of %s: %s", name, given->block, url);
	}
	judge_wishes(check, discovery, name, policy);
	judge_agreement(check, discovery, name);
}

static gboolean
is_given_anywhere(const struct discovery *discovery, const char *name)
{
	for (guint i = 0; i < discovery->given_urls->len; i++) {
		const struct given_url *given = g_ptr_array_index(discovery->given_urls, i);

		if (strcmp(given->name, name) == 0)
			return TRUE;
	}
	return FALSE;
}

/* The URL that the operator expects there; NULL. Borrowed. */
static const char *
wish_for(const struct autodiscover_policy *policy, const char *name)
{
	for (guint w = 0; policy->urls && w < policy->urls->len; w++) {
		const struct url_wish *wish = &g_array_index(policy->urls, struct url_wish, w);

		if (strcmp(wish->name, name) == 0)
			return wish->url;
	}
	return NULL;
}

/* A server was found, and its settings need a logon that nobody made. */
static gboolean
lacks_logon(const struct discovery *discovery)
{
	const struct trail *winner = discovery_winner(discovery);

	return winner && (winner->end == TRAIL_CHALLENGED || winner->end == TRAIL_REFUSED);
}

/* Adds the check of a URL that no answer gives, if that is a finding. */
static struct check *
judge_absent(struct check *parent, const struct discovery *discovery, const char *name,
	     const struct autodiscover_policy *policy)
{
	const char *wish = wish_for(policy, name);
	struct check *check = NULL;

	if (given_url_is_missing(discovery, name) && (wish || is_required(policy, name))) {
		check = check_add(parent, name);
		given_url_judge_missing(check, name);
	} else if (wish && lacks_logon(discovery) && !is_given_anywhere(discovery, name)) {
		check = check_add(parent, name);
		check_judge(check, STATE_UNKNOWN,
			    "whether %s is %s is not known: it is only told to somebody who has "
			    "logged on",
			    name, wish);
	}
	return check;
}

void
given_url_judge_all(struct check *parent, const struct discovery *discovery,
		    const struct autodiscover_policy *policy)
{
	const struct check *ews = NULL;

	for (gsize n = 0; autodiscover_url_names[n]; n++) {
		const char *name = autodiscover_url_names[n];
		struct check *check = judge_absent(parent, discovery, name, policy);

		if (!check && (policy->urls_untried || !is_given_anywhere(discovery, name)))
			continue;
		if (!check)
			check = check_add(parent, name);
		judge_given(check, discovery, name, policy);
		/* One directory serves three of them. */
		if (ews && check->state != STATE_OK && strcmp(name, "OABUrl") != 0)
			check_follows(check, ews);
		else if (check->state != STATE_OK && !ews && strcmp(name, "OABUrl") != 0)
			ews = check;
	}
}
