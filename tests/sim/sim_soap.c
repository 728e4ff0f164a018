/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetUserSettings: the envelope and the three levels of errors in it. */
#include "tests/sim/sim_soap.h"
#include "tests/sim/sim_layout.h"
#include "tests/sim/sim_markup.h"
#include "tests/sim/sim_page.h"
#include "tests/sim/sim_soap_settings.h"
#include "tests/sim/sim_xml.h"

#include <string.h>

#define ENVELOPE   "http://schemas.xmlsoap.org/soap/envelope/"
#define ADDRESSING "http://www.w3.org/2005/08/addressing"
#define NAMESPACE  "http://schemas.microsoft.com/exchange/2010/Autodiscover"
#define INSTANCE   " xmlns:i=\"http://www.w3.org/2001/XMLSchema-instance\""
#define NO_TARGET  " i:nil=\"true\""

/* Error codes with the words that go with them. */
static const struct {
	const gchar *code;
	const gchar *message;
} MESSAGES[] = {
    {"NoError", "No error."},
    {"RedirectAddress", "Redirection address."},
    {"RedirectUrl", "Redirection URL."},
    {"InvalidUser", "There is no such mailbox."},
    {"InvalidRequest", "The request is not valid."},
    {"InvalidSetting", "There is no such setting."},
    {"SettingIsNotAvailable", "The setting is not available."},
    {"ServerBusy", "The server is too busy at the moment."},
    {"InternalServerError", "An error occurred inside the server."},
};

/* One request, read; all is borrowed. */
struct question {
	const struct sim_request *request;
	gchar **mailboxes;
	gchar **settings;
};

static const gchar *
message_of(const gchar *code)
{
	for (guint i = 0; i < G_N_ELEMENTS(MESSAGES); i++)
		if (strcmp(MESSAGES[i].code, code) == 0)
			return MESSAGES[i].message;
	return "Error.";
}

static void
add_error(struct sim_markup *markup, const gchar *code)
{
	sim_markup_add(markup, "ErrorCode", code);
	sim_markup_add(markup, "ErrorMessage", message_of(code));
}

/* As children; EWS has the same as attributes. */
static void
add_version(struct sim_markup *markup, const struct sim_node *node)
{
	static const gchar *const NAMES[] = {"h:MajorVersion", "h:MinorVersion",
					     "h:MajorBuildNumber", "h:MinorBuildNumber"};
	guint numbers[SIM_BUILD_NUMBERS];

	sim_generation_build_numbers(node->build, numbers);
	sim_markup_open(markup, "h:ServerVersionInfo", " xmlns:h=\"" NAMESPACE "\"");
	for (guint i = 0; i < SIM_BUILD_NUMBERS; i++)
		sim_markup_addf(markup, NAMES[i], "%u", numbers[i]);
	if (node->generation == SIM_EXCHANGE_2010)
		sim_markup_add(markup, "h:Version", "Exchange2010_SP2");
	else
		sim_markup_add(markup, "h:Version",
			       node->generation == SIM_EXCHANGE_2013 ? "Exchange2013_SP1"
								     : "Exchange2015");
	sim_markup_close(markup);
}

/* Leaves the element of the response open. */
static void
begin(struct sim_markup *markup, const struct sim_node *node)
{
	sim_markup_begin(markup);
	sim_markup_open(markup, "s:Envelope",
			" xmlns:s=\"" ENVELOPE "\" xmlns:a=\"" ADDRESSING "\"");
	sim_markup_open(markup, "s:Header", "");
	sim_markup_add_with(markup, "a:Action", " s:mustUnderstand=\"1\"",
			    NAMESPACE "/Autodiscover/GetUserSettingsResponse");
	add_version(markup, node);
	sim_markup_close(markup);
	sim_markup_open(markup, "s:Body", "");
	sim_markup_open(markup, "GetUserSettingsResponseMessage", " xmlns=\"" NAMESPACE "\"");
	sim_markup_open(markup, "Response", INSTANCE);
}

static void
add_setting(struct sim_markup *markup, const gchar *name, const gchar *value)
{
	sim_markup_open(markup, "UserSetting", " i:type=\"StringSetting\"");
	sim_markup_add(markup, "Name", name);
	sim_markup_add(markup, "Value", value);
	sim_markup_close(markup);
}

static void
add_setting_error(struct sim_markup *markup, const gchar *name, const gchar *code)
{
	sim_markup_open(markup, "UserSettingError", "");
	add_error(markup, code);
	sim_markup_add(markup, "SettingName", name);
	sim_markup_close(markup);
}

/* The settings in their order: in the first turn those that cannot be had, then the others. */
static void
add_settings(struct sim_markup *markup, const struct question *question, const gchar *address,
	     const struct sim_account *mailbox, gboolean errors)
{
	sim_markup_open(markup, errors ? "UserSettingErrors" : "UserSettings", "");
	for (guint i = 0; mailbox && question->settings[i]; i++) {
		const gchar *name = question->settings[i];
		g_autofree gchar *value = NULL;
		gboolean known =
		    sim_soap_settings_get(question->request, address, mailbox, name, &value);

		if (errors && !value)
			add_setting_error(markup, name,
					  known ? "SettingIsNotAvailable" : "InvalidSetting");
		if (!errors && value)
			add_setting(markup, name, value);
	}
	sim_markup_close(markup);
}

/* The same service of the other kind: POX' URL in the configuration, that of SOAP in the answer. */
static gchar *
soap_url(const struct sim_request *request, const gchar *pox_url)
{
	g_autofree gchar *url = sim_request_expand(request, pox_url);

	if (g_str_has_suffix(url, ".xml"))
		return g_strdup_printf("%.*ssvc", (int)(strlen(url) - strlen("xml")), url);
	return g_steal_pointer(&url);
}

/* What is said of one mailbox; `target` (the caller frees it) is where to, for a redirect. */
static const gchar *
code_for(const struct question *question, const gchar *address, gchar **target)
{
	const struct sim_settings *settings = question->request->settings;

	*target = NULL;
	if (settings->soap_user_error)
		return settings->soap_user_error;
	if (settings->redirect_addr && g_ascii_strcasecmp(settings->redirect_addr, address) != 0) {
		*target = g_strdup(settings->redirect_addr);
		return "RedirectAddress";
	}
	if (settings->redirect_url) {
		*target = soap_url(question->request, settings->redirect_url);
		return "RedirectUrl";
	}
	return sim_account_of_mailbox(question->request->farm->accounts, address) ? "NoError"
										  : "InvalidUser";
}

static void
add_user(struct sim_markup *markup, const struct question *question, const gchar *address)
{
	g_autofree gchar *target = NULL;
	const gchar *code = code_for(question, address, &target);
	const struct sim_account *mailbox =
	    sim_account_of_mailbox(question->request->farm->accounts, address);

	if (strcmp(code, "NoError") != 0)
		mailbox = NULL;
	sim_markup_open(markup, "UserResponse", "");
	add_error(markup, code);
	sim_markup_add_with(markup, "RedirectTarget", target ? "" : NO_TARGET,
			    target ? target : "");
	add_settings(markup, question, address, mailbox, TRUE);
	add_settings(markup, question, address, mailbox, FALSE);
	sim_markup_close(markup);
}

static gchar *
document(const struct question *question)
{
	const gchar *whole = question->request->settings->soap_error;
	struct sim_markup markup = {0};

	if (!whole)
		whole =
		    question->mailboxes[0] && question->settings[0] ? "NoError" : "InvalidRequest";
	begin(&markup, question->request->node);
	add_error(&markup, whole);
	sim_markup_open(&markup, "UserResponses", "");
	for (guint i = 0; strcmp(whole, "NoError") == 0 && question->mailboxes[i]; i++)
		add_user(&markup, question, question->mailboxes[i]);
	return sim_markup_end(&markup);
}

/* All texts of one kind; none when it is no request. */
static gchar **
texts_of(const struct sim_xml *xml, const gchar *name)
{
	if (xml && sim_xml_is(xml, "Envelope", ENVELOPE))
		return sim_xml_texts(xml, name, NAMESPACE);
	return g_strsplit("", " ", -1);
}

struct sim_answer *
sim_soap_answer(const struct sim_request *request)
{
	g_autoptr(struct_sim_xml) xml = sim_xml_read(request->body, request->body_length);
	g_auto(GStrv) mailboxes = texts_of(xml, "Mailbox");
	g_auto(GStrv) settings = texts_of(xml, "Setting");
	const struct question question = {request, mailboxes, settings};

	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = SIM_SPEAKER_EXCHANGE,
					       .status = 200,
					       .content_type = SIM_PAGE_TYPE_XML,
					       .body = document(&question),
					   });
}
