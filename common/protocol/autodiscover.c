/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds whatever Autodiscover answers. */
#include "protocol/autodiscover.h"

#include <string.h>

#include "base/text.h"
#include "protocol/autodiscover_build.h"
#include "protocol/autodiscover_json.h"
#include "protocol/autodiscover_pox.h"
#include "protocol/autodiscover_soap.h"

static const char *const schema_names[] = {
    [AUTODISCOVER_UNKNOWN] = "unknown",
    [AUTODISCOVER_OUTLOOK] = "outlook",
    [AUTODISCOVER_MOBILESYNC] = "mobilesync",
    [AUTODISCOVER_SOAP] = "soap",
    [AUTODISCOVER_JSON] = "json",
};
_Static_assert(G_N_ELEMENTS(schema_names) == AUTODISCOVER_SCHEMA_COUNT, "a name for every schema");

static const char *const action_names[] = {
    [AUTODISCOVER_ACTION_NONE] = NULL,
    [AUTODISCOVER_SETTINGS] = "settings",
    [AUTODISCOVER_REDIRECT_ADDRESS] = "redirectAddr",
    [AUTODISCOVER_REDIRECT_URL] = "redirectUrl",
};
_Static_assert(G_N_ELEMENTS(action_names) == AUTODISCOVER_ACTION_COUNT, "a name for every action");

const char *
autodiscover_schema_name(enum autodiscover_schema schema)
{
	return schema_names[schema];
}

const char *
autodiscover_action_name(enum autodiscover_action action)
{
	return action_names[action];
}

static void
value_free(gpointer data)
{
	struct autodiscover_value *value = data;

	g_free(value->name);
	g_free(value->value);
	g_free(value);
}

static GPtrArray *
values_new(void)
{
	return g_ptr_array_new_with_free_func(value_free);
}

static void
protocol_free(gpointer data)
{
	struct autodiscover_protocol *protocol = data;

	g_free(protocol->type);
	g_free(protocol->place);
	g_ptr_array_unref(protocol->values);
	/* One level deep: what stands in Internal and External has none of its own. */
	g_ptr_array_unref(protocol->inner);
	g_free(protocol);
}

struct autodiscover_protocol *
autodiscover_protocol_new(const char *place)
{
	struct autodiscover_protocol *protocol = g_new0(struct autodiscover_protocol, 1);

	protocol->place = g_strdup(place);
	protocol->values = values_new();
	protocol->inner = g_ptr_array_new_with_free_func(protocol_free);
	return protocol;
}

struct autodiscover_answer *
autodiscover_answer_new(enum autodiscover_schema schema)
{
	struct autodiscover_answer *answer = g_new0(struct autodiscover_answer, 1);

	answer->schema = schema;
	answer->user = values_new();
	answer->protocols = g_ptr_array_new_with_free_func(protocol_free);
	answer->settings = values_new();
	answer->setting_errors = values_new();
	return answer;
}

void
autodiscover_answer_free(struct autodiscover_answer *answer)
{
	g_free(answer->redirect);
	g_free(answer->error_code);
	g_free(answer->error_message);
	g_free(answer->error_debug);
	g_ptr_array_unref(answer->user);
	g_ptr_array_unref(answer->protocols);
	g_ptr_array_unref(answer->settings);
	g_ptr_array_unref(answer->setting_errors);
	g_free(answer->server_version);
	g_free(answer->odd_namespace);
	g_free(answer->malformed);
	g_free(answer);
}

void
autodiscover_put(GPtrArray *values, const char *name, const char *value, struct bounded_xml *xml)
{
	struct autodiscover_value *put;

	if (!value || *value == '\0')
		return;
	if (values->len >= AUTODISCOVER_LIMIT_VALUES) {
		if (xml)
			bounded_xml_refuse(xml, "expected at most %d values in one place, got more",
					   AUTODISCOVER_LIMIT_VALUES);
		return;
	}
	put = g_new(struct autodiscover_value, 1);
	put->name = g_strdup(name);
	put->value = g_strdup(value);
	g_ptr_array_add(values, put);
}

void
autodiscover_set(char **text, const char *value)
{
	if (!*text && value && *value != '\0')
		*text = g_strdup(value);
}

const char *
autodiscover_get(const GPtrArray *values, const char *name)
{
	for (guint i = 0; i < values->len; i++) {
		const struct autodiscover_value *value = g_ptr_array_index(values, i);

		if (strcmp(value->name, name) == 0)
			return value->value;
	}
	return NULL;
}

const struct autodiscover_protocol *
autodiscover_protocol_find(const struct autodiscover_answer *answer, const char *type, guint i)
{
	for (guint p = 0; p < answer->protocols->len; p++) {
		const struct autodiscover_protocol *protocol =
		    g_ptr_array_index(answer->protocols, p);

		if (protocol->type && g_ascii_strcasecmp(protocol->type, type) == 0 && i-- == 0)
			return protocol;
	}
	return NULL;
}

/* "expected an Autodiscover document, got an HTML page": what a root element of that name means.
 * The caller frees. */
static char *
foreign(const char *root)
{
	g_autofree char *shown = text_line(root);

	if (g_ascii_strcasecmp(root, "html") == 0)
		return g_strdup("expected an Autodiscover document, got an HTML page");
	return g_strdup_printf("expected an Autodiscover document, got <%s>", shown);
}

void
autodiscover_set_singles(struct bounded_xml *xml, const struct autodiscover_single *singles,
			 gsize count, const char *text)
{
	for (gsize i = 0; i < count; i++)
		if (bounded_xml_is(xml, singles[i].path))
			autodiscover_set(singles[i].to, text);
}

void
autodiscover_check_root(struct bounded_xml *xml, const char *expected)
{
	g_autofree char *why = NULL;

	if (bounded_xml_depth(xml) != 1 || strcmp(bounded_xml_name(xml, 0), expected) == 0)
		return;
	why = foreign(bounded_xml_name(xml, 0));
	bounded_xml_refuse(xml, "%s", why);
}

static struct autodiscover_answer *
refuse(char *why)
{
	struct autodiscover_answer *answer = autodiscover_answer_new(AUTODISCOVER_UNKNOWN);

	answer->malformed = why;
	return answer;
}

/* Behind white space, and a byte order mark before it. */
static gsize
begin_of(const char *text, gsize length)
{
	static const char mark[] = "\xef\xbb\xbf";
	gsize skip =
	    length >= strlen(mark) && memcmp(text, mark, strlen(mark)) == 0 ? strlen(mark) : 0;

	while (skip < length && g_ascii_isspace(text[skip]))
		skip++;
	return skip;
}

/* A page says what it is behind its XML declaration and comments. */
static gboolean
is_html(const char *head)
{
	for (;;) {
		gboolean comment = g_str_has_prefix(head, "<!--");
		const char *end = comment			 ? strstr(head, "-->")
				  : g_str_has_prefix(head, "<?") ? strstr(head, "?>")
								 : NULL;

		if (!end)
			break;
		head = end + (comment ? 3 : 2);
		while (g_ascii_isspace(*head))
			head++;
	}
	return g_ascii_strncasecmp(head, "<!doctype html", 14) == 0 ||
	       g_ascii_strncasecmp(head, "<html", 5) == 0;
}

/* Finds out by the first characters, so that no reader meets the document of another. */
struct autodiscover_answer *
autodiscover_parse(const void *bytes, gsize length)
{
	static const char soap[] = "http://schemas.xmlsoap.org/soap/envelope/";
	static const char soap_12[] = "http://www.w3.org/2003/05/soap-envelope";
	enum { HEAD = 4096 };
	const char *text = bytes;
	gsize skip = begin_of(text, length);
	g_autofree char *head = NULL;

	if (skip == length)
		return refuse(g_strdup("expected an Autodiscover document, got an empty body"));
	if (text[skip] == '{')
		return autodiscover_json_parse(text + skip, length - skip);
	head = g_strndup(text + skip, MIN(length - skip, HEAD));
	if (*head != '<' && !g_str_has_prefix(head, "\xff\xfe") &&
	    !g_str_has_prefix(head, "\xfe\xff")) {
		g_autofree char *shown = text_clean(head, -1, 40);

		return refuse(
		    g_strdup_printf("expected an Autodiscover document, got \"%s\"", shown));
	}
	if (is_html(head))
		return refuse(foreign("html"));
	return strstr(head, soap) || strstr(head, soap_12) ? autodiscover_soap_parse(bytes, length)
							   : autodiscover_pox_parse(bytes, length);
}

char *
autodiscover_server_version(const char *digits)
{
	guint64 value = 0;

	if (strlen(digits) != 8 ||
	    !g_ascii_string_to_unsigned(digits, 16, 0, G_MAXUINT32, &value, NULL))
		return NULL;
	return g_strdup_printf("%u.%u.%u", (guint)(value >> 22 & 0x3f), (guint)(value >> 16 & 0x3f),
			       (guint)(value & 0x7fff));
}
