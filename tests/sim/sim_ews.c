/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The operations of Exchange Web Services, as a table, and the faults before them. */
#include "tests/sim/sim_ews.h"
#include "tests/sim/sim_ews_availability.h"
#include "tests/sim/sim_ews_broken.h"
#include "tests/sim/sim_ews_envelope.h"
#include "tests/sim/sim_ews_oof.h"
#include "tests/sim/sim_ews_schema.h"
#include "tests/sim/sim_ews_zones.h"
#include "tests/sim/sim_handler.h"
#include "tests/sim/sim_memory.h"
#include "tests/sim/sim_xml.h"

#include <string.h>

static const struct {
	const gchar *request;
	enum sim_generation since;
	struct sim_answer *(*answer)(const struct sim_request *request, const xmlNode *operation);
} OPERATIONS[] = {
    {"GetUserAvailabilityRequest", SIM_EXCHANGE_2007, sim_ews_availability},
    {"GetUserOofSettingsRequest", SIM_EXCHANGE_2007, sim_ews_oof},
    {"GetServerTimeZones", SIM_EXCHANGE_2010, sim_ews_zones},
    {"ConvertId", SIM_EXCHANGE_2007, sim_ews_convert_id},
};

/* What clients may ask for, and which generation is the first to know it. */
static const struct {
	const gchar *name;
	enum sim_generation since;
} VERSIONS[] = {
    {"Exchange2007", SIM_EXCHANGE_2007},     {"Exchange2007_SP1", SIM_EXCHANGE_2007},
    {"Exchange2010", SIM_EXCHANGE_2010},     {"Exchange2010_SP1", SIM_EXCHANGE_2010},
    {"Exchange2010_SP2", SIM_EXCHANGE_2010}, {"Exchange2013", SIM_EXCHANGE_2013},
    {"Exchange2013_SP1", SIM_EXCHANGE_2013}, {"Exchange2015", SIM_EXCHANGE_2016},
    {"Exchange2016", SIM_EXCHANGE_2016},
};

/* Only 2007 does without. */
static gboolean
knows_version(const struct sim_request *request, const gchar *version)
{
	if (!version)
		return request->node->generation == SIM_EXCHANGE_2007;
	for (guint i = 0; i < G_N_ELEMENTS(VERSIONS); i++)
		if (strcmp(VERSIONS[i].name, version) == 0)
			return request->node->generation >= VERSIONS[i].since;
	return FALSE;
}

static struct sim_answer *
operate(const struct sim_request *request, const xmlNode *operation)
{
	g_autofree gchar *violation = NULL;

	for (guint i = 0; i < G_N_ELEMENTS(OPERATIONS); i++) {
		if (request->node->generation < OPERATIONS[i].since ||
		    !sim_xml_is_named(operation, OPERATIONS[i].request, SIM_EWS_MESSAGES))
			continue;
		violation = sim_ews_schema_violation(operation);
		return violation ? sim_ews_violation(request, violation)
				 : OPERATIONS[i].answer(request, operation);
	}
	violation = operation
			? g_strdup_printf("The element '%s' is unknown here.", operation->name)
			: g_strdup("The body is empty.");
	return sim_ews_violation(request, violation);
}

static struct sim_answer *
serve(const struct sim_request *request)
{
	g_autoptr(struct_sim_xml) xml = sim_xml_read(request->body, request->body_length);
	const xmlNode *envelope;
	const xmlNode *header;
	g_autofree gchar *version = NULL;

	if (!xml)
		return sim_handler_plain(request, 400);
	envelope = sim_xml_root(xml);
	if (!sim_xml_is_named(envelope, "Envelope", SIM_EWS_SOAP))
		return sim_ews_violation(request, "The document is no envelope of SOAP 1.1.");
	header = sim_xml_child(envelope, "Header", SIM_EWS_SOAP);
	version = sim_xml_attribute(sim_xml_child(header, "RequestServerVersion", SIM_EWS_TYPES),
				    "Version");
	if (!knows_version(request, version))
		return sim_ews_fault(request, "ErrorInvalidServerVersion");
	return operate(request, sim_xml_first(sim_xml_child(envelope, "Body", SIM_EWS_SOAP)));
}

/* Whether what the configuration breaks is broken for the request of that number. */
static gboolean
is_broken(const struct sim_settings *settings, guint number)
{
	return number >= settings->ews_first &&
	       (!settings->ews_last || number <= settings->ews_last);
}

struct sim_answer *
sim_ews_answer(const struct sim_request *request)
{
	const struct sim_settings *settings = request->settings;
	struct sim_settings intact;
	struct sim_request with_intact = *request;
	guint number;

	if (strcmp(request->method, "POST") != 0 ||
	    g_ascii_strcasecmp(request->rest, "/Exchange.asmx") != 0)
		return sim_handler_plain(request, 200);
	number = ++sim_request_memory(request)->ews_requests;
	if (is_broken(settings, number)) {
		if (settings->ews_fault)
			return sim_ews_fault(request, settings->ews_fault);
		return sim_ews_broken(request, serve(request));
	}
	/* all that the operations would break */
	intact = *settings;
	intact.ews_error = NULL;
	intact.oof_error = NULL;
	with_intact.settings = &intact;
	return serve(&with_intact);
}
