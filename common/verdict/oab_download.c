/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges one file of an offline address book. */
#include "verdict/oab_download.h"

#include <string.h>

#include "base/text.h"
#include "verdict/transcript.h"
#include "verdict/transport.h"

#define MAKE_ANEW                                                                                  \
	"make the address book anew (Update-OfflineAddressBook), let it be distributed, then "     \
	"look "                                                                                    \
	"at the files in the OAB directory of this server"

#define STRANGE_MANIFEST "find out what makes, or changes, the manifest of this server"
#define MORE_TIME	 "give the check more time (-t), or verify less (--verify)"

static const char *const kinds[] = {
    [OAB_FULL] = "full file", [OAB_DIFF] = "diff file", [OAB_TEMPLATE] = "template"};

static enum state
severity(const struct oab_file *file)
{
	return file->element == OAB_FULL ? STATE_CRITICAL : STATE_WARNING;
}

/* Every finding begins with the name of its file. */
static void tell(struct check *check, const struct oab_file *file, enum state state,
		 const char *format, ...) G_GNUC_PRINTF(4, 5);

static void
tell(struct check *check, const struct oab_file *file, enum state state, const char *format, ...)
{
	g_autofree char *name = text_line(file->name);
	g_autofree char *words = NULL;
	va_list arguments;

	va_start(arguments, format);
	words = g_strdup_vprintf(format, arguments);
	va_end(arguments);
	check_judge(check, state, "%s: %s", *name != '\0' ? name : "(no name)", words);
}

static void
judge_status(struct check *check, const struct oab_file *file, const struct answer *answer)
{
	g_autofree char *to = text_line(answer_header(answer, "Location"));

	if (answer->status == 404) {
		tell(check, file, severity(file),
		     "404: the manifest names it, but it is not there");
		check_remedy(check, "see whether the server has all files of the address book "
				    "(2007, 2010: the File Distribution service; later ones: the "
				    "mailbox server behind it)");
	} else {
		tell(check, file, severity(file), "%u instead of the file", answer->status);
		check_remedy(check, "read the application event log and, under the request-id, the "
				    "HttpProxy log of that server");
	}
	if (*to != '\0')
		check_note(check, NOTE_EVIDENCE, "redirected to: %s", to);
}

/* FALSE: the call brought no answer of that status, and it is judged why. */
static gboolean
judge_call(struct check *check, const struct oab_files_case *this, const struct oab_file *file,
	   const struct call *call, guint status)
{
	const struct answer *answer = call_answer(call)->answer;

	transcript_note(check, answer);
	if (answer->outcome != OUTCOME_ANSWERED) {
		transport_judge(check, answer, this->timeout_state);
		transport_advise(check, answer);
		return FALSE;
	}
	if (answer->status == status)
		return TRUE;
	if (answer->status == 401) {
		tell(check, file, STATE_CRITICAL,
		     "the logon is refused for this file, though it was good for the "
		     "manifest");
		check_remedy(check, "look at the rights of the files in the OAB directory");
	} else {
		judge_status(check, file, answer);
	}
	return FALSE;
}

static void
judge_size(struct check *check, const struct oab_file *file, guint64 size, const char *how)
{
	if (file->size < 0 || (guint64)file->size == size)
		return;
	tell(check, file, severity(file),
	     "%s %" G_GUINT64_FORMAT " bytes, the manifest says %" G_GINT64_FORMAT
	     ": clients discard it",
	     how, size, file->size);
	check_remedy(check, MAKE_ANEW);
}

static void
judge_head(struct check *check, const struct oab_files_case *this, const struct oab_file *file,
	   const struct call *call)
{
	gint64 named;

	if (!judge_call(check, this, file, call, 200))
		return;
	named = oab_named_length(call_answer(call)->answer);
	if (named >= 0)
		judge_size(check, file, (guint64)named, "it has");
}

/* BITS goes on where a download broke off; without ranges it begins anew each time. */
static void
judge_range(struct check *check, const struct oab_files_case *this, const struct oab_file *file,
	    const struct oab_download *download)
{
	const struct answer *answer = call_answer(download->range)->answer;
	g_autofree char *trouble = text_line(download->range_trouble);

	if (answer->outcome == OUTCOME_ANSWERED && answer->status == 200) {
		tell(check, file, STATE_WARNING,
		     "the server ignores ranges: a download that breaks off begins anew "
		     "each time");
		check_remedy(check, "let what stands in front pass the Range field on");
	} else if (answer->outcome == OUTCOME_ANSWERED &&
		   (answer->status == 416 || answer->status == 403 || answer->status == 400)) {
		tell(check, file, STATE_WARNING,
		     "the server refuses ranges (%u): BITS, by which Outlook downloads, "
		     "cannot work",
		     answer->status);
		check_remedy(check, "let what stands in front pass the Range field on");
	} else if (judge_call(check, this, file, download->range, 206) && *trouble != '\0') {
		tell(check, file, severity(file), "its first bytes are no address book: %s",
		     trouble);
		check_remedy(check, MAKE_ANEW);
	}
}

static void
judge_content(struct check *check, const struct oab_file *file, const struct oab_download *download)
{
	const struct oab_summary *summary = &download->summary;
	g_autofree char *damage = text_line(download->damage);

	judge_size(check, file, summary->size, "what was downloaded has");
	if (file->sha1 && strcmp(file->sha1, summary->sha1) != 0) {
		tell(check, file, severity(file),
		     "its SHA-1 is not the one in the manifest: Outlook discards it and "
		     "downloads it again");
		check_note(check, NOTE_EVIDENCE, "SHA-1 %s, the manifest says %s", summary->sha1,
			   file->sha1);
		check_remedy(check, MAKE_ANEW);
	}
	if (*damage != '\0') {
		tell(check, file, severity(file), "it is damaged: %s", damage);
		check_remedy(check, MAKE_ANEW);
	}
	if (file->element != OAB_DIFF && file->uncompressed_size >= 0 &&
	    summary->container != OAB_CONTAINER_UNKNOWN &&
	    (guint64)file->uncompressed_size != summary->uncompressed_size) {
		tell(check, file, severity(file),
		     "%" G_GUINT64_FORMAT " bytes are inside, the manifest says "
		     "%" G_GINT64_FORMAT,
		     summary->uncompressed_size, file->uncompressed_size);
		check_remedy(check, MAKE_ANEW);
	}
}

static void
judge_body(struct check *check, const struct oab_files_case *this, const struct oab_file *file,
	   const struct oab_download *download)
{
	const struct answer *answer = call_answer(download->body)->answer;
	g_autofree char *trouble = text_line(answer->trouble);

	if (!judge_call(check, this, file, download->body, 200))
		return;
	if (answer->body_outcome == OUTCOME_ANSWERED) {
		judge_content(check, file, download);
		return;
	}
	if (answer->body_outcome == OUTCOME_TIMEOUT) {
		tell(check, file, this->timeout_state,
		     "not verified: %" G_GUINT64_FORMAT " bytes came until the time was up",
		     download->summary.size);
		check_remedy(check, MORE_TIME);
	} else {
		tell(check, file, severity(file),
		     "the download broke off after %" G_GUINT64_FORMAT " bytes",
		     download->summary.size);
		check_remedy(check, "find out who closes the connection: the server, or what "
				    "stands in front of it (its limits of time and size)");
	}
	if (file->size >= 0)
		check_note(check, NOTE_EVIDENCE, "the manifest says %" G_GINT64_FORMAT " bytes",
			   file->size);
	check_note(check, NOTE_EVIDENCE, "%s", trouble);
}

/* TRUE: what was asked of it is fine, but not all of it was asked. */
static gboolean
judge_download(struct check *check, const struct oab_files_case *this, const struct oab_file *file,
	       const struct oab_download *download)
{
	gboolean wants_body = this->findings->depth != OAB_DEPTH_HEADERS;
	gboolean wants_range = file->element == OAB_FULL;

	if (download->head)
		judge_head(check, this, file, download->head);
	if (download->range && check->state == STATE_OK)
		judge_range(check, this, file, download);
	if (download->body)
		judge_body(check, this, file, download);
	if (check->state != STATE_OK || (download->head && (!wants_range || download->range) &&
					 (!wants_body || download->body)))
		return FALSE;
	tell(check, file, this->timeout_state,
	     "not verified: another file could not be asked for, or no time was left");
	check_remedy(check, MORE_TIME);
	return TRUE;
}

/* What the manifest itself says of a file. */
static void
judge_entry(struct check *check, const struct oab_file *file)
{
	if (!file->name_is_plain) {
		tell(check, file, severity(file),
		     "the manifest gives no plain file name: it was not asked for");
		check_remedy(check, STRANGE_MANIFEST);
	} else if (file->size < 0) {
		tell(check, file, STATE_WARNING, "the manifest gives no valid size for it");
		check_remedy(check, STRANGE_MANIFEST);
	} else if (!file->sha1) {
		tell(check, file, STATE_WARNING, "the manifest gives no valid SHA-1 for it");
		check_remedy(check, STRANGE_MANIFEST);
	}
}

struct oab_finding
oab_download_judge(const struct oab_files_case *this, const struct oab_file *file)
{
	const struct oab_download *download = oab_download_of(this->book, file);
	struct oab_finding finding = {.check = check_new(kinds[file->element])};

	tell(finding.check, file, STATE_OK, "as the manifest says");
	if (download)
		finding.left_out = judge_download(finding.check, this, file, download);
	judge_entry(finding.check, file);
	return finding;
}
