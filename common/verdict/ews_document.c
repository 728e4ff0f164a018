/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges what EWS says of free/busy and out-of-office. */
#include <string.h>

#include "base/text.h"
#include "verdict/ews_case.h"
#include "verdict/ews_code.h"
#include "verdict/service.h"

const char *const ews_free_busy_words[] = {"any", "free",   "tentative", "busy",
					   "oof", "nodata", NULL};
const char *const ews_oof_words[] = {"any", "disabled", "enabled", "scheduled", NULL};

/* What the first digit says of the moment asked about; NULL: nothing. */
static const char *
free_busy_now(const struct ews_response *response)
{
	const char *digits = response->merged_free_busy;

	if (!digits || *digits < '0' || *digits > '4')
		return NULL;
	return ews_free_busy_words[*digits - '0' + 1];
}

static gboolean
is_failure(const struct ews_response *response)
{
	return g_strcmp0(response->response_class, "Error") == 0 ||
	       (response->code && strcmp(response->code, "NoError") != 0);
}

/* Only digits that say "no data". */
static gboolean
is_empty(const struct ews_response *response)
{
	const char *digits = response->merged_free_busy;

	return !digits || digits[strspn(digits, "4")] == '\0';
}

static void
judge_mailbox(struct check *check, const struct ews_case *this, guint index,
	      const struct ews_response *response)
{
	const char *mailbox = g_ptr_array_index(this->findings->mailboxes, index);
	g_autofree char *shown = text_line(mailbox);
	const char *now = free_busy_now(response);
	const char *expected = index == 0 ? this->policy->expected_busy : NULL;

	if (is_failure(response)) {
		ews_code_judge(check, response->code, mailbox, response->message);
		return;
	}
	if (is_empty(response) && g_strcmp0(expected, "nodata") != 0) {
		check_judge(check, STATE_WARNING, "%s: the answer holds no free/busy data", shown);
		check_remedy(check, "see that the mailbox is reachable and its calendar is there "
				    "(Get-MailboxFolderStatistics -FolderScope Calendar)");
		return;
	}
	if (expected && g_strcmp0(expected, now) != 0) {
		check_judge(check, STATE_WARNING, "%s is %s, expected was %s", shown,
			    now ? now : "unknown", expected);
		check_remedy(check, "look at the calendar of the mailbox: the answer came, but not "
				    "what is planned to be in it");
	}
	check_judge(check, STATE_OK, "%s is %s", shown, now ? now : "unknown");
}

static void
judge_absent(struct check *check, const char *title)
{
	check_judge(check, STATE_CRITICAL, "%s: the answer says nothing of this mailbox", title);
	check_remedy(check, SERVICE_STRANGER);
}

static void
judge_free_busy(struct check *check, const struct ews_case *this, const struct ews_answer *answer)
{
	const GPtrArray *mailboxes = this->findings->mailboxes;

	for (guint i = 0; i < mailboxes->len; i++) {
		g_autofree char *title = text_line(g_ptr_array_index(mailboxes, i));
		g_autofree char *name = g_strdup_printf("mailbox %u", i + 1);
		struct check *mailbox = mailboxes->len > 1 ? check_add(check, name) : check;

		if (i < answer->responses->len)
			judge_mailbox(mailbox, this, i, g_ptr_array_index(answer->responses, i));
		else
			judge_absent(mailbox, title);
	}
	if (mailboxes->len > 1)
		check_judge(check, STATE_OK, "free/busy of %u mailboxes came", mailboxes->len);
}

static void
judge_out_of_office(struct check *check, const struct ews_case *this,
		    const struct ews_answer *answer)
{
	const struct ews_response *response =
	    answer->responses->len > 0 ? g_ptr_array_index(answer->responses, 0) : NULL;
	const char *expected = this->policy->expected_oof;
	g_autofree char *state = text_line(answer->oof_state);

	if (response && is_failure(response)) {
		ews_code_judge(check, response->code, this->findings->owner, response->message);
		return;
	}
	if (!answer->oof_state) {
		check_judge(check, STATE_CRITICAL, "the answer holds no out-of-office state");
		check_remedy(check, SERVICE_STRANGER);
		return;
	}
	if (expected && g_ascii_strcasecmp(expected, answer->oof_state) != 0) {
		check_judge(check, STATE_WARNING, "out of office is %s, expected was %s", state,
			    expected);
		check_remedy(check, "Get-MailboxAutoReplyConfiguration says what is set there");
	}
	check_judge(check, STATE_OK, "out of office is %s", state);
}

/* Out of office of another mailbox is refused by a fault whose code Exchange does not always give.
 */
static void
judge_fault(struct check *check, const struct ews_case *this, const struct ews_call *call)
{
	const struct ews_answer *answer = call->answer;
	const char *code = answer->fault_response_code;
	const char *bare = answer->fault_code ? strrchr(answer->fault_code, ':') : NULL;
	const char *who = call->question == EWS_OUT_OF_OFFICE
			      ? this->findings->owner
			      : g_ptr_array_index(this->findings->mailboxes, 0);

	if (!code && answer->fault_message && strstr(answer->fault_message, "not mailbox owner"))
		code = "ErrorAccessDenied";
	if (!code)
		code = bare && g_str_has_prefix(bare, ":Error") ? bare + 1 : answer->fault_code;
	ews_code_judge(check, code, who, answer->fault_message);
	if (answer->back_off_ms >= 0)
		check_note(check, NOTE_EVIDENCE, "it says to wait %.1f s",
			   (double)answer->back_off_ms / 1000);
}

void
ews_document_judge(struct check *check, const struct ews_case *this, const struct ews_call *call)
{
	static const char *const operations[] = {
	    [EWS_FREE_BUSY] = "GetUserAvailability", [EWS_OUT_OF_OFFICE] = "GetUserOofSettings"};
	const struct ews_answer *answer = call->answer;
	g_autofree char *trouble = text_line(answer->malformed);

	if (answer->malformed) {
		check_judge(check, STATE_CRITICAL, "what is answered is no answer of EWS: %s",
			    trouble);
		check_remedy(check, SERVICE_STRANGER);
	} else if (answer->fault_code || answer->fault_message || answer->fault_response_code) {
		judge_fault(check, this, call);
	} else if (g_strcmp0(answer->operation, operations[call->question]) != 0) {
		g_autofree char *got = text_line(answer->operation);

		check_judge(check, STATE_CRITICAL, "asked was %s, the answer is one to %s",
			    operations[call->question], *got != '\0' ? got : "nothing");
		check_remedy(check, SERVICE_STRANGER);
	} else if (call->question == EWS_FREE_BUSY) {
		judge_free_busy(check, this, answer);
	} else {
		judge_out_of_office(check, this, answer);
	}
}
