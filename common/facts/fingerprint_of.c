/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Takes from a sweep what outlives it. */
#include "facts/fingerprint.h"

#include <string.h>

#include "base/text.h"

/* What is kept of a hostile answer: a baseline of four nodes stays far below its limit. */
enum { FIELDS_MAX = 64, FIELD_BYTES_MAX = 2048 };

static char *
keep(const char *outside, gssize length)
{
	gssize whole = length < 0 ? (gssize)strlen(outside) : length;

	return text_utf8(outside, MIN(whole, FIELD_BYTES_MAX));
}

static char *
keep_text(const char *outside)
{
	return outside ? keep(outside, -1) : NULL;
}

static struct fingerprint_answer *
answer_of(const struct asked *asked)
{
	const struct answer *seen = asked ? asked->answer : NULL;
	struct fingerprint_answer *answer;

	if (!seen)
		return NULL;
	answer = fingerprint_answer_new();
	answer->outcome = seen->outcome;
	if (seen->outcome != OUTCOME_ANSWERED)
		return answer;
	answer->status = seen->status;
	answer->body = seen->body_outcome;
	for (guint i = 0; i < seen->headers->len; i++) {
		const struct header *header = g_ptr_array_index(seen->headers, i);

		if (g_ascii_strcasecmp(header->name, "WWW-Authenticate") == 0 &&
		    answer->challenges->len < FIELDS_MAX)
			g_ptr_array_add(answer->challenges,
					keep(header->value, (gssize)header->length));
	}
	if (seen->status >= 300 && seen->status <= 399)
		answer->location = keep_text(answer_header(seen, "Location"));
	return answer;
}

/* A challenge that came is what counts: whether somebody answered it is another question. */
static struct fingerprint_ntlm
ntlm_of(const struct offer *offer, enum scheme scheme)
{
	struct fingerprint_ntlm ntlm = {.known = FALSE};

	for (guint i = 0; i < offer->handshakes->len; i++) {
		const struct handshake *handshake = g_ptr_array_index(offer->handshakes, i);
		const char *first;
		const char *second;
		gboolean ours = handshake->scheme == scheme && handshake->binding == BINDING_SEEN &&
				(handshake->mechanism == MECHANISM_NTLM ||
				 handshake->mechanism == MECHANISM_NTLM_WRAPPED);

		/* The wrapped one counts where the raw one was not taken. */
		if (!ours || handshake->end == HANDSHAKE_NOT_TRIED)
			continue;
		ntlm.known = TRUE;
		ntlm.end = handshake->challenge && handshake_judged(handshake)
			       ? HANDSHAKE_CHALLENGED
			       : handshake->end;
		ntlm.two_servers = handshake_changed_node(handshake, offer->get, &first, &second) &&
				   !handshake_accepted(handshake);
	}
	return ntlm;
}

/* What the run's own logon came to; 0 when there was none, or a secret that is good nowhere. */
static guint
logon_status_of(const struct offer *offer, const struct logon *logon)
{
	if (!logon || logon->secret != SECRET_ACCEPTED)
		return 0;
	for (guint i = 0; i < offer->handshakes->len; i++) {
		const struct handshake *handshake = g_ptr_array_index(offer->handshakes, i);

		if (handshake->scheme == logon->scheme && handshake->binding == BINDING_SEEN &&
		    handshake_judged(handshake))
			return handshake_status(handshake);
	}
	return 0;
}

static struct fingerprint_endpoint *
endpoint_of(const struct offer *offer, const struct logon *logon)
{
	struct fingerprint_endpoint *endpoint = fingerprint_endpoint_new(offer->endpoint->name);

	endpoint->path = g_strdup(offer->endpoint->path);
	endpoint->get = answer_of(offer->get);
	endpoint->post = answer_of(offer->post);
	endpoint->direct = ntlm_of(offer, SCHEME_NTLM);
	endpoint->inside = ntlm_of(offer, SCHEME_NEGOTIATE);
	endpoint->logon_status = logon_status_of(offer, logon);
	endpoint->protection = protection_of(offer);
	if (!protection_text(endpoint->protection))
		endpoint->protection = PROTECTION_UNMEASURED;
	return endpoint;
}

static const struct ntlm_message *
first_challenge(const struct node_offers *offers)
{
	for (guint i = 0; i < offers->offers->len; i++) {
		const struct offer *offer = g_ptr_array_index(offers->offers, i);

		for (guint h = 0; h < offer->handshakes->len; h++) {
			const struct handshake *handshake = g_ptr_array_index(offer->handshakes, h);

			if (handshake->challenge)
				return handshake->challenge;
		}
	}
	return NULL;
}

static void
take_ntlm_names(struct fingerprint_node *node, const struct ntlm_message *challenge)
{
	const struct ntlm_target_info *info = challenge ? challenge->target_info : NULL;

	if (challenge)
		node->windows = ntlm_version_text(challenge);
	if (!info)
		return;
	node->ntlm_computer = keep_text(info->netbios_computer);
	node->ntlm_domain = keep_text(info->netbios_domain);
	node->dns_computer = keep_text(info->dns_computer);
	node->dns_domain = keep_text(info->dns_domain);
	node->dns_forest = keep_text(info->dns_forest);
}

static struct certificate *
certificate_of(const struct certificate *seen)
{
	struct certificate *certificate;

	if (!seen)
		return NULL;
	certificate = certificate_new();
	certificate->subject = keep_text(seen->subject);
	certificate->sha256 = keep_text(seen->sha256);
	certificate->not_after_s = seen->not_after_s;
	for (guint i = 0; i < MIN(seen->names->len, FIELDS_MAX); i++)
		g_ptr_array_add(certificate->names, keep_text(g_ptr_array_index(seen->names, i)));
	return certificate;
}

static gboolean
is_said(const char *text)
{
	return text && *text != '\0';
}

/* The name that is to be the node's key, unless another node has it already. */
static const char *
key_of(const struct fingerprint_node *node, const struct fingerprint *others)
{
	const char *names[] = {node->front_end, node->dns_computer, node->ntlm_computer,
			       node->address};

	for (gsize i = 0; i < G_N_ELEMENTS(names); i++)
		if (is_said(names[i]) && !fingerprint_find_node(others, names[i]))
			return names[i];
	return "any";
}

static struct fingerprint_node *
node_of(const struct node_offers *offers, const struct sweep *sweep,
	const struct fingerprint *others)
{
	struct fingerprint_node *node = fingerprint_node_new(NULL);
	const struct node *seen = offers->node;

	node->address = keep_text(seen->address);
	node->front_end = keep_text(seen->front_end);
	node->build = keep_text(seen->build);
	node->software = keep_text(seen->software);
	node->certificate = certificate_of(seen->certificate);
	take_ntlm_names(node, first_challenge(offers));
	node->key = g_strdup(key_of(node, others));
	for (guint i = 0; i < offers->offers->len; i++)
		g_ptr_array_add(node->endpoints,
				endpoint_of(g_ptr_array_index(offers->offers, i), sweep->logon));
	return node;
}

struct fingerprint *
fingerprint_of(const struct sweep *sweep, const struct fingerprint_given *given)
{
	struct fingerprint *fingerprint = fingerprint_new(sweep->hostname, sweep->port, sweep->tls);

	for (guint i = 0; i < sweep->nodes->len; i++)
		g_ptr_array_add(fingerprint->nodes,
				node_of(g_ptr_array_index(sweep->nodes, i), sweep, fingerprint));
	if (given)
		fingerprint_given_copy(&fingerprint->given, given);
	return fingerprint;
}
