/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the answer to an NTLM challenge: the input is what the server sent. */
#include "protocol/ntlm_response.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static const struct ntlm_logon logon = {
    .user = "probe",
    .domain = "EXAMPLE",
    .password = "not a secret",
    .target_spn = "HTTP/mail.example.com",
    .channel_bindings = (const guint8 *)"0123456789abcdef",
    .client_challenge = {1, 2, 3, 4, 5, 6, 7, 8},
    .now = 132000000000000000,
};

/* What was answered is an AUTHENTICATE without a breach that says what the header promises. */
static void
check_answer(const GByteArray *answer, const struct ntlm_message *challenge)
{
	g_autoptr(struct_ntlm_message) read = ntlm_parse(answer->data, answer->len);
	const struct ntlm_target_info *info = read->target_info;
	gboolean is_timed = challenge->target_info->has_timestamp;

	g_assert_null(challenge->malformed);
	g_assert_null(read->malformed);
	g_assert_cmpint(read->type, ==, NTLM_AUTHENTICATE);
	g_assert_cmpuint(read->response_version, ==, 2);
	g_assert_cmpstr(read->user, ==, logon.user);
	g_assert_cmpstr(read->domain, ==, logon.domain);
	g_assert_null(read->workstation);
	g_assert_true(read->has_mic == is_timed);
	g_assert_true(info->has_flags == is_timed && info->has_timestamp == is_timed);
	g_assert_cmpuint(info->timestamp, ==, challenge->target_info->timestamp);
	g_assert_cmpstr(info->target_spn, ==, logon.target_spn);
	g_assert_cmpstr(info->dns_forest, ==, challenge->target_info->dns_forest);
	g_assert_true(memcmp(info->channel_bindings, logon.channel_bindings, NTLM_KEY_LENGTH) == 0);
	g_assert_cmpuint(read->flags & ~(NTLM_NEGOTIATE_FLAGS | NTLM_TARGET_INFO), ==, 0);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) negotiate = ntlm_write_negotiate();
	g_autoptr(GBytes) challenge = g_bytes_new(data, size);
	g_autoptr(struct_ntlm_message) read = ntlm_parse(data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(GByteArray) answer = ntlm_respond(negotiate, challenge, &logon, &error);

	g_assert_true((answer == NULL) == (error != NULL));
	if (answer)
		check_answer(answer, read);
	else
		g_assert_true(error->domain == NTLM_RESPONSE_ERROR && *error->message);
	return 0;
}
