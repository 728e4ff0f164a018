/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes fingerprints as JSON. */
#include "facts/fingerprint_json.h"

#include <string.h>

#include "facts/json_text.h"

/* What the members of an endpoint are called, apart from those that another kind of run learns. */
static const char *const endpoint_members[] = {"path", "get", "post", "ntlm", "negotiate"};
static const char *const learnt_members[] = {"logon_status", "extended_protection"};

static json_t *
seen_to_json(const struct fingerprint_answer *answer)
{
	json_t *object = json_object();

	if (answer->outcome != OUTCOME_ANSWERED) {
		json_set_text(object, "outcome", outcome_name(answer->outcome));
		return object;
	}
	json_object_set_new(object, "status", json_integer(answer->status));
	json_object_set_new(object, "challenges", json_texts(answer->challenges));
	json_set_text(object, "location", answer->location);
	if (answer->body != OUTCOME_ANSWERED)
		json_set_text(object, "body", outcome_name(answer->body));
	return object;
}

static void
set_ntlm(json_t *object, const char *key, const struct fingerprint_ntlm *ntlm)
{
	if (ntlm->known)
		json_set_text(object, key,
			      ntlm->two_servers ? "two servers" : handshake_end_name(ntlm->end));
}

static json_t *
endpoint_to_json(const struct fingerprint_endpoint *endpoint)
{
	json_t *object = json_object();

	json_set_text(object, "path", endpoint->path);
	if (endpoint->get)
		json_object_set_new(object, "get", seen_to_json(endpoint->get));
	if (endpoint->post)
		json_object_set_new(object, "post", seen_to_json(endpoint->post));
	set_ntlm(object, "ntlm", &endpoint->direct);
	set_ntlm(object, "negotiate", &endpoint->inside);
	if (endpoint->logon_status > 0)
		json_object_set_new(object, "logon_status", json_integer(endpoint->logon_status));
	json_set_text(object, "extended_protection", protection_text(endpoint->protection));
	return object;
}

/* A day is easier to review than a number of seconds. */
static char *
time_text(gint64 seconds)
{
	g_autoptr(GDateTime) moment = seconds != 0 ? g_date_time_new_from_unix_utc(seconds) : NULL;

	return moment ? g_date_time_format(moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

static json_t *
shown_to_json(const struct certificate *certificate)
{
	json_t *object = json_object();
	g_autofree char *not_after = time_text(certificate->not_after_s);

	json_set_text(object, "subject", certificate->subject);
	if (certificate->names->len > 0)
		json_object_set_new(object, "names", json_texts(certificate->names));
	json_set_text(object, "not_after", not_after);
	json_set_text(object, "sha256", certificate->sha256);
	return object;
}

/* Without the endpoints. */
static json_t *
node_alone_to_json(const struct fingerprint_node *node)
{
	json_t *object = json_object();

	for (gsize i = 0; i < FINGERPRINT_TRAITS; i++) {
		const char *const *text =
		    (const char *const *)(const void *)((const char *)node +
							fingerprint_traits[i].offset);

		json_set_text(object, fingerprint_traits[i].name, *text);
	}
	if (node->certificate)
		json_object_set_new(object, "certificate", shown_to_json(node->certificate));
	return object;
}

/* `new` in place of what `old` has under that name. */
static void
replace_member(json_t *old, json_t *new, const char *name)
{
	json_t *value = json_object_get(new, name);

	if (value)
		json_object_set(old, name, value);
	else
		json_object_del(old, name);
}

/* The object of that name in `parent`, made when there is none. */
static json_t *
object_in(json_t *parent, const char *name)
{
	json_t *object = json_object_get(parent, name);

	if (!json_is_object(object)) {
		json_object_set_new(parent, name, json_object());
		object = json_object_get(parent, name);
	}
	return object;
}

static void
endpoint_into_json(const struct fingerprint_endpoint *endpoint, json_t *old)
{
	json_t *new = endpoint_to_json(endpoint);

	for (gsize i = 0; i < G_N_ELEMENTS(endpoint_members); i++)
		replace_member(old, new, endpoint_members[i]);
	for (gsize i = 0; i < G_N_ELEMENTS(learnt_members); i++)
		if (json_object_get(new, learnt_members[i]))
			replace_member(old, new, learnt_members[i]);
	json_decref(new);
}

static void
node_into_json(const struct fingerprint_node *node, json_t *old)
{
	json_t *new = node_alone_to_json(node);
	json_t *endpoints = object_in(old, "endpoints");

	for (gsize i = 0; i < FINGERPRINT_TRAITS; i++)
		replace_member(old, new, fingerprint_traits[i].name);
	replace_member(old, new, "certificate");
	json_decref(new);
	for (guint i = 0; i < node->endpoints->len; i++) {
		const struct fingerprint_endpoint *endpoint = g_ptr_array_index(node->endpoints, i);

		endpoint_into_json(endpoint, object_in(endpoints, endpoint->name));
	}
}

/* What the node was written down as, under the key it has now. */
static json_t *
take_node(json_t *nodes, const struct fingerprint_node *was, const char *key)
{
	json_t *old = was ? json_object_get(nodes, was->key) : NULL;

	if (old && strcmp(was->key, key) != 0) {
		json_object_set(nodes, key, old);
		json_object_del(nodes, was->key);
	}
	return object_in(nodes, key);
}

static void
drop_unseen(json_t *nodes, const struct fingerprint *fingerprint)
{
	const char *key;
	json_t *value;
	void *next;

	json_object_foreach_safe(nodes, next, key, value)
	{
		if (!fingerprint_find_node(fingerprint, key))
			json_object_del(nodes, key);
	}
}

void
fingerprint_into_json(const struct fingerprint *fingerprint, gboolean all_nodes, json_t *host)
{
	g_autoptr(struct_fingerprint) was =
	    fingerprint_from_json(fingerprint->hostname, fingerprint->port, host, NULL);
	json_t *nodes = object_in(host, "nodes");
	g_autoptr(struct_fingerprint) kept =
	    fingerprint_new(fingerprint->hostname, fingerprint->port, fingerprint->tls);

	json_object_set_new(host, "tls", json_boolean(fingerprint->tls));
	fingerprint_given_into_json(&fingerprint->given, host);
	for (guint i = 0; i < fingerprint->nodes->len; i++) {
		const struct fingerprint_node *node = g_ptr_array_index(fingerprint->nodes, i);
		const struct fingerprint_node *before =
		    was ? fingerprint_counterpart(was, fingerprint, node) : NULL;

		if (fingerprint_node_answered(node)) {
			node_into_json(node, take_node(nodes, before, node->key));
			g_ptr_array_add(kept->nodes, fingerprint_node_new(node->key));
		} else if (before) {
			g_ptr_array_add(kept->nodes, fingerprint_node_new(before->key));
		}
	}
	if (all_nodes)
		drop_unseen(nodes, kept);
}

json_t *
fingerprint_to_json(const struct fingerprint *fingerprint)
{
	json_t *host = json_object();
	json_t *nodes = object_in(host, "nodes");

	json_object_set_new(host, "tls", json_boolean(fingerprint->tls));
	fingerprint_given_into_json(&fingerprint->given, host);
	for (guint i = 0; i < fingerprint->nodes->len; i++) {
		const struct fingerprint_node *node = g_ptr_array_index(fingerprint->nodes, i);

		node_into_json(node, object_in(nodes, node->key));
	}
	return host;
}
