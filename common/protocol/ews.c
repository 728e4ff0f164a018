/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the answers of Exchange Web Services. */
#include "protocol/ews.h"

#include "protocol/bounded_xml.h"
#include "protocol/breach.h"
#include <string.h>

enum { LIMIT_BYTES = 1 << 20, LIMIT_DEPTH = 32, LIMIT_RESPONSES = 1024 };

struct reading {
	struct ews_answer *answer;
	struct ews_response *response; /* the one in reading; NULL between them */
	guint response_depth;	       /* where its element stands */
	gboolean is_back_off;	       /* the element in reading says how long to wait */
};

/* Texts of the answer, and of the response in reading: the first one counts. SOAP 1.1, then 1.2. */
static const struct {
	const char *path;
	gsize offset;
} answer_texts[] =
    {
	{"Body/Fault/faultcode", G_STRUCT_OFFSET(struct ews_answer, fault_code)},
	{"Body/Fault/faultstring", G_STRUCT_OFFSET(struct ews_answer, fault_message)},
	{"Body/Fault/Code/Value", G_STRUCT_OFFSET(struct ews_answer, fault_code)},
	{"Body/Fault/Reason/Text", G_STRUCT_OFFSET(struct ews_answer, fault_message)},
	{"Fault/detail/ResponseCode", G_STRUCT_OFFSET(struct ews_answer, fault_response_code)},
	{"Fault/Detail/ResponseCode", G_STRUCT_OFFSET(struct ews_answer, fault_response_code)},
	{"OofSettings/OofState", G_STRUCT_OFFSET(struct ews_answer, oof_state)},
	{"OofSettings/ExternalAudience", G_STRUCT_OFFSET(struct ews_answer, external_audience)},
},
  response_texts[] = {
      {"ResponseCode", G_STRUCT_OFFSET(struct ews_response, code)},
      {"MessageText", G_STRUCT_OFFSET(struct ews_response, message)},
      {"FreeBusyView/FreeBusyViewType", G_STRUCT_OFFSET(struct ews_response, view_type)},
      {"FreeBusyView/MergedFreeBusy", G_STRUCT_OFFSET(struct ews_response, merged_free_busy)},
};

static void
response_free(gpointer data)
{
	struct ews_response *response = data;

	g_free(response->response_class);
	g_free(response->code);
	g_free(response->message);
	g_free(response->view_type);
	g_free(response->merged_free_busy);
	g_free(response);
}

void
ews_answer_free(struct ews_answer *answer)
{
	g_free(answer->operation);
	g_free(answer->server_version);
	g_ptr_array_unref(answer->responses);
	g_free(answer->oof_state);
	g_free(answer->external_audience);
	g_free(answer->fault_code);
	g_free(answer->fault_message);
	g_free(answer->fault_response_code);
	g_free(answer->malformed);
	g_free(answer);
}

/* 0 to 65535 in digits alone. */
static gboolean
is_version_part(const char *text)
{
	guint64 number = 0;

	return text && g_ascii_string_to_unsigned(text, 10, 0, G_MAXUINT16, &number, NULL);
}

static void
read_server_version(struct bounded_xml *xml, struct ews_answer *answer)
{
	g_autofree char *major = bounded_xml_attribute(xml, "MajorVersion");
	g_autofree char *minor = bounded_xml_attribute(xml, "MinorVersion");
	g_autofree char *build = bounded_xml_attribute(xml, "MajorBuildNumber");
	g_autofree char *revision = bounded_xml_attribute(xml, "MinorBuildNumber");

	if (!answer->server_version && is_version_part(major) && is_version_part(minor) &&
	    is_version_part(build) && is_version_part(revision))
		answer->server_version =
		    g_strdup_printf("%s.%s.%s.%s", major, minor, build, revision);
}

/* What the body holds, without the "Response" behind. */
static void
read_operation(const char *name, struct ews_answer *answer)
{
	gsize length = strlen(name);

	if (answer->operation || strcmp(name, "Fault") == 0)
		return;
	if (g_str_has_suffix(name, "Response"))
		length -= strlen("Response");
	answer->operation = g_strndup(name, length);
}

/* A mailbox has a FreeBusyResponse of its own, with the class on a ResponseMessage in it; other
 * operations have an element of any name with the class. */
static void
begin_response(struct bounded_xml *xml, struct reading *r)
{
	g_autofree char *response_class = bounded_xml_attribute(xml, "ResponseClass");

	if (!r->response && (response_class || bounded_xml_is(xml, "FreeBusyResponse") ||
			     bounded_xml_is(xml, "ResponseMessage"))) {
		if (r->answer->responses->len == LIMIT_RESPONSES) {
			bounded_xml_refuse(xml, "expected at most %d responses, got more",
					   LIMIT_RESPONSES);
			return;
		}
		r->response = g_new0(struct ews_response, 1);
		r->response_depth = bounded_xml_depth(xml);
		g_ptr_array_add(r->answer->responses, r->response);
	}
	if (r->response && !r->response->response_class)
		r->response->response_class = g_steal_pointer(&response_class);
}

static void
begin(struct bounded_xml *xml, gpointer data)
{
	struct reading *r = data;
	g_autofree char *name = bounded_xml_attribute(xml, "Name");

	if (bounded_xml_depth(xml) == 1 && !bounded_xml_is(xml, "Envelope")) {
		bounded_xml_refuse_root(xml, "a SOAP envelope");
		return;
	}
	if (bounded_xml_is(xml, "Header/ServerVersionInfo"))
		read_server_version(xml, r->answer);
	if (bounded_xml_depth(xml) == 3 && strcmp(bounded_xml_name(xml, 1), "Body") == 0)
		read_operation(bounded_xml_name(xml, 0), r->answer);
	r->is_back_off =
	    bounded_xml_is(xml, "MessageXml/Value") && g_strcmp0(name, "BackOffMilliseconds") == 0;
	begin_response(xml, r);
}

/* The first text counts, and an empty one is none. */
static void
keep(gpointer object, gsize offset, const char *text)
{
	char **member = G_STRUCT_MEMBER_P(object, offset);

	if (!*member && *text)
		*member = g_strdup(text);
}

static void
read_back_off(struct ews_answer *answer, const char *text)
{
	guint64 back_off_ms = 0;

	if (g_ascii_string_to_unsigned(text, 10, 0, G_MAXINT32, &back_off_ms, NULL))
		answer->back_off_ms = (gint64)back_off_ms;
}

static void
end(struct bounded_xml *xml, const char *text, gpointer data)
{
	struct reading *r = data;

	for (gsize i = 0; i < G_N_ELEMENTS(answer_texts); i++)
		if (bounded_xml_is(xml, answer_texts[i].path))
			keep(r->answer, answer_texts[i].offset, text);
	for (gsize i = 0; r->response && i < G_N_ELEMENTS(response_texts); i++)
		if (bounded_xml_is(xml, response_texts[i].path))
			keep(r->response, response_texts[i].offset, text);
	if (r->response && bounded_xml_is(xml, "CalendarEventArray/CalendarEvent"))
		r->response->events++;
	if (r->is_back_off)
		read_back_off(r->answer, text);
	r->is_back_off = FALSE;
	if (r->response && bounded_xml_depth(xml) == r->response_depth)
		r->response = NULL;
}

static gboolean
is_empty(const struct ews_answer *answer)
{
	return !answer->operation && !answer->fault_code && !answer->fault_message &&
	       !answer->fault_response_code;
}

struct ews_answer *
ews_parse(const void *bytes, gsize length)
{
	static const struct bounded_xml_handler handler = {begin, end};
	static const struct bounded_xml_limits limits = {LIMIT_BYTES, LIMIT_DEPTH};
	struct ews_answer *answer = g_new0(struct ews_answer, 1);
	struct reading r = {.answer = answer};

	answer->responses = g_ptr_array_new_with_free_func(response_free);
	answer->back_off_ms = -1;
	answer->malformed = bounded_xml_read(bytes, length, limits, &handler, &r);
	if (is_empty(answer))
		breach_note(&answer->malformed,
			    "expected an answer in the body of the SOAP envelope, got none");
	return answer;
}
