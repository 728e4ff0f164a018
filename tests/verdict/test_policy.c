/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what options make of a policy, and which providers a remedy has to reach. */
#include "verdict/policy.h"

#include <string.h>

#include "tests/support/wishes.h"

/* "required=NTLM desired= forbidden= first=NTLM exact=-"; "none" for what is no matter of Windows
 * authentication. */
static char *
describe(const struct wanted *wanted)
{
	const struct {
		const char *name;
		guint bits;
	} sets[] = {{"required", wanted->required},
		    {"desired", wanted->desired},
		    {"forbidden", wanted->forbidden}};
	GString *text = g_string_new(wanted->rule ? wanted->rule->name : "none");

	for (gsize s = 0; s < G_N_ELEMENTS(sets); s++) {
		const char *separator = "";

		if (sets[s].bits != 0)
			g_string_append_printf(text, " %s=", sets[s].name);
		for (guint i = 0; i < SCHEME_COUNT; i++) {
			if (!(sets[s].bits & SCHEME_BIT(i)))
				continue;
			g_string_append_printf(text, "%s%s", separator,
					       scheme_name((enum scheme)i));
			separator = ",";
		}
	}
	if (wanted->first != SCHEME_OTHER)
		g_string_append_printf(text, " first=%s", scheme_name(wanted->first));
	for (guint i = 0; wanted->exact && i < wanted->exact->len; i++)
		g_string_append_printf(text, "%s%s", i == 0 ? " exact=" : ",",
				       scheme_name(g_array_index(wanted->exact, enum scheme, i)));
	return g_string_free(text, FALSE);
}

struct wanted_row {
	const char *options;
	const char *endpoint;
	const char *expected;
};

static const struct wanted_row wanted_rows[] = {
    {"--policy communicator", "ews", "communicator required=NTLM first=NTLM"},
    {"--policy negotiate-first", "ews",
     "negotiate-first required=Negotiate desired=NTLM first=Negotiate"},
    {"--policy ntlm-only", "ews", "ntlm-only required=NTLM forbidden=Negotiate"},
    {"--policy kerberos-only", "ews", "kerberos-only required=Negotiate forbidden=NTLM"},
    {"--policy bearer-first", "ews", "bearer-first required=Bearer desired=Negotiate"},
    {"--policy any", "ews", "any"},
    {"", "ews", "communicator required=NTLM first=NTLM"},
    {"", "portal=/portal", "communicator required=NTLM first=NTLM"},
    /* Where the default is no Windows authentication nobody's policy applies, unless it is asked
       for there. */
    {"", "owa", "none"},
    {"", "ecp", "none"},
    {"", "activesync", "none"},
    {"", "powershell", "none"},
    {"--require Bearer", "owa", "none"},
    {"--expect NTLM", "activesync", "none"},
    {"--forbid Basic", "activesync", "none forbidden=Basic"},
    {"--require activesync:Bearer", "activesync", "communicator required=Bearer"},
    {"--expect activesync:Basic,Bearer", "activesync",
     "communicator required=Basic,Bearer exact=Basic,Bearer"},
    {"--expect owa:NTLM", "owa", "communicator required=NTLM exact=NTLM"},
    /* --expect takes the policy's place, whatever the order of the options. */
    {"--expect NTLM,Negotiate", "ews", "communicator required=Negotiate,NTLM exact=NTLM,Negotiate"},
    {"--require Basic --expect NTLM", "ews", "communicator required=NTLM,Basic exact=NTLM"},
    {"--expect ews:NTLM --expect Negotiate", "ews", "communicator required=NTLM exact=NTLM"},
    {"--expect ews:NTLM --expect Negotiate", "oab",
     "communicator required=Negotiate exact=Negotiate"},
    {"--expect NTLM --expect Negotiate", "ews", "communicator required=Negotiate exact=Negotiate"},
    {"--expect EWS:ntlm", "ews", "communicator required=NTLM exact=NTLM"},
    /* What is said of one endpoint is stronger than what is said of all. */
    {"--forbid Basic --require ews:Basic", "ews", "communicator required=NTLM,Basic first=NTLM"},
    {"--forbid Basic --require ews:Basic", "oab",
     "communicator required=NTLM forbidden=Basic first=NTLM"},
    {"--require ews:Basic --forbid Basic", "ews", "communicator required=NTLM,Basic first=NTLM"},
    {"--forbid ews:Basic --require Basic", "ews",
     "communicator required=NTLM forbidden=Basic first=NTLM"},
    {"--policy ntlm-only --require Negotiate", "ews", "ntlm-only required=Negotiate,NTLM"},
    {"--policy negotiate-first --forbid NTLM", "ews",
     "negotiate-first required=Negotiate forbidden=NTLM"},
    {"--policy negotiate-first --forbid Negotiate", "ews",
     "negotiate-first desired=NTLM forbidden=Negotiate"},
    {"--forbid NTLM", "ews", "communicator forbidden=NTLM"},
    {"--forbid Negotiate", "ews", "communicator required=NTLM forbidden=Negotiate"},
    {"--require Kerberos,Digest", "ews", "communicator required=NTLM,Kerberos,Digest first=NTLM"},
};

static void
test_wanted(gconstpointer data)
{
	const struct wanted_row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_wishes) wishes = wishes_read(row->options, &error);
	g_autoptr(struct_endpoint_choice) endpoint = endpoint_choice_parse(row->endpoint, &error);
	struct wanted wanted;
	g_autofree char *text = NULL;

	g_assert_no_error(error);
	wanted = policy_wanted(wishes->policy, endpoint);
	text = describe(&wanted);
	g_assert_cmpstr(text, ==, row->expected);
}

struct error_row {
	enum policy_option option;
	const char *text;
	const char *message; /* NULL: accepted */
};

#define EXPECTED                                                                                   \
	" expected [NAME:]SCHEME,... with Negotiate, NTLM, Kerberos, Basic, Digest or Bearer, "    \
	"got "

static const struct error_row error_rows[] = {
    {POLICY_EXPECT, "NTLM", NULL},
    {POLICY_EXPECT, " ntlm , NEGOTIATE ", NULL},
    {POLICY_EXPECT, "ews:NTLM", NULL},
    {POLICY_EXPECT, "NTLM;Negotiate", "--expect:" EXPECTED "\"NTLM;Negotiate\""},
    {POLICY_REQUIRE, "NTLM,Nego", "--require:" EXPECTED "\"Nego\""},
    {POLICY_FORBID, "", "--forbid: expected [NAME:]SCHEME,..., got nothing"},
    {POLICY_FORBID, "ews:", "--forbid: expected [NAME:]SCHEME,..., got nothing"},
    {POLICY_FORBID, ",", "--forbid:" EXPECTED "\"\""},
    {POLICY_FORBID, "NTLM,", "--forbid:" EXPECTED "\"\""},
    {POLICY_EXPECT, "other", "--expect:" EXPECTED "\"other\""},
    {POLICY_EXPECT, "ews:oab:NTLM", "--expect:" EXPECTED "\"oab:NTLM\""},
    {POLICY_EXPECT, "x\n|<b>", "--expect:" EXPECTED "\"x !(b)\""},
    {POLICY_EXPECT, "\377", "--expect:" EXPECTED "\"?\""},
};

static void
test_error(gconstpointer data)
{
	const struct error_row *row = data;
	g_autoptr(struct_policy) policy = policy_new(0);
	g_autoptr(GError) error = NULL;

	g_assert_cmpint(policy_add(policy, row->option, row->text, &error), ==, !row->message);
	if (row->message) {
		g_assert_true(error && error->domain == POLICY_ERROR);
		g_assert_cmpstr(error->message, ==, row->message);
	}
}

/* A demand on an endpoint that nobody asks would go unseen. */
static void
test_check(void)
{
	g_autoptr(GPtrArray) endpoints = g_ptr_array_new();
	g_autoptr(struct_endpoint_choice) ews = endpoint_choice_parse("ews", NULL);
	g_autoptr(struct_policy) policy = policy_new(0);
	g_autoptr(GError) error = NULL;

	g_assert_true(policy_check(policy, endpoints, &error));
	g_ptr_array_add(endpoints, ews);
	g_assert_true(policy_add(policy, POLICY_EXPECT, "EWS:NTLM", &error));
	g_assert_true(policy_check(policy, endpoints, &error));
	g_assert_true(policy_add(policy, POLICY_FORBID, "oa|b:NTLM", &error));
	g_assert_false(policy_check(policy, endpoints, &error));
	g_assert_cmpstr(error->message, ==,
			"--forbid: \"oa!b\" is none of the endpoints of this run (see --endpoint)");
	policy_free(NULL);
}

struct providers_row {
	const char *options;
	const char *offered; /* blank separated */
	const char *expected;
};

static const struct providers_row providers_rows[] = {
    {"", "Negotiate NTLM", "NTLM Negotiate"},
    {"", "NTLM", "NTLM"},
    {"", "Negotiate", "NTLM Negotiate"},
    /* Where none is offered both are to come: in the order that is wanted, else as IIS is
       installed. */
    {"", "Basic", "NTLM Negotiate"},
    {"--policy any", "Basic", "Negotiate NTLM"},
    {"--policy negotiate-first", "", "Negotiate NTLM"},
    {"--policy negotiate-first", "NTLM", "Negotiate NTLM"},
    {"--policy ntlm-only", "Negotiate", "NTLM"},
    {"--policy ntlm-only", "Negotiate NTLM", "NTLM"},
    {"--policy kerberos-only", "NTLM", "Negotiate"},
    {"--policy bearer-first", "NTLM", "Negotiate NTLM"},
    {"--policy bearer-first", "NTLM Negotiate", "Negotiate NTLM"},
    {"--policy any", "NTLM Negotiate", "NTLM Negotiate"},
    {"--expect NTLM,Negotiate,Basic", "Negotiate", "NTLM Negotiate"},
    {"--expect Basic", "NTLM Negotiate", ""},
    {"--expect NTLM,Negotiate --forbid Negotiate", "Negotiate NTLM", "NTLM"},
    {"--forbid NTLM", "NTLM", "Negotiate"},
    {"--forbid NTLM", "NTLM Negotiate", "Negotiate"},
    {"--forbid NTLM,Negotiate", "NTLM Negotiate", ""},
    {"--policy any", "NTLM NTLM Negotiate NTLM", "NTLM Negotiate"},
};

static void
test_providers(gconstpointer data)
{
	const struct providers_row *row = data;
	g_autoptr(GError) error = NULL;
	g_autoptr(struct_wishes) wishes = wishes_read(row->options, &error);
	g_autoptr(struct_endpoint_choice) ews = endpoint_choice_parse("ews", NULL);
	g_auto(GStrv) fields = g_strsplit(row->offered, " ", -1);
	g_autoptr(struct_challenge_list) offered =
	    challenge_list_parse_strings((const char *const *)fields);
	g_autoptr(GString) text = g_string_new(NULL);
	struct wanted wanted = policy_wanted(wishes->policy, ews);
	enum scheme providers[2];
	guint count = policy_providers(&wanted, offered, providers);

	for (guint i = 0; i < count; i++)
		g_string_append_printf(text, "%s%s", i > 0 ? " " : "", scheme_name(providers[i]));
	g_assert_cmpstr(text->str, ==, row->expected);
}

#define ADD_ROWS(group, rows, name, run)                                                           \
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {                                           \
		g_autofree char *path = g_strdup_printf(                                           \
		    "/policy/" group "/%" G_GSIZE_FORMAT " %s", i, (rows)[i].name);                \
                                                                                                   \
		g_test_add_data_func(path, &(rows)[i], run);                                       \
	}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	ADD_ROWS("wanted", wanted_rows, options, test_wanted)
	for (gsize i = 0; i < G_N_ELEMENTS(error_rows); i++) {
		g_autofree char *path = g_strdup_printf("/policy/error/%" G_GSIZE_FORMAT, i);

		g_test_add_data_func(path, &error_rows[i], test_error);
	}
	ADD_ROWS("providers", providers_rows, options, test_providers)
	g_test_add_func("/policy/check", test_check);
	return g_test_run();
}
