/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the content of a file of accepted fingerprints. */
#include "state/baseline.h"

#include <stdlib.h>
#include <string.h>

#include <jansson.h>

#include "base/text.h"
#include "facts/fingerprint_json.h"

struct baseline {
	json_t *root; /* an object that has the members "version" and "hosts" */
};

G_DEFINE_QUARK(exchange - baseline - error, baseline_error)

static gboolean
refuse_version(json_int_t found, GError **error)
{
	g_set_error(error, BASELINE_ERROR, BASELINE_UNUSABLE,
		    "expected a baseline of version %d, found version %" JSON_INTEGER_FORMAT
		    ", of %s release",
		    BASELINE_VERSION, found, found > BASELINE_VERSION ? "a newer" : "an older");
	return FALSE;
}

/* FALSE with an error that says what it is instead of a baseline. */
static gboolean
check_root(const json_t *root, GError **error)
{
	const json_t *version = json_object_get(root, "version");
	json_t *hosts = json_object_get(root, "hosts");
	const char *key;
	json_t *host;

	if (json_is_integer(version) && json_integer_value(version) != BASELINE_VERSION)
		return refuse_version(json_integer_value(version), error);
	if (!json_is_integer(version) || !json_is_object(hosts)) {
		g_set_error(error, BASELINE_ERROR, BASELINE_UNUSABLE,
			    "expected a baseline, an object with \"hosts\" and \"version\", found "
			    "%s as \"version\" and %s as \"hosts\" of %s",
			    fingerprint_json_kind(version), fingerprint_json_kind(hosts),
			    fingerprint_json_kind(root));
		return FALSE;
	}
	json_object_foreach(hosts, key, host)
	{
		if (!json_is_object(host)) {
			g_autofree char *shown = text_line(key);

			g_set_error(error, BASELINE_ERROR, BASELINE_UNUSABLE,
				    "expected an object as host \"%s\", found %s", shown,
				    fingerprint_json_kind(host));
			return FALSE;
		}
	}
	return TRUE;
}

static struct baseline *
hold(json_t *root)
{
	struct baseline *baseline = g_new(struct baseline, 1);

	baseline->root = root;
	return baseline;
}

struct baseline *
baseline_parse(const char *bytes, gsize length, GError **error)
{
	json_error_t problem;
	json_t *root = json_loadb(bytes, length, JSON_REJECT_DUPLICATES, &problem);

	if (!root) {
		g_autofree char *shown = text_line(problem.text);

		g_set_error(error, BASELINE_ERROR, BASELINE_UNUSABLE,
			    "expected JSON, found in line %d: %s", problem.line,
			    length == 0 ? "an empty file" : shown);
		return NULL;
	}
	if (check_root(root, error))
		return hold(root);
	json_decref(root);
	return NULL;
}

void
baseline_free(struct baseline *baseline)
{
	json_decref(baseline->root);
	g_free(baseline);
}

/* "mail.example.com:443", "[2001:db8::1]:443"; the caller frees. */
static char *
key_of(const char *hostname, guint port)
{
	g_autofree char *lower = g_ascii_strdown(hostname, -1);
	g_autofree char *name = text_utf8(lower, -1);

	return g_strdup_printf(strchr(name, ':') ? "[%s]:%u" : "%s:%u", name, port);
}

struct fingerprint *
baseline_find(const struct baseline *baseline, const char *hostname, guint port, GError **error)
{
	g_autofree char *key = key_of(hostname, port);
	json_t *host = json_object_get(json_object_get(baseline->root, "hosts"), key);
	g_autoptr(GError) problem = NULL;
	struct fingerprint *found =
	    host ? fingerprint_from_json(hostname, port, host, &problem) : NULL;

	if (host && !found) {
		g_autofree char *shown = text_line(key);

		g_set_error(error, BASELINE_ERROR, BASELINE_UNUSABLE, "host \"%s\": %s", shown,
			    problem->message);
	}
	return found;
}

gboolean
baseline_put(struct baseline *baseline, const struct fingerprint *seen, gboolean all_nodes,
	     GError **error)
{
	g_autofree char *key = key_of(seen->hostname, seen->port);
	json_t *hosts = json_object_get(baseline->root, "hosts");
	GError *problem = NULL;
	struct fingerprint *was = baseline_find(baseline, seen->hostname, seen->port, &problem);

	if (problem) {
		g_propagate_error(error, problem);
		return FALSE;
	}
	if (was)
		fingerprint_free(was);
	else
		json_object_set_new(hosts, key, json_object());
	fingerprint_into_json(seen, all_nodes, json_object_get(hosts, key));
	return TRUE;
}

char *
baseline_format(const struct baseline *baseline, gsize *length)
{
	char *text = json_dumps(baseline->root, JSON_SORT_KEYS | JSON_INDENT(1));
	GString *lines = g_string_new(text);

	free(text);
	g_string_append_c(lines, '\n');
	*length = lines->len;
	return g_string_free(lines, FALSE);
}
