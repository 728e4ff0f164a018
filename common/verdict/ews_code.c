/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Says what the response codes of Exchange Web Services mean. */
#include "verdict/ews_code.h"

#include <string.h>

#include "base/text.h"

#define ACROSS                                                                                     \
	"see how this organisation asks the one, or the site, where the mailbox is: "              \
	"Get-AvailabilityAddressSpace, Get-OrganizationRelationship, Test-WebServicesConnectivity"
#define BACK_END                                                                                   \
	"look at the mailbox server behind it: Get-ServerHealth, Get-MailboxDatabaseCopyStatus, "  \
	"its application event log"
#define OURS	"correct the options of this check"
#define ACCOUNT "see to the account of the probe in the directory"

/* A code ends in "*" when it stands for all that begin so. */
static const struct {
	const char *code;
	enum state state;
	const char *meaning;
	const char *remedy;
} codes[] = {
    /* What the probe is set up with. */
    {"ErrorMailRecipientNotFound", STATE_UNKNOWN, "there is no mailbox of that address",
     "correct --email (-e) or --target, or create the mailbox"},
    {"ErrorNonExistentMailbox", STATE_UNKNOWN, "the account has no mailbox here",
     "correct --email (-e) and --auth-file, or create the mailbox"},
    {"ErrorInvalidSmtpAddress", STATE_UNKNOWN, "the address is none for the server",
     "correct --email (-e) or --target"},
    {"ErrorMissingEmailAddress", STATE_UNKNOWN, "the account has no mail address",
     "give the account of the probe a mailbox"},
    {"ErrorAccountDisabled", STATE_UNKNOWN, "the account is disabled", ACCOUNT},
    {"ErrorPasswordExpired", STATE_UNKNOWN, "the password has expired", ACCOUNT},
    {"ErrorPasswordChangeRequired", STATE_UNKNOWN, "the password has to be changed", ACCOUNT},
    {"ErrorInvalidServerVersion", STATE_UNKNOWN, "the server does not know this version of EWS",
     "take an older one with --request-version"},
    {"ErrorIncorrectSchemaVersion", STATE_UNKNOWN,
     "the server does not know the request in this version of EWS",
     "take another one with --request-version"},
    {"ErrorSchemaValidation", STATE_UNKNOWN, "the request does not fit the server's schema", OURS},
    {"ErrorInvalidRequest", STATE_UNKNOWN, "the server does not take the request", OURS},
    {"ErrorTimeIntervalTooBig", STATE_UNKNOWN, "the time asked about is too long", OURS},
    {"ErrorInvalidTimeInterval", STATE_UNKNOWN, "the time asked about is no interval", OURS},
    /* Rights. */
    {"ErrorNoFreeBusyAccess", STATE_WARNING, "the account may not see this calendar",
     "give it the right: Add-MailboxFolderPermission MAILBOX:\\Calendar -AccessRights "
     "AvailabilityOnly"},
    {"ErrorAccessDenied", STATE_WARNING, "the account may not ask that",
     "out of office is told to the owner alone: --email (-e) has to be the mailbox of the account "
     "in --auth-file; for a calendar see Get-MailboxFolderPermission"},
    /* Throttled, or on the move. */
    {"ErrorServerBusy", STATE_WARNING, "the server throttles this account",
     "ask less often, or give the account a policy of its own (Set-ThrottlingPolicyAssociation)"},
    {"ErrorExceededConnectionCount", STATE_WARNING,
     "the account has too many connections to the server",
     "spread the checks of this account over time, or give it a policy of its own "
     "(Set-ThrottlingPolicyAssociation)"},
    {"ErrorMailboxMoveInProgress", STATE_WARNING, "the mailbox is being moved",
     "wait until the move has ended (Get-MoveRequest)"},
    /* Between servers, sites and organisations. */
    {"ErrorProxyRequestProcessingFailed", STATE_CRITICAL,
     "the server cannot ask the one where the mailbox is", ACROSS},
    {"ErrorProxyRequestNotAllowed", STATE_CRITICAL,
     "the server may not ask the one where the mailbox is", ACROSS},
    {"ErrorProxyCallFailed", STATE_CRITICAL,
     "the request could not be passed on to the server of the mailbox", ACROSS},
    {"ErrorServiceDiscoveryFailed", STATE_CRITICAL, "the server of the mailbox could not be found",
     ACROSS},
    {"ErrorProxyServiceDiscoveryFailed", STATE_CRITICAL,
     "the server of the mailbox could not be found", ACROSS},
    {"ErrorAutoDiscoverFailed", STATE_CRITICAL,
     "Autodiscover of the mailbox's organisation fails for the server", ACROSS},
    {"ErrorAvailabilityConfigNotFound", STATE_CRITICAL,
     "nothing says how to ask the mailbox's forest", ACROSS},
    {"ErrorCrossSiteRequest", STATE_CRITICAL,
     "the mailbox is in another site, whose server has to be asked", ACROSS},
    {"ErrorNoRespondingCASInDestinationSite", STATE_CRITICAL,
     "no client access server answers in the mailbox's site", ACROSS},
    {"ErrorNoDestinationCAS*", STATE_CRITICAL,
     "no client access server in the mailbox's site can take the request", ACROSS},
    /* Behind the front end. */
    {"ErrorConnectionFailed", STATE_CRITICAL, "the mailbox store cannot be reached", BACK_END},
    {"ErrorMailboxLogonFailed", STATE_CRITICAL, "the server cannot log on to the mailbox",
     BACK_END},
    {"ErrorMailboxStoreUnavailable", STATE_CRITICAL, "the mailbox database is not mounted",
     BACK_END},
    {"ErrorMailboxFailover", STATE_CRITICAL, "the mailbox database is failing over", BACK_END},
    {"ErrorFreeBusyGenerationFailed", STATE_CRITICAL, "the server cannot read the calendar",
     BACK_END},
    {"ErrorTimeoutExpired", STATE_CRITICAL, "the server's own time was up", BACK_END},
    {"ErrorADUnavailable", STATE_CRITICAL, "the server cannot reach Active Directory",
     "look at the domain controllers that this server uses (Get-ExchangeServer -Status)"},
    {"ErrorADOperation", STATE_CRITICAL, "a question to Active Directory failed",
     "look at the domain controllers that this server uses (Get-ExchangeServer -Status)"},
    {"ErrorNotEnoughMemory", STATE_CRITICAL, "the server is out of memory", BACK_END},
    {"ErrorInternalServer*", STATE_CRITICAL, "the server fails inside", BACK_END},
};

static gboolean
is_row(const char *row, const char *code)
{
	gsize length = strlen(row);

	if (g_str_has_suffix(row, "*"))
		return strncmp(row, code, length - 1) == 0;
	return strcmp(row, code) == 0;
}

void
ews_code_judge(struct check *check, const char *code, const char *who, const char *message)
{
	g_autofree char *shown = text_line(code);
	g_autofree char *mailbox = text_line(who);
	g_autofree char *words = text_line(message);
	const char *separator = *mailbox != '\0' ? ": " : "";
	gsize i = 0;

	while (i < G_N_ELEMENTS(codes) && !is_row(codes[i].code, code ? code : ""))
		i++;
	if (i < G_N_ELEMENTS(codes)) {
		check_judge(check, codes[i].state, "%s%s%s (%s)", mailbox, separator,
			    codes[i].meaning, shown);
		check_remedy(check, "%s", codes[i].remedy);
	} else {
		check_judge(check, STATE_CRITICAL, "%s%sEWS answers with an error: %s", mailbox,
			    separator, *shown != '\0' ? shown : "no code was given");
		check_remedy(check,
			     "look the code up in Microsoft's EWS reference (ResponseCode), and "
			     "into the application event log of that server");
	}
	if (*words != '\0')
		check_note(check, NOTE_EVIDENCE, "the server says: %s", words);
}
