/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds what the answers of one server say about it. */
#include "facts/node.h"

#include "facts/json_text.h"

struct node *
node_new(const char *address)
{
	struct node *node = g_new0(struct node, 1);

	node->address = g_strdup(address);
	return node;
}

void
node_free(struct node *node)
{
	if (!node)
		return;
	g_free(node->address);
	g_free(node->connected);
	g_free(node->front_end);
	g_free(node->back_end);
	g_free(node->build);
	g_free(node->software);
	g_free(node->via);
	certificate_free(node->certificate);
	g_free(node);
}

static void
learn(char **known, const char *said)
{
	if (!*known && said && *said != '\0')
		*known = g_strdup(said);
}

void
node_learn(struct node *node, const struct answer *answer)
{
	node->answered = node->answered || answer->outcome == OUTCOME_ANSWERED;
	learn(&node->connected, answer->address);
	learn(&node->front_end, answer_header(answer, "X-FEServer"));
	learn(&node->back_end, answer_header(answer, "X-CalculatedBETarget"));
	learn(&node->back_end, answer_header(answer, "X-BEServer"));
	learn(&node->build, answer_header(answer, "X-OWA-Version"));
	learn(&node->software, answer_header(answer, "Server"));
	learn(&node->via, answer_header(answer, "Via"));
}

json_t *
node_to_json(const struct node *node)
{
	json_t *object = json_object();

	json_set_text(object, "address", node->address);
	json_set_text(object, "connected", node->connected);
	json_set_text(object, "front_end", node->front_end);
	json_set_text(object, "back_end", node->back_end);
	json_set_text(object, "build", node->build);
	json_set_text(object, "software", node->software);
	json_set_text(object, "via", node->via);
	if (node->certificate)
		json_object_set_new(object, "certificate", certificate_to_json(node->certificate));
	return object;
}
