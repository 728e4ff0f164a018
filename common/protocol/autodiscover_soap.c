/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes Autodiscover's SOAP. */
#include "protocol/autodiscover_soap.h"

#include <string.h>

#include "protocol/autodiscover_build.h"

/* What a probe looks at (MS-OXWSADISC 3.1.4.2: UserSettings). */
static const char *const settings[] = {"CasVersion",
				       "EwsSupportedSchemas",
				       "ExternalEwsUrl",
				       "ExternalOABUrl",
				       "ExternalMailboxServer",
				       "ExternalMailboxServerAuthenticationMethods",
				       "ExternalMailboxServerRequiresSSL",
				       "ExternalServerExclusiveConnect",
				       "InternalEwsUrl",
				       "InternalOABUrl",
				       "CertPrincipalName",
				       "AutoDiscoverSMTPAddress",
				       "MapiHttpEnabled"};

char *
autodiscover_soap_request(const char *email, const char *url)
{
	g_autoptr(GString) wanted = g_string_new(NULL);
	g_autofree char *mailbox = g_markup_escape_text(email, -1);
	g_autofree char *to = g_markup_escape_text(url, -1);

	for (gsize i = 0; i < G_N_ELEMENTS(settings); i++)
		g_string_append_printf(wanted, "<a:Setting>%s</a:Setting>", settings[i]);
	return g_strdup_printf(
	    "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
	    "<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\" "
	    "xmlns:a=\"http://schemas.microsoft.com/exchange/2010/Autodiscover\" "
	    "xmlns:wsa=\"http://www.w3.org/2005/08/addressing\"><soap:Header>"
	    "<a:RequestedServerVersion>Exchange2010</a:RequestedServerVersion>"
	    "<wsa:Action>" AUTODISCOVER_SOAP_ACTION "</wsa:Action><wsa:To>%s</wsa:To>"
	    "</soap:Header><soap:Body><a:GetUserSettingsRequestMessage><a:Request><a:Users><a:User>"
	    "<a:Mailbox>%s</a:Mailbox></a:User></a:Users><a:RequestedSettings>%s"
	    "</a:RequestedSettings></a:Request></a:GetUserSettingsRequestMessage></soap:Body>"
	    "</soap:Envelope>\n",
	    to, mailbox, wanted->str);
}

struct reading {
	struct autodiscover_answer *answer;
	char *name, *value, *code; /* of the setting in reading */
	char *version[4];
	char *response_code, *response_message; /* of the whole request */
	char *user_code, *user_message;		/* of the mailbox */
	gboolean complete;			/* all of Body was read */
};

static void
begin(struct bounded_xml *xml, gpointer data)
{
	(void)data;
	autodiscover_check_root(xml, "Envelope");
}

static void
end_setting(struct reading *reading, struct bounded_xml *xml)
{
	if (reading->name && reading->value)
		autodiscover_put(reading->answer->settings, reading->name, reading->value, xml);
	g_clear_pointer(&reading->name, g_free);
	g_clear_pointer(&reading->value, g_free);
}

static void
end_setting_error(struct reading *reading, struct bounded_xml *xml)
{
	if (reading->name && reading->code)
		autodiscover_put(reading->answer->setting_errors, reading->name, reading->code,
				 xml);
	g_clear_pointer(&reading->name, g_free);
	g_clear_pointer(&reading->code, g_free);
}

/* Single texts: where they stand, and where they go. Settings of domains are read as those of
 * users. */
static void
end_single(struct reading *reading, struct bounded_xml *xml, const char *text)
{
	struct autodiscover_answer *answer = reading->answer;
	const struct autodiscover_single singles[] = {
	    {"ServerVersionInfo/MajorVersion", &reading->version[0]},
	    {"ServerVersionInfo/MinorVersion", &reading->version[1]},
	    {"ServerVersionInfo/MajorBuildNumber", &reading->version[2]},
	    {"ServerVersionInfo/MinorBuildNumber", &reading->version[3]},
	    {"Response/ErrorCode", &reading->response_code},
	    {"Response/ErrorMessage", &reading->response_message},
	    {"UserResponse/ErrorCode", &reading->user_code},
	    {"UserResponse/ErrorMessage", &reading->user_message},
	    {"UserResponse/RedirectTarget", &answer->redirect},
	    {"DomainResponse/ErrorCode", &reading->user_code},
	    {"DomainResponse/ErrorMessage", &reading->user_message},
	    {"DomainResponse/RedirectTarget", &answer->redirect},
	    {"UserSetting/Name", &reading->name},
	    {"UserSetting/Value", &reading->value},
	    {"DomainSetting/Name", &reading->name},
	    {"DomainSetting/Value", &reading->value},
	    {"UserSettingError/SettingName", &reading->name},
	    {"UserSettingError/ErrorCode", &reading->code},
	    {"DomainSettingError/SettingName", &reading->name},
	    {"DomainSettingError/ErrorCode", &reading->code},
	    {"Fault/faultcode", &answer->error_code},
	    {"Fault/faultstring", &answer->error_message},
	    {"Fault/Code/Value", &answer->error_code},
	    {"Fault/Reason/Text", &answer->error_message},
	};

	autodiscover_set_singles(xml, singles, G_N_ELEMENTS(singles), text);
}

static void
end(struct bounded_xml *xml, const char *text, gpointer data)
{
	struct reading *reading = data;
	const char *name = bounded_xml_name(xml, 0);

	if (bounded_xml_is(xml, "/Envelope/Body"))
		reading->complete = TRUE;
	else if (strcmp(name, "UserSetting") == 0 || strcmp(name, "DomainSetting") == 0)
		end_setting(reading, xml);
	else if (strcmp(name, "UserSettingError") == 0 || strcmp(name, "DomainSettingError") == 0)
		end_setting_error(reading, xml);
	else
		end_single(reading, xml, text);
}

/* Takes `code` for the answer's error; TRUE when it is one. */
static gboolean
take_error(struct autodiscover_answer *answer, const char *code, const char *message)
{
	if (!code || strcmp(code, "NoError") == 0)
		return FALSE;
	autodiscover_set(&answer->error_code, code);
	autodiscover_set(&answer->error_message, message);
	return TRUE;
}

/* Autodiscover leads elsewhere; without a target it leads nowhere. */
static void
conclude_redirect(struct autodiscover_answer *answer, enum autodiscover_action action,
		  const char *code)
{
	if (answer->redirect)
		answer->action = action;
	else if (!answer->malformed)
		answer->malformed =
		    g_strdup_printf("expected RedirectTarget with ErrorCode %s, got none", code);
}

/* What the mailbox's code says. */
static void
conclude_user(const struct reading *reading)
{
	struct autodiscover_answer *answer = reading->answer;
	const char *code = reading->user_code;

	if (g_strcmp0(code, "RedirectAddress") == 0)
		conclude_redirect(answer, AUTODISCOVER_REDIRECT_ADDRESS, code);
	else if (g_strcmp0(code, "RedirectUrl") == 0)
		conclude_redirect(answer, AUTODISCOVER_REDIRECT_URL, code);
	else if (!take_error(answer, code, reading->user_message) &&
		 (answer->settings->len > 0 || code))
		answer->action = AUTODISCOVER_SETTINGS;
}

/* The request's error is worse than the mailbox's, that one worse than a setting's. */
static void
conclude(const struct reading *reading)
{
	struct autodiscover_answer *answer = reading->answer;

	if (reading->version[0] && reading->version[1] && reading->version[2] &&
	    reading->version[3])
		answer->server_version = g_strjoin(".", reading->version[0], reading->version[1],
						   reading->version[2], reading->version[3], NULL);
	if (!answer->error_code &&
	    !take_error(answer, reading->response_code, reading->response_message))
		conclude_user(reading);
	/* A target is one only with a code that says so. */
	if (answer->action != AUTODISCOVER_REDIRECT_ADDRESS &&
	    answer->action != AUTODISCOVER_REDIRECT_URL)
		g_clear_pointer(&answer->redirect, g_free);
}

static void
reading_clear(struct reading *reading)
{
	g_free(reading->name);
	g_free(reading->value);
	g_free(reading->code);
	for (gsize i = 0; i < G_N_ELEMENTS(reading->version); i++)
		g_free(reading->version[i]);
	g_free(reading->response_code);
	g_free(reading->response_message);
	g_free(reading->user_code);
	g_free(reading->user_message);
}

struct autodiscover_answer *
autodiscover_soap_parse(const void *bytes, gsize length)
{
	static const struct bounded_xml_handler handler = {begin, end};
	static const struct bounded_xml_limits limits = {AUTODISCOVER_LIMIT_BYTES,
							 AUTODISCOVER_LIMIT_DEPTH};
	struct reading reading = {.answer = autodiscover_answer_new(AUTODISCOVER_SOAP)};
	struct autodiscover_answer *answer = reading.answer;

	answer->malformed = bounded_xml_read(bytes, length, limits, &handler, &reading);
	/* What breaks behind the answer does not concern it. */
	if (reading.complete)
		g_clear_pointer(&answer->malformed, g_free);
	else if (!answer->malformed)
		answer->malformed = g_strdup("expected a Body in the SOAP envelope");
	conclude(&reading);
	reading_clear(&reading);
	return answer;
}
