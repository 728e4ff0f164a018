/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what of a sweep outlives it. */
#include "facts/fingerprint.h"

#include <string.h>

#define AT(member) offsetof(struct fingerprint_node, member)
const struct fingerprint_trait fingerprint_traits[FINGERPRINT_TRAITS] = {
    {"address", "address", AT(address)},
    {"front_end", "front end", AT(front_end)},
    {"build", "build", AT(build)},
    {"software", "software", AT(software)},
    {"ntlm_computer", "NTLM computer", AT(ntlm_computer)},
    {"ntlm_domain", "NTLM domain", AT(ntlm_domain)},
    {"dns_computer", "DNS computer", AT(dns_computer)},
    {"dns_domain", "DNS domain", AT(dns_domain)},
    {"dns_forest", "forest", AT(dns_forest)},
    {"windows", "Windows", AT(windows)},
};

char **
fingerprint_trait_of(struct fingerprint_node *node, const struct fingerprint_trait *trait)
{
	return (char **)(void *)((char *)node + trait->offset);
}

struct fingerprint_answer *
fingerprint_answer_new(void)
{
	struct fingerprint_answer *answer = g_new0(struct fingerprint_answer, 1);

	answer->outcome = OUTCOME_ANSWERED;
	answer->body = OUTCOME_ANSWERED;
	answer->challenges = g_ptr_array_new_with_free_func(g_free);
	return answer;
}

void
fingerprint_answer_free(struct fingerprint_answer *answer)
{
	if (!answer)
		return;
	g_ptr_array_unref(answer->challenges);
	g_free(answer->location);
	g_free(answer);
}

struct fingerprint_endpoint *
fingerprint_endpoint_new(const char *name)
{
	struct fingerprint_endpoint *endpoint = g_new0(struct fingerprint_endpoint, 1);

	endpoint->name = g_strdup(name);
	return endpoint;
}

void
fingerprint_endpoint_free(struct fingerprint_endpoint *endpoint)
{
	g_free(endpoint->name);
	g_free(endpoint->path);
	fingerprint_answer_free(endpoint->get);
	fingerprint_answer_free(endpoint->post);
	g_free(endpoint);
}

struct fingerprint_node *
fingerprint_node_new(const char *key)
{
	struct fingerprint_node *node = g_new0(struct fingerprint_node, 1);

	node->key = g_strdup(key);
	node->endpoints = g_ptr_array_new_with_free_func((GDestroyNotify)fingerprint_endpoint_free);
	return node;
}

void
fingerprint_node_free(struct fingerprint_node *node)
{
	for (gsize i = 0; i < FINGERPRINT_TRAITS; i++)
		g_free(*fingerprint_trait_of(node, &fingerprint_traits[i]));
	g_free(node->key);
	certificate_free(node->certificate);
	g_ptr_array_unref(node->endpoints);
	g_free(node);
}

struct fingerprint *
fingerprint_new(const char *hostname, guint port, gboolean tls)
{
	struct fingerprint *fingerprint = g_new0(struct fingerprint, 1);

	fingerprint->hostname = g_ascii_strdown(hostname, -1);
	fingerprint->port = port;
	fingerprint->tls = tls;
	fingerprint->nodes = g_ptr_array_new_with_free_func((GDestroyNotify)fingerprint_node_free);
	fingerprint_given_init(&fingerprint->given);
	return fingerprint;
}

void
fingerprint_free(struct fingerprint *fingerprint)
{
	g_free(fingerprint->hostname);
	g_ptr_array_unref(fingerprint->nodes);
	fingerprint_given_clear(&fingerprint->given);
	g_free(fingerprint);
}

struct fingerprint_node *
fingerprint_find_node(const struct fingerprint *fingerprint, const char *key)
{
	for (guint i = 0; i < fingerprint->nodes->len; i++) {
		struct fingerprint_node *node = g_ptr_array_index(fingerprint->nodes, i);

		if (strcmp(node->key, key) == 0)
			return node;
	}
	return NULL;
}

struct fingerprint_endpoint *
fingerprint_find_endpoint(const struct fingerprint_node *node, const char *name)
{
	for (guint i = 0; i < node->endpoints->len; i++) {
		struct fingerprint_endpoint *endpoint = g_ptr_array_index(node->endpoints, i);

		if (strcmp(endpoint->name, name) == 0)
			return endpoint;
	}
	return NULL;
}

gboolean
fingerprint_node_answered(const struct fingerprint_node *node)
{
	for (guint i = 0; i < node->endpoints->len; i++) {
		const struct fingerprint_endpoint *endpoint = g_ptr_array_index(node->endpoints, i);

		if ((endpoint->get && endpoint->get->outcome == OUTCOME_ANSWERED) ||
		    (endpoint->post && endpoint->post->outcome == OUTCOME_ANSWERED))
			return TRUE;
	}
	return FALSE;
}

static gboolean
has_name(const struct fingerprint_node *node)
{
	return node->front_end || node->dns_computer || node->ntlm_computer;
}

/* An error page of something in front names nobody, nor does a server that is out of reach. */
static struct fingerprint_node *
nameless_counterpart(const struct fingerprint *was, const struct fingerprint_node *node)
{
	struct fingerprint_node *first =
	    was->nodes->len > 0 ? g_ptr_array_index(was->nodes, 0) : NULL;

	if (!first || node->address || (has_name(node) && has_name(first)))
		return NULL;
	return first;
}

struct fingerprint_node *
fingerprint_counterpart(const struct fingerprint *was, const struct fingerprint *is,
			const struct fingerprint_node *node)
{
	struct fingerprint_node *same = fingerprint_find_node(was, node->key);

	for (guint i = 0; !same && node->address && i < was->nodes->len; i++) {
		struct fingerprint_node *other = g_ptr_array_index(was->nodes, i);

		if (g_strcmp0(other->address, node->address) == 0 &&
		    !fingerprint_find_node(is, other->key))
			same = other;
	}
	return same ? same : nameless_counterpart(was, node);
}

char *
fingerprint_answer_text(const struct fingerprint_answer *answer)
{
	g_autoptr(GPtrArray) fields = g_ptr_array_new();
	g_autoptr(struct_challenge_list) list = NULL;

	if (answer->outcome != OUTCOME_ANSWERED)
		return g_strdup(outcome_name(answer->outcome));
	if (answer->status != 401)
		return g_strdup_printf("status %u", answer->status);
	for (guint i = 0; i < answer->challenges->len; i++)
		g_ptr_array_add(fields, g_ptr_array_index(answer->challenges, i));
	g_ptr_array_add(fields, NULL);
	list = challenge_list_parse_strings((const char *const *)fields->pdata);
	return challenge_list_describe(list);
}
