/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests the verdict on EWS by the rows of ews/.
 *
 * Sections "freebusy" and "oof" say what came of the question; a row without one was not asked it.
 * Each is lines of a scene, when it begins with "POST", or what was answered after the logon:
 *
 *     0002 | Error CODE words | Warning CODE 0000    free/busy: each mailbox's
 *     Disabled, Error CODE words                     out of office
 *     <...>, 500 <...>                               the SOAP body itself, and the status
 *
 * "wire", when there is one, is the whole scene in place of all that.
 */
#include "verdict/ews.h"

#include <string.h>

#include "tests/support/findings.h"
#include "tests/support/rows.h"
#include "tests/support/service_scene.h"

#define URL "https://mail.example.com/EWS/Exchange.asmx"
#define MESSAGE                                                                                    \
	"<ResponseMessage ResponseClass=\"%s\"><MessageText>%s</MessageText><ResponseCode>%s"      \
	"</ResponseCode></ResponseMessage>"

/* What the operator of a row wants, with the plugin's defaults. */
struct wanted {
	struct ews_policy policy;
	GPtrArray *mailboxes; /* char * */
	const char *url, *oof_url;
	gboolean untrusted, only_free_busy;
	char **words;
};

static void
read_range(const char *text, struct range *range)
{
	g_autoptr(GError) error = NULL;

	range_parse(text, range, &error);
	g_assert_no_error(error);
}

static void
take(struct wanted *wanted, const char *option, const char *value)
{
	if (strcmp(option, "-w") == 0)
		read_range(value, &wanted->policy.time_s.warning);
	else if (strcmp(option, "-c") == 0)
		read_range(value, &wanted->policy.time_s.critical);
	else if (strcmp(option, "--expect-busy") == 0)
		wanted->policy.expected_busy = value;
	else if (strcmp(option, "--expect-oof") == 0)
		wanted->policy.expected_oof = value;
	else if (strcmp(option, "--timeout-state") == 0)
		g_assert_true(state_parse(value, &wanted->policy.timeout_state));
	else if (strcmp(option, "--target") == 0)
		g_ptr_array_add(wanted->mailboxes, g_strdup(value));
	else if (strcmp(option, "--url") == 0)
		wanted->url = value;
	else if (strcmp(option, "--oof-url") == 0)
		wanted->oof_url = value;
	else if (strcmp(option, "--untrusted") == 0)
		wanted->untrusted = TRUE;
	else if (strcmp(option, "--only") == 0)
		wanted->only_free_busy = strcmp(value, "freebusy") == 0;
	else
		g_error("no option %s", option);
}

static void
read_wanted(struct wanted *wanted, const char *options)
{
	g_autofree char *line = g_strstrip(g_strdelimit(g_strdup(options), "\n", ' '));

	*wanted = (struct wanted){.policy = {.timeout_state = STATE_CRITICAL, .now_s = SCENE_NOW_S},
				  .mailboxes = g_ptr_array_new_with_free_func(g_free),
				  .url = URL,
				  .words = g_strsplit(line, " ", -1)};
	for (gsize i = 0; wanted->words[i] && *wanted->words[i] != '\0'; i += 2)
		take(wanted, wanted->words[i], wanted->words[i + 1]);
	if (wanted->mailboxes->len == 0)
		g_ptr_array_add(wanted->mailboxes, g_strdup("probe@example.com"));
}

/* "Error CODE words", "Warning CODE words", or a success. */
static void
add_message(GString *xml, char **words)
{
	gboolean fine = !words[0] || !words[1];
	gboolean told = !fine && words[2] && strcmp(words[0], "Error") == 0;
	g_autofree char *text = told ? g_markup_escape_text(words[2], -1) : NULL;

	g_string_append_printf(xml, MESSAGE, fine ? "Success" : words[0], text ? text : "",
			       fine ? "NoError" : words[1]);
}

static void
add_free_busy(GString *xml, const char *spec)
{
	g_auto(GStrv) mailboxes = g_strsplit(spec, " | ", -1);

	g_string_append(xml, "<GetUserAvailabilityResponse><FreeBusyResponseArray>");
	for (gsize i = 0; mailboxes[i]; i++) {
		g_auto(GStrv) words = g_strsplit(mailboxes[i], " ", 3);
		gboolean warned = strcmp(words[0], "Warning") == 0;

		g_string_append(xml, "<FreeBusyResponse>");
		add_message(xml, words);
		if (warned || !words[1])
			g_string_append_printf(
			    xml, "<FreeBusyView><MergedFreeBusy>%s</MergedFreeBusy></FreeBusyView>",
			    words[warned ? 2 : 0]);
		g_string_append(xml, "</FreeBusyResponse>");
	}
	g_string_append(xml, "</FreeBusyResponseArray></GetUserAvailabilityResponse>");
}

static void
add_out_of_office(GString *xml, const char *spec)
{
	g_auto(GStrv) words = g_strsplit(spec, " ", 3);

	g_string_append(xml, "<GetUserOofSettingsResponse>");
	add_message(xml, words);
	if (!words[1])
		g_string_append_printf(xml, "<OofSettings><OofState>%s</OofState></OofSettings>",
				       words[0]);
	g_string_append(xml, "</GetUserOofSettingsResponse>");
}

/* `logged_on`: a question before it has logged on. */
static gboolean
add_question(GString *wire, const struct row *row, const char *name, gboolean logged_on)
{
	g_autofree char *spec = g_strchomp(g_strdup(row_section(row, name)));
	g_autoptr(GString) xml = g_string_new("<Envelope><Body>");
	const char *status = "200";
	const char *content = spec;

	if (*spec == '\0')
		return logged_on;
	g_string_append_printf(wire, "%s=/EWS/Exchange.asmx: ", name);
	if (g_str_has_prefix(spec, "POST")) {
		g_string_append_printf(wire, "%s\n", spec);
		return logged_on;
	}
	if (g_str_has_prefix(spec, "500 ")) {
		status = "500";
		content += strlen("500 ");
	}
	if (*content == '<')
		g_string_append(xml, content);
	else if (strcmp(name, "freebusy") == 0)
		add_free_busy(xml, content);
	else
		add_out_of_office(xml, content);
	if (logged_on)
		g_string_append_printf(wire, "POST %s\n", status);
	else
		g_string_append_printf(wire, "POST 401 NTLM\ntry NTLM answered\nleg 401\nleg %s\n",
				       status);
	g_string_append_printf(
	    wire, "+ Content-Type: text/xml; charset=utf-8\nbody %s</Body></Envelope>\n", xml->str);
	return TRUE;
}

static char *
wire_of(const struct row *row)
{
	GString *wire = g_string_new(row_section(row, "wire"));
	gboolean logged_on;

	if (wire->len > 0)
		return g_string_free(wire, FALSE);
	g_string_assign(wire, "logon NTLM CORP\\\\probe\nsecret accepted\n");
	logged_on = add_question(wire, row, "freebusy", FALSE);
	(void)add_question(wire, row, "oof", logged_on);
	return g_string_free(wire, FALSE);
}

/* As probe/ews.c reads it. */
static struct ews_answer *
document_of(const struct call *call)
{
	const struct answer *answer = call_answer(call)->answer;

	if (answer->outcome != OUTCOME_ANSWERED ||
	    (answer->status != 200 && answer->status != 500) || answer->body->len == 0)
		return NULL;
	return ews_parse(answer->body->str, answer->body->len);
}

/* A question that has no call, though another has, was left out. */
static struct ews_talk *
talk_of(struct node_offers *node, guint number, guint questions)
{
	g_autoptr(GPtrArray) calls = service_scene_calls(node);
	struct ews_talk *talk = ews_talk_new(number);

	node->number = number;
	for (guint i = 0; calls->len > 0 && i < EWS_QUESTIONS; i++) {
		struct ews_call *call;

		if (!(questions & 1U << i))
			continue;
		call = ews_call_new((enum ews_question)i);
		call->call = service_scene_take(calls, ews_question_name(call->question));
		if (call->call)
			call->answer = document_of(call->call);
		g_ptr_array_add(talk->calls, call);
	}
	return talk;
}

static void
add_site(struct ews_findings *findings, struct scene *scene, const struct wanted *wanted,
	 const char *url, guint questions)
{
	struct ews_site *site = ews_site_new(url, questions);

	site_free(site->site);
	site->site = service_scene_site(scene, url);
	site->site->trusted = site->site->tls && !wanted->untrusted;
	for (guint i = 0; site->site->sweep && i < site->site->sweep->nodes->len; i++)
		g_ptr_array_add(site->talks, talk_of(g_ptr_array_index(site->site->sweep->nodes, i),
						     i, questions));
	g_ptr_array_add(findings->sites, site);
}

static struct ews_findings *
findings_of(struct scene *scene, const struct wanted *wanted, struct scene *other)
{
	struct ews_findings *findings =
	    ews_findings_new("probe@example.com", wanted->mailboxes, SCENE_NOW_S);
	guint questions = wanted->oof_url || wanted->only_free_busy ? 1U << EWS_FREE_BUSY
								    : (1U << EWS_QUESTIONS) - 1;

	findings->total_us = G_USEC_PER_SEC;
	add_site(findings, scene, wanted, wanted->url, questions);
	if (wanted->oof_url)
		add_site(findings, other, wanted, wanted->oof_url, 1U << EWS_OUT_OF_OFFICE);
	findings->logon = g_steal_pointer(&scene->sweep->logon);
	return findings;
}

static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *wire = wire_of(row);
	g_autoptr(struct_scene) scene = scene_read(wire);
	g_autoptr(struct_scene) other = scene_read(row_section(row, "oof wire"));
	g_autoptr(struct_ews_findings) findings = NULL;
	g_autoptr(struct_check) root = NULL;
	g_autofree char *text = NULL;
	struct wanted wanted;

	read_wanted(&wanted, row_section(row, "options"));
	findings = findings_of(scene, &wanted, other);
	root = verdict_ews(findings, &wanted.policy);
	text = findings_text(root);
	row_compare(row, "expected", text);
	findings_compare_views(row, root);
	findings_assert_clean(root);
	g_ptr_array_unref(wanted.mailboxes);
	g_strfreev(wanted.words);
}

int
main(int argc, char **argv)
{
	static const char *const files[] = {
	    "tests/verdict/ews/answers.rows", "tests/verdict/ews/faults.rows",
	    "tests/verdict/ews/logons.rows",  "tests/verdict/ews/measures.rows",
	    "tests/verdict/ews/places.rows",
	};

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	return rows_run(files, G_N_ELEMENTS(files), test_row);
}
