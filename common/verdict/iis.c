/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what an exported IIS configuration says of Windows authentication. */
#include "verdict/iis.h"

#include <string.h>

#include "base/text.h"
#include "verdict/nodes.h"
#include "verdict/schemes.h"
#include "verdict/transport.h"

#define PROVIDERS (SCHEME_BIT(SCHEME_NEGOTIATE) | SCHEME_BIT(SCHEME_NTLM))

/* One location under judgement. */
struct file_case {
	const struct iis_config *config;
	const struct iis_policy *policy;
	const struct iis_section *section;
	const struct endpoint_choice *endpoint; /* NULL: a location that is none of our endpoints */
	struct check *check;
};

/* The providers as the challenges they become; the caller frees it. */
static struct challenge_list *
as_challenges(const struct iis_section *section)
{
	g_autoptr(GPtrArray) names = g_ptr_array_new();

	for (guint i = 0; i < section->providers->len; i++) {
		const char *provider = g_ptr_array_index(section->providers, i);
		enum scheme scheme = iis_provider_scheme(provider);

		if (scheme != SCHEME_OTHER)
			g_ptr_array_add(names, g_strdup(scheme_name(scheme)));
	}
	g_ptr_array_add(names, NULL);
	g_ptr_array_set_free_func(names, g_free);
	return challenge_list_parse_strings((const char *const *)names->pdata);
}

static struct provider_list
providers_of(const struct iis_section *section)
{
	struct provider_list list = {.count = 0};

	for (guint i = 0; i < section->providers->len; i++) {
		const char *name = g_ptr_array_index(section->providers, i);

		provider_list_add(&list, iis_provider_scheme(name), name);
	}
	return list;
}

static struct remedy_place
place_of(const struct file_case *this)
{
	const char *location = *this->section->location != '\0' ? this->section->location : NULL;

	if (this->config->source == IIS_SOURCE_ADSUTIL)
		return (struct remedy_place){.metabase = location ? location : "w3svc/1/root",
					     .age = IIS_6};
	/* An inherited list is changed at the endpoint, so that its neighbours stay as they are. */
	if (this->endpoint && this->endpoint->known &&
	    this->config->source == IIS_SOURCE_APPLICATION_HOST)
		location = this->endpoint->known->iis_location;
	return (struct remedy_place){.location = location, .age = IIS_7_OR_LATER};
}

/* Of the wishes only those that a provider list can fulfil. */
static struct wanted
wanted_of(const struct file_case *this)
{
	struct endpoint_choice unnamed = {.name = this->section->location};
	struct wanted wanted =
	    policy_wanted(this->policy->policy, this->endpoint ? this->endpoint : &unnamed);

	wanted.required &= PROVIDERS;
	wanted.desired &= PROVIDERS;
	wanted.forbidden &= PROVIDERS;
	return wanted;
}

static gboolean
uses_windows(const struct file_case *this)
{
	return !this->endpoint || !this->endpoint->known ||
	       this->endpoint->known->logon == ENDPOINT_WINDOWS;
}

static void
judge_enabled(const struct file_case *this)
{
	const struct iis_value *enabled = &this->section->values[IIS_ENABLED];
	struct remedy_place place = place_of(this);
	struct check *check;

	/* At the server it is off by default, and the virtual directories switch it on for
	 * themselves. */
	if (!uses_windows(this) || enabled->origin == IIS_ORIGIN_BUILTIN ||
	    *this->section->location == '\0')
		return;
	check = check_add(this->check, "enabled");
	if (enabled->value) {
		check_judge(check, STATE_OK, "Windows authentication is on");
		return;
	}
	check_judge(check, STATE_CRITICAL,
		    "Windows authentication is off: neither NTLM nor Negotiate is offered");
	remedy_enable(check, &place);
}

static void
judge_kernel_mode(const struct file_case *this)
{
	const struct iis_value *kernel = &this->section->values[IIS_USE_KERNEL_MODE];
	struct remedy_place place = place_of(this);
	struct check *check;

	if (kernel->origin == IIS_ORIGIN_BUILTIN || this->config->source == IIS_SOURCE_ADSUTIL)
		return;
	check = check_add(this->check, "kernel mode");
	if (!kernel->value) {
		check_judge(check, STATE_OK,
			    "kernel-mode authentication is off, as Exchange sets it");
		return;
	}
	check_judge(check, STATE_WARNING,
		    "kernel-mode authentication is on: Exchange switches it off, and a client that "
		    "sends its "
		    "token at once can be refused");
	remedy_no_kernel_mode(check, &place);
}

static void
judge_extended_protection(const struct file_case *this)
{
	const struct iis_value *ep = &this->section->values[IIS_TOKEN_CHECKING];
	const struct endpoint *known = this->endpoint ? this->endpoint->known : NULL;
	enum extended_protection now = (enum extended_protection)ep->value;
	struct remedy_place place = place_of(this);
	struct check *check;

	if (!known || ep->origin == IIS_ORIGIN_BUILTIN)
		return;
	check = check_add(this->check, "extended protection");
	if (now == known->recommended) {
		check_judge(check, STATE_OK, "%s, as Microsoft recommends",
			    extended_protection_name(now));
		return;
	}
	check_judge(
	    check, STATE_WARNING,
	    now > known->recommended
		? "%s is stricter than the %s that Microsoft supports here: some clients fail"
		: "%s is less than the %s that Microsoft recommends: logons can be relayed",
	    extended_protection_name(now), extended_protection_name(known->recommended));
	remedy_extended_protection(check, &place, known->recommended);
}

static void
judge_providers(const struct file_case *this)
{
	g_autoptr(struct_challenge_list) offered = as_challenges(this->section);
	struct provider_list providers = providers_of(this->section);
	struct wanted wanted = wanted_of(this);
	struct schemes_case schemes = {.offered = offered,
				       .wanted = &wanted,
				       .place = place_of(this),
				       .order_state = this->policy->order_state,
				       .providers = &providers};
	g_autofree char *written = iis_section_describe_providers(this->section);
	g_autofree char *shown = text_line(written);
	g_autofree char *from = text_line(this->section->providers_from);

	check_note(this->check, NOTE_DETAIL, "providers: %s%s%s", shown,
		   this->section->providers_origin == IIS_ORIGIN_INHERITED ? ", inherited from "
									   : "",
		   this->section->providers_origin != IIS_ORIGIN_INHERITED ? ""
		   : *from == '\0'					   ? "the server"
									   : from);
	if (this->config->source == IIS_SOURCE_ADSUTIL &&
	    this->section->providers_origin == IIS_ORIGIN_BUILTIN)
		check_note(this->check, NOTE_DETAIL,
			   "not set at this node, so IIS offers its default: Negotiate, NTLM");
	if (wanted.rule)
		schemes_judge(this->check, &schemes);
}

static void
judge_section(const struct file_case *this)
{
	if (this->section->problem) {
		g_autofree char *problem = text_line(this->section->problem);

		check_judge(check_add(this->check, "configuration"), STATE_WARNING, "%s", problem);
	}
	judge_enabled(this);
	judge_providers(this);
	judge_kernel_mode(this);
	judge_extended_protection(this);
}

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

/* Windows authentication is switched off there, so the list is without effect. */
static gboolean
is_off(const struct iis_section *section)
{
	const struct iis_value *enabled = &section->values[IIS_ENABLED];

	return enabled->origin != IIS_ORIGIN_BUILTIN && !enabled->value &&
	       *section->location != '\0';
}

static gboolean
offers_none(const struct challenge_list *challenges)
{
	return !challenge_list_find(challenges, SCHEME_NEGOTIATE) &&
	       !challenge_list_find(challenges, SCHEME_NTLM);
}

static void
judge_wire(const struct file_case *this, const struct node_offers *offers, guint endpoint)
{
	const struct offer *offer = g_ptr_array_index(offers->offers, endpoint);
	const struct asked *asked = offer_decisive(offer);
	g_autoptr(struct_challenge_list) configured = as_challenges(this->section);
	struct check *check = check_add(this->check, "wire");
	g_autofree char *title = nodes_title(offers->node);
	g_autofree char *want = NULL;
	g_autofree char *got = NULL;
	g_autofree char *all = NULL;

	if (asked->answer->outcome != OUTCOME_ANSWERED) {
		transport_judge(check, asked->answer, this->policy->timeout_state);
		return;
	}
	want = is_off(this->section) ? g_strdup("none") : providers_on_wire(configured);
	got = providers_on_wire(asked->challenges);
	if (strcmp(want, got) == 0) {
		check_judge(check, STATE_OK, "%s offers the same: %s", title, got);
		return;
	}
	all = challenge_list_describe(asked->challenges);
	if (offers_none(asked->challenges))
		check_judge(check, STATE_CRITICAL, "%s offers none of the configured providers",
			    title);
	else
		check_judge(check, STATE_WARNING, "%s offers something else than is configured",
			    title);
	check_note(check, NOTE_EVIDENCE, "configured: %s", want);
	check_note(check, NOTE_EVIDENCE, "offered: %s (status %u)", all, asked->answer->status);
	check_remedy(check, "restart IIS (iisreset) if it was changed lately; else look at the "
			    "proxy in between, or whether this is "
			    "that server's configuration");
}

/* A document that is silent on an endpoint's own location says nothing certain about it, unless it
 * is the whole configuration. */
static const struct iis_section *
section_for(const struct iis_config *config, const struct endpoint_choice *endpoint)
{
	const struct endpoint *known = endpoint->known;
	const char *location = !known				      ? NULL
			       : config->source == IIS_SOURCE_ADSUTIL ? known->metabase
								      : known->iis_location;
	const struct iis_section *section = location ? iis_config_at(config, location) : NULL;

	if (!section || config->source == IIS_SOURCE_APPLICATION_HOST)
		return section;
	return g_ascii_strcasecmp(section->location, location) == 0 ? section : NULL;
}

/* With every node: they all should run the same configuration. */
static void
judge_wires(const struct file_case *this, guint endpoint)
{
	const struct sweep *wire = this->policy->wire;

	for (guint n = 0; wire && n < wire->nodes->len; n++)
		judge_wire(this, g_ptr_array_index(wire->nodes, n), endpoint);
}

static void
judge_silence(struct check *root, const struct endpoint_choice *endpoint, gboolean named)
{
	if (named)
		check_judge(check_add(root, endpoint->name), STATE_UNKNOWN,
			    "the document says nothing about it");
	else
		check_note(root, NOTE_DETAIL, "the document says nothing about %s", endpoint->name);
}

static guint
judge_endpoints(struct check *root, const struct iis_config *config,
		const struct iis_policy *policy)
{
	guint judged = 0;

	for (guint i = 0; i < policy->endpoints->len; i++) {
		const struct endpoint_choice *endpoint = g_ptr_array_index(policy->endpoints, i);
		struct file_case this = {.config = config,
					 .policy = policy,
					 .endpoint = endpoint,
					 .section = section_for(config, endpoint)};

		if (!this.section)
			continue;
		this.check = check_add(root, endpoint->name);
		judge_section(&this);
		judge_wires(&this, i);
		judged++;
	}
	for (guint i = 0; judged > 0 && i < policy->endpoints->len; i++)
		if (!section_for(config, g_ptr_array_index(policy->endpoints, i)))
			judge_silence(root, g_ptr_array_index(policy->endpoints, i), policy->named);
	return judged;
}

static void
judge_location(struct check *root, const struct iis_config *config, const struct iis_policy *policy,
	       const struct iis_section *section)
{
	const struct endpoint *known = endpoint_find_location(section->location);
	g_autoptr(struct_endpoint_choice) choice = known ? endpoint_choice_new(known) : NULL;
	g_autofree char *name = text_line(section->location);
	struct file_case this = {
	    .config = config, .policy = policy, .endpoint = choice, .section = section};

	this.check = check_add(root, *name ? name : "server");
	judge_section(&this);
	/* The server's own list is what every endpoint inherits: compared with each. */
	for (guint e = 0; *name == '\0' && e < policy->endpoints->len; e++)
		judge_wires(&this, e);
}

static guint
judge_locations(struct check *root, const struct iis_config *config,
		const struct iis_policy *policy)
{
	for (guint i = 0; i < config->sections->len; i++)
		judge_location(root, config, policy, g_ptr_array_index(config->sections, i));
	return config->sections->len;
}

/* When everything is OK: what was judged, and what it was held against. */
static void
sum_up(struct check *root, const struct iis_policy *policy, guint judged, gboolean by_endpoint)
{
	const struct policy_rule *rule = policy_rule(policy->policy);
	guint demanded = 0;

	for (guint i = 0; by_endpoint && i < policy->endpoints->len; i++)
		demanded +=
		    policy_wanted(policy->policy, g_ptr_array_index(policy->endpoints, i)).exact
			? 1
			: 0;
	if (demanded > 0)
		check_judge(root, STATE_OK, "%u endpoint%s configured as expected", judged,
			    judged == 1 ? "" : "s");
	else
		check_judge(root, STATE_OK, "%u %s%s configured as policy %s wants (%s)", judged,
			    by_endpoint ? "endpoint" : "location", judged == 1 ? "" : "s",
			    rule->name, rule->meaning);
}

struct check *
verdict_iis(const struct iis_config *config, const struct iis_policy *policy)
{
	struct check *root = check_new("iis");
	guint judged;
	gboolean by_endpoint;

	if (policy->wire)
		transport_judge_name(root, policy->wire, policy->timeout_state);
	judged = judge_endpoints(root, config, policy);
	by_endpoint = judged > 0;
	if (!by_endpoint)
		judged = judge_locations(root, config, policy);
	if (policy->wire)
		check_measure(root, "time", UNIT_SECONDS,
			      (double)policy->wire->total_us / G_USEC_PER_SEC, NULL, 0);
	if (check_state(root) == STATE_OK)
		sum_up(root, policy, judged, by_endpoint);
	return root;
}
