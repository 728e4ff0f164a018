/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Single answers of an address book, and its manifest as text. */
#include "tests/support/oab_step.h"

#include <string.h>

struct oab_manifest *
manifest_of(const char *text)
{
	return oab_manifest_parse(text, strlen(text));
}

struct call *
call_of(const struct step *step)
{
	struct answer *answer = answer_new(METHOD_GET, "https://a.example/");
	g_autofree char *length = g_strdup_printf("%" G_GINT64_FORMAT, step->length);

	answer->outcome = OUTCOME_CUT;
	answer->body_outcome = OUTCOME_NOT_ASKED;
	if (g_ascii_isdigit(*step->result)) {
		answer->outcome = OUTCOME_ANSWERED;
		answer->body_outcome = OUTCOME_ANSWERED;
		answer->status = (guint)g_ascii_strtoull(step->result, NULL, 10);
	}
	if (step->length >= 0)
		answer_add_header(answer, "Content-Length", strlen("Content-Length"), length,
				  strlen(length));
	return call_new(asked_new(answer));
}
