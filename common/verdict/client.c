/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows which scheme a client picks from a list of challenges. */
#include "verdict/client.h"

#include "verdict/policy.h"

/* How a client chooses among the schemes it knows. */
enum choice {
	CHOICE_FIRST_OFFERED, /* in the server's order; Basic only when nothing else is there */
	CHOICE_OWN_ORDER,     /* by strength, whatever the server's order */
};

struct client_rule {
	const char *title;
	guint schemes; /* those it can use */
	enum choice choice;
	enum scheme own_order[5]; /* for CHOICE_OWN_ORDER, ended by SCHEME_OTHER */
	gboolean keeps_password; /* set up with a password it sends by itself: Basic is no prompt */
	gboolean trips_over_negotiate; /* prompts when Negotiate stands before the scheme it uses */
	gboolean obeys_windows;	       /* uses Windows' HTTP, so EnableNegotiate counts */
	gboolean prompts_for_oab;      /* shows the box too when the address book is broken */
	gboolean verified;	       /* of a computer outside */
	const char *source;
	const char *endpoints; /* those it goes to, blank separated */
};

static const struct client_rule rules[] = {
    [CLIENT_COMMUNICATOR_2007] =
	{"Communicator 2007", SCHEME_BIT(SCHEME_NTLM), CHOICE_FIRST_OFFERED,
	 .trips_over_negotiate = TRUE, .obeys_windows = TRUE, .prompts_for_oab = TRUE,
	 .verified = TRUE,
	 .source = "Microsoft, \"Why is Communicator prompting me for credentials?\", 2008",
	 .endpoints = "autodiscover ews oab"},
    [CLIENT_LYNC] = {"Lync and Skype for Business", PROVIDERS, CHOICE_FIRST_OFFERED,
		     .obeys_windows = TRUE,
		     .source = "assumed to follow WinInet, which takes the first scheme it knows",
		     .endpoints = "autodiscover ews"},
    [CLIENT_OUTLOOK] = {"Outlook", PROVIDERS | SCHEME_BIT(SCHEME_BASIC) | SCHEME_BIT(SCHEME_BEARER),
			CHOICE_FIRST_OFFERED, .obeys_windows = TRUE,
			.source =
			    "assumed to follow WinInet, which takes the first scheme it knows",
			.endpoints = "autodiscover ews oab mapi rpc"},
    [CLIENT_MAC] = {"Outlook for Mac",
		    PROVIDERS | SCHEME_BIT(SCHEME_BASIC) | SCHEME_BIT(SCHEME_BEARER),
		    CHOICE_OWN_ORDER,
		    .own_order = {SCHEME_BEARER, SCHEME_NEGOTIATE, SCHEME_NTLM, SCHEME_BASIC,
				  SCHEME_OTHER},
		    .keeps_password = TRUE, .source = "common knowledge, no published rule",
		    .endpoints = "autodiscover ews oab"},
    [CLIENT_MOBILE] = {"mobile mail (ActiveSync)",
		       SCHEME_BIT(SCHEME_BASIC) | SCHEME_BIT(SCHEME_BEARER), CHOICE_OWN_ORDER,
		       .own_order = {SCHEME_BEARER, SCHEME_BASIC, SCHEME_OTHER},
		       .keeps_password = TRUE, .source = "common knowledge, no published rule",
		       .endpoints = "autodiscover activesync"},
};
_Static_assert(G_N_ELEMENTS(rules) == CLIENT_COUNT, "a rule for every client");

const char *const client_names[] = {"communicator2007", "lync", "outlook", "mac", "mobile", NULL};
_Static_assert(G_N_ELEMENTS(client_names) == CLIENT_COUNT + 1, "a name for every client");

gboolean
client_from_name(const char *name, enum client *client)
{
	for (guint i = 0; client_names[i]; i++) {
		if (g_ascii_strcasecmp(client_names[i], name) == 0) {
			*client = (enum client)i;
			return TRUE;
		}
	}
	return FALSE;
}

gboolean
client_uses(enum client client, const struct endpoint_choice *endpoint)
{
	g_auto(GStrv) names = g_strsplit(rules[client].endpoints, " ", -1);

	return !endpoint->known || g_strv_contains((const char *const *)names, endpoint->name);
}

/* Bearer without an authority to go to is for servers among themselves. */
static gboolean
is_usable(const struct client_rule *rule, struct client_mode mode,
	  const struct challenge *challenge)
{
	if (challenge->scheme == SCHEME_NEGOTIATE && rule->obeys_windows && !mode.negotiate)
		return FALSE;
	return (rule->schemes & SCHEME_BIT(challenge->scheme)) &&
	       (challenge->scheme != SCHEME_BEARER ||
		challenge_parameter(challenge, "authorization_uri"));
}

static const struct challenge *
first_offered(const struct client_rule *rule, struct client_mode mode,
	      const struct challenge_list *offered)
{
	const struct challenge *basic = NULL;

	for (guint i = 0; i < offered->challenges->len; i++) {
		const struct challenge *challenge = challenge_list_at(offered, i);

		if (!is_usable(rule, mode, challenge))
			continue;
		if (challenge->scheme != SCHEME_BASIC)
			return challenge;
		basic = basic ? basic : challenge;
	}
	return basic;
}

static const struct challenge *
own_order(const struct client_rule *rule, struct client_mode mode,
	  const struct challenge_list *offered)
{
	for (guint i = 0; rule->own_order[i] != SCHEME_OTHER; i++) {
		const struct challenge *challenge =
		    challenge_list_find(offered, rule->own_order[i]);

		if (challenge && is_usable(rule, mode, challenge))
			return challenge;
	}
	return NULL;
}

static const char *
why_of(const struct prediction *prediction, struct client_mode mode)
{
	if (!prediction->picked)
		return "nothing it can use is offered";
	switch (prediction->picked->scheme) {
	case SCHEME_NEGOTIATE:
		if (mode.ticket)
			return "its Kerberos ticket lets it in";
		return "silent as long as NTLM works inside Negotiate, which check_exchange_ntlm "
		       "proves";
	case SCHEME_NTLM:
		return prediction->prompted
			   ? "it only speaks NTLM and fails when Negotiate is offered first"
			   : "NTLM takes the cached credentials";
	case SCHEME_BASIC:
		return prediction->prompted ? "Basic needs the password"
					    : "it sends the password it was set up with";
	case SCHEME_BEARER:
		return "a token is fetched from the authority that the challenge names";
	case SCHEME_KERBEROS:
	case SCHEME_DIGEST:
	case SCHEME_OTHER:
	case SCHEME_COUNT:
		break;
	}
	return "";
}

const struct client_mode client_outside = {.negotiate = TRUE};

gboolean
client_obeys_windows(enum client client)
{
	return rules[client].obeys_windows;
}

gboolean
client_speaks(enum client client, enum scheme scheme)
{
	return (rules[client].schemes & SCHEME_BIT(scheme)) != 0;
}

gboolean
client_prompts_for_oab(enum client client)
{
	return rules[client].prompts_for_oab;
}

const char *
client_title(enum client client)
{
	return rules[client].title;
}

struct prediction
client_predict(enum client client, struct client_mode mode, const struct challenge_list *offered)
{
	const struct client_rule *rule = &rules[client];
	struct prediction prediction = {.verified = rule->verified && !mode.ticket,
					.title = rule->title,
					.source = rule->source};
	gint negotiate = challenge_list_position(offered, SCHEME_NEGOTIATE);
	gint ntlm = challenge_list_position(offered, SCHEME_NTLM);

	prediction.picked = rule->choice == CHOICE_OWN_ORDER ? own_order(rule, mode, offered)
							     : first_offered(rule, mode, offered);
	prediction.prompted =
	    !prediction.picked ||
	    (prediction.picked->scheme == SCHEME_BASIC && !rule->keeps_password) ||
	    (rule->trips_over_negotiate && mode.negotiate && !mode.ticket && negotiate >= 0 &&
	     negotiate < ntlm);
	prediction.why = why_of(&prediction, mode);
	return prediction;
}
