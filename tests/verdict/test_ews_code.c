/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests what each response code of EWS means: whose fault it is, and that there is a remedy. */
#include "verdict/ews_code.h"

#include <string.h>

#include "tests/support/findings.h"

struct row {
	const char *code;
	enum state state;
	const char *remedy; /* a word of it that tells it from others; NULL: there is none */
};

static const struct row rows[] = {
    /* Ours to correct: nothing is said against the service. */
    {"ErrorMailRecipientNotFound", STATE_UNKNOWN, "--email"},
    {"ErrorNonExistentMailbox", STATE_UNKNOWN, "--auth-file"},
    {"ErrorInvalidSmtpAddress", STATE_UNKNOWN, "--target"},
    {"ErrorMissingEmailAddress", STATE_UNKNOWN, "a mailbox"},
    {"ErrorAccountDisabled", STATE_UNKNOWN, "account"},
    {"ErrorPasswordExpired", STATE_UNKNOWN, "account"},
    {"ErrorPasswordChangeRequired", STATE_UNKNOWN, "account"},
    {"ErrorInvalidServerVersion", STATE_UNKNOWN, "--request-version"},
    {"ErrorIncorrectSchemaVersion", STATE_UNKNOWN, "--request-version"},
    {"ErrorSchemaValidation", STATE_UNKNOWN, "options"},
    {"ErrorInvalidRequest", STATE_UNKNOWN, "options"},
    {"ErrorTimeIntervalTooBig", STATE_UNKNOWN, "options"},
    {"ErrorInvalidTimeInterval", STATE_UNKNOWN, "options"},
    /* Rights. */
    {"ErrorNoFreeBusyAccess", STATE_WARNING, "Add-MailboxFolderPermission"},
    {"ErrorAccessDenied", STATE_WARNING, "owner"},
    /* It passes. */
    {"ErrorServerBusy", STATE_WARNING, "Set-ThrottlingPolicyAssociation"},
    {"ErrorExceededConnectionCount", STATE_WARNING, "Set-ThrottlingPolicyAssociation"},
    {"ErrorMailboxMoveInProgress", STATE_WARNING, "Get-MoveRequest"},
    /* Between servers, sites and organisations. */
    {"ErrorProxyRequestProcessingFailed", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    {"ErrorProxyRequestNotAllowed", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    {"ErrorProxyCallFailed", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    {"ErrorServiceDiscoveryFailed", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    {"ErrorProxyServiceDiscoveryFailed", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    {"ErrorAutoDiscoverFailed", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    {"ErrorAvailabilityConfigNotFound", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    {"ErrorCrossSiteRequest", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    {"ErrorNoRespondingCASInDestinationSite", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    {"ErrorNoDestinationCASDueToKerberosRequirements", STATE_CRITICAL,
     "Get-AvailabilityAddressSpace"},
    {"ErrorNoDestinationCASDueToSSLRequirements", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    {"ErrorNoDestinationCASDueToVersionMismatch", STATE_CRITICAL, "Get-AvailabilityAddressSpace"},
    /* Behind the front end. */
    {"ErrorConnectionFailed", STATE_CRITICAL, "Get-ServerHealth"},
    {"ErrorMailboxLogonFailed", STATE_CRITICAL, "Get-ServerHealth"},
    {"ErrorMailboxStoreUnavailable", STATE_CRITICAL, "Get-MailboxDatabaseCopyStatus"},
    {"ErrorMailboxFailover", STATE_CRITICAL, "Get-MailboxDatabaseCopyStatus"},
    {"ErrorFreeBusyGenerationFailed", STATE_CRITICAL, "Get-ServerHealth"},
    {"ErrorTimeoutExpired", STATE_CRITICAL, "Get-ServerHealth"},
    {"ErrorADUnavailable", STATE_CRITICAL, "domain controllers"},
    {"ErrorADOperation", STATE_CRITICAL, "domain controllers"},
    {"ErrorNotEnoughMemory", STATE_CRITICAL, "Get-ServerHealth"},
    {"ErrorInternalServerError", STATE_CRITICAL, "Get-ServerHealth"},
    {"ErrorInternalServerTransientError", STATE_CRITICAL, "Get-ServerHealth"},
    /* Not in the table: the code itself has to do. */
    {"ErrorOfTomorrow", STATE_CRITICAL, "ResponseCode"},
    {"ErrorServerBusyToday", STATE_CRITICAL, "ResponseCode"},
    {"ErrorServer", STATE_CRITICAL, "ResponseCode"},
    {"errorserverbusy", STATE_CRITICAL, "ResponseCode"},
    {"*", STATE_CRITICAL, "ResponseCode"},
    {"ErrorInternalServer", STATE_CRITICAL, "Get-ServerHealth"},
};

static void
test_code(gconstpointer data)
{
	const struct row *row = data;
	g_autoptr(struct_check) check = check_new("mailbox");
	g_autofree char *remedies = NULL;

	ews_code_judge(check, row->code, "probe@example.com", "It says so.");
	remedies = findings_remedies(check);
	g_assert_cmpstr(state_name(check->state), ==, state_name(row->state));
	g_assert_true(g_str_has_prefix(check->summary, "probe@example.com: "));
	/* The code is what people search for. */
	g_assert_nonnull(strstr(check->summary, row->code));
	g_assert_cmpuint(check->remedies->len, ==, row->remedy ? 1 : 0);
	if (row->remedy && !strstr(remedies, row->remedy)) {
		g_test_message("no \"%s\" in %s", row->remedy, remedies);
		g_test_fail();
	}
	g_assert_cmpuint(check->notes->len, ==, 1);
}

struct words_row {
	const char *name;
	const char *code, *who, *message;
	const char *expected;
};

static const struct words_row words_rows[] = {
    {"all of it", "ErrorConnectionFailed", "a@example.com", "Down.",
     "CRITICAL a@example.com: the mailbox store cannot be reached (ErrorConnectionFailed)\n"
     ". CRITICAL: a@example.com: the mailbox store cannot be reached (ErrorConnectionFailed)\n"
     "  - the server says: Down.\n"
     "  $ look at the mailbox server behind it: Get-ServerHealth, Get-MailboxDatabaseCopyStatus, "
     "its application event log\n"},
    {"of nobody, without words", "ErrorX", NULL, NULL,
     "CRITICAL EWS answers with an error: ErrorX\n"
     ". CRITICAL: EWS answers with an error: ErrorX\n"
     "  $ look the code up in Microsoft's EWS reference (ResponseCode), and into the application "
     "event log of that server\n"},
    {"no code", NULL, "a@example.com", "Down.",
     "CRITICAL a@example.com: EWS answers with an error: no code was given\n"
     ". CRITICAL: a@example.com: EWS answers with an error: no code was given\n"
     "  - the server says: Down.\n"
     "  $ look the code up in Microsoft's EWS reference (ResponseCode), and into the application "
     "event log of that server\n"},
    {"an empty code", "", "a@example.com", "",
     "CRITICAL a@example.com: EWS answers with an error: no code was given\n"
     ". CRITICAL: a@example.com: EWS answers with an error: no code was given\n"
     "  $ look the code up in Microsoft's EWS reference (ResponseCode), and into the application "
     "event log of that server\n"},
    {"hostile", "Error|\nOK - ", "a|b\n", "x|\033[31m\xff",
     "CRITICAL a!b: EWS answers with an error: Error! OK -\n"
     ". CRITICAL: a!b: EWS answers with an error: Error! OK -\n"
     "  - the server says: x!?[31m?\n"
     "  $ look the code up in Microsoft's EWS reference (ResponseCode), and into the application "
     "event log of that server\n"},
};

static void
test_words(gconstpointer data)
{
	const struct words_row *row = data;
	g_autoptr(struct_check) check = check_new("mailbox");
	g_autofree char *text = NULL;

	ews_code_judge(check, row->code, row->who, row->message);
	text = findings_text(check);
	g_assert_cmpstr(text, ==, row->expected);
	findings_assert_clean(check);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/ews code/table/%s", rows[i].code);

		g_test_add_data_func(path, &rows[i], test_code);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(words_rows); i++) {
		g_autofree char *path = g_strdup_printf("/ews code/words/%s", words_rows[i].name);

		g_test_add_data_func(path, &words_rows[i], test_words);
	}
	return g_test_run();
}
