/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes requests to Exchange Web Services. */
#include "protocol/ews.h"

#include "base/text.h"

#define ENVELOPE                                                                                   \
	"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"                                             \
	"<soap:Envelope xmlns:soap=\"http://schemas.xmlsoap.org/soap/envelope/\""                  \
	" xmlns:t=\"http://schemas.microsoft.com/exchange/services/2006/types\""                   \
	" xmlns:m=\"http://schemas.microsoft.com/exchange/services/2006/messages\">"               \
	"<soap:Header><t:RequestServerVersion Version=\"%s\"/></soap:Header><soap:Body>"
#define ENVELOPE_END "</soap:Body></soap:Envelope>\n"

/* UTC: a zone is mandatory, both its transitions as well, here by nothing. */
#define ZONE                                                                                       \
	"<t:TimeZone><t:Bias>0</t:Bias>"                                                           \
	"<t:StandardTime><t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>1</t:DayOrder>"    \
	"<t:Month>1</t:Month><t:DayOfWeek>Monday</t:DayOfWeek></t:StandardTime>"                   \
	"<t:DaylightTime><t:Bias>0</t:Bias><t:Time>00:00:00</t:Time><t:DayOrder>5</t:DayOrder>"    \
	"<t:Month>12</t:Month><t:DayOfWeek>Sunday</t:DayOfWeek></t:DaylightTime></t:TimeZone>"

const char *const ews_version_names[] = {
    [EWS_2007_SP1] = "Exchange2007_SP1", [EWS_2010] = "Exchange2010",
    [EWS_2010_SP2] = "Exchange2010_SP2", [EWS_2013] = "Exchange2013",
    [EWS_2013_SP1] = "Exchange2013_SP1", [EWS_2016] = "Exchange2016",
    [EWS_VERSION_COUNT] = NULL,
};

/* The caller frees. */
static char *
escape(const char *text)
{
	g_autofree char *valid = text_utf8(text, -1);

	return g_markup_escape_text(valid, -1);
}

/* Without a zone: it is that of the request. The caller frees. */
static char *
moment(gint64 s)
{
	g_autoptr(GDateTime) time = g_date_time_new_from_unix_utc(s);

	g_return_val_if_fail(time, NULL);
	return g_date_time_format(time, "%Y-%m-%dT%H:%M:%S");
}

static void
append_mailboxes(GString *request, const GPtrArray *mailboxes)
{
	g_string_append(request, "<m:MailboxDataArray>");
	for (guint i = 0; i < mailboxes->len; i++) {
		g_autofree char *address = escape(g_ptr_array_index(mailboxes, i));

		g_string_append_printf(
		    request,
		    "<t:MailboxData><t:Email><t:Address>%s</t:Address></t:Email>"
		    "<t:AttendeeType>Required</t:AttendeeType>"
		    "<t:ExcludeConflicts>false</t:ExcludeConflicts></t:MailboxData>",
		    address);
	}
	g_string_append(request, "</m:MailboxDataArray>");
}

char *
ews_availability_request(enum ews_version version, const GPtrArray *mailboxes, gint64 from_s,
			 gint64 to_s, guint interval_minutes, gboolean details)
{
	GString *request = g_string_new(NULL);
	g_autofree char *from = moment(from_s);
	g_autofree char *to = moment(to_s);

	g_string_printf(request, ENVELOPE "<m:GetUserAvailabilityRequest>" ZONE,
			ews_version_names[version]);
	append_mailboxes(request, mailboxes);
	g_string_append_printf(
	    request,
	    "<t:FreeBusyViewOptions><t:TimeWindow><t:StartTime>%s</t:StartTime>"
	    "<t:EndTime>%s</t:EndTime></t:TimeWindow>"
	    "<t:MergedFreeBusyIntervalInMinutes>%u</t:MergedFreeBusyIntervalInMinutes>"
	    "<t:RequestedView>%s</t:RequestedView></t:FreeBusyViewOptions>"
	    "</m:GetUserAvailabilityRequest>" ENVELOPE_END,
	    from, to, interval_minutes, details ? "Detailed" : "MergedOnly");
	return g_string_free(request, FALSE);
}

char *
ews_oof_request(enum ews_version version, const char *mailbox)
{
	g_autofree char *address = escape(mailbox);

	return g_strdup_printf(ENVELOPE
			       "<m:GetUserOofSettingsRequest><t:Mailbox><t:Address>%s</t:Address>"
			       "</t:Mailbox></m:GetUserOofSettingsRequest>" ENVELOPE_END,
			       ews_version_names[version], address);
}
