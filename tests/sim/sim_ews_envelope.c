/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Envelopes, outcomes and faults of Exchange Web Services. */
#include "tests/sim/sim_ews_envelope.h"
#include "tests/sim/sim_layout.h"
#include "tests/sim/sim_page.h"

#include <string.h>

#define ERRORS "http://schemas.microsoft.com/exchange/services/2006/errors"

/* The words that go with a code. */
static const struct {
	const gchar *code;
	const gchar *message;
} MESSAGES[] = {
    {"ErrorAccessDenied", "User is not mailbox owner."},
    {"ErrorFreeBusyGenerationFailed", "Unable to generate free/busy for the mailbox."},
    {"ErrorInternalServerError", "An internal server error occurred. The operation failed."},
    {"ErrorInvalidFreeBusyViewType", "The requested view is not valid."},
    {"ErrorInvalidIdMalformed", "Id is malformed."},
    {"ErrorInvalidMergedFreeBusyInterval", "The interval must lie between 5 and 1440 minutes."},
    {"ErrorInvalidServerVersion", "The specified server version is invalid."},
    {"ErrorInvalidTimeInterval", "The start time must be earlier than the end time."},
    {"ErrorMailRecipientNotFound",
     "Unable to resolve e-mail address to an Active Directory object."},
    {"ErrorNoFreeBusyAccess", "The caller does not have access to free/busy data."},
    {"ErrorNonExistentMailbox", "The SMTP address has no mailbox associated with it."},
    {"ErrorProxyRequestProcessingFailed",
     "Unable to send cross-forest request for the mailbox: the request failed."},
    {"ErrorSchemaValidation", "The request failed schema validation."},
    {"ErrorServerBusy", "The server cannot service this request right now. Try again later."},
    {"ErrorTimeIntervalTooBig", "The specified time interval exceeds the maximum."},
};

static const gchar *
message_of(const gchar *code)
{
	for (guint i = 0; i < G_N_ELEMENTS(MESSAGES); i++)
		if (strcmp(MESSAGES[i].code, code) == 0)
			return MESSAGES[i].message;
	return "The operation failed.";
}

/* What each generation calls the schema it answers with; 2007 says nothing. */
static const gchar *
schema_of(enum sim_generation generation)
{
	switch (generation) {
	case SIM_EXCHANGE_2007:
		break;
	case SIM_EXCHANGE_2010:
		return " Version=\"Exchange2010_SP2\"";
	case SIM_EXCHANGE_2013:
		return " Version=\"V2_23\"";
	case SIM_EXCHANGE_2016:
	case SIM_EXCHANGE_2019:
	case SIM_EXCHANGE_SE:
		return " Version=\"V2017_07_11\"";
	}
	return "";
}

/* As attributes; Autodiscover has the same as children. */
static void
add_version(struct sim_markup *markup, const struct sim_node *node)
{
	guint numbers[SIM_BUILD_NUMBERS];
	g_autofree gchar *attributes = NULL;

	sim_generation_build_numbers(node->build, numbers);
	attributes = g_strdup_printf(
	    " MajorVersion=\"%u\" MinorVersion=\"%u\" MajorBuildNumber=\"%u\""
	    " MinorBuildNumber=\"%u\"%s xmlns:h=\"" SIM_EWS_TYPES "\"",
	    numbers[0], numbers[1], numbers[2], numbers[3], schema_of(node->generation));
	sim_markup_add_with(markup, "h:ServerVersionInfo", attributes, "");
}

static void
begin_envelope(struct sim_markup *markup)
{
	sim_markup_begin(markup);
	sim_markup_open(markup, "s:Envelope", " xmlns:s=\"" SIM_EWS_SOAP "\"");
}

void
sim_ews_begin(struct sim_markup *markup, const struct sim_node *node)
{
	begin_envelope(markup);
	sim_markup_open(markup, "s:Header", "");
	add_version(markup, node);
	sim_markup_close(markup);
	sim_markup_open(markup, "s:Body", "");
}

void
sim_ews_add_outcome(struct sim_markup *markup, const gchar *name, const gchar *code)
{
	gboolean good = strcmp(code, "NoError") == 0;

	sim_markup_open(markup, name,
			good ? " ResponseClass=\"Success\"" : " ResponseClass=\"Error\"");
	sim_markup_add(markup, "MessageText", good ? NULL : message_of(code));
	sim_markup_add(markup, "ResponseCode", code);
	sim_markup_add(markup, "DescriptiveLinkKey", good ? NULL : "0");
	sim_markup_close(markup);
}

static struct sim_answer *
compose(const struct sim_request *request, guint status, gchar *body)
{
	return sim_layout_compose(request, &(struct sim_content){
					       .speaker = SIM_SPEAKER_EXCHANGE,
					       .status = status,
					       .content_type = SIM_PAGE_TYPE_XML,
					       .body = body,
					   });
}

struct sim_answer *
sim_ews_end(const struct sim_request *request, struct sim_markup *markup)
{
	return compose(request, 200, sim_markup_end(markup));
}

static void
add_details(struct sim_markup *markup, guint back_off_ms, const gchar *violation)
{
	if (!back_off_ms && !violation)
		return;
	sim_markup_open(markup, "t:MessageXml", " xmlns:t=\"" SIM_EWS_TYPES "\"");
	if (back_off_ms) {
		g_autofree gchar *value = g_strdup_printf("%u", back_off_ms);

		sim_markup_add_with(markup, "t:Value", " Name=\"BackOffMilliseconds\"", value);
	}
	sim_markup_add(markup, "t:Violation", violation);
	sim_markup_close(markup);
}

/* Faults carry no version: what failed is before any operation. */
static struct sim_answer *
fault(const struct sim_request *request, const gchar *code, guint back_off_ms,
      const gchar *violation)
{
	struct sim_markup markup = {0};
	g_autofree gchar *prefixed = g_strconcat("a:", code, NULL);

	begin_envelope(&markup);
	sim_markup_open(&markup, "s:Body", "");
	sim_markup_open(&markup, "s:Fault", "");
	sim_markup_add_with(&markup, "faultcode", " xmlns:a=\"" SIM_EWS_TYPES "\"", prefixed);
	sim_markup_add_with(&markup, "faultstring", " xml:lang=\"en-US\"", message_of(code));
	sim_markup_open(&markup, "detail", "");
	sim_markup_add_with(&markup, "e:ResponseCode", " xmlns:e=\"" ERRORS "\"", code);
	sim_markup_add_with(&markup, "e:Message", " xmlns:e=\"" ERRORS "\"", message_of(code));
	add_details(&markup, back_off_ms, violation);
	return compose(request, 500, sim_markup_end(&markup));
}

struct sim_answer *
sim_ews_fault(const struct sim_request *request, const gchar *code)
{
	gboolean busy = strcmp(code, "ErrorServerBusy") == 0;

	return fault(request, code, busy ? request->settings->ews_back_off_ms : 0, NULL);
}

struct sim_answer *
sim_ews_violation(const struct sim_request *request, const gchar *violation)
{
	return fault(request, "ErrorSchemaValidation", 0, violation);
}
