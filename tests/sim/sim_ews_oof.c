/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whether somebody is out of the office, and what is said then. */
#include "tests/sim/sim_ews_oof.h"
#include "tests/sim/sim_ews_envelope.h"
#include "tests/sim/sim_logon.h"

/* As far as a scheduled absence reaches, from the day before today on. */
enum { AWAY_DAYS = 14 };

static const gchar *const STATES[] = {
    [SIM_OOF_DISABLED] = "Disabled",
    [SIM_OOF_ENABLED] = "Enabled",
    [SIM_OOF_SCHEDULED] = "Scheduled",
};
static const gchar *const AUDIENCES[] = {
    [SIM_AUDIENCE_NONE] = "None",
    [SIM_AUDIENCE_KNOWN] = "Known",
    [SIM_AUDIENCE_ALL] = "All",
};

static void
add_reply(struct sim_markup *markup, const gchar *name, enum sim_oof oof)
{
	sim_markup_open(markup, name, " xml:lang=\"en-US\"");
	sim_markup_add(markup, "t:Message",
		       oof == SIM_OOF_DISABLED ? "" : "<html><body>I am away.</body></html>");
	sim_markup_close(markup);
}

/* Always there, whatever the state is. */
static void
add_duration(struct sim_markup *markup)
{
	g_autoptr(GDateTime) now = g_date_time_new_now_utc();
	g_autoptr(GDateTime) today =
	    g_date_time_new_utc(g_date_time_get_year(now), g_date_time_get_month(now),
				g_date_time_get_day_of_month(now), 0, 0, 0);
	g_autoptr(GDateTime) begin = g_date_time_add_days(today, -1);
	g_autoptr(GDateTime) end = g_date_time_add_days(begin, AWAY_DAYS);
	g_autofree gchar *from = g_date_time_format(begin, "%Y-%m-%dT%H:%M:%SZ");
	g_autofree gchar *to = g_date_time_format(end, "%Y-%m-%dT%H:%M:%SZ");

	sim_markup_open(markup, "t:Duration", "");
	sim_markup_add(markup, "t:StartTime", from);
	sim_markup_add(markup, "t:EndTime", to);
	sim_markup_close(markup);
}

static void
add_settings(struct sim_markup *markup, const struct sim_calendar *calendar)
{
	sim_markup_open(markup, "t:OofSettings", "");
	sim_markup_add(markup, "t:OofState", STATES[calendar->oof]);
	sim_markup_add(markup, "t:ExternalAudience", AUDIENCES[calendar->audience]);
	add_duration(markup);
	add_reply(markup, "t:InternalReply", calendar->oof);
	add_reply(markup, "t:ExternalReply", calendar->oof);
	sim_markup_close(markup);
	sim_markup_add(markup, "AllowExternalOof", AUDIENCES[SIM_AUDIENCE_ALL]);
}

struct sim_answer *
sim_ews_oof(const struct sim_request *request, const xmlNode *operation)
{
	const xmlNode *asked = sim_xml_child(operation, "Mailbox", SIM_EWS_TYPES);
	g_autofree gchar *address = sim_xml_content(sim_xml_child(asked, "Address", SIM_EWS_TYPES));
	const struct sim_account *mailbox =
	    sim_account_of_mailbox(request->farm->accounts, address);
	const gchar *error = request->settings->oof_error;
	struct sim_markup markup = {0};

	if (!mailbox)
		return sim_ews_fault(request, "ErrorNonExistentMailbox");
	if (mailbox != request->logon->account)
		return sim_ews_fault(request, "ErrorAccessDenied");
	sim_ews_begin(&markup, request->node);
	sim_markup_open(&markup, "GetUserOofSettingsResponse", SIM_EWS_ANSWER);
	sim_ews_add_outcome(&markup, "ResponseMessage", error ? error : "NoError");
	if (!error)
		add_settings(&markup, &mailbox->calendar);
	return sim_ews_end(request, &markup);
}
