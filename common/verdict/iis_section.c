/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what one location of an IIS configuration says of Windows authentication. */
#include "verdict/iis_section.h"

#include <string.h>

#include "base/text.h"
#include "verdict/schemes.h"

/* The providers as the challenges they become; the caller frees it. */
struct challenge_list *
iis_section_challenges(const struct iis_section *section)
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

gboolean
iis_section_uses_windows(const struct file_case *this)
{
	return !this->endpoint || !this->endpoint->known ||
	       this->endpoint->known->logon == ENDPOINT_WINDOWS;
}

/* At the server it is off by default: the virtual directories that use it switch it on for
 * themselves. */
static gboolean
is_server(const struct file_case *this)
{
	return !this->endpoint && *this->section->location == '\0';
}

gboolean
iis_section_is_off(const struct file_case *this)
{
	const struct iis_value *enabled = &this->section->values[IIS_ENABLED];

	return enabled->origin != IIS_ORIGIN_BUILTIN && !enabled->value && !is_server(this);
}

static void
judge_enabled(const struct file_case *this)
{
	struct remedy_place place = place_of(this);
	struct check *check;

	if (this->section->values[IIS_ENABLED].origin == IIS_ORIGIN_BUILTIN || is_server(this))
		return;
	check = check_add(this->check, "enabled");
	if (!iis_section_is_off(this)) {
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
	g_autoptr(struct_challenge_list) offered = iis_section_challenges(this->section);
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

/* IIS answers 500.19 to every client of a directory whose section it refuses; the metabase of IIS 6
 * has no such check. */
static void
judge_problem(const struct file_case *this)
{
	g_autofree char *problem = text_line(this->section->problem);
	struct check *check;

	if (!this->section->problem)
		return;
	check = check_add(this->check, "configuration");
	if (this->config->source == IIS_SOURCE_ADSUTIL) {
		check_judge(check, STATE_WARNING, "%s", problem);
		return;
	}
	check_judge(check, STATE_CRITICAL,
		    "IIS refuses this section and answers 500 to everybody: %s", problem);
	check_remedy(
	    check,
	    "take it out of applicationHost.config (or the web.config of that directory) by hand");
}

void
iis_section_judge(const struct file_case *this)
{
	judge_problem(this);
	if (!iis_section_uses_windows(this)) {
		check_judge(check_add(this->check, "providers"), STATE_OK,
			    "clients do not use Windows authentication there");
		return;
	}
	judge_enabled(this);
	judge_providers(this);
	judge_kernel_mode(this);
	judge_extended_protection(this);
}
