/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What autodiscover.json says to whoever asks. */
#include "tests/sim/sim_json.h"
#include "tests/sim/sim_handler.h"
#include "tests/sim/sim_layout.h"
#include "tests/sim/sim_urls.h"

#include <string.h>

#define TYPE	  "application/json; charset=utf-8"
#define IN_PATH	  "/v1.0/"
#define SUPPORTED "ActiveSync,AutodiscoverV1,Ews,Rest"

static const struct {
	const gchar *name;
	const gchar *address; /* NULL: one of the configured URLs */
	enum sim_url url;
} PROTOCOLS[] = {
    {"ActiveSync", NULL, SIM_URL_ACTIVESYNC},
    {"AutodiscoverV1", "https://{service}/autodiscover/autodiscover.xml", SIM_URLS},
    {"Ews", NULL, SIM_URL_EWS},
    {"Rest", "https://{service}/api", SIM_URLS},
};

/* A parameter of the query, decoded; letters of its name in any case. NULL: not there. */
static gchar *
parameter(const struct sim_request *request, const gchar *name)
{
	const gchar *question = strchr(request->uri, '?');
	g_auto(GStrv) pairs = g_strsplit(question ? question + 1 : "", "&", -1);
	gsize length = strlen(name);

	for (guint i = 0; pairs[i]; i++)
		if (g_ascii_strncasecmp(pairs[i], name, length) == 0 && pairs[i][length] == '=')
			return g_uri_unescape_string(pairs[i] + length + 1, NULL);
	return NULL;
}

static gchar *
address_of(const struct sim_request *request)
{
	const gchar *behind = strstr(request->rest, IN_PATH);

	return behind ? g_strdup(behind + strlen(IN_PATH)) : parameter(request, "Email");
}

/* Quotes and control characters never come this far from us, but from clients. */
static gchar *
quoted(const gchar *text)
{
	GString *string = g_string_new("\"");

	for (const gchar *at = text; *at; at++) {
		if ((guchar)*at < 0x20)
			g_string_append_printf(string, "\\u%04x", (guint)(guchar)*at);
		else if (*at == '"' || *at == '\\')
			g_string_append_printf(string, "\\%c", *at);
		else
			g_string_append_c(string, *at);
	}
	g_string_append_c(string, '"');
	return g_string_free(string, FALSE);
}

static struct sim_answer *
object(const struct sim_request *request, guint status, const gchar *const *pairs)
{
	GString *body = g_string_new("{");

	for (guint i = 0; pairs[i]; i += 2) {
		g_autofree gchar *value = quoted(pairs[i + 1]);

		g_string_append_printf(body, "%s\"%s\":%s", i ? "," : "", pairs[i], value);
	}
	g_string_append_c(body, '}');
	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = SIM_SPEAKER_EXCHANGE,
					       .status = status,
					       .content_type = TYPE,
					       .body = g_string_free(body, FALSE),
					   });
}

static struct sim_answer *
refusal(const struct sim_request *request, const gchar *code, const gchar *message)
{
	const gchar *const pairs[] = {"ErrorCode", code, "ErrorMessage", message, NULL};

	return object(request, 400, pairs);
}

static gchar *
url_of(const struct sim_request *request, guint protocol)
{
	if (PROTOCOLS[protocol].address)
		return sim_request_expand(request, PROTOCOLS[protocol].address);
	if (PROTOCOLS[protocol].url == SIM_URL_EWS && request->settings->json_ews)
		return sim_request_expand(request, request->settings->json_ews);
	return sim_urls_get(request, SIM_EXTERNAL, PROTOCOLS[protocol].url);
}

static struct sim_answer *
protocol_answer(const struct sim_request *request, const gchar *wanted)
{
	g_autofree gchar *message =
	    g_strdup_printf("The given protocol value '%s' is invalid. Supported values "
			    "are '" SUPPORTED "'",
			    wanted);

	for (guint i = 0; i < G_N_ELEMENTS(PROTOCOLS); i++) {
		g_autofree gchar *url = NULL;

		if (g_ascii_strcasecmp(PROTOCOLS[i].name, wanted) != 0)
			continue;
		url = url_of(request, i);
		return object(
		    request, 200,
		    (const gchar *[]){"Protocol", PROTOCOLS[i].name, "Url", url ? url : "", NULL});
	}
	return refusal(request, "ProtocolNotSupported", message);
}

struct sim_answer *
sim_json_answer(const struct sim_request *request)
{
	g_autofree gchar *address = address_of(request);
	g_autofree gchar *protocol = parameter(request, "Protocol");

	if (request->settings->json_redirect) {
		g_autofree gchar *target =
		    sim_request_expand(request, request->settings->json_redirect);

		return sim_handler_redirect(request, 302, target);
	}
	if (!address || !*address)
		return refusal(request, "MandatoryParameterMissing",
			       "A valid smtp address must be provided");
	if (!protocol || !*protocol)
		return refusal(request, "MissingProtocol",
			       "A protocol must be provided. Supported values are '" SUPPORTED "'");
	return protocol_answer(request, protocol);
}
