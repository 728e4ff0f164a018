/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes Autodiscover's plain old XML. */
#include "protocol/autodiscover_pox.h"

#include <string.h>

#include "protocol/autodiscover_build.h"

#define BASE   "http://schemas.microsoft.com/exchange/autodiscover/"
#define ERRORS BASE "responseschema/2006"

static const struct {
	const char *request, *response;
} schemas[] = {
    [AUTODISCOVER_OUTLOOK] = {BASE "outlook/requestschema/2006",
			      BASE "outlook/responseschema/2006a"},
    [AUTODISCOVER_MOBILESYNC] = {BASE "mobilesync/requestschema/2006",
				 BASE "mobilesync/responseschema/2006"},
};

char *
autodiscover_pox_request(enum autodiscover_schema schema, const char *email)
{
	g_autofree char *escaped = g_markup_escape_text(email, -1);

	return g_strdup_printf("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
			       "<Autodiscover xmlns=\"%s\"><Request><EMailAddress>%s</EMailAddress>"
			       "<AcceptableResponseSchema>%s</AcceptableResponseSchema></Request>"
			       "</Autodiscover>\n",
			       schemas[schema].request, escaped, schemas[schema].response);
}

struct reading {
	struct autodiscover_answer *answer;
	struct autodiscover_protocol *protocol; /* the outer one in reading; NULL between them */
	struct autodiscover_protocol *inner;	/* the same for one within WEB's */
	guint protocol_depth, inner_depth;
	guint protocol_count; /* outer and inner ones */
	char *address, *url;  /* where Account, or a phone's Action, leads */
	gboolean complete;    /* all of Response was read */
};

#define ACCOUNT "/Autodiscover/Response/Account"

static void
begin_response(struct reading *reading, struct bounded_xml *xml)
{
	const char *name_space = bounded_xml_namespace(xml);
	gboolean mobile = strcmp(name_space, schemas[AUTODISCOVER_MOBILESYNC].response) == 0;

	reading->answer->schema = mobile ? AUTODISCOVER_MOBILESYNC : AUTODISCOVER_OUTLOOK;
	if (!mobile && strcmp(name_space, schemas[AUTODISCOVER_OUTLOOK].response) != 0 &&
	    strcmp(name_space, ERRORS) != 0)
		autodiscover_set(&reading->answer->odd_namespace,
				 *name_space != '\0' ? name_space : "none");
}

/* FALSE when there are too many. */
static gboolean
count_protocol(struct reading *reading, struct bounded_xml *xml)
{
	if (reading->protocol_count++ < AUTODISCOVER_LIMIT_PROTOCOLS)
		return TRUE;
	bounded_xml_refuse(xml, "expected at most %d protocols, got more",
			   AUTODISCOVER_LIMIT_PROTOCOLS);
	return FALSE;
}

/* What is kept with every value must not be long; FALSE when it is. */
static gboolean
is_short(struct bounded_xml *xml, const char *name)
{
	if (strlen(name) <= AUTODISCOVER_LIMIT_NAME)
		return TRUE;
	bounded_xml_refuse(xml, "expected names of at most %d bytes, got a longer one",
			   AUTODISCOVER_LIMIT_NAME);
	return FALSE;
}

static void
begin_protocol(struct reading *reading, struct bounded_xml *xml)
{
	struct autodiscover_protocol *protocol;

	if (!count_protocol(reading, xml))
		return;
	protocol = autodiscover_protocol_new(NULL);
	/* mapiHttp says so there. */
	protocol->type = bounded_xml_attribute(xml, "Type");
	g_ptr_array_add(reading->answer->protocols, protocol);
	reading->protocol = protocol;
	reading->protocol_depth = bounded_xml_depth(xml);
}

static void
begin_inner(struct reading *reading, struct bounded_xml *xml)
{
	const char *place = bounded_xml_name(xml, 1);
	struct autodiscover_protocol *inner;

	if (!count_protocol(reading, xml) || !is_short(xml, place))
		return;
	inner = autodiscover_protocol_new(place);
	inner->type = bounded_xml_attribute(xml, "Type");
	g_ptr_array_add(reading->protocol->inner, inner);
	reading->inner = inner;
	reading->inner_depth = bounded_xml_depth(xml);
}

static void
begin(struct bounded_xml *xml, gpointer data)
{
	struct reading *reading = data;

	autodiscover_check_root(xml, "Autodiscover");
	if (bounded_xml_is(xml, "/Autodiscover/Response"))
		begin_response(reading, xml);
	else if (bounded_xml_is(xml, ACCOUNT "/Protocol"))
		begin_protocol(reading, xml);
	else if (reading->protocol && !reading->inner &&
		 strcmp(bounded_xml_name(xml, 0), "Protocol") == 0)
		begin_inner(reading, xml);
}

/* "EwsUrl", "MailStore.ExternalUrl": where it stands below the protocol. The caller frees. */
static char *
name_below(const struct bounded_xml *xml, guint depth)
{
	GString *name = g_string_new(NULL);

	for (guint up = bounded_xml_depth(xml) - depth; up > 0; up--)
		g_string_append_printf(name, "%s%s", name->len > 0 ? "." : "",
				       bounded_xml_name(xml, up - 1));
	return g_string_free(name, FALSE);
}

static void
end_in_protocol(struct autodiscover_protocol *protocol, guint depth, struct bounded_xml *xml,
		const char *text)
{
	g_autofree char *name = NULL;

	if (bounded_xml_depth(xml) <= depth || *text == '\0')
		return;
	name = name_below(xml, depth);
	if (strcmp(name, "Type") == 0)
		autodiscover_set(&protocol->type, text);
	else if (is_short(xml, name))
		autodiscover_put(protocol->values, name, text, xml);
}

/* Protocol itself ends, or something in it. TRUE when that was it. */
static gboolean
end_protocol(struct reading *reading, struct bounded_xml *xml, const char *text)
{
	if (!reading->protocol)
		return FALSE;
	if (reading->inner && bounded_xml_depth(xml) == reading->inner_depth)
		reading->inner = NULL;
	else if (reading->inner)
		end_in_protocol(reading->inner, reading->inner_depth, xml, text);
	else if (bounded_xml_depth(xml) == reading->protocol_depth)
		reading->protocol = NULL;
	else
		end_in_protocol(reading->protocol, reading->protocol_depth, xml, text);
	return TRUE;
}

static void
set_action(struct autodiscover_answer *answer, const char *text)
{
	for (guint i = AUTODISCOVER_SETTINGS; i < AUTODISCOVER_ACTION_COUNT; i++)
		if (g_ascii_strcasecmp(text, autodiscover_action_name(i)) == 0)
			answer->action = (enum autodiscover_action)i;
}

/* Single texts: where they stand, and where they go. */
static void
end_single(struct reading *reading, struct bounded_xml *xml, const char *text)
{
	struct autodiscover_answer *answer = reading->answer;
	const struct autodiscover_single singles[] = {
	    {ACCOUNT "/RedirectAddr", &reading->address},
	    {ACCOUNT "/RedirectUrl", &reading->url},
	    {ACCOUNT "/RedirectURL", &reading->url},
	    {"Response/Action/Redirect", &reading->address},
	    {"Error/ErrorCode", &answer->error_code},
	    {"Error/Status", &answer->error_code},
	    {"Error/Message", &answer->error_message},
	    {"Error/DebugData", &answer->error_debug},
	};

	autodiscover_set_singles(xml, singles, G_N_ELEMENTS(singles), text);
}

static void
end(struct bounded_xml *xml, const char *text, gpointer data)
{
	struct reading *reading = data;
	struct autodiscover_answer *answer = reading->answer;

	if (end_protocol(reading, xml, text))
		return;
	if (bounded_xml_is(xml, "/Autodiscover/Response"))
		reading->complete = TRUE;
	else if (bounded_xml_is(xml, ACCOUNT "/Action"))
		set_action(answer, text);
	else if (bounded_xml_depth(xml) == 4 && strcmp(bounded_xml_name(xml, 1), "User") == 0)
		autodiscover_put(answer->user, bounded_xml_name(xml, 0), text, xml);
	else if (strcmp(bounded_xml_name(xml, 1), "Server") == 0 &&
		 strcmp(bounded_xml_name(xml, 2), "Settings") == 0)
		autodiscover_put(answer->settings, bounded_xml_name(xml, 0), text, xml);
	else
		end_single(reading, xml, text);
}

/* A phone's answer says what it is by what is in it. */
static void
conclude_mobile(const struct reading *reading)
{
	struct autodiscover_answer *answer = reading->answer;

	if (reading->address)
		answer->action = AUTODISCOVER_REDIRECT_ADDRESS;
	else if (answer->settings->len > 0)
		answer->action = AUTODISCOVER_SETTINGS;
}

/* Accounts of foreign servers often lack Action. */
static void
conclude_outlook(struct autodiscover_answer *answer)
{
	if (answer->action == AUTODISCOVER_ACTION_NONE && !answer->error_code &&
	    answer->protocols->len > 0)
		answer->action = AUTODISCOVER_SETTINGS;
}

/* The target of the action; an action without one leads nowhere. */
static void
conclude_redirect(const struct reading *reading)
{
	struct autodiscover_answer *answer = reading->answer;
	gboolean to_url = answer->action == AUTODISCOVER_REDIRECT_URL;

	if (!to_url && answer->action != AUTODISCOVER_REDIRECT_ADDRESS)
		return;
	autodiscover_set(&answer->redirect, to_url ? reading->url : reading->address);
	if (answer->redirect)
		return;
	if (!answer->malformed)
		answer->malformed = g_strdup_printf("expected %s with Action %s, got none",
						    to_url ? "RedirectUrl" : "RedirectAddr",
						    autodiscover_action_name(answer->action));
	answer->action = AUTODISCOVER_ACTION_NONE;
}

struct autodiscover_answer *
autodiscover_pox_parse(const void *bytes, gsize length)
{
	static const struct bounded_xml_handler handler = {begin, end};
	static const struct bounded_xml_limits limits = {AUTODISCOVER_LIMIT_BYTES,
							 AUTODISCOVER_LIMIT_DEPTH};
	struct reading reading = {.answer = autodiscover_answer_new(AUTODISCOVER_UNKNOWN)};
	struct autodiscover_answer *answer = reading.answer;

	answer->malformed = bounded_xml_read(bytes, length, limits, &handler, &reading);
	/* What breaks behind the answer does not concern it. */
	if (reading.complete)
		g_clear_pointer(&answer->malformed, g_free);
	else if (!answer->malformed)
		answer->malformed = g_strdup("expected a Response in the Autodiscover document");
	if (answer->schema == AUTODISCOVER_MOBILESYNC)
		conclude_mobile(&reading);
	else
		conclude_outlook(answer);
	conclude_redirect(&reading);
	g_free(reading.address);
	g_free(reading.url);
	return answer;
}
