/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes down requests and answers for people. */
#include "verdict/transcript.h"

#include "base/text.h"

enum { VALUE_LIMIT = 1024 };

static void
note_head(struct check *check, const struct answer *answer)
{
	g_autofree char *version = text_line(answer->version);
	g_autofree char *reason = text_line(answer->reason);

	check_note(check, NOTE_TRANSCRIPT, "< HTTP/%s %u %s", version, answer->status, reason);
	for (guint i = 0; i < answer->headers->len; i++) {
		const struct header *header = g_ptr_array_index(answer->headers, i);
		g_autofree char *name = text_line(header->name);
		g_autofree char *value =
		    answer_header_is_secret(header->name)
			? g_strdup("(not shown)")
			: text_clean(header->value, (gssize)header->length, VALUE_LIMIT);

		check_note(check, NOTE_TRANSCRIPT, "< %s: %s", name, value);
	}
}

void
transcript_note(struct check *check, const struct answer *answer)
{
	g_autofree char *url = text_line(answer->url);
	g_autofree char *trouble = text_line(answer->trouble);

	if (answer->outcome == OUTCOME_NOT_ASKED)
		return;
	if (answer->outcome == OUTCOME_ANSWERED)
		check_note(check, NOTE_EXCHANGE, "%s %s: %u in %.3f s from %s, local port %u%s",
			   method_name(answer->method), url, answer->status,
			   (double)answer->total_us / G_USEC_PER_SEC,
			   answer->address ? answer->address : "?", answer->local_port,
			   answer->connection_reused ? " (same connection)" : "");
	else
		check_note(check, NOTE_EXCHANGE, "%s %s: %s after %.3f s: %s",
			   method_name(answer->method), url, outcome_name(answer->outcome),
			   (double)answer->total_us / G_USEC_PER_SEC, trouble);
	check_note(check, NOTE_TRANSCRIPT, "> %s %s", method_name(answer->method), url);
	if (answer->outcome == OUTCOME_ANSWERED)
		note_head(check, answer);
}
