/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the reader of NTLM messages. */
#include "protocol/ntlm.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_text(const char *text)
{
	g_assert_true(!text || g_utf8_validate(text, -1, NULL));
}

/* A list read without a breach has no two pairs of one id, and reads the same again. */
static void
check_target_info(const struct ntlm_target_info *info, gsize size, gboolean is_sound)
{
	gsize left = g_bytes_get_size(info->bytes);

	g_assert_cmpuint(left, <=, size);
	g_assert_cmpuint(left, >=, 4 * (gsize)info->av_ids->len);
	check_text(info->netbios_computer);
	check_text(info->netbios_domain);
	check_text(info->dns_computer);
	check_text(info->dns_domain);
	check_text(info->dns_forest);
	check_text(info->target_spn);
	g_assert_true(info->has_flags || info->flags == 0);
	g_assert_true(info->has_timestamp || info->timestamp == 0);
	for (guint i = 0; is_sound && i < MIN(info->av_ids->len, 64); i++)
		for (guint j = 0; j < i; j++)
			g_assert_cmpuint(g_array_index(info->av_ids, guint16, i), !=,
					 g_array_index(info->av_ids, guint16, j));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(struct_ntlm_message) message = ntlm_parse(data, size);
	g_autofree char *version = ntlm_version_text(message);

	g_assert_cmpuint(message->length, ==, size);
	g_assert_true(!message->malformed || g_utf8_validate(message->malformed, -1, NULL));
	g_assert_true(message->malformed || ntlm_is_message(data, size));
	g_assert_true(message->malformed || strcmp(ntlm_type_name(message->type), "unknown") != 0);
	g_assert_true(message->has_version == (version != NULL));
	g_assert_true(!message->has_mic || message->target_info->flags & NTLM_AV_FLAG_MIC);
	check_text(message->target_name);
	check_text(message->user);
	check_text(message->domain);
	check_text(message->workstation);
	if (message->target_info)
		check_target_info(message->target_info, size, !message->malformed);
	return 0;
}
