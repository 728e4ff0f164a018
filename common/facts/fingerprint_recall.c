/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes of facts written down what a sweep would have seen. */
#include "facts/fingerprint.h"

#include <string.h>

enum { STATUS_LET_IN = 200, STATUS_REFUSED = 401 };

static void
add_header(struct answer *answer, const char *name, const char *value)
{
	if (value)
		answer_add_header(answer, name, strlen(name), value, strlen(value));
}

/* NULL: it is not known what was answered, so it counts as not asked. */
static struct asked *
recall_answer(const struct fingerprint_answer *was, enum method method, const char *path,
	      const struct fingerprint_node *node)
{
	struct answer *answer = answer_new(method, path);

	if (!was)
		return asked_new(answer);
	answer->peer = g_strdup(node->address ? node->address : node->key);
	answer->outcome = was->outcome;
	answer->body_outcome = was->body;
	answer->stage = STAGE_WAIT;
	answer->status = was->status;
	answer->version = g_strdup("1.1");
	add_header(answer, "Location", was->location);
	add_header(answer, "Server", node->software);
	for (guint i = 0; i < was->challenges->len; i++)
		add_header(answer, "WWW-Authenticate", g_ptr_array_index(was->challenges, i));
	return asked_new(answer);
}

static void
add_leg(struct handshake *handshake, enum outcome outcome, guint status, const char *front_end)
{
	struct answer *answer = answer_new(METHOD_GET, "");

	answer->peer = g_strdup("");
	answer->outcome = outcome;
	answer->body_outcome = OUTCOME_ANSWERED;
	answer->status = status;
	answer->version = g_strdup("1.1");
	add_header(answer, "X-FEServer", front_end);
	g_ptr_array_add(handshake->legs, asked_new(answer));
}

/* A challenge that says what the node said of itself. */
static struct ntlm_message *
recall_challenge(const struct fingerprint_node *node)
{
	struct ntlm_message *challenge = g_new0(struct ntlm_message, 1);
	struct ntlm_target_info *info = g_new0(struct ntlm_target_info, 1);

	challenge->type = NTLM_CHALLENGE;
	challenge->target_info = info;
	info->bytes = g_bytes_new(NULL, 0);
	info->av_ids = g_array_new(FALSE, FALSE, sizeof(guint16));
	info->netbios_computer = g_strdup(node->ntlm_computer);
	info->netbios_domain = g_strdup(node->ntlm_domain);
	info->dns_computer = g_strdup(node->dns_computer);
	info->dns_domain = g_strdup(node->dns_domain);
	info->dns_forest = g_strdup(node->dns_forest);
	return challenge;
}

static struct handshake *
add_handshake(struct offer *offer, enum scheme scheme, enum mechanism mechanism,
	      enum binding binding)
{
	struct handshake *handshake = handshake_new(scheme, mechanism, binding);

	g_ptr_array_add(offer->handshakes, handshake);
	return handshake;
}

/* What a logon came to that the server judged. */
static void
set_judged(struct handshake *handshake, guint status)
{
	handshake->end = status == STATUS_REFUSED ? HANDSHAKE_REFUSED : HANDSHAKE_ANSWERED;
	handshake->hold = HOLD_NONE;
	add_leg(handshake, OUTCOME_ANSWERED, status, NULL);
}

/* Under that scheme, without a logon. What is not known is taken for good. */
static struct handshake *
recall_ntlm(struct offer *offer, enum scheme scheme, const struct fingerprint_ntlm *was,
	    const struct fingerprint_node *node)
{
	struct handshake *handshake = add_handshake(offer, scheme, MECHANISM_NTLM, BINDING_SEEN);

	if (!challenge_list_find(offer->get->challenges, scheme)) {
		handshake->hold = HOLD_NOT_OFFERED;
		return handshake;
	}
	handshake->end = was->known ? was->end : HANDSHAKE_CHALLENGED;
	if (handshake->end == HANDSHAKE_CHALLENGED) {
		handshake->hold = HOLD_NO_CREDENTIALS;
		handshake->challenge = recall_challenge(node);
	}
	if (was->two_servers)
		add_leg(handshake, OUTCOME_ANSWERED, STATUS_REFUSED, "one server");
	add_leg(handshake, handshake->end == HANDSHAKE_LOST ? OUTCOME_CUT : OUTCOME_ANSWERED,
		STATUS_REFUSED, was->two_servers ? "another server" : NULL);
	return handshake;
}

/* The logons by which Extended Protection is known, the first of them aside. */
static void
recall_protection(struct offer *offer, const struct fingerprint_endpoint *was,
		  const struct handshake *model)
{
	for (guint i = 0; i < BINDING_COUNT; i++) {
		enum bound_result result = protection_shows(was->protection, (enum binding)i);
		struct handshake *handshake;

		if (i == BINDING_SEEN || result == BOUND_UNTRIED)
			continue;
		handshake = add_handshake(offer, model->scheme, model->mechanism, (enum binding)i);
		if (model->mechanism != MECHANISM_KERBEROS)
			add_leg(handshake, OUTCOME_ANSWERED, STATUS_REFUSED, NULL);
		set_judged(handshake, result == BOUND_TAKEN ? STATUS_LET_IN : STATUS_REFUSED);
	}
}

static void
recall_logon(struct offer *offer, const struct fingerprint_endpoint *was,
	     const struct fingerprint_node *node, const struct logon *logon)
{
	struct handshake *chosen = NULL;
	struct handshake *direct;
	struct handshake *inside;
	struct handshake *model;

	if (logon && logon->scheme != SCHEME_NTLM) {
		chosen = add_handshake(offer, logon->scheme,
				       logon->scheme == SCHEME_NEGOTIATE ? MECHANISM_KERBEROS
									 : MECHANISM_PLAIN,
				       BINDING_SEEN);
		chosen->hold = HOLD_NOT_OFFERED;
	}
	direct = recall_ntlm(offer, SCHEME_NTLM, &was->direct, node);
	inside = recall_ntlm(offer, SCHEME_NEGOTIATE, &was->inside, node);
	model = chosen ? chosen : direct->hold == HOLD_NOT_OFFERED ? inside : direct;
	if (!logon || was->logon_status == 0 || (!chosen && model->end != HANDSHAKE_CHALLENGED))
		return;
	set_judged(model, was->logon_status);
	recall_protection(offer, was, model);
}

static struct offer *
recall_offer(const struct fingerprint_node *node, const struct offer *like,
	     const struct logon *logon)
{
	const struct fingerprint_endpoint *was =
	    fingerprint_find_endpoint(node, like->endpoint->name);
	const char *path = like->endpoint->path;
	struct offer *offer = offer_new(like->endpoint);

	offer->get = recall_answer(was ? was->get : NULL, METHOD_GET, path, node);
	if (was && was->post)
		offer->post = recall_answer(was->post, METHOD_POST, path, node);
	if (was && asked_answered(offer->get) && offer->get->answer->status == STATUS_REFUSED)
		recall_logon(offer, was, node, logon);
	return offer;
}

struct node_offers *
fingerprint_recall(const struct fingerprint_node *node, const struct node_offers *like,
		   const struct logon *logon)
{
	struct node_offers *offers = node_offers_new(like->node->address);

	offers->node->connected = g_strdup(like->node->connected);
	offers->node->front_end = g_strdup(node->front_end);
	offers->node->build = g_strdup(node->build);
	offers->node->software = g_strdup(node->software);
	offers->node->answered = fingerprint_node_answered(node);
	if (node->certificate) {
		offers->node->certificate = certificate_new();
		offers->node->certificate->subject = g_strdup(node->certificate->subject);
		offers->node->certificate->sha256 = g_strdup(node->certificate->sha256);
		offers->node->certificate->not_after_s = node->certificate->not_after_s;
	}
	for (guint i = 0; i < like->offers->len; i++)
		g_ptr_array_add(offers->offers,
				recall_offer(node, g_ptr_array_index(like->offers, i), logon));
	return offers;
}
