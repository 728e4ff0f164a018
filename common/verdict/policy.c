/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows which schemes the administrator chose for an endpoint. */
#include "verdict/policy.h"

#include <string.h>

#include "base/text.h"

#define NTLM	  SCHEME_BIT(SCHEME_NTLM)
#define NEGOTIATE SCHEME_BIT(SCHEME_NEGOTIATE)
#define BEARER	  SCHEME_BIT(SCHEME_BEARER)

static const struct policy_rule rules[] = {
    {"communicator", "NTLM before Negotiate", .required = NTLM, .first = SCHEME_NTLM},
    {"negotiate-first", "Negotiate before NTLM", .required = NEGOTIATE, .desired = NTLM,
     .first = SCHEME_NEGOTIATE},
    {"ntlm-only", "NTLM without Negotiate", .required = NTLM, .forbidden = NEGOTIATE},
    {"kerberos-only", "Negotiate without NTLM", .required = NEGOTIATE, .forbidden = NTLM},
    {"bearer-first", "Bearer, with Negotiate for Windows clients", .required = BEARER,
     .desired = NEGOTIATE},
    {"any", "any scheme", .required = 0},
};

const char *const policy_names[] = {
    "communicator", "negotiate-first", "ntlm-only", "kerberos-only", "bearer-first", "any", NULL};
_Static_assert(G_N_ELEMENTS(policy_names) == G_N_ELEMENTS(rules) + 1, "a name for every rule");

/* One --expect, --require or --forbid. */
struct demand {
	enum policy_option option;
	char *endpoint;	 /* NULL: every one */
	GArray *schemes; /* enum scheme */
};

struct policy {
	const struct policy_rule *rule;
	GPtrArray *demands; /* struct demand * in the order given */
};

static const char *const option_names[] = {
    [POLICY_EXPECT] = "--expect", [POLICY_REQUIRE] = "--require", [POLICY_FORBID] = "--forbid"};

GQuark
policy_error_quark(void)
{
	return g_quark_from_static_string("policy-error");
}

static void
demand_free(gpointer data)
{
	struct demand *demand = data;

	g_free(demand->endpoint);
	g_array_unref(demand->schemes);
	g_free(demand);
}

struct policy *
policy_new(guint index)
{
	struct policy *policy = g_new(struct policy, 1);

	g_assert(index < G_N_ELEMENTS(rules));
	policy->rule = &rules[index];
	policy->demands = g_ptr_array_new_with_free_func(demand_free);
	return policy;
}

void
policy_free(struct policy *policy)
{
	if (!policy)
		return;
	g_ptr_array_unref(policy->demands);
	g_free(policy);
}

const struct policy_rule *
policy_rule(const struct policy *policy)
{
	return policy->rule;
}

gboolean
policy_add(struct policy *policy, enum policy_option option, const char *text, GError **error)
{
	const char *colon = strchr(text, ':');
	g_auto(GStrv) words = g_strsplit(colon ? colon + 1 : text, ",", -1);
	struct demand *demand = g_new0(struct demand, 1);

	demand->option = option;
	demand->schemes = g_array_new(FALSE, FALSE, sizeof(enum scheme));
	demand->endpoint = colon ? g_ascii_strdown(text, colon - text) : NULL;
	g_ptr_array_add(policy->demands, demand);
	for (gsize i = 0; words[i]; i++) {
		enum scheme scheme = scheme_from_name(g_strstrip(words[i]));

		if (scheme == SCHEME_OTHER) {
			g_autofree char *shown = text_line(words[i]);

			g_set_error(
			    error, POLICY_ERROR, 0,
			    "%s: expected [NAME:]SCHEME,... with Negotiate, NTLM, Kerberos, Basic, "
			    "Digest or Bearer, got \"%s\"",
			    option_names[option], shown);
			return FALSE;
		}
		g_array_append_val(demand->schemes, scheme);
	}
	if (demand->schemes->len > 0)
		return TRUE;
	g_set_error(error, POLICY_ERROR, 0, "%s: expected [NAME:]SCHEME,..., got nothing",
		    option_names[option]);
	return FALSE;
}

static gboolean
is_for(const struct demand *demand, const struct endpoint_choice *endpoint)
{
	return !demand->endpoint || g_ascii_strcasecmp(demand->endpoint, endpoint->name) == 0;
}

gboolean
policy_check(const struct policy *policy, const GPtrArray *endpoints, GError **error)
{
	for (guint i = 0; i < policy->demands->len; i++) {
		const struct demand *demand = g_ptr_array_index(policy->demands, i);
		gboolean known = FALSE;

		for (guint e = 0; e < endpoints->len; e++)
			known = known || is_for(demand, g_ptr_array_index(endpoints, e));
		if (!known) {
			g_autofree char *shown = text_line(demand->endpoint);

			g_set_error(
			    error, POLICY_ERROR, 0,
			    "%s: \"%s\" is none of the endpoints of this run (see --endpoint)",
			    option_names[demand->option], shown);
			return FALSE;
		}
	}
	return TRUE;
}

static guint
bits_of(const GArray *schemes)
{
	guint bits = 0;

	for (guint i = 0; i < schemes->len; i++)
		bits |= SCHEME_BIT(g_array_index(schemes, enum scheme, i));
	return bits;
}

/* --expect replaces the policy: these schemes, in this order, and no others. */
static void
apply(struct wanted *wanted, const struct demand *demand, const struct policy_rule *rule)
{
	guint bits = bits_of(demand->schemes);

	wanted->demanded = TRUE;
	switch (demand->option) {
	case POLICY_EXPECT:
		*wanted = (struct wanted){.demanded = TRUE,
					  .rule = rule,
					  .required = bits,
					  .first = SCHEME_OTHER,
					  .exact = demand->schemes};
		break;
	case POLICY_REQUIRE:
		wanted->rule = rule;
		wanted->required |= bits;
		wanted->forbidden &= ~bits;
		break;
	case POLICY_FORBID:
		wanted->forbidden |= bits;
		wanted->required &= ~bits;
		wanted->desired &= ~bits;
		/* Without one of the two there is no order. */
		if (bits & PROVIDERS)
			wanted->first = SCHEME_OTHER;
		break;
	}
}

struct wanted
policy_wanted(const struct policy *policy, const struct endpoint_choice *endpoint)
{
	gboolean windows = !endpoint->known || endpoint->known->logon == ENDPOINT_WINDOWS;
	struct wanted wanted = {.first = SCHEME_OTHER};

	if (windows)
		wanted = (struct wanted){.rule = policy->rule,
					 .required = policy->rule->required,
					 .desired = policy->rule->desired,
					 .forbidden = policy->rule->forbidden,
					 .first = policy->rule->first};
	/* First what is said of every endpoint, then what is said of this one; --expect before what
	 * adds to it. */
	for (guint pass = 0; pass < 4; pass++) {
		for (guint i = 0; i < policy->demands->len; i++) {
			const struct demand *demand = g_ptr_array_index(policy->demands, i);
			gboolean expect = demand->option == POLICY_EXPECT;
			guint turn = (expect ? 0U : 2U) + (demand->endpoint ? 1U : 0U);
			/* "Every endpoint" means those with Windows authentication, unless
			 * something is forbidden. */
			gboolean meant =
			    windows || demand->endpoint || demand->option == POLICY_FORBID;

			if (turn == pass && meant && is_for(demand, endpoint))
				apply(&wanted, demand, policy->rule);
		}
	}
	return wanted;
}

static gboolean
is_provider(enum scheme scheme)
{
	return scheme == SCHEME_NEGOTIATE || scheme == SCHEME_NTLM;
}

static guint
add_provider(enum scheme providers[2], guint count, enum scheme scheme)
{
	if (!is_provider(scheme) || count == 2 || (count == 1 && providers[0] == scheme))
		return count;
	providers[count] = scheme;
	return count + 1;
}

static gboolean
offers_provider(const struct challenge_list *offered)
{
	return challenge_list_find(offered, SCHEME_NEGOTIATE) ||
	       challenge_list_find(offered, SCHEME_NTLM);
}

guint
policy_providers(const struct wanted *wanted, const struct challenge_list *offered,
		 enum scheme providers[2])
{
	static const enum scheme both[] = {SCHEME_NTLM, SCHEME_NEGOTIATE};
	static const enum scheme installed[] = {SCHEME_NEGOTIATE, SCHEME_NTLM};
	guint count = 0;
	gboolean missing;

	for (guint i = 0; wanted->exact && i < wanted->exact->len; i++) {
		enum scheme scheme = g_array_index(wanted->exact, enum scheme, i);

		if (wanted->required & SCHEME_BIT(scheme))
			count = add_provider(providers, count, scheme);
	}
	if (wanted->exact)
		return count;
	count = add_provider(providers, count, wanted->first);
	for (gsize i = 0; i < G_N_ELEMENTS(both); i++)
		if ((wanted->required | wanted->desired) & SCHEME_BIT(both[i]))
			count = add_provider(providers, count, both[i]);
	for (guint i = 0; i < offered->challenges->len; i++) {
		enum scheme scheme = challenge_list_at(offered, i)->scheme;

		if (!(wanted->forbidden & SCHEME_BIT(scheme)))
			count = add_provider(providers, count, scheme);
	}
	missing = count == 0 || !offers_provider(offered);
	/* Where none is offered or would be left, both are to come: in the chosen order, or as IIS
	 * is installed. */
	for (gsize i = 0; missing && i < G_N_ELEMENTS(installed); i++)
		if (!(wanted->forbidden & SCHEME_BIT(installed[i])))
			count = add_provider(providers, count, installed[i]);
	return count;
}
