/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Free/busy of mailboxes: the question is read here, the calendars are shown elsewhere. */
#include "tests/sim/sim_ews_availability.h"
#include "tests/sim/sim_ews_envelope.h"
#include "tests/sim/sim_ews_view.h"
#include "tests/sim/sim_logon.h"

#include <string.h>

enum { WINDOW_DAYS_MAX = 42, INTERVAL_MIN = 5, INTERVAL_MAX = 1440, INTERVAL_DEFAULT = 30 };

#define NOT_A_MOMENT G_MININT64

/* What came of reading the question. */
struct question {
	struct sim_ews_view view;
	const gchar *fault;	/* the code of a fault; NULL: none */
	const gchar *violation; /* of the schema; NULL: none */
};

static gchar *
text_of(const xmlNode *parent, const gchar *name)
{
	return sim_xml_content(sim_xml_child(parent, name, SIM_EWS_TYPES));
}

/* FALSE when it is none. */
static gboolean
number_of(const xmlNode *parent, const gchar *name, gint64 *number)
{
	g_autofree gchar *text = text_of(parent, name);

	return text && g_ascii_string_to_signed(text, 10, G_MININT32, G_MAXINT32, number, NULL);
}

/* In standard time all year round: that daylight saving moves the window an hour is of no account
 * here. FALSE when the zone has no numbers in it. */
static gboolean
read_zone(const xmlNode *operation, gint64 *offset_minutes)
{
	const xmlNode *zone = sim_xml_child(operation, "TimeZone", SIM_EWS_TYPES);
	const xmlNode *standard = sim_xml_child(zone, "StandardTime", SIM_EWS_TYPES);
	gint64 bias = 0;
	gint64 more = 0;

	if (!number_of(zone, "Bias", &bias) || !number_of(standard, "Bias", &more))
		return FALSE;
	*offset_minutes = -(bias + more);
	return TRUE;
}

/* Seconds since 1970: a time without a zone is in that of the request. */
static gint64
moment_of(const xmlNode *window, const gchar *name, gint64 offset_minutes)
{
	g_autofree gchar *text = text_of(window, name);
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) time = g_date_time_new_from_iso8601(text, utc);
	gboolean zoned = strchr(text, 'Z') || strpbrk(text + MIN(strlen(text), 10), "+-");

	if (!time)
		return NOT_A_MOMENT;
	return g_date_time_to_unix(time) - (zoned ? 0 : offset_minutes * 60);
}

static void
read_interval(struct question *question, const xmlNode *options)
{
	question->view.interval_minutes = INTERVAL_DEFAULT;
	if (!sim_xml_child(options, "MergedFreeBusyIntervalInMinutes", SIM_EWS_TYPES))
		return;
	if (!number_of(options, "MergedFreeBusyIntervalInMinutes",
		       &question->view.interval_minutes))
		question->violation = "'MergedFreeBusyIntervalInMinutes' is no number.";
	else if (question->view.interval_minutes < INTERVAL_MIN ||
		 question->view.interval_minutes > INTERVAL_MAX)
		question->fault = "ErrorInvalidMergedFreeBusyInterval";
}

static void
read_window(struct question *question, const xmlNode *options)
{
	const xmlNode *window = sim_xml_child(options, "TimeWindow", SIM_EWS_TYPES);
	struct sim_ews_view *view = &question->view;

	view->from_s = moment_of(window, "StartTime", view->offset_minutes);
	view->to_s = moment_of(window, "EndTime", view->offset_minutes);
	if (view->from_s == NOT_A_MOMENT || view->to_s == NOT_A_MOMENT)
		question->violation = "'TimeWindow' holds no moments.";
	else if (view->from_s >= view->to_s)
		question->fault = "ErrorInvalidTimeInterval";
	else if (view->to_s - view->from_s > (gint64)WINDOW_DAYS_MAX * 24 * 3600)
		question->fault = "ErrorTimeIntervalTooBig";
}

static void
read_view(struct question *question, const xmlNode *options)
{
	g_autofree gchar *name = text_of(options, "RequestedView");

	if (!sim_ews_view_parse(&question->view, name ? name : "FreeBusy"))
		question->fault = "ErrorInvalidFreeBusyViewType";
}

static void
read_question(struct question *question, const xmlNode *operation)
{
	const xmlNode *options = sim_xml_child(operation, "FreeBusyViewOptions", SIM_EWS_TYPES);

	if (!read_zone(operation, &question->view.offset_minutes))
		question->violation = "'TimeZone' is no zone.";
	read_view(question, options);
	read_interval(question, options);
	read_window(question, options);
}

/* Whether the configuration breaks the answer for that address. */
static gboolean
is_broken(const struct sim_settings *settings, const gchar *address)
{
	gboolean listed = settings->ews_error_for == NULL;

	for (guint i = 0; !listed && settings->ews_error_for[i]; i++)
		listed = g_ascii_strcasecmp(settings->ews_error_for[i], address) == 0;
	return settings->ews_error && listed;
}

static void
add_mailbox(struct sim_markup *markup, const struct sim_request *request,
	    const struct question *question, const xmlNode *asked)
{
	g_autofree gchar *address =
	    text_of(sim_xml_child(asked, "Email", SIM_EWS_TYPES), "Address");
	const struct sim_account *mailbox =
	    sim_account_of_mailbox(request->farm->accounts, address);
	const gchar *code = mailbox ? "NoError" : "ErrorMailRecipientNotFound";

	if (is_broken(request->settings, address)) {
		mailbox = NULL;
		code = request->settings->ews_error;
	}
	sim_markup_open(markup, "FreeBusyResponse", "");
	sim_ews_add_outcome(markup, "ResponseMessage", code);
	if (mailbox) {
		sim_ews_view_add(markup, &question->view, &mailbox->calendar,
				 mailbox == request->logon->account);
	} else {
		sim_markup_open(markup, "FreeBusyView", "");
		sim_markup_add(markup, "t:FreeBusyViewType", "None");
		sim_markup_close(markup);
	}
	sim_markup_close(markup);
}

struct sim_answer *
sim_ews_availability(const struct sim_request *request, const xmlNode *operation)
{
	const xmlNode *asked = sim_xml_child(operation, "MailboxDataArray", SIM_EWS_MESSAGES);
	struct question question = {0};
	struct sim_markup markup = {0};

	read_question(&question, operation);
	if (question.violation)
		return sim_ews_violation(request, question.violation);
	if (question.fault)
		return sim_ews_fault(request, question.fault);
	sim_ews_begin(&markup, request->node);
	sim_markup_open(&markup, "GetUserAvailabilityResponse", SIM_EWS_ANSWER);
	sim_markup_open(&markup, "FreeBusyResponseArray", "");
	for (const xmlNode *each = sim_xml_first(asked); each; each = sim_xml_next(each))
		add_mailbox(&markup, request, &question, each);
	return sim_ews_end(request, &markup);
}
