/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the request and decides what kind of answer it gets. */
#include "tests/sim/sim_pox.h"
#include "tests/sim/sim_layout.h"
#include "tests/sim/sim_markup.h"
#include "tests/sim/sim_page.h"
#include "tests/sim/sim_pox_settings.h"
#include "tests/sim/sim_xml.h"

#include <string.h>

/* The two kinds of clients, by what they ask and what they understand. */
static const struct {
	const gchar *request;
	const gchar *response;
} SCHEMAS[] = {
    [SIM_POX_OUTLOOK] = {SIM_POX_SCHEMAS "outlook/requestschema/2006",
			 SIM_POX_SCHEMAS "outlook/responseschema/2006a"},
    [SIM_POX_MOBILE] = {SIM_POX_SCHEMAS "mobilesync/requestschema/2006",
			SIM_POX_SCHEMAS "mobilesync/responseschema/2006"},
};

static const struct {
	guint code;
	const gchar *message;
} ERRORS[] = {
    {500, "The email address can't be found."}, {501, "Bad Address"}, {600, "Invalid Request"},
    {601, "Provider is not available"},		{602, "Bad Address"}, {603, "Server Error"},
};

static const gchar *
message_of(guint code)
{
	for (guint i = 0; i < G_N_ELEMENTS(ERRORS); i++)
		if (ERRORS[i].code == code)
			return ERRORS[i].message;
	return "Error";
}

static gchar *
error_document(guint code)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_local();
	g_autofree gchar *attributes =
	    g_date_time_format(now, " Time=\"%H:%M:%S.0000000\" Id=\"1234567890\"");
	struct sim_markup markup = {0};

	sim_markup_begin(&markup);
	sim_markup_open(&markup, "Autodiscover",
			" xmlns=\"" SIM_POX_SCHEMAS "responseschema/2006\"");
	sim_markup_open(&markup, "Response", "");
	sim_markup_open(&markup, "Error", attributes);
	sim_markup_addf(&markup, "ErrorCode", "%u", code);
	sim_markup_add(&markup, "Message", message_of(code));
	sim_markup_add(&markup, "DebugData", "");
	return sim_markup_end(&markup);
}

/* FALSE when it is no request that the service understands. */
static gboolean
read_schema(const struct sim_xml *xml, enum sim_pox_client *client)
{
	for (guint i = 0; i < G_N_ELEMENTS(SCHEMAS); i++) {
		if (sim_xml_is(xml, "Autodiscover", SCHEMAS[i].request)) {
			*client = (enum sim_pox_client)i;
			return TRUE;
		}
	}
	return FALSE;
}

/* What the mailbox and the configuration make of a request that is in order. */
static gchar *
answer_to(const struct sim_request *request, enum sim_pox_client client, const gchar *address)
{
	const struct sim_settings *settings = request->settings;
	const struct sim_account *mailbox =
	    sim_account_of_mailbox(request->farm->accounts, address);

	if (settings->pox_error)
		return error_document(settings->pox_error);
	if (client == SIM_POX_MOBILE)
		return sim_pox_settings_mobile(request, address, mailbox);
	if (settings->redirect_addr && g_ascii_strcasecmp(settings->redirect_addr, address) != 0)
		return sim_pox_settings_redirect("redirectAddr", "RedirectAddr",
						 settings->redirect_addr);
	if (settings->redirect_url) {
		g_autofree gchar *url = sim_request_expand(request, settings->redirect_url);

		return sim_pox_settings_redirect("redirectUrl", "RedirectUrl", url);
	}
	return mailbox ? sim_pox_settings_outlook(request, address, mailbox) : error_document(500);
}

static gchar *
document(const struct sim_request *request)
{
	g_autoptr(struct_sim_xml) xml = sim_xml_read(request->body, request->body_length);
	enum sim_pox_client client;
	g_autofree gchar *address = NULL;
	g_autofree gchar *acceptable = NULL;

	if (strcmp(request->method, "POST") != 0 || !xml || !read_schema(xml, &client))
		return error_document(600);
	address = sim_xml_text(xml, "EMailAddress", SCHEMAS[client].request);
	acceptable = sim_xml_text(xml, "AcceptableResponseSchema", SCHEMAS[client].request);
	if (!address || !strchr(address, '@') || !acceptable)
		return error_document(600);
	if (strcmp(acceptable, SCHEMAS[client].response) != 0)
		return error_document(601);
	return answer_to(request, client, address);
}

/* As somebody has it who copied the namespaces from a page that shows all addresses with https. */
static gchar *
with_https_namespaces(const gchar *text)
{
	g_auto(GStrv) parts = g_strsplit(text, "\"http://schemas", -1);

	return g_strjoinv("\"https://schemas", parts);
}

struct sim_answer *
sim_pox_answer(const struct sim_request *request)
{
	const struct sim_settings *settings = request->settings;
	g_autofree gchar *body =
	    settings->pox_body ? g_strdup(settings->pox_body) : document(request);

	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = SIM_SPEAKER_EXCHANGE,
					       .status = 200,
					       .content_type = SIM_PAGE_TYPE_XML,
					       .body = settings->https_namespace
							   ? with_https_namespaces(body)
							   : g_steal_pointer(&body),
					   });
}
