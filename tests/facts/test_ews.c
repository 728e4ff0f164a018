/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what a run of EWS holds, and how it is written as JSON. */
#include "facts/ews.h"

#include <string.h>

#include "tests/support/json_compare.h"

#define URL	      "https://a.example/x"
#define SITE(talks)   "{\"url\":\"" URL "\",\"trusted\":false,\"talks\":[" talks "]}"
#define BODY(content) "<Envelope><Body>" content "</Body></Envelope>"

struct json_row {
	const char *name;
	const char *mailboxes[3];
	gboolean with_site;
	/* Of each question to node 3 what came: NULL it was left out, "" no document. */
	const char *free_busy, *oof;
	const char *expected;
};

#define HEAD(mailboxes) "{\"owner\":\"p@b.example\",\"mailboxes\":[" mailboxes "],\"at\":86400,"
#define CALL                                                                                       \
	"\"method\":\"POST\",\"url\":\"" URL "\",\"outcome\":\"timeout\",\"stage\":\"wait\","      \
	"\"connection_reused\":false,\"seconds\":0.5,\"challenges\":{\"fields\":0,"                \
	"\"challenges\":[]}"

static const struct json_row json_rows[] = {
    {"nothing was found",
     {"p@b.example"},
     FALSE,
     NULL,
     NULL,
     HEAD("\"p@b.example\"") "\"sites\":[],\"seconds\":1.5}"},
    {"several mailboxes, one of them hostile",
     {"r@b.example", "\xff|"},
     FALSE,
     NULL,
     NULL,
     HEAD("\"r@b.example\",\"\357\277\275|\"") "\"sites\":[],\"seconds\":1.5}"},
    {"nobody was asked",
     {"p@b.example"},
     TRUE,
     NULL,
     NULL,
     HEAD("\"p@b.example\"") "\"sites\":[" SITE(
	 "{\"freebusy\":{},\"oof\":{}}") "],\"seconds\":1.5}"},
    {"asked in vain, then left out",
     {"p@b.example"},
     TRUE,
     "",
     NULL,
     HEAD("\"p@b.example\"") "\"sites\":[" SITE("{\"freebusy\":{" CALL
						"},\"oof\":{}}") "],\"seconds\":1.5}"},
    {"a document",
     {"p@b.example"},
     TRUE,
     "",
     BODY("<GetUserOofSettingsResponse><OofSettings><OofState>Disabled</OofState></OofSettings>"
	  "</GetUserOofSettingsResponse>"),
     HEAD("\"p@b.example\"") "\"sites\":[" SITE(
	 "{\"freebusy\":{" CALL "},\"oof\":{" CALL
	 ",\"document\":{\"operation\":\"GetUserOofSettings\",\"responses\":[],\"oof_state\":"
	 "\"Disabled\"}}}") "],\"seconds\":1.5}"},
    {"a document that is none",
     {"p@b.example"},
     TRUE,
     "<html/>",
     NULL,
     HEAD("\"p@b.example\"") "\"sites\":[" SITE(
	 "{\"freebusy\":{" CALL ",\"document\":{\"responses\":[],\"error\":\"expected a SOAP "
	 "envelope, got <html>\"}},\"oof\":{}}") "],\"seconds\":1.5}"},
};

static struct ews_call *
call_of(enum ews_question question, const char *document)
{
	struct ews_call *call = ews_call_new(question);
	struct answer *answer;

	if (!document)
		return call;
	answer = answer_new(METHOD_POST, URL);
	answer->outcome = OUTCOME_TIMEOUT;
	answer->stage = STAGE_WAIT;
	answer->total_us = G_USEC_PER_SEC / 2;
	call->call = call_new(asked_new(answer));
	if (*document != '\0')
		call->answer = ews_parse(document, strlen(document));
	return call;
}

static struct ews_findings *
findings_of(const char *const *mailboxes, gboolean with_site)
{
	g_autoptr(GPtrArray) list = g_ptr_array_new_with_free_func(g_free);
	struct ews_findings *findings;

	for (gsize i = 0; mailboxes[i]; i++)
		g_ptr_array_add(list, g_strdup(mailboxes[i]));
	findings = ews_findings_new("p@b.example", list, 86400);
	findings->total_us = 3 * G_USEC_PER_SEC / 2;
	if (with_site)
		g_ptr_array_add(findings->sites, ews_site_new(URL, 3));
	return findings;
}

static void
test_json(gconstpointer data)
{
	const struct json_row *row = data;
	g_autoptr(struct_ews_findings) findings = findings_of(row->mailboxes, row->with_site);

	if (row->with_site) {
		struct ews_site *site = g_ptr_array_index(findings->sites, 0);
		struct ews_talk *talk = ews_talk_new(3);

		g_ptr_array_add(talk->calls, call_of(EWS_FREE_BUSY, row->free_busy));
		g_ptr_array_add(talk->calls, call_of(EWS_OUT_OF_OFFICE, row->oof));
		g_ptr_array_add(site->talks, talk);
	}
	json_compare(ews_findings_to_json(findings), row->expected);
}

/* What only some runs have. */
static void
test_further(void)
{
	static const char *const mailboxes[] = {"p@b.example", NULL};
	g_autoptr(struct_ews_findings) findings = findings_of(mailboxes, FALSE);
	json_t *json;

	findings->discovery = discovery_new("p@b.example");
	findings->logon = logon_new("CORP\\p", SCHEME_NTLM);
	json = ews_findings_to_json(findings);
	g_assert_cmpuint(
	    json_array_size(json_object_get(json_object_get(json, "discovery"), "discoveries")), ==,
	    1);
	g_assert_cmpstr(
	    json_string_value(json_object_get(json_object_get(json, "logon"), "account")), ==,
	    "CORP\\p");
	json_decref(json);
}

/* Nodes that could not be asked have none. */
static void
test_talk_with(void)
{
	static const guint nodes[] = {0, 2, 5};
	struct ews_site *site = ews_site_new(URL, 1);

	for (gsize i = 0; i < G_N_ELEMENTS(nodes); i++)
		g_ptr_array_add(site->talks, ews_talk_new(nodes[i]));
	for (gsize i = 0; i < G_N_ELEMENTS(nodes); i++)
		g_assert_true(ews_talk_with(site, nodes[i]) == g_ptr_array_index(site->talks, i));
	g_assert_null(ews_talk_with(site, 1));
	g_assert_null(ews_talk_with(site, 6));
	ews_site_free(site);
}

/* The words are perfdata labels and check names: public from the first release. */
static void
test_names(void)
{
	g_assert_cmpstr(ews_question_name(EWS_FREE_BUSY), ==, "freebusy");
	g_assert_cmpstr(ews_question_name(EWS_OUT_OF_OFFICE), ==, "oof");
	g_assert_cmpstr(ews_question_title(EWS_FREE_BUSY), ==, "free/busy");
	g_assert_cmpstr(ews_question_title(EWS_OUT_OF_OFFICE), ==, "out of office");
}

static void
test_free(void)
{
	ews_site_free(NULL);
	ews_findings_free(NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(json_rows); i++) {
		g_autofree char *path = g_strdup_printf("/ews/json/%s", json_rows[i].name);

		g_test_add_data_func(path, &json_rows[i], test_json);
	}
	g_test_add_func("/ews/further", test_further);
	g_test_add_func("/ews/talk with", test_talk_with);
	g_test_add_func("/ews/names", test_names);
	g_test_add_func("/ews/free", test_free);
	return g_test_run();
}
