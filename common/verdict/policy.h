/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_POLICY_H
#define VERDICT_POLICY_H

#include "base/autoptr.h"
#include "protocol/challenge.h"
#include "protocol/endpoint.h"

/* A set of schemes, a bit for each. */
#define SCHEME_BIT(scheme) (1U << (scheme))

/* Those that a list of Windows providers of IIS can hold. */
#define PROVIDERS (SCHEME_BIT(SCHEME_NEGOTIATE) | SCHEME_BIT(SCHEME_NTLM))

/* The administrator's choice, as a row of a table. */
struct policy_rule {
	const char *name;
	const char *meaning; /* for people: "NTLM before Negotiate" */
	guint required;	     /* missing: CRITICAL */
	guint desired;	     /* missing: WARNING */
	guint forbidden;     /* offered: WARNING */
	enum scheme first; /* comes before the other one of Negotiate and NTLM; SCHEME_OTHER: either
			      order */
};

/* Names of all policies for the option's choices, NULL-terminated; an index is what policy_new()
 * takes. */
extern const char *const policy_names[];

/* What one endpoint has to offer, all options taken together. */
struct wanted {
	const struct policy_rule
	    *rule; /* NULL: this endpoint is not a matter of Windows authentication */
	guint required;
	guint desired;
	guint forbidden;
	enum scheme first;
	gboolean demanded;   /* an option changed what the policy wants here */
	const GArray *exact; /* enum scheme: --expect; NULL: none. Borrowed from the policy. */
};

struct policy;

/* `index` into policy_names. */
struct policy *policy_new(guint index);
void policy_free(struct policy *policy);
AUTOPTR_STRUCT(policy)

const struct policy_rule *policy_rule(const struct policy *policy);

enum policy_option { POLICY_EXPECT, POLICY_REQUIRE, POLICY_FORBID };

/*
 * Takes up "[NAME:]SCHEME,SCHEME..." of --expect, --require or --forbid; NAME is an endpoint's.
 * FALSE and an error that names the option and the word that is wrong.
 */
gboolean policy_add(struct policy *policy, enum policy_option option, const char *text,
		    GError **error);

/* FALSE and an error when an option names an endpoint that is not in `endpoints` (struct
 * endpoint_choice *): a typing error would go unseen. */
gboolean policy_check(const struct policy *policy, const GPtrArray *endpoints, GError **error);

struct wanted policy_wanted(const struct policy *policy, const struct endpoint_choice *endpoint);

/*
 * The Windows providers that IIS should list, in order, given those that are offered now: what a
 * remedy has to reach. `wanted` order first, then nothing that is forbidden. At most two; returns
 * how many.
 */
guint policy_providers(const struct wanted *wanted, const struct challenge_list *offered,
		       enum scheme providers[2]);

#define POLICY_ERROR (policy_error_quark())
GQuark policy_error_quark(void);

#endif
