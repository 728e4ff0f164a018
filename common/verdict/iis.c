/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges an exported IIS configuration, endpoint by endpoint. */
#include "verdict/iis.h"

#include "base/text.h"
#include "verdict/iis_section.h"
#include "verdict/iis_wire.h"
#include "verdict/transport.h"

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
		iis_section_judge(&this);
		iis_wire_judge(&this, i);
		judged++;
	}
	for (guint i = 0; judged > 0 && i < policy->endpoints->len; i++)
		if (!section_for(config, g_ptr_array_index(policy->endpoints, i)))
			judge_silence(root, g_ptr_array_index(policy->endpoints, i), policy->named);
	return judged;
}

/* FALSE when no policy can be held against it. */
static gboolean
judge_location(struct check *root, const struct iis_config *config, const struct iis_policy *policy,
	       const struct iis_section *section)
{
	const struct endpoint *known = endpoint_find_location(section->location);
	g_autoptr(struct_endpoint_choice) choice = known ? endpoint_choice_new(known) : NULL;
	g_autofree char *name = text_line(section->location);
	struct file_case this = {
	    .config = config, .policy = policy, .endpoint = choice, .section = section};

	this.check = check_add(root, *name ? name : "server");
	iis_section_judge(&this);
	/* The server's own list is what every endpoint inherits, so it is compared with each. */
	for (guint e = 0; *name == '\0' && e < policy->endpoints->len; e++)
		iis_wire_judge(&this, e);
	return iis_section_uses_windows(&this);
}

static gboolean
judge_locations(struct check *root, const struct iis_config *config,
		const struct iis_policy *policy)
{
	gboolean by_policy = TRUE;

	for (guint i = 0; i < config->sections->len; i++)
		by_policy =
		    judge_location(root, config, policy, g_ptr_array_index(config->sections, i)) &&
		    by_policy;
	return by_policy;
}

static gboolean
all_by_policy(const struct iis_policy *policy)
{
	gboolean by_policy = TRUE;

	for (guint i = 0; i < policy->endpoints->len; i++) {
		struct wanted wanted =
		    policy_wanted(policy->policy, g_ptr_array_index(policy->endpoints, i));

		by_policy = by_policy && wanted.rule && !wanted.demanded;
	}
	return by_policy;
}

/* When everything is OK: "3 endpoints configured as policy communicator wants (NTLM before
 * Negotiate)". */
static void
sum_up(struct check *root, const struct iis_policy *policy, guint judged, const char *what,
       gboolean by_policy)
{
	const struct policy_rule *rule = policy_rule(policy->policy);
	const char *plural = judged == 1 ? "" : "s";

	if (by_policy)
		check_judge(root, STATE_OK, "%u %s%s configured as policy %s wants (%s)", judged,
			    what, plural, rule->name, rule->meaning);
	else
		check_judge(root, STATE_OK, "%u %s%s configured as expected", judged, what, plural);
}

struct check *
verdict_iis(const struct iis_config *config, const struct iis_policy *policy)
{
	struct check *root = check_new("iis");
	gboolean by_policy = all_by_policy(policy);
	const char *what = "endpoint";
	guint judged;

	if (policy->wire)
		transport_judge_name(root, policy->wire, policy->timeout_state);
	judged = judge_endpoints(root, config, policy);
	if (judged == 0) {
		what = "location";
		judged = config->sections->len;
		by_policy = judge_locations(root, config, policy) && by_policy;
	}
	if (policy->wire)
		check_measure(root, "time", UNIT_SECONDS,
			      (double)policy->wire->total_us / G_USEC_PER_SEC, NULL, 0);
	if (check_state(root) == STATE_OK)
		sum_up(root, policy, judged, what, by_policy);
	return root;
}
