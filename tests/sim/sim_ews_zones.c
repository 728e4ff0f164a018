/* SPDX-License-Identifier: GPL-3.0-or-later */
/* GetServerTimeZones and ConvertId. */
#include "tests/sim/sim_ews_zones.h"
#include "tests/sim/sim_ews_envelope.h"

#define PERIOD "trule:Microsoft/Registry/UTC/1-Standard"

/* A zone without daylight saving: one period, one transition to it. */
static void
add_utc(struct sim_markup *markup)
{
	sim_markup_open(markup, "t:TimeZoneDefinition",
			" Id=\"UTC\" Name=\"(UTC) Coordinated Universal Time\"");
	sim_markup_open(markup, "t:Periods", "");
	sim_markup_add_with(markup, "t:Period",
			    " Bias=\"PT0S\" Name=\"Standard\" Id=\"" PERIOD "\"", "");
	sim_markup_close(markup);
	sim_markup_open(markup, "t:TransitionsGroups", "");
	sim_markup_open(markup, "t:TransitionsGroup", " Id=\"0\"");
	sim_markup_open(markup, "t:Transition", "");
	sim_markup_add_with(markup, "t:To", " Kind=\"Period\"", PERIOD);
	sim_markup_close(markup);
	sim_markup_close(markup);
	sim_markup_close(markup);
	sim_markup_open(markup, "t:Transitions", "");
	sim_markup_open(markup, "t:Transition", "");
	sim_markup_add_with(markup, "t:To", " Kind=\"Group\"", "0");
	sim_markup_close(markup);
	sim_markup_close(markup);
	sim_markup_close(markup);
}

struct sim_answer *
sim_ews_zones(const struct sim_request *request, const xmlNode *operation)
{
	struct sim_markup markup = {0};

	(void)operation;
	sim_ews_begin(&markup, request->node);
	sim_markup_open(&markup, "GetServerTimeZonesResponse", SIM_EWS_ANSWER);
	sim_markup_open(&markup, "ResponseMessages", "");
	sim_markup_open(&markup, "GetServerTimeZonesResponseMessage", " ResponseClass=\"Success\"");
	sim_markup_add(&markup, "ResponseCode", "NoError");
	sim_markup_open(&markup, "TimeZoneDefinitions", "");
	add_utc(&markup);
	return sim_ews_end(request, &markup);
}

struct sim_answer *
sim_ews_convert_id(const struct sim_request *request, const xmlNode *operation)
{
	const xmlNode *ids = sim_xml_child(operation, "SourceIds", SIM_EWS_MESSAGES);
	struct sim_markup markup = {0};

	sim_ews_begin(&markup, request->node);
	sim_markup_open(&markup, "ConvertIdResponse", SIM_EWS_ANSWER);
	sim_markup_open(&markup, "ResponseMessages", "");
	for (const xmlNode *id = sim_xml_first(ids); id; id = sim_xml_next(id))
		sim_ews_add_outcome(&markup, "ConvertIdResponseMessage", "ErrorInvalidIdMalformed");
	return sim_ews_end(request, &markup);
}
