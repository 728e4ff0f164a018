/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges whether the nodes behind one name behave alike. */
#include "verdict/nodes.h"

#include "base/text.h"
#include "verdict/protection.h"

char *
nodes_title(const struct node *node)
{
	g_autofree char *front_end = text_line(node->front_end);
	const char *address = node->address ? node->address : node->connected;

	if (!node->front_end)
		return g_strdup(address ? address : "node");
	return g_strdup_printf("%s (%s)", front_end, address ? address : "?");
}

static const struct node_offers *
node_at(const struct sweep *sweep, guint i)
{
	return g_ptr_array_index(sweep->nodes, i);
}

/* What one node says to one question; NULL: nothing, so it takes no part. The caller frees it. */
typedef char *(*node_trait)(const struct node_offers *offers, guint endpoint);

static char *
schemes_of(const struct node_offers *offers, guint endpoint)
{
	const struct offer *offer = g_ptr_array_index(offers->offers, endpoint);
	const struct asked *asked = offer_decisive(offer);

	if (!asked_answered(asked))
		return NULL;
	if (asked->answer->status != 401)
		return g_strdup_printf("status %u", asked->answer->status);
	return challenge_list_describe(asked->challenges);
}

static char *
certificate_of(const struct node_offers *offers, guint endpoint)
{
	(void)endpoint;
	return offers->node->certificate ? g_strdup(offers->node->certificate->sha256) : NULL;
}

static char *
build_of(const struct node_offers *offers, guint endpoint)
{
	(void)endpoint;
	return offers->node->build ? text_line(offers->node->build) : NULL;
}

static const struct ntlm_message *
challenge_of(const struct offer *offer)
{
	for (guint i = 0; i < offer->handshakes->len; i++) {
		const struct handshake *handshake = g_ptr_array_index(offer->handshakes, i);

		if (handshake->challenge)
			return handshake->challenge;
	}
	return NULL;
}

const struct ntlm_message *
nodes_challenge(const struct node_offers *offers)
{
	const struct ntlm_message *challenge = NULL;

	for (guint i = 0; !challenge && i < offers->offers->len; i++)
		challenge = challenge_of(g_ptr_array_index(offers->offers, i));
	return challenge;
}

static char *
domain_of(const struct node_offers *offers, guint endpoint)
{
	const struct ntlm_message *challenge = nodes_challenge(offers);
	const struct ntlm_target_info *info = challenge ? challenge->target_info : NULL;
	g_autofree char *domain = text_line(info ? info->netbios_domain : NULL);
	g_autofree char *forest = text_line(info ? info->dns_forest : NULL);

	(void)endpoint;
	return info ? g_strdup_printf("%s, forest %s", domain, forest) : NULL;
}

static char *
protection_at(const struct node_offers *offers, guint endpoint)
{
	return g_strdup(
	    protection_text(protection_of(g_ptr_array_index(offers->offers, endpoint))));
}

/* TRUE when two nodes say different things; each is then a note. */
static gboolean
differ(struct check *check, const struct sweep *sweep, const char *what, node_trait trait,
       guint endpoint)
{
	g_autofree char *first = NULL;
	gboolean different = FALSE;

	for (guint i = 0; i < sweep->nodes->len; i++) {
		g_autofree char *said = trait(node_at(sweep, i), endpoint);

		if (said && first && g_ascii_strcasecmp(said, first) != 0)
			different = TRUE;
		else if (said && !first)
			first = g_strdup(said);
	}
	for (guint i = 0; different && i < sweep->nodes->len; i++) {
		g_autofree char *said = trait(node_at(sweep, i), endpoint);
		g_autofree char *title = nodes_title(node_at(sweep, i)->node);

		if (said)
			check_note(check, NOTE_EVIDENCE, "%s of %s: %s", what, title, said);
	}
	return different;
}

static gboolean
differ_in_protection(struct check *check, const struct sweep *sweep, guint endpoint)
{
	const struct offer *offer = g_ptr_array_index(node_at(sweep, 0)->offers, endpoint);
	g_autofree char *what = g_strdup_printf("Extended Protection of %s", offer->endpoint->name);

	return differ(check, sweep, what, protection_at, endpoint);
}

/* A node that did not answer neither agrees nor differs. */
static guint
count_answered(const struct sweep *sweep)
{
	guint count = 0;

	for (guint i = 0; i < sweep->nodes->len; i++)
		count += node_at(sweep, i)->node->answered ? 1 : 0;
	return count;
}

void
nodes_judge_agreement(struct check *root, const struct sweep *sweep)
{
	const GPtrArray *offers = node_at(sweep, 0)->offers;
	const char *differing[6] = {NULL};
	gsize count = 0;
	gboolean schemes = FALSE;
	gboolean protections = FALSE;
	guint answered = count_answered(sweep);
	struct check *check;

	if (answered < 2)
		return;
	check = check_add(root, "nodes agree");
	for (guint e = 0; e < offers->len; e++) {
		const struct offer *offer = g_ptr_array_index(offers, e);

		schemes |= differ(check, sweep, offer->endpoint->name, schemes_of, e);
		protections |= differ_in_protection(check, sweep, e);
	}
	if (schemes)
		differing[count++] = "the schemes they offer";
	if (differ(check, sweep, "NTLM domain", domain_of, 0))
		differing[count++] = "their NTLM domain";
	if (protections)
		differing[count++] = "Extended Protection";
	if (differ(check, sweep, "certificate", certificate_of, 0))
		differing[count++] = "certificate";
	if (differ(check, sweep, "build", build_of, 0))
		differing[count++] = "build";
	if (count > 0) {
		g_autofree char *what = text_enumerate(differing, " and ");

		check_judge(check, STATE_WARNING,
			    "the nodes differ in %s: users see one or the other by chance", what);
		check_remedy(
		    check,
		    "bring all nodes to the same state, or take the odd one out of the balancer");
		return;
	}
	check_judge(check, STATE_OK, "%u nodes offer the same", answered);
}

void
nodes_note_known_addresses(struct check *root, const struct sweep *sweep)
{
	if (sweep->nodes->len == 1 && sweep->known_addresses > 1)
		check_note(root, NOTE_DETAIL,
			   "the name has %u addresses; --all-addresses asks each of them",
			   sweep->known_addresses);
}
