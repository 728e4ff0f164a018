/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges a logon that was refused. */
#include "verdict/refusal.h"

#include "base/text.h"
#include "verdict/protection.h"

/* What Kerberos' troubles mean: on our side they say little of the server. */
static const struct {
	enum state here;   /* while a ticket was to be had */
	enum state server; /* the server's own word */
	const char *meaning;
	const char *remedy;
} troubles[] = {
    [KERBEROS_FINE] = {STATE_UNKNOWN, STATE_CRITICAL, NULL, NULL},
    [KERBEROS_NO_TICKET] = {STATE_UNKNOWN, STATE_UNKNOWN, "there is no Kerberos ticket here",
			    "name a keytab with --keytab, or a cache that is kept fresh with "
			    "--ccache"},
    [KERBEROS_EXPIRED] = {STATE_UNKNOWN, STATE_UNKNOWN, "the Kerberos ticket has expired",
			  "renew the cache (kinit), or name a keytab with --keytab"},
    [KERBEROS_UNKNOWN_SERVER] =
	{STATE_CRITICAL, STATE_CRITICAL,
	 "the KDC knows no service principal of that name: no client gets a ticket, all fall back "
	 "to NTLM",
	 "register it: setspn -S HTTP/NAME on the account that the servers share (ASA)"},
    [KERBEROS_UNKNOWN_CLIENT] = {STATE_UNKNOWN, STATE_UNKNOWN, "the KDC does not know this client",
				 "correct the principal of the keytab"},
    [KERBEROS_WRONG_KEY] = {STATE_UNKNOWN, STATE_CRITICAL, "the key does not fit",
			    "on the side of the client: make the keytab anew; of the server: see "
			    "that the service principal is registered once (setspn -X), on the "
			    "account that all servers share (ASA)"},
    [KERBEROS_SKEW] = {STATE_UNKNOWN, STATE_CRITICAL, "the clocks differ too much for Kerberos",
		       "set the clocks of this host, of the KDC and of the server by the same "
		       "source"},
    [KERBEROS_NO_KDC] = {STATE_UNKNOWN, STATE_UNKNOWN, "no KDC can be reached from here",
			 "see to krb5.conf, DNS and port 88; outside a network without a KDC ask "
			 "with --scheme ntlm"},
    [KERBEROS_REVOKED] = {STATE_UNKNOWN, STATE_UNKNOWN,
			  "the account is disabled, expired, locked, or its key is too old",
			  "see to the account of the probe"},
    [KERBEROS_TIMEOUT] = {STATE_UNKNOWN, STATE_UNKNOWN, "Kerberos gave no answer in time",
			  "see whether the KDCs in krb5.conf can be reached from here"},
    [KERBEROS_OTHER] = {STATE_UNKNOWN, STATE_CRITICAL, "Kerberos failed", NULL},
};
_Static_assert(G_N_ELEMENTS(troubles) == KERBEROS_TROUBLE_COUNT, "a row for every trouble");

/* The same secret is good elsewhere: this directory alone refuses. */
static void
judge_here_only(struct check *check, const struct logon_case *this)
{
	enum protection protection = protection_of(this->offer);

	if (protection_is_bridged(protection)) {
		protection_judge_bridge(check, this, protection);
		return;
	}
	check_judge(check, STATE_CRITICAL, "the logon is refused here%s",
		    this->sweep->logon->secret == SECRET_ACCEPTED
			? ", though the same credentials are good elsewhere"
			: "");
	if (protection == PROTECTION_REFUSES_ALL)
		check_note(
		    check, NOTE_EVIDENCE,
		    "refused with channel bindings and without: Extended Protection is "
		    "Require behind another certificate, or the account may not log on here");
	check_remedy(check,
		     "if what stands in front shows another certificate than IIS does, give both "
		     "the same one, or set Extended Protection to None there");
	remedy_extended_protection(check, &this->place, EXTENDED_PROTECTION_NONE);
	check_remedy(check, "else look into the security event log of the server: 4625 with "
			    "0xC000035B is a channel binding, any other status the account");
}

static void
judge_kerberos(struct check *check, const struct logon_case *this,
	       const struct handshake *handshake)
{
	enum kerberos_trouble trouble = handshake->kerberos;
	enum protection protection = protection_of(this->offer);
	gboolean here = handshake->end == HANDSHAKE_LOCAL;
	enum state state = here ? troubles[trouble].here : troubles[trouble].server;
	g_autofree char *words = text_line(handshake->trouble);
	g_autofree char *principal = text_line(handshake->principal);

	/* "Generic error" is what is said of channel bindings, too. */
	if (!here && (protection_is_bridged(protection) ||
		      (protection == PROTECTION_REFUSES_ALL && trouble == KERBEROS_OTHER))) {
		judge_here_only(check, this);
		return;
	}
	if (trouble == KERBEROS_TIMEOUT)
		state = this->policy->timeout_state;
	if (!here)
		check_judge(check, state, "the server refuses the Kerberos ticket%s%s",
			    troubles[trouble].meaning ? ": " : "",
			    troubles[trouble].meaning ? troubles[trouble].meaning : "");
	else
		check_judge(check, state, "%s", troubles[trouble].meaning);
	check_note(check, NOTE_EVIDENCE, "service principal: %s", principal);
	if (*words != '\0')
		check_note(check, NOTE_EVIDENCE, "the library says: %s", words);
	if (troubles[trouble].remedy)
		check_remedy(check, "%s", troubles[trouble].remedy);
	else
		check_remedy(check,
			     "see that the service principal is registered once (setspn -X), on "
			     "the account that all servers share (ASA), and what Extended "
			     "Protection is set to there");
}

void
refusal_judge(struct check *check, const struct logon_case *this, const struct handshake *handshake)
{
	const struct logon *logon = this->sweep->logon;

	if (handshake->mechanism == MECHANISM_KERBEROS) {
		judge_kerberos(check, this, handshake);
		return;
	}
	if (handshake->end == HANDSHAKE_LOCAL) {
		g_autofree char *trouble = text_line(handshake->trouble);

		check_judge(check, STATE_UNKNOWN, "the probe itself failed: %s", trouble);
		return;
	}
	if (logon && logon->secret == SECRET_ACCEPTED) {
		judge_here_only(check, this);
		return;
	}
	check_judge(check, STATE_UNKNOWN, "the logon is refused");
	if (this->credentials)
		check_follows(check, this->credentials);
}
