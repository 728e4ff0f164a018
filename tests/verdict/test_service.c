/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the verdict on what stands between a client and a web service by the rows of service/. */
#include "verdict/service.h"

#include <string.h>

#include "tests/support/findings.h"
#include "tests/support/rows.h"
#include "tests/support/service_scene.h"
#include "verdict/credentials.h"

#define URL "https://mail.example.com/OAB/g/oab.xml"

static gboolean
wants(const struct row *row, const char *option)
{
	return strstr(row_section(row, "options"), option) != NULL;
}

/* The call "oab" of the first node; what is left to the caller, he leaves to the status. */
static void
test_answer(gconstpointer data)
{
	static const char *const ends[] = {[SERVICE_FAILED] = "failed",
					   [SERVICE_CHALLENGED] = "challenged",
					   [SERVICE_SERVED] = "served"};
	const struct row *row = data;
	g_autoptr(struct_scene) scene = scene_read(row_section(row, "wire"));
	g_autoptr(struct_site) site =
	    service_scene_site(scene, wants(row, "--http") ? "http://mail.example.com/" : URL);
	struct node_offers *node = g_ptr_array_index(site->sweep->nodes, 0);
	g_autoptr(GPtrArray) calls = service_scene_calls(node);
	const struct service_call *last = g_ptr_array_index(calls, calls->len - 1);
	g_autoptr(struct_check) root = check_new("root");
	const struct check *credentials = credentials_judge(root, scene->sweep->logon, SCENE_NOW_S);
	struct check *check = check_add(root, "answer");
	const struct service_case this = {
	    .timeout_state = wants(row, "--timeout-unknown") ? STATE_UNKNOWN : STATE_CRITICAL,
	    .site = site,
	    .node = node,
	    .logon = scene->sweep->logon,
	    .credentials = credentials,
	    .endpoint = wants(row, "--ews") ? "ews" : "oab",
	    .call = last->call,
	    .others_fine = wants(row, "--others-fine")};
	g_autoptr(GString) text = g_string_new(NULL);
	g_autofree char *found = NULL;
	enum service_end end;

	site->trusted = site->tls && !wants(row, "--untrusted");
	end = service_judge(check, &this);
	g_string_append_printf(text, "%s\n", ends[end]);
	g_assert_cmpint(check->judged, ==, end != SERVICE_SERVED);
	if (end == SERVICE_SERVED)
		service_judge_status(check, &this);
	if (!check->judged)
		check_judge(check, STATE_OK, "the caller's");
	found = findings_text(root);
	g_string_append(text, found);
	row_compare(row, "expected", text->str);
	findings_compare_views(row, root);
	findings_assert_clean(root);
}

struct site_row {
	const char *name;
	const char *url;
	enum outcome resolved;
	enum state timeout_state;
	gboolean ended; /* nothing could be asked */
	const char *expected;
};

#define NO_CHECK "OK fine\nok: .\n"

static const struct site_row site_rows[] = {
    {"usual", URL, OUTCOME_ANSWERED, STATE_CRITICAL, FALSE, NO_CHECK},
    {"plain http", "http://mail.example.com/OAB/", OUTCOME_ANSWERED, STATE_CRITICAL, FALSE,
     "CRITICAL http://mail.example.com/OAB/ is plain http: clients do not send credentials there, "
     "or send them in clear\n"
     "url CRITICAL: http://mail.example.com/OAB/ is plain http: clients do not send credentials "
     "there, or send them in clear\n"
     "  $ Set-OabVirtualDirectory -ExternalUrl https://NAME/OAB\n"
     "ok: .\n"},
    {"Public Folder", "Public Folder", OUTCOME_ANSWERED, STATE_CRITICAL, TRUE,
     "WARNING OABUrl says \"Public Folder\": clients outside get no address book\n"
     "url WARNING: OABUrl says \"Public Folder\": clients outside get no address book\n"
     "  $ switch web distribution of the OAB on (Set-OfflineAddressBook -VirtualDirectories)\n"
     "ok: .\n"},
    {"public folder in small letters", "public folder", OUTCOME_ANSWERED, STATE_CRITICAL, TRUE,
     "WARNING OABUrl says \"Public Folder\": clients outside get no address book\n"
     "url WARNING: OABUrl says \"Public Folder\": clients outside get no address book\n"
     "  $ switch web distribution of the OAB on (Set-OfflineAddressBook -VirtualDirectories)\n"
     "ok: .\n"},
    {"no URL", "\\\\cas\\share|", OUTCOME_ANSWERED, STATE_CRITICAL, TRUE,
     "CRITICAL OABUrl is no URL: \\\\cas\\share!\n"
     "url CRITICAL: OABUrl is no URL: \\\\cas\\share!\n"
     "ok: .\n"},
    {"a name without an address", URL, OUTCOME_NAME, STATE_CRITICAL, TRUE,
     "CRITICAL no address for mail.example.com: trouble\n"
     "name CRITICAL: no address for mail.example.com: trouble\n"
     "  - OABUrl: " URL "\n"
     "  $ publish that name in the DNS that clients outside ask, or give them another one "
     "(Set-...VirtualDirectory -ExternalUrl)\n"
     "ok: .\n"},
    {"a name server in time-out", URL, OUTCOME_TIMEOUT, STATE_WARNING, TRUE,
     "WARNING no address for mail.example.com: trouble\n"
     "name WARNING: no address for mail.example.com: trouble\n"
     "  - OABUrl: " URL "\n"
     "  $ look at the name servers that this host asks, or name others (--dns-server)\n"
     "ok: .\n"},
    {"a resolver that fails here", URL, OUTCOME_LOCAL, STATE_CRITICAL, TRUE,
     "UNKNOWN no address for mail.example.com: trouble\n"
     "name UNKNOWN: no address for mail.example.com: trouble\n"
     "  - OABUrl: " URL "\n"
     "  $ look at the name servers that this host asks, or name others (--dns-server)\n"
     "ok: .\n"},
};

static void
test_site(gconstpointer data)
{
	const struct site_row *row = data;
	g_autoptr(struct_site) site = site_new(row->url);
	g_autoptr(struct_check) root = check_new("root");
	g_autofree char *text = NULL;

	if (site->host) {
		site->sweep = sweep_new(site->host);
		site->sweep->resolved = row->resolved;
		site->sweep->resolve_trouble = g_strdup("trouble");
	}
	check_judge(root, STATE_OK, "fine");
	g_assert_cmpint(service_judge_site(root, site, "OABUrl", row->timeout_state), ==,
			row->ended);
	text = findings_text(root);
	g_assert_cmpstr(text, ==, row->expected);
	findings_assert_clean(root);
}

struct lead_row {
	const char *name;
	const char *url; /* that was given; NULL: none */
	enum trail_end end;
	guint status;	      /* of the only hop; 0: it brought no answer in time */
	const char *settings; /* inside the answer's EXPR block; NULL: no document */
	gboolean logon;
	enum state timeout_state, state;
	const char *headline;
};

#define GIVEN "<OABUrl>https://mail.example.com/OAB/g/</OABUrl>"
#define LONELY                                                                                     \
	"autodiscover: https://autodiscover.example.com/autodiscover/autodiscover.xml: timeout "   \
	"(trouble): "                                                                              \
	"clients lose 1.5 s here"

static const struct lead_row lead_rows[] = {
    {"given", "https://mail.example.com/OAB/g/|", TRAIL_SETTINGS, 200, GIVEN, TRUE, STATE_CRITICAL,
     STATE_OK,
     "OABUrl is https://mail.example.com/OAB/g/!, given by the autodiscover host in 2.000 s"},
    {"only to who logs on", NULL, TRAIL_CHALLENGED, 401, NULL, FALSE, STATE_CRITICAL, STATE_UNKNOWN,
     "OABUrl is only told to somebody who has logged on"},
    {"not given", NULL, TRAIL_SETTINGS, 200, "<EwsUrl>https://mail.example.com/</EwsUrl>", TRUE,
     STATE_CRITICAL, STATE_CRITICAL,
     "autodiscover: OABUrl is not given to clients outside (neither EXPR nor EXHTTP has it): the "
     "address book is not downloaded outside, and Communicator prompts"},
    {"no step works", NULL, TRAIL_STATUS, 404, NULL, TRUE, STATE_CRITICAL, STATE_CRITICAL,
     "autodiscover: 404: there is no such path; the virtual directory is missing or a proxy does "
     "not publish it"},
    {"out of time", NULL, TRAIL_LOST, 0, NULL, TRUE, STATE_UNKNOWN, STATE_UNKNOWN, LONELY},
    {"out of time, which is OK", NULL, TRAIL_LOST, 0, NULL, TRUE, STATE_OK, STATE_OK,
     "nothing was found for probe@example.com until the time was up"},
};

static struct trail *
trail_of(const struct lead_row *row)
{
	static const char url[] = "https://autodiscover.example.com/autodiscover/autodiscover.xml";
	struct trail *trail = trail_new(DISCOVERY_HOST);
	struct hop *hop = hop_new(url);
	struct answer *answer = answer_new(METHOD_POST, url);

	trail->end = row->end;
	trail->resolved = OUTCOME_ANSWERED;
	trail->total_us = 1500000;
	hop->host = g_strdup("autodiscover.example.com");
	hop->tls = TRUE;
	hop->trusted = TRUE;
	hop->resolved = OUTCOME_ANSWERED;
	answer->outcome = row->status == 0 ? OUTCOME_TIMEOUT : OUTCOME_ANSWERED;
	answer->body_outcome = answer->outcome;
	answer->status = row->status;
	answer->trouble = g_strdup("trouble");
	if (row->status == 401)
		answer_add_header(answer, "WWW-Authenticate", strlen("WWW-Authenticate"), "NTLM",
				  4);
	hop->call = call_new(asked_new(answer));
	if (row->settings) {
		g_autofree char *pox = g_strdup_printf(
		    "<Autodiscover><Response xmlns='http://schemas.microsoft.com/exchange/"
		    "autodiscover/outlook/responseschema/2006a'><Account><Action>settings</Action>"
		    "<Protocol><Type>EXPR</Type>%s</Protocol></Account></Response></Autodiscover>",
		    row->settings);

		hop->document = autodiscover_parse(pox, strlen(pox));
	}
	g_ptr_array_add(trail->hops, hop);
	return trail;
}

static void
test_lead(gconstpointer data)
{
	const struct lead_row *row = data;
	g_autoptr(struct_discovery) discovery = discovery_new("probe@example.com");
	g_autoptr(struct_check) root = check_new("root");
	g_autoptr(struct_logon) logon = row->logon ? logon_new("CORP\\probe", SCHEME_NTLM) : NULL;
	const struct service_lead lead = {.discovery = discovery,
					  .name = "OABUrl",
					  .url = row->url,
					  .timeout_state = row->timeout_state,
					  .logon = logon};
	g_autofree char *headline = NULL;

	discovery->trails[DISCOVERY_HOST] = trail_of(row);
	if (row->end == TRAIL_SETTINGS || row->end == TRAIL_CHALLENGED)
		discovery->winner = DISCOVERY_HOST;
	discovery->total_us = 2000000;
	service_judge_discovery(root, &lead);
	headline = row->state == STATE_OK
		       ? g_strdup(check_summary(g_ptr_array_index(root->children, 0)))
		       : check_headline(root);
	g_assert_cmpstr(headline, ==, row->headline);
	g_assert_cmpstr(state_name(check_state(root)), ==, state_name(row->state));
	findings_assert_clean(root);
}

#define ADD(prefix, table, function)                                                               \
	for (gsize i = 0; i < G_N_ELEMENTS(table); i++) {                                          \
		g_autofree char *path = g_strdup_printf(prefix "%s", (table)[i].name);             \
                                                                                                   \
		g_test_add_data_func(path, &(table)[i], function);                                 \
	}

int
main(int argc, char **argv)
{
	static const char *const files[] = {"tests/verdict/service/answers.rows"};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	ADD("/service/site/", site_rows, test_site)
	ADD("/service/lead/", lead_rows, test_lead)
	return rows_run(files, G_N_ELEMENTS(files), test_answer);
}
