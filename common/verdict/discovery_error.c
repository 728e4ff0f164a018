/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows what Autodiscover's errors mean. */
#include "verdict/discovery_error.h"

#include <string.h>

#include "base/text.h"

/* MS-OXDSCLI 2.2.4.1.1.1 (POX), MS-OXWSADISC 2.2.5.1 (SOAP). */
static const struct {
	const char *code;
	enum state state;
	const char *meaning;
	const char *remedy;
} errors[] = {
    {"500", STATE_UNKNOWN, "the address is not found in this organisation",
     "correct --email, or see Get-Recipient on the server"},
    {"501", STATE_UNKNOWN, "the address is known, but nothing is configured for it",
     "take the address of a mailbox that clients use"},
    {"600", STATE_UNKNOWN, "the request is not understood: something on the way changes it",
     "ask a server directly (-H with -I) and compare"},
    {"601", STATE_CRITICAL, "nobody there answers for Outlook's schema",
     "look into the application event log of the server; create the Autodiscover virtual directory "
     "anew"},
    {"602", STATE_CRITICAL, "the address is known, but the configuration of the server is wrong",
     "see Get-ClientAccessService, Get-OutlookAnywhere and the application event log"},
    {"603", STATE_CRITICAL, "the server fails inside", "look into its application event log"},
    {"InvalidUser", STATE_UNKNOWN, "the address is not found in this organisation",
     "correct --email, or see Get-Recipient on the server"},
    {"InvalidRequest", STATE_UNKNOWN, "the request is not understood", NULL},
    {"InvalidDomain", STATE_UNKNOWN, "the domain is not one of this organisation",
     "correct --email, or see Get-AcceptedDomain on the server"},
    {"ServerBusy", STATE_WARNING, "the server is busy and asks to come back later",
     "see the load of the server and its throttling policies"},
    {"InternalServerError", STATE_CRITICAL, "the server fails inside",
     "look into its application event log"},
    {"ProtocolNotSupported", STATE_WARNING, "this form is not served for EWS", NULL},
    {"UserNotFound", STATE_UNKNOWN, "the address is not found in this organisation",
     "correct --email, or see Get-Recipient on the server"},
};

static gboolean
judge_known(struct check *check, const char *code, const char *where)
{
	for (gsize i = 0; i < G_N_ELEMENTS(errors); i++) {
		if (g_ascii_strcasecmp(code, errors[i].code) != 0)
			continue;
		check_judge(check, errors[i].state, "error %s (%s): %s", errors[i].code, where,
			    errors[i].meaning);
		if (errors[i].remedy)
			check_remedy(check, "%s", errors[i].remedy);
		return TRUE;
	}
	return FALSE;
}

void
discovery_error_judge(struct check *check, const struct autodiscover_answer *document,
		      const char *where)
{
	g_autofree char *code = text_line(document->error_code);
	g_autofree char *message = text_line(document->error_message);

	if (!judge_known(check, document->error_code, where))
		check_judge(check, STATE_WARNING, "error %s (%s)", code, where);
	if (*message != '\0')
		check_note(check, NOTE_EVIDENCE, "the server says: %s", message);
}
