/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the reader of Autodiscover's answers. */
#include "protocol/autodiscover.h"
#include "protocol/autodiscover_build.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

/* Absent, or valid UTF-8 and not empty. */
static void
check_text(const char *text)
{
	g_assert_true(!text || (*text && g_utf8_validate(text, -1, NULL)));
}

static void
check_values(const GPtrArray *values)
{
	g_assert_cmpuint(values->len, <=, AUTODISCOVER_LIMIT_VALUES);
	for (guint i = 0; i < values->len; i++) {
		const struct autodiscover_value *value = g_ptr_array_index(values, i);

		g_assert_nonnull(value->name);
		g_assert_nonnull(value->value);
		check_text(value->name);
		check_text(value->value);
		g_assert_nonnull(autodiscover_get(values, value->name));
	}
}

static void
check_protocol(const struct autodiscover_protocol *protocol, gboolean is_inner)
{
	check_text(protocol->type);
	check_values(protocol->values);
	g_assert_true(is_inner == (protocol->place != NULL));
	g_assert_true(!is_inner || protocol->inner->len == 0);
	for (guint i = 0; i < protocol->inner->len; i++)
		check_protocol(g_ptr_array_index(protocol->inner, i), TRUE);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(struct_autodiscover_answer) answer = autodiscover_parse(data, size);

	g_assert_nonnull(autodiscover_schema_name(answer->schema));
	g_assert_cmpuint(answer->protocols->len, <=, AUTODISCOVER_LIMIT_PROTOCOLS);
	for (guint i = 0; i < answer->protocols->len; i++)
		check_protocol(g_ptr_array_index(answer->protocols, i), FALSE);
	check_values(answer->user);
	check_values(answer->settings);
	check_values(answer->setting_errors);
	check_text(answer->redirect);
	check_text(answer->error_code);
	check_text(answer->error_message);
	check_text(answer->server_version);
	check_text(answer->odd_namespace);
	check_text(answer->malformed);
	/* A redirect leads somewhere, and what is not understood at all says why. */
	g_assert_true(answer->malformed || answer->redirect ||
		      (answer->action != AUTODISCOVER_REDIRECT_ADDRESS &&
		       answer->action != AUTODISCOVER_REDIRECT_URL));
	g_assert_true(answer->malformed || answer->schema != AUTODISCOVER_UNKNOWN);
	return 0;
}
