/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The schema of the requests, as a table of children in their order. */
#include "tests/sim/sim_ews_schema.h"
#include "tests/sim/sim_ews_envelope.h"

#include <string.h>

enum occurrence { ONE, AT_MOST_ONE, AT_LEAST_ONE };

/* The children of an element stand together here, in the order the schema has them in. */
static const struct row {
	const gchar *parent;
	const gchar *name;
	const gchar *namespace;
	enum occurrence occurrence;
} ROWS[] = {
    {"GetUserAvailabilityRequest", "TimeZone", SIM_EWS_TYPES, ONE},
    {"GetUserAvailabilityRequest", "MailboxDataArray", SIM_EWS_MESSAGES, ONE},
    {"GetUserAvailabilityRequest", "FreeBusyViewOptions", SIM_EWS_TYPES, ONE},
    {"GetUserAvailabilityRequest", "SuggestionsViewOptions", SIM_EWS_TYPES, AT_MOST_ONE},
    {"TimeZone", "Bias", SIM_EWS_TYPES, ONE},
    {"TimeZone", "StandardTime", SIM_EWS_TYPES, ONE},
    {"TimeZone", "DaylightTime", SIM_EWS_TYPES, ONE},
    {"StandardTime", "Bias", SIM_EWS_TYPES, ONE},
    {"StandardTime", "Time", SIM_EWS_TYPES, ONE},
    {"StandardTime", "DayOrder", SIM_EWS_TYPES, ONE},
    {"StandardTime", "Month", SIM_EWS_TYPES, ONE},
    {"StandardTime", "DayOfWeek", SIM_EWS_TYPES, ONE},
    {"StandardTime", "Year", SIM_EWS_TYPES, AT_MOST_ONE},
    {"DaylightTime", "Bias", SIM_EWS_TYPES, ONE},
    {"DaylightTime", "Time", SIM_EWS_TYPES, ONE},
    {"DaylightTime", "DayOrder", SIM_EWS_TYPES, ONE},
    {"DaylightTime", "Month", SIM_EWS_TYPES, ONE},
    {"DaylightTime", "DayOfWeek", SIM_EWS_TYPES, ONE},
    {"DaylightTime", "Year", SIM_EWS_TYPES, AT_MOST_ONE},
    {"MailboxDataArray", "MailboxData", SIM_EWS_TYPES, AT_LEAST_ONE},
    {"MailboxData", "Email", SIM_EWS_TYPES, ONE},
    {"MailboxData", "AttendeeType", SIM_EWS_TYPES, ONE},
    {"MailboxData", "ExcludeConflicts", SIM_EWS_TYPES, AT_MOST_ONE},
    {"Email", "Name", SIM_EWS_TYPES, AT_MOST_ONE},
    {"Email", "Address", SIM_EWS_TYPES, ONE},
    {"Email", "RoutingType", SIM_EWS_TYPES, AT_MOST_ONE},
    {"FreeBusyViewOptions", "TimeWindow", SIM_EWS_TYPES, ONE},
    {"FreeBusyViewOptions", "MergedFreeBusyIntervalInMinutes", SIM_EWS_TYPES, AT_MOST_ONE},
    {"FreeBusyViewOptions", "RequestedView", SIM_EWS_TYPES, AT_MOST_ONE},
    {"TimeWindow", "StartTime", SIM_EWS_TYPES, ONE},
    {"TimeWindow", "EndTime", SIM_EWS_TYPES, ONE},
    {"GetUserOofSettingsRequest", "Mailbox", SIM_EWS_TYPES, ONE},
    {"Mailbox", "Name", SIM_EWS_TYPES, AT_MOST_ONE},
    {"Mailbox", "Address", SIM_EWS_TYPES, ONE},
    {"Mailbox", "RoutingType", SIM_EWS_TYPES, AT_MOST_ONE},
};

static gboolean
is_row(const struct row *row, const xmlNode *child)
{
	return sim_xml_is_named(child, row->name, row->namespace);
}

/* The first child that `row` does not allow at its place, where `child` is the next one. */
static const xmlNode *
pass_row(const struct row *row, const xmlNode *child)
{
	if (!is_row(row, child))
		return child;
	do
		child = sim_xml_next(child);
	while (row->occurrence == AT_LEAST_ONE && is_row(row, child));
	return child;
}

static gchar *
complaint(const xmlNode *parent, const struct row *row, const xmlNode *child)
{
	const gchar *got = child ? (const gchar *)child->name : "its end";

	return row ? g_strdup_printf("The element '%s' expected '%s', got '%s'.", parent->name,
				     row->name, got)
		   : g_strdup_printf("The element '%s' has a child that is unknown or at the wrong "
				     "place: '%s'.",
				     parent->name, got);
}

/* The children of one element. */
static gchar *
violation_in(const xmlNode *parent)
{
	const xmlNode *child = sim_xml_first(parent);

	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++) {
		if (strcmp(ROWS[i].parent, (const gchar *)parent->name) != 0)
			continue;
		if (ROWS[i].occurrence != AT_MOST_ONE && !is_row(&ROWS[i], child))
			return complaint(parent, &ROWS[i], child);
		child = pass_row(&ROWS[i], child);
	}
	return child ? complaint(parent, NULL, child) : NULL;
}

static gboolean
has_rows(const xmlNode *element)
{
	for (guint i = 0; i < G_N_ELEMENTS(ROWS); i++)
		if (strcmp(ROWS[i].parent, (const gchar *)element->name) == 0)
			return TRUE;
	return FALSE;
}

gchar *
sim_ews_schema_violation(const xmlNode *operation)
{
	xmlNode *at = sim_xml_first(operation);
	gchar *violation = NULL;

	if (!has_rows(operation))
		return NULL;
	violation = violation_in(operation);
	/* what is suggested for a meeting is nobody's business here */
	while (at && !violation && strcmp((const gchar *)at->name, "SuggestionsViewOptions") != 0) {
		violation = violation_in(at);
		at = sim_xml_following(operation, at);
	}
	return violation;
}
