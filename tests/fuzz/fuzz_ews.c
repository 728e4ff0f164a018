/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the reader of answers of Exchange Web Services. */
#include "protocol/ews.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* Absent, or valid UTF-8 without white space round it, and not empty. */
static void
check_text(const char *text)
{
	g_assert_true(!text || (*text && g_utf8_validate(text, -1, NULL)));
	g_assert_true(!text ||
		      (!g_ascii_isspace(text[0]) && !g_ascii_isspace(text[strlen(text) - 1])));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(struct_ews_answer) answer = ews_parse(data, size);

	g_assert_cmpuint(answer->responses->len, <=, 1024);
	for (guint i = 0; i < answer->responses->len; i++) {
		const struct ews_response *response = g_ptr_array_index(answer->responses, i);

		g_assert_cmpuint(response->events, <=, size);
		check_text(response->code);
		check_text(response->message);
		check_text(response->view_type);
		check_text(response->merged_free_busy);
	}
	g_assert_cmpint(answer->back_off_ms, >=, -1);
	check_text(answer->oof_state);
	check_text(answer->external_audience);
	check_text(answer->fault_code);
	check_text(answer->fault_message);
	check_text(answer->fault_response_code);
	check_text(answer->malformed);
	/* What is understood says something. */
	g_assert_true(answer->malformed || answer->operation || answer->fault_code ||
		      answer->fault_message || answer->fault_response_code);
	return 0;
}
