/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how answers of Exchange Web Services are written as JSON. */
#include "facts/ews_json.h"
#include "tests/support/json_compare.h"
#include <string.h>

#define BODY(content) "<Envelope><Body>" content "</Body></Envelope>"
#define BACK_OFF      "<MessageXml><Value Name=\"BackOffMilliseconds\">300000</Value></MessageXml>"

struct row {
	const char *name;
	const char *text;
	const char *expected;
};

static const struct row rows[] = {
    {"free/busy",
     "<Envelope><Header><ServerVersionInfo MajorVersion=\"15\" MinorVersion=\"1\" "
     "MajorBuildNumber=\"2507\" MinorBuildNumber=\"6\"/></Header><Body>"
     "<GetUserAvailabilityResponse><FreeBusyResponse><ResponseMessage ResponseClass=\"Success\">"
     "<ResponseCode>NoError</ResponseCode></ResponseMessage><FreeBusyView><FreeBusyViewType>"
     "FreeBusy</FreeBusyViewType><MergedFreeBusy>0002</MergedFreeBusy><CalendarEventArray>"
     "<CalendarEvent/></CalendarEventArray></FreeBusyView></FreeBusyResponse>"
     "</GetUserAvailabilityResponse></Body></Envelope>",
     "{\"operation\":\"GetUserAvailability\",\"server_version\":\"15.1.2507.6\",\"responses\":[{"
     "\"class\":\"Success\",\"code\":\"NoError\",\"view_type\":\"FreeBusy\","
     "\"merged_free_busy\":\"0002\",\"events\":1}]}"},
    {"error with its words",
     BODY("<XResponse ResponseClass=\"Error\"><MessageText>a &lt;b&gt;</MessageText>"
	  "<ResponseCode>ErrorX</ResponseCode></XResponse>"),
     "{\"operation\":\"X\",\"responses\":[{\"class\":\"Error\",\"code\":\"ErrorX\","
     "\"message\":\"a <b>\"}]}"},
    {"out of office",
     BODY("<GetUserOofSettingsResponse><OofSettings><OofState>Enabled</OofState>"
	  "<ExternalAudience>All</ExternalAudience></OofSettings></GetUserOofSettingsResponse>"),
     "{\"operation\":\"GetUserOofSettings\",\"responses\":[],\"oof_state\":\"Enabled\","
     "\"external_audience\":\"All\"}"},
    {"fault",
     BODY("<Fault><faultcode>a:ErrorServerBusy</faultcode><faultstring>busy</faultstring><detail>"
	  "<ResponseCode>ErrorServerBusy</ResponseCode>" BACK_OFF "</detail></Fault>"),
     "{\"responses\":[],\"fault\":{\"code\":\"a:ErrorServerBusy\",\"message\":\"busy\","
     "\"response_code\":\"ErrorServerBusy\",\"back_off_ms\":300000}}"},
    {"back-off without a fault",
     BODY("<XResponse ResponseClass=\"Error\">" BACK_OFF "</XResponse>"),
     "{\"operation\":\"X\",\"responses\":[{\"class\":\"Error\"}],\"back_off_ms\":300000}"},
    {"malformed", "<html/>",
     "{\"responses\":[],\"error\":\"expected a SOAP envelope, got <html>\"}"},
};

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_ews_answer) answer = ews_parse(row->text, strlen(row->text));

	json_compare(ews_answer_to_json(answer), row->expected);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/ews json/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_row);
	}
	return g_test_run();
}
