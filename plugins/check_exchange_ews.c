/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Answers: do free/busy and out-of-office work for the probe mailbox? */
#include <string.h>

#include "base/text.h"
#include "plugins/run.h"
#include "plugins/target.h"
#include "plugins/service_options.h"
#include "probe/ews.h"
#include "report/plugin.h"
#include "verdict/ews.h"

struct options {
	struct service_options service;
	GPtrArray *targets; /* char * */
	char *at;
	guint busy, oof; /* index of ews_free_busy_words, ews_oof_words */
	guint version;	 /* enum ews_version */
	struct threshold time_s;
};

#define AT(member) offsetof(struct options, member)
static const struct option_row rows[] = {
    {"target", 0, OPTION_STRINGS, AT(targets), "ADDRESS",
     "ask for the free/busy of this mailbox in place of the probe's own; repeatable", NULL, 0, 0},
    {"at", 0, OPTION_STRING, AT(at), "TIME",
     "ask about this moment: 14:30 (today, UTC) or 2030-01-31T14:30:00Z (now unless given)", NULL,
     0, 0},
    {"expect-busy", 0, OPTION_CHOICE, AT(busy), "WORD",
     "what the (first) mailbox has to be at that moment", ews_free_busy_words, 0, 0},
    {"expect-oof", 0, OPTION_CHOICE, AT(oof), "WORD", "what out-of-office has to be", ews_oof_words,
     0, 0},
    {"request-version", 0, OPTION_CHOICE, AT(version), "VERSION",
     "how new the client says it is (the first one works everywhere)", ews_version_names, 0, 0},
    {"warning", 'w', OPTION_RANGE, AT(time_s.warning), "RANGE",
     "WARNING by the seconds that a question takes, its logon included", NULL, 0, 0},
    {"critical", 'c', OPTION_RANGE, AT(time_s.critical), "RANGE",
     "CRITICAL by the seconds that a question takes, its logon included", NULL, 0, 0},
};

static const struct plugin plugin = {
    .name = "check_exchange_ews",
    .service = "EXCHANGE EWS",
    .question =
	"Do free/busy and out-of-office work for the probe mailbox, asked as Communicator and "
	"Outlook ask? EWS is where Autodiscover says, at /EWS/Exchange.asmx of the host of -H, or "
	"at --url. Without credentials it only sees whether EWS asks for a logon.",
    .usage = "-e ADDRESS [--auth-file FILE] [-H NAME | --url URL] [--target ADDRESS]...",
    .examples = "  check_exchange_ews -e probe@example.com --auth-file probe.auth\n"
		"  check_exchange_ews -e probe@example.com --auth-file probe.auth \\\n"
		"      -H mail.example.com\n"
		"  check_exchange_ews -e probe@example.com --auth-file probe.auth \\\n"
		"      --target room@example.com\n"
		"  check_exchange_ews -e probe@example.com --auth-file probe.auth \\\n"
		"      --at 09:30 --expect-busy busy --expect-oof disabled\n"};

/* "14:30" of today, or a moment of ISO 8601; both UTC unless they say otherwise. */
static gboolean
read_moment(const char *text, gint64 now_s, gint64 *at_s, GError **error)
{
	g_autoptr(GTimeZone) utc = g_time_zone_new_utc();
	g_autoptr(GDateTime) today = g_date_time_new_from_unix_utc(now_s);
	g_autofree char *day = g_date_time_format(today, "%Y-%m-%dT");
	g_autofree char *whole = NULL;
	g_autoptr(GDateTime) moment = NULL;
	g_autofree char *shown = text_line(text);

	*at_s = now_s;
	if (!text)
		return TRUE;
	whole = strlen(text) == strlen("14:30") ? g_strdup_printf("%s%s:00", day, text)
						: g_strdup(text);
	moment = g_date_time_new_from_iso8601(whole, utc);
	if (!moment || g_date_time_get_year(moment) < 2000 || g_date_time_get_year(moment) > 2999)
		return option_refuse(error,
				     "--at: expected a time as 14:30 or 2030-01-31T14:30:00Z, got "
				     "\"%s\"",
				     shown);
	*at_s = g_date_time_to_unix(moment);
	return TRUE;
}

/* At a step of the answer, so that its first digit is about the moment. */
static gint64
step_before(gint64 at_s)
{
	return at_s - at_s % ((gint64)EWS_STEP_MINUTES * 60);
}

static GPtrArray *
choose_mailboxes(const struct options *options, GError **error)
{
	g_autoptr(GPtrArray) mailboxes = g_ptr_array_new();

	for (guint i = 0; options->targets && i < options->targets->len; i++) {
		char *address = g_ptr_array_index(options->targets, i);
		g_autofree char *shown = text_line(address);

		if (!service_check_email(address, NULL)) {
			option_refuse(error, "--target: expected user@example.com, got \"%s\"",
				      shown);
			return NULL;
		}
		g_ptr_array_add(mailboxes, address);
	}
	if (mailboxes->len > 100) {
		option_refuse(error, "--target: expected at most 100 mailboxes in one question");
		return NULL;
	}
	if (mailboxes->len == 0)
		g_ptr_array_add(mailboxes, options->service.login.email);
	return g_steal_pointer(&mailboxes);
}

/* The host that was named serves EWS where every Exchange does. */
static void
point_to_host(struct service_options *service)
{
	const struct http_target host = {
	    .hostname = service->target.hostname,
	    .port = service->target.port != 0 ? (guint)service->target.port : 443,
	    .tls = TRUE};

	if (!service->url && service->target.hostname)
		service->url = http_url(&host, endpoint_find("ews")->path);
}

/* Of the only server; the caller frees. */
static char *
address_of(const struct ews_findings *findings)
{
	const struct ews_site *only =
	    findings->sites->len == 1 ? g_ptr_array_index(findings->sites, 0) : NULL;

	return asked_address(only ? only->site->sweep : NULL);
}

static struct report *
work(const struct plugin *self, const struct plugin_run *run, void *data, GError **error)
{
	struct options *options = data;
	gint64 now_s = g_get_real_time() / G_USEC_PER_SEC;
	g_autoptr(struct_probe_identity) who = NULL;
	g_autoptr(GPtrArray) mailboxes = NULL;
	g_autoptr(struct_ews_findings) findings = NULL;
	gint64 at_s;
	struct report *report;

	if (!service_options_check(&options->service, error) ||
	    !(mailboxes = choose_mailboxes(options, error)) ||
	    !read_moment(options->at, now_s, &at_s, error) ||
	    !probe_identity_read(&options->service.login, &options->service.target, 0, &who, error))
		return NULL;
	point_to_host(&options->service);

	struct site_request request = service_request_of(&options->service, who, "ews");
	struct ews_questions questions = {.version = (enum ews_version)options->version,
					  .owner = options->service.login.email,
					  .mailboxes = mailboxes,
					  .at_s = step_before(at_s),
					  .wanted = (1U << EWS_QUESTIONS) - 1};
	struct ews_policy judged = {
	    .timeout_state = run->timeout_state,
	    .time_s = options->time_s,
	    .expected_busy = options->busy > 0 ? ews_free_busy_words[options->busy] : NULL,
	    .expected_oof = options->oof > 0 ? ews_oof_words[options->oof] : NULL,
	    .now_s = now_s};
	findings = ews_run(&request, &questions, run->deadline);
	report =
	    report_new(self->service, options->service.login.email, verdict_ews(findings, &judged),
		       run->facts_wanted ? ews_findings_to_json(findings) : NULL);
	report->address = address_of(findings);
	return report;
}

int
main(int argc, char **argv)
{
	struct options options = {0};
	const struct option_group groups[] = {
	    {"Whose mailbox, and as whom", login_option_rows, login_option_count,
	     &options.service.login},
	    {"What is asked and reported", rows, G_N_ELEMENTS(rows), &options},
	    {"Where", service_option_rows, service_option_count, &options.service},
	    {"Target", target_option_rows, target_option_count, &options.service.target},
	};

	return run_plugin(&plugin, argc, argv, groups, G_N_ELEMENTS(groups), work, &options);
}
