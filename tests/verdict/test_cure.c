/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Tests that a printed remedy cures: every list of schemes under every policy, the commands of the
 * finding pasted into a server that offers that list, and its new list judged again.
 */
#include "verdict/auth.h"

#include <string.h>

#include "protocol/iis_command.h"
#include "tests/support/findings.h"
#include "tests/support/scene.h"
#include "tests/support/wishes.h"

/* Which tool a server is changed with, and whether it says so in its answers. */
static const struct server {
	const char *name;
	const char *header; /* of Server; NULL: it does not tell */
	gboolean iis_6;
} servers[] = {
    {"IIS 10", "Microsoft-IIS/10.0", FALSE},
    {"IIS 6", "Microsoft-IIS/6.0", TRUE},
    {"a silent IIS 10", NULL, FALSE},
    {"a silent IIS 6", NULL, TRUE},
};

static const char *const lists[] = {
    "Negotiate NTLM",
    "NTLM Negotiate",
    "NTLM",
    "Negotiate",
    "Basic",
    "Bearer",
    "Negotiate NTLM Basic",
    "NTLM Negotiate Basic",
    "NTLM Basic",
    "Negotiate Basic",
    "Bearer Negotiate NTLM",
    "Bearer NTLM Negotiate Basic",
    "Bearer Basic",
    "Digest",
};

static const char *const wishes_rows[] = {
    "--policy communicator",
    "--policy negotiate-first",
    "--policy ntlm-only",
    "--policy kerberos-only",
    "--policy bearer-first",
    "--policy any",
    "--expect NTLM,Negotiate",
    "--expect Negotiate,NTLM",
    "--expect NTLM",
    "--expect Negotiate",
    "--expect NTLM,Negotiate,Basic",
    "--expect Bearer,Negotiate,NTLM",
    "--expect Basic",
    "--expect ews:Negotiate --expect NTLM,Negotiate",
    "--expect NTLM,Negotiate --require Basic",
    "--expect NTLM,Negotiate --forbid Negotiate",
    "--forbid NTLM",
    "--forbid Negotiate",
    "--forbid Basic",
    "--forbid Bearer,Basic",
    "--forbid Digest",
    "--require Bearer",
    "--require Negotiate",
    "--require Basic,Bearer --forbid Negotiate",
    "--policy negotiate-first --forbid Negotiate",
    "--policy negotiate-first --forbid NTLM",
    "--policy ntlm-only --require Negotiate",
    "--policy kerberos-only --require NTLM",
    "--policy bearer-first --forbid Bearer",
};

struct row {
	const struct server *server;
	const char *endpoint;
	const char *list;
	const char *wishes;
};

/* A server under repair. */
struct patient {
	const struct row *row;
	const struct endpoint *endpoint;
	struct iis_config *config; /* its Windows authentication */
	gboolean bearer, basic, digest;
};

static gboolean
has_word(const char *list, const char *word)
{
	g_auto(GStrv) words = g_strsplit(list, " ", -1);

	return g_strv_contains((const char *const *)words, word);
}

/* The Windows providers of a list; where there is none Windows authentication is off, and they are
 * as installed. */
static char *
providers_of(const char *list, const char *separator, gboolean *on)
{
	g_auto(GStrv) words = g_strsplit(list, " ", -1);
	g_autoptr(GString) text = g_string_new(NULL);

	for (gsize i = 0; words[i]; i++)
		if (strcmp(words[i], "NTLM") == 0 || strcmp(words[i], "Negotiate") == 0)
			g_string_append_printf(text, "%s%s", text->len > 0 ? separator : "",
					       words[i]);
	*on = text->len > 0;
	return text->len > 0 ? g_strdup(text->str) : g_strdup_printf("Negotiate%sNTLM", separator);
}

static char *
metabase_text(const struct row *row, const struct endpoint *endpoint)
{
	gboolean on;
	g_autofree char *providers = providers_of(row->list, ",", &on);

	return g_strdup_printf("C:\\>cscript adsutil.vbs get %s/AuthFlags\n"
			       "AuthFlags : (INTEGER) %d\n"
			       "C:\\>cscript adsutil.vbs get %s/NTAuthenticationProviders\n"
			       "NTAuthenticationProviders : (STRING) \"%s\"\n",
			       endpoint->metabase, on ? 4 : 0, endpoint->metabase, providers);
}

/* The server's section as installed, the endpoint's list written at the endpoint. */
static char *
application_host_text(const struct row *row, const struct endpoint *endpoint)
{
	gboolean on;
	g_autofree char *providers = providers_of(row->list, "\"/><add value=\"", &on);

	return g_strdup_printf(
	    "<configuration><system.webServer><security><authentication>"
	    "<windowsAuthentication enabled=\"false\" useKernelMode=\"false\"><providers>"
	    "<add value=\"Negotiate\"/><add value=\"NTLM\"/></providers></windowsAuthentication>"
	    "</authentication></security></system.webServer>"
	    "<location path=\"%s\"><system.webServer><security><authentication>"
	    "<windowsAuthentication enabled=\"%s\"><providers><clear/><add value=\"%s\"/>"
	    "</providers></windowsAuthentication>"
	    "</authentication></security></system.webServer></location></configuration>",
	    endpoint->iis_location, on ? "true" : "false", providers);
}

static void
admit(struct patient *patient, const struct row *row)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *text = NULL;

	*patient = (struct patient){.row = row,
				    .endpoint = endpoint_find(row->endpoint),
				    .bearer = has_word(row->list, "Bearer"),
				    .basic = has_word(row->list, "Basic"),
				    .digest = has_word(row->list, "Digest")};
	text = row->server->iis_6 ? metabase_text(row, patient->endpoint)
				  : application_host_text(row, patient->endpoint);
	patient->config = iis_config_parse(text, strlen(text), &error);
	g_assert_no_error(error);
}

/* What the patient answers now, as a scene. */
static char *
answers_of(const struct patient *patient)
{
	const struct iis_section *section = iis_config_at(
	    patient->config, patient->row->server->iis_6 ? patient->endpoint->metabase
							 : patient->endpoint->iis_location);
	g_autoptr(GPtrArray) fields = g_ptr_array_new();
	g_autofree char *joined = NULL;
	const char *header = patient->row->server->header;

	if (patient->bearer)
		g_ptr_array_add(fields, (gpointer) "Bearer");
	for (guint i = 0; section->values[IIS_ENABLED].value && i < section->providers->len; i++)
		g_ptr_array_add(fields, g_ptr_array_index(section->providers, i));
	if (patient->digest)
		g_ptr_array_add(fields, (gpointer) "Digest realm=\"x\"");
	if (patient->basic)
		g_ptr_array_add(fields, (gpointer) "Basic realm=\"x\"");
	g_ptr_array_add(fields, NULL);
	joined = g_strjoinv(" | ", (char **)fields->pdata);
	return g_strdup_printf("%s: GET 401 %s\n%s%s\n", patient->row->endpoint, joined,
			       header ? "+ Server: " : "", header ? header : "");
}

static struct check *
examine(const struct patient *patient)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *answers = answers_of(patient);
	g_autoptr(struct_scene) scene = scene_read(answers);
	g_autoptr(struct_wishes) wishes = wishes_read(patient->row->wishes, &error);

	g_assert_no_error(error);
	return verdict_auth(scene->sweep, &wishes->auth);
}

/* What is no setting of Windows authentication, as an administrator would follow it. */
static void
switch_others(struct patient *patient, const char *line)
{
	if (strstr(line, "basicAuthentication /enabled:") || strstr(line, "/AuthBasic "))
		patient->basic = strstr(line, "true") != NULL;
	if (strstr(line, "OAuth"))
		patient->bearer = strstr(line, "$true") != NULL || strstr(line, "OAuth on");
}

/* An administrator of a server that does not tell what it is leaves out the other tool's lines. */
static gboolean
is_for(const struct server *server, const char *line)
{
	return server->header ||
	       (server->iis_6 ? !strstr(line, "appcmd") : !strstr(line, "adsutil"));
}

static void
treat(struct patient *patient, const struct check *root)
{
	g_autoptr(GError) error = NULL;
	g_autofree char *remedies = findings_remedies(root);
	g_auto(GStrv) lines = g_strsplit(remedies, "\n", -1);
	g_autoptr(GString) pasted = g_string_new(NULL);
	struct iis_config *cured;

	for (gsize i = 0; lines[i]; i++) {
		if (!is_for(patient->row->server, lines[i]))
			continue;
		switch_others(patient, lines[i]);
		g_string_append_printf(pasted, "%s\n", lines[i]);
	}
	g_test_message("%s", pasted->str);
	if (!strstr(pasted->str, "windowsAuthentication") &&
	    !strstr(pasted->str, "NTAuthentication") && !strstr(pasted->str, "AuthNTLM"))
		return;
	cured = iis_command_apply(patient->config, pasted->str, &error);
	g_assert_no_error(error);
	if (!cured)
		return;
	iis_config_free(patient->config);
	patient->config = cured;
}

/*
 * One round of treatment is enough. Two only where Windows authentication was off: which providers
 * are listed shows when it is on.
 */
static void
test_row(gconstpointer data)
{
	const struct row *row = data;
	struct patient patient;
	gboolean off = !has_word(row->list, "NTLM") && !has_word(row->list, "Negotiate");

	admit(&patient, row);
	for (guint round = 0;; round++) {
		g_autoptr(struct_check) root = examine(&patient);
		g_autofree char *found = findings_text(root);

		if (check_state(root) == STATE_OK)
			break;
		if (round >= (off ? 2U : 1U)) {
			g_test_message("not cured: %s", found);
			g_test_fail();
			break;
		}
		treat(&patient, root);
	}
	iis_config_free(patient.config);
}

/* Digest has no remedy of ours: nobody asks for it or minds it. */
static gboolean
is_curable(const struct row *row)
{
	return !strstr(row->wishes, "--expect") && !strstr(row->wishes, "Digest")
		   ? TRUE
		   : !has_word(row->list, "Digest");
}

static void
add_row(GPtrArray *rows, const struct row *row)
{
	g_autofree char *name = g_strdup_printf("/cure/%s on %s/%s/%s", row->endpoint,
						row->server->name, row->list, row->wishes);

	struct row *kept;

	if (!is_curable(row))
		return;
	kept = g_new(struct row, 1);
	*kept = *row;
	g_ptr_array_add(rows, kept);
	g_test_add_data_func(name, kept, test_row);
}

static void
add_rows(GPtrArray *rows)
{
	for (gsize s = 0; s < G_N_ELEMENTS(servers); s++)
		for (gsize l = 0; l < G_N_ELEMENTS(lists); l++)
			for (gsize w = 0; w < G_N_ELEMENTS(wishes_rows); w++)
				add_row(rows, &(struct row){&servers[s], "ews", lists[l],
							    wishes_rows[w]});
	/* The other endpoints with Windows authentication, each at its own place. */
	for (gsize e = 0; endpoint_at(e); e++) {
		const struct endpoint *endpoint = endpoint_at(e);

		if (endpoint->logon != ENDPOINT_WINDOWS || strcmp(endpoint->name, "ews") == 0)
			continue;
		for (gsize s = 0; s < 2; s++)
			if (!servers[s].iis_6 || endpoint->metabase)
				add_row(rows, &(struct row){&servers[s], endpoint->name,
							    "Negotiate NTLM", wishes_rows[0]});
	}
}

int
main(int argc, char **argv)
{
	g_autoptr(GPtrArray) rows = g_ptr_array_new_with_free_func(g_free);

	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	add_rows(rows);
	return g_test_run();
}
