/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares an IIS configuration with what clients are offered. */
#include "verdict/iis_wire.h"

#include <string.h>

#include "base/text.h"
#include "verdict/nodes.h"
#include "verdict/status.h"
#include "verdict/transport.h"

/* The Windows schemes of the wire, in order: what a provider list becomes. The caller frees it. */
static char *
providers_on_wire(const struct challenge_list *challenges)
{
	const char *names[3] = {NULL};
	gsize count = 0;

	for (guint i = 0; i < challenges->challenges->len && count < 2; i++) {
		enum scheme scheme = challenge_list_at(challenges, i)->scheme;

		if (SCHEME_BIT(scheme) & PROVIDERS)
			names[count++] = scheme_name(scheme);
	}
	return count > 0 ? text_enumerate(names, ", ") : g_strdup("none");
}

static gboolean
offers_none(const struct challenge_list *challenges)
{
	return !challenge_list_find(challenges, SCHEME_NEGOTIATE) &&
	       !challenge_list_find(challenges, SCHEME_NTLM);
}

/* Who was asked, and at which endpoint when that is not the name of the check. */
static char *
whom(const struct file_case *this, const struct node_offers *offers, const struct offer *offer)
{
	g_autofree char *title = nodes_title(offers->node);

	return this->endpoint ? g_strdup(title)
			      : g_strdup_printf("%s at %s", offer->endpoint->name, title);
}

static void
judge_difference(const struct file_case *this, struct check *check, const struct asked *asked,
		 const char *who)
{
	g_autoptr(struct_challenge_list) challenges = iis_section_challenges(this->section);
	g_autofree char *want =
	    iis_section_is_off(this) ? g_strdup("none") : providers_on_wire(challenges);
	g_autofree char *got = providers_on_wire(asked->challenges);
	g_autofree char *all = challenge_list_describe(asked->challenges);

	if (strcmp(want, got) == 0) {
		check_judge(check, STATE_OK, "%s offers the same: %s", who, got);
		return;
	}
	if (offers_none(asked->challenges))
		check_judge(check, STATE_CRITICAL, "%s offers none of the configured providers",
			    who);
	else
		check_judge(check, STATE_WARNING, "%s offers something else than is configured",
			    who);
	check_note(check, NOTE_EVIDENCE, "configured: %s", want);
	check_note(check, NOTE_EVIDENCE, "offered: %s (status %u)", all, asked->answer->status);
	check_remedy(check, "restart IIS (iisreset) if it was changed lately; else look at the "
			    "proxy in between, or whether this is "
			    "that server's configuration");
}

static void
judge_wire(const struct file_case *this, const struct node_offers *offers, guint endpoint)
{
	const struct offer *offer = g_ptr_array_index(offers->offers, endpoint);
	const struct asked *asked = offer_decisive(offer);
	struct status_case status = {
	    .endpoint = offer->endpoint, .asked = asked, .tls = this->policy->wire->tls};
	struct check *check = check_add(this->check, "wire");
	g_autofree char *who = whom(this, offers, offer);

	if (!asked_answered(asked)) {
		transport_judge(check, asked->answer, this->policy->timeout_state);
	} else if (asked->answer->status != 401 || !status_is_fine(&status)) {
		status_judge(check, &status);
		check_note(check, NOTE_EVIDENCE, "asked: %s", who);
	} else {
		judge_difference(this, check, asked, who);
	}
	/* A logon form or a redirect to https has no list to compare. */
	check_judge(check, STATE_OK, "%s answers as it should", who);
}

void
iis_wire_judge(const struct file_case *this, guint endpoint)
{
	const struct sweep *wire = this->policy->wire;

	for (guint n = 0; wire && n < wire->nodes->len; n++)
		judge_wire(this, g_ptr_array_index(wire->nodes, n), endpoint);
}
