/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads fingerprints from JSON that anybody may have written. */
#include "facts/fingerprint_json.h"

#include <string.h>

#include "base/text.h"

GQuark
fingerprint_error_quark(void)
{
	return g_quark_from_static_string("fingerprint-error");
}

const char *
fingerprint_json_kind(const json_t *value)
{
	static const char *const kinds[] = {
	    [JSON_OBJECT] = "an object", [JSON_ARRAY] = "an array", [JSON_STRING] = "a text",
	    [JSON_INTEGER] = "a number", [JSON_REAL] = "a number",  [JSON_TRUE] = "true",
	    [JSON_FALSE] = "false",	 [JSON_NULL] = "null",
	};

	return value ? kinds[json_typeof(value)] : "nothing";
}

/* Where the reading is, for messages: the nearest names. */
struct place {
	const char *node;     /* NULL: not within a node */
	const char *endpoint; /* NULL: not within an endpoint */
	const char *part;     /* "get", "certificate"; NULL: none */
	GError **error;
};

/* Always FALSE. */
static gboolean
refuse(const struct place *place, const char *member, const char *expected, const char *found)
{
	g_autofree char *node = text_line(place->node);
	g_autofree char *endpoint = text_line(place->endpoint);

	g_set_error(place->error, FINGERPRINT_ERROR, 0,
		    "expected %s as \"%s\"%s%s%s%s%s%s%s%s, found %s", expected, member,
		    place->part ? " of " : "", place->part ? place->part : "",
		    place->endpoint ? " of endpoint \"" : "", endpoint, place->endpoint ? "\"" : "",
		    place->node ? " of node \"" : "", node, place->node ? "\"" : "", found);
	return FALSE;
}

/* A word that is none of those that could stand there. Always FALSE. */
static gboolean
refuse_word(const struct place *place, const char *member, const char *expected,
	    const json_t *value)
{
	g_autofree char *word = text_line(json_string_value(value));
	g_autofree char *found = json_is_string(value) ? g_strdup_printf("\"%s\"", word)
						       : g_strdup(fingerprint_json_kind(value));

	return refuse(place, member, expected, found);
}

/* NULL stays where the member is absent. */
static gboolean
read_text(const json_t *object, const char *member, char **text, const struct place *place)
{
	const json_t *value = json_object_get(object, member);

	if (value && !json_is_string(value))
		return refuse(place, member, "a text", fingerprint_json_kind(value));
	if (value)
		*text = g_strdup(json_string_value(value));
	return TRUE;
}

static gboolean
read_texts(const json_t *object, const char *member, GPtrArray *texts, const struct place *place)
{
	const json_t *array = json_object_get(object, member);

	if (array && !json_is_array(array))
		return refuse(place, member, "an array of texts", fingerprint_json_kind(array));
	if (json_array_size(array) > FINGERPRINT_TEXTS_MAX)
		return refuse(place, member, "at most 256 texts", "more");
	for (gsize i = 0; i < json_array_size(array); i++) {
		const json_t *value = json_array_get(array, i);

		if (!json_is_string(value))
			return refuse(place, member, "an array of texts",
				      fingerprint_json_kind(value));
		g_ptr_array_add(texts, g_strdup(json_string_value(value)));
	}
	return TRUE;
}

static gboolean
read_status(const json_t *object, const char *member, guint *status, const struct place *place)
{
	const json_t *value = json_object_get(object, member);

	if (!value)
		return TRUE;
	if (!json_is_integer(value) || json_integer_value(value) < 100 ||
	    json_integer_value(value) > 999)
		return refuse(place, member, "a status of 100 to 999",
			      json_is_integer(value) ? "another number"
						     : fingerprint_json_kind(value));
	*status = (guint)json_integer_value(value);
	return TRUE;
}

static gboolean
read_outcome(const json_t *object, const char *member, enum outcome *outcome,
	     const struct place *place)
{
	const json_t *value = json_object_get(object, member);

	if (!value)
		return TRUE;
	for (guint i = 0; json_is_string(value) && i < OUTCOME_COUNT; i++) {
		if (strcmp(outcome_name((enum outcome)i), json_string_value(value)) == 0) {
			*outcome = (enum outcome)i;
			return TRUE;
		}
	}
	return refuse_word(place, member, "how far a request came (\"timeout\")", value);
}

static gboolean
fill_answer(const json_t *object, struct fingerprint_answer *answer, const struct place *place)
{
	if (!read_outcome(object, "outcome", &answer->outcome, place) ||
	    !read_outcome(object, "body", &answer->body, place) ||
	    !read_status(object, "status", &answer->status, place) ||
	    !read_texts(object, "challenges", answer->challenges, place) ||
	    !read_text(object, "location", &answer->location, place))
		return FALSE;
	if ((answer->outcome == OUTCOME_ANSWERED) == (answer->status != 0))
		return TRUE;
	return refuse(place, "status", answer->status ? "none beside an outcome" : "a status",
		      answer->status ? "one" : "nothing");
}

static gboolean
read_answer(const json_t *endpoint, const char *method, gboolean required,
	    struct fingerprint_answer **answer, const struct place *at)
{
	const json_t *object = json_object_get(endpoint, method);
	struct place place = *at;

	if (!object && !required)
		return TRUE;
	if (!json_is_object(object))
		return refuse(at, method, "an object", fingerprint_json_kind(object));
	place.part = method;
	*answer = fingerprint_answer_new();
	return fill_answer(object, *answer, &place);
}

static gboolean
read_ntlm(const json_t *endpoint, const char *member, struct fingerprint_ntlm *ntlm,
	  const struct place *place)
{
	const json_t *value = json_object_get(endpoint, member);
	const char *text = json_string_value(value);

	if (!value)
		return TRUE;
	ntlm->known = TRUE;
	ntlm->two_servers = text && strcmp(text, "two servers") == 0;
	ntlm->end = HANDSHAKE_CHALLENGED;
	if (ntlm->two_servers)
		return TRUE;
	for (guint i = HANDSHAKE_NOT_TRIED + 1; text && i < HANDSHAKE_END_COUNT; i++) {
		if (strcmp(handshake_end_name((enum handshake_end)i), text) == 0) {
			ntlm->end = (enum handshake_end)i;
			return TRUE;
		}
	}
	return refuse_word(place, member, "how far NTLM came (\"challenged\")", value);
}

static gboolean
read_protection(const json_t *endpoint, enum protection *protection, const struct place *place)
{
	const char *member = "extended_protection";
	const json_t *value = json_object_get(endpoint, member);
	const char *text = json_string_value(value);

	if (!value || (text && protection_from_text(text, protection)))
		return TRUE;
	return refuse_word(place, member, "None, Allow or Require", value);
}

static gboolean
fill_endpoint(const json_t *object, struct fingerprint_endpoint *endpoint,
	      const struct place *place)
{
	return read_text(object, "path", &endpoint->path, place) &&
	       read_answer(object, "get", TRUE, &endpoint->get, place) &&
	       read_answer(object, "post", FALSE, &endpoint->post, place) &&
	       read_ntlm(object, "ntlm", &endpoint->direct, place) &&
	       read_ntlm(object, "negotiate", &endpoint->inside, place) &&
	       read_status(object, "logon_status", &endpoint->logon_status, place) &&
	       read_protection(object, &endpoint->protection, place);
}

static gboolean
read_endpoints(const json_t *node, GPtrArray *endpoints, const struct place *at)
{
	json_t *objects = json_object_get(node, "endpoints");
	const char *name;
	json_t *object;

	if (!json_is_object(objects))
		return refuse(at, "endpoints", "an object", fingerprint_json_kind(objects));
	if (json_object_size(objects) > FINGERPRINT_ENDPOINTS_MAX)
		return refuse(at, "endpoints", "at most 256", "more");
	json_object_foreach(objects, name, object)
	{
		struct fingerprint_endpoint *endpoint = fingerprint_endpoint_new(name);
		struct place place = *at;

		place.endpoint = name;
		g_ptr_array_add(endpoints, endpoint);
		if (!json_is_object(object))
			return refuse(at, "endpoints", "an object of objects",
				      fingerprint_json_kind(object));
		if (!fill_endpoint(object, endpoint, &place))
			return FALSE;
	}
	return TRUE;
}

static gboolean
read_certificate(const json_t *node, struct certificate **certificate, const struct place *at)
{
	const json_t *object = json_object_get(node, "certificate");
	g_autofree char *not_after = NULL;
	g_autoptr(GDateTime) moment = NULL;
	struct place place = *at;

	if (!object)
		return TRUE;
	if (!json_is_object(object))
		return refuse(at, "certificate", "an object", fingerprint_json_kind(object));
	place.part = "certificate";
	*certificate = certificate_new();
	if (!read_text(object, "subject", &(*certificate)->subject, &place) ||
	    !read_text(object, "sha256", &(*certificate)->sha256, &place) ||
	    !read_texts(object, "names", (*certificate)->names, &place) ||
	    !read_text(object, "not_after", &not_after, &place))
		return FALSE;
	moment = not_after ? g_date_time_new_from_iso8601(not_after, NULL) : NULL;
	if (not_after && !moment)
		return refuse_word(&place, "not_after", "a time as 2027-02-14T08:00:00Z",
				   json_object_get(object, "not_after"));
	(*certificate)->not_after_s = moment ? g_date_time_to_unix(moment) : 0;
	return TRUE;
}

static gboolean
fill_node(const json_t *object, struct fingerprint_node *node, const struct place *place)
{
	for (gsize i = 0; i < FINGERPRINT_TRAITS; i++) {
		const struct fingerprint_trait *trait = &fingerprint_traits[i];

		if (!read_text(object, trait->name, fingerprint_trait_of(node, trait), place))
			return FALSE;
	}
	return read_certificate(object, &node->certificate, place) &&
	       read_endpoints(object, node->endpoints, place);
}

static gboolean
read_nodes(const json_t *host, GPtrArray *nodes, GError **error)
{
	json_t *objects = json_object_get(host, "nodes");
	struct place place = {.error = error};
	const char *key;
	json_t *object;

	if (!json_is_object(objects))
		return refuse(&place, "nodes", "an object", fingerprint_json_kind(objects));
	if (json_object_size(objects) > FINGERPRINT_NODES_MAX)
		return refuse(&place, "nodes", "at most 1024", "more");
	json_object_foreach(objects, key, object)
	{
		struct fingerprint_node *node = fingerprint_node_new(key);

		g_ptr_array_add(nodes, node);
		place.node = NULL;
		if (!json_is_object(object))
			return refuse(&place, "nodes", "an object of objects",
				      fingerprint_json_kind(object));
		place.node = key;
		if (!fill_node(object, node, &place))
			return FALSE;
	}
	return TRUE;
}

struct fingerprint *
fingerprint_from_json(const char *hostname, guint port, const json_t *host, GError **error)
{
	g_autoptr(struct_fingerprint) fingerprint = fingerprint_new(hostname, port, TRUE);
	const json_t *tls = json_object_get(host, "tls");
	struct place place = {.error = error};
	const char *wrong;

	if (!json_is_object(host)) {
		refuse(&place, "nodes", "an object", fingerprint_json_kind(host));
		return NULL;
	}
	if (tls && !json_is_boolean(tls)) {
		refuse(&place, "tls", "true or false", fingerprint_json_kind(tls));
		return NULL;
	}
	fingerprint->tls = !json_is_false(tls);
	wrong = fingerprint_given_read(host, &fingerprint->given);
	if (wrong) {
		g_set_error(error, FINGERPRINT_ERROR, 0, "expected %s, found something else",
			    wrong);
		return NULL;
	}
	return read_nodes(host, fingerprint->nodes, error) ? g_steal_pointer(&fingerprint) : NULL;
}
