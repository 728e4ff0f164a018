/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether NTLM works on the endpoints of a farm. */
#include "verdict/ntlm.h"

#include "base/text.h"
#include "verdict/clock.h"
#include "verdict/credentials.h"
#include "verdict/logon_endpoint.h"
#include "verdict/nodes.h"
#include "verdict/reach.h"
#include "verdict/transport.h"

/* One node under judgement. All borrowed. */
struct node_logons {
	const struct ntlm_policy *policy;
	const struct sweep *sweep;
	const struct node_offers *offers;
	struct check *check;
	const struct check *credentials;
	const char *prefix;
};

/* The names that the node's first challenge tells. */
static void
note_names(struct check *check, const struct node_offers *offers)
{
	const struct ntlm_message *challenge = nodes_challenge(offers);
	const struct ntlm_target_info *info = challenge ? challenge->target_info : NULL;
	g_autofree char *version = challenge ? ntlm_version_text(challenge) : NULL;
	const char *traits[][2] = {{"NTLM computer", info ? info->netbios_computer : NULL},
				   {"NTLM domain", info ? info->netbios_domain : NULL},
				   {"DNS computer", info ? info->dns_computer : NULL},
				   {"DNS domain", info ? info->dns_domain : NULL},
				   {"forest", info ? info->dns_forest : NULL},
				   {"Windows", version}};

	for (gsize i = 0; i < G_N_ELEMENTS(traits); i++) {
		g_autofree char *shown = text_line(traits[i][1]);

		if (traits[i][1])
			check_note(check, NOTE_DETAIL, "%s: %s", traits[i][0], shown);
	}
}

static void
judge_endpoint(const struct node_logons *node, const struct offer *offer)
{
	g_autofree char *directory = remedy_directory_of(offer->endpoint);
	struct logon_case this = {.policy = node->policy,
				  .sweep = node->sweep,
				  .offers = node->offers,
				  .offer = offer,
				  .endpoint = check_add(node->check, offer->endpoint->name),
				  .credentials = node->credentials,
				  .place =
				      remedy_place_of(offer->endpoint, directory,
						      iis_age_of(node->offers->node->software)),
				  .prefix = node->prefix};

	logon_endpoint_judge(&this);
}

static void
judge_node(const struct node_logons *node)
{
	const struct check *lost =
	    reach_judge(node->check, node->offers, node->policy->timeout_state);

	reach_note_node(node->check, node->offers->node);
	note_names(node->check, node->offers);
	for (guint i = 0; i < node->offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(node->offers->offers, i);

		if (!reach_is_lost(lost, offer))
			judge_endpoint(node, offer);
	}
	clock_judge(node->check, node->offers, &node->policy->skew_s, node->prefix);
}

/* Where somebody logged on; without credentials, where NTLM's challenge came. An endpoint that has
 * no Windows logon by design is good without either. */
static guint
count_passed(const struct node_offers *offers, gboolean logged_on)
{
	guint count = 0;

	for (guint i = 0; i < offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(offers->offers, i);
		gboolean passed = FALSE;

		for (guint h = 0; h < offer->handshakes->len; h++) {
			const struct handshake *handshake = g_ptr_array_index(offer->handshakes, h);

			passed = passed || (logged_on ? handshake_accepted(handshake)
						      : handshake->challenge != NULL);
		}
		count += passed ? 1 : 0;
	}
	return count;
}

/* "CORP\probe logs on at 3 endpoints of CAS1 (192.0.2.11)" */
static void
sum_up(struct check *root, const struct sweep *sweep)
{
	const struct node_offers *first = g_ptr_array_index(sweep->nodes, 0);
	const struct ntlm_message *challenge = nodes_challenge(first);
	const struct ntlm_target_info *info = challenge ? challenge->target_info : NULL;
	guint count = count_passed(first, sweep->logon != NULL);
	g_autofree char *account = text_line(sweep->logon ? sweep->logon->account : NULL);
	g_autofree char *domain = text_line(info ? info->netbios_domain : NULL);
	g_autofree char *where = sweep->nodes->len > 1
				     ? g_strdup_printf("all %u nodes", sweep->nodes->len)
				     : nodes_title(first->node);

	if (count == 0)
		check_judge(root, STATE_UNKNOWN, "no endpoint of %s has a Windows logon to look at",
			    where);
	else if (sweep->logon)
		check_judge(root, STATE_OK, "%s logs on at %u endpoint%s of %s", account, count,
			    count == 1 ? "" : "s", where);
	else
		check_judge(
		    root, STATE_OK,
		    "NTLM challenges%s%s come from %u endpoint%s of %s; without credentials "
		    "nobody logged on",
		    *domain != '\0' ? " of domain " : "", domain, count, count == 1 ? "" : "s",
		    where);
}

struct check *
verdict_ntlm(const struct sweep *sweep, const struct ntlm_policy *policy)
{
	struct check *root = check_new("ntlm");
	gboolean many = sweep->nodes->len > 1;
	const struct check *credentials;

	if (transport_judge_name(root, sweep, policy->timeout_state))
		return root;
	credentials = credentials_judge(root, sweep->logon, policy->now_s);
	for (guint i = 0; i < sweep->nodes->len; i++) {
		const struct node_offers *offers = g_ptr_array_index(sweep->nodes, i);
		g_autofree char *title = nodes_title(offers->node);
		g_autofree char *prefix = many ? g_strdup_printf("n%u_", i + 1) : g_strdup("");
		struct node_logons node = {.policy = policy,
					   .sweep = sweep,
					   .offers = offers,
					   .check = many ? check_add(root, title) : root,
					   .credentials = credentials,
					   .prefix = prefix};

		judge_node(&node);
	}
	nodes_judge_agreement(root, sweep);
	nodes_note_known_addresses(root, sweep);
	check_measure(root, "time", UNIT_SECONDS, (double)sweep->total_us / G_USEC_PER_SEC, NULL,
		      0);
	if (check_state(root) == STATE_OK)
		sum_up(root, sweep);
	return root;
}
