/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns what the operator wrote about endpoints, schemes and clients into what the verdict works
 * with. */
#include "plugins/chosen.h"

#include <string.h>

#include "base/text.h"

#define AT(member) offsetof(struct policy_options, member)
const struct option_row policy_option_rows[] = {
    {"policy", 0, OPTION_CHOICE, AT(index), "NAME",
     "what was chosen; communicator (the default) is NTLM before Negotiate", policy_names, 0, 0},
    {"expect", 0, OPTION_STRINGS, AT(expect), "SCHEME,...",
     "exactly these schemes in this order, in place of the policy; NAME:SCHEME,... for one "
     "endpoint; repeatable",
     NULL, 0, 0},
    {"require", 0, OPTION_STRINGS, AT(require), "SCHEME,...",
     "schemes that must be offered beside the policy's: missing is CRITICAL; NAME:SCHEME,... for "
     "one endpoint; repeatable",
     NULL, 0, 0},
    {"forbid", 0, OPTION_STRINGS, AT(forbid), "SCHEME,...",
     "schemes that must not be offered: offered is WARNING; NAME:SCHEME,... for one endpoint; "
     "repeatable",
     NULL, 0, 0},
};
const gsize policy_option_count = G_N_ELEMENTS(policy_option_rows);

/* Of two with the same name the later one counts: a path on the command line replaces one from an
 * ini file. */
static void
put(GPtrArray *chosen, struct endpoint_choice *choice)
{
	for (guint i = 0; i < chosen->len; i++) {
		const struct endpoint_choice *earlier = g_ptr_array_index(chosen, i);

		if (strcmp(earlier->name, choice->name) == 0) {
			g_ptr_array_remove_index(chosen, i);
			break;
		}
	}
	g_ptr_array_add(chosen, choice);
}

GPtrArray *
chosen_endpoints(const GPtrArray *texts, GError **error)
{
	g_autoptr(GPtrArray) chosen =
	    g_ptr_array_new_with_free_func((GDestroyNotify)endpoint_choice_free);

	for (guint i = 0; texts && i < texts->len; i++) {
		struct endpoint_choice *choice =
		    endpoint_choice_parse(g_ptr_array_index(texts, i), error);

		if (!choice) {
			g_prefix_error(error, "--endpoint: ");
			return NULL;
		}
		put(chosen, choice);
	}
	for (gsize i = 0; !texts && endpoint_at(i); i++)
		if (endpoint_at(i)->by_default)
			g_ptr_array_add(chosen, endpoint_choice_new(endpoint_at(i)));
	return g_steal_pointer(&chosen);
}

struct policy *
chosen_policy(const struct policy_options *options, const GPtrArray *endpoints, GError **error)
{
	g_autoptr(struct_policy) policy = policy_new(options->index);
	const struct {
		enum policy_option option;
		const GPtrArray *texts;
	} demands[] = {{POLICY_EXPECT, options->expect},
		       {POLICY_REQUIRE, options->require},
		       {POLICY_FORBID, options->forbid}};

	for (gsize d = 0; d < G_N_ELEMENTS(demands); d++)
		for (guint i = 0; demands[d].texts && i < demands[d].texts->len; i++)
			if (!policy_add(policy, demands[d].option,
					g_ptr_array_index(demands[d].texts, i), error))
				return NULL;
	return policy_check(policy, endpoints, error) ? g_steal_pointer(&policy) : NULL;
}

GArray *
chosen_clients(const GPtrArray *names, GError **error)
{
	g_autoptr(GArray) clients = g_array_new(FALSE, FALSE, sizeof(enum client));

	for (guint i = 0; names && i < names->len; i++) {
		enum client client;

		if (!client_from_name(g_ptr_array_index(names, i), &client)) {
			g_autofree char *known = text_enumerate(client_names, " or ");
			g_autofree char *shown = text_line(g_ptr_array_index(names, i));

			g_set_error(error, OPTION_ERROR, 0, "--client: expected %s, got \"%s\"",
				    known, shown);
			return NULL;
		}
		g_array_append_val(clients, client);
	}
	return g_steal_pointer(&clients);
}
