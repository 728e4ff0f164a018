/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the reader of Autodiscover's answers. */
#include <string.h>

#include "protocol/autodiscover.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

enum { VALUES_MAX = 1024, PROTOCOLS_MAX = 256, NAME_MAX_BYTES = 256 };

static void
check_text(const char *text)
{
	g_assert_true(!text || (*text != '\0' && g_utf8_validate(text, -1, NULL)));
}

static void
check_values(const GPtrArray *values)
{
	g_assert_nonnull(values);
	g_assert_cmpuint(values->len, <=, VALUES_MAX);
	for (guint i = 0; i < values->len; i++) {
		const struct autodiscover_value *value = g_ptr_array_index(values, i);

		g_assert_nonnull(value->name);
		g_assert_nonnull(value->value);
		check_text(value->name);
		check_text(value->value);
		g_assert_false(g_ascii_isspace(*value->value));
		g_assert_nonnull(autodiscover_get(values, value->name));
	}
}

static void
check_block(const struct autodiscover_protocol *protocol)
{
	check_text(protocol->type);
	check_text(protocol->place);
	g_assert_nonnull(protocol->inner);
	check_values(protocol->values);
	for (guint i = 0; i < protocol->values->len; i++) {
		const struct autodiscover_value *value = g_ptr_array_index(protocol->values, i);

		g_assert_cmpuint(strlen(value->name), <=, NAME_MAX_BYTES);
	}
}

/* One protocol and its inner ones, which have none themselves; how many that are. */
static guint
check_protocol(const struct autodiscover_protocol *protocol)
{
	check_block(protocol);
	for (guint i = 0; i < protocol->inner->len; i++) {
		const struct autodiscover_protocol *inner = g_ptr_array_index(protocol->inner, i);

		g_assert_nonnull(inner->place);
		g_assert_cmpuint(inner->inner->len, ==, 0);
		check_block(inner);
	}
	return 1 + protocol->inner->len;
}

static void
check_protocols(const struct autodiscover_answer *answer)
{
	guint count = 0;

	g_assert_nonnull(answer->protocols);
	for (guint i = 0; i < answer->protocols->len; i++) {
		const struct autodiscover_protocol *protocol =
		    g_ptr_array_index(answer->protocols, i);

		g_assert_null(protocol->place);
		count += check_protocol(protocol);
		if (protocol->type)
			g_assert_nonnull(autodiscover_protocol_find(answer, protocol->type, 0));
	}
	g_assert_cmpuint(count, <=, PROTOCOLS_MAX);
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(struct_autodiscover_answer) answer = autodiscover_parse(data, size);
	gboolean leads_on = answer->action == AUTODISCOVER_REDIRECT_ADDRESS ||
			    answer->action == AUTODISCOVER_REDIRECT_URL;

	g_assert_nonnull(autodiscover_schema_name(answer->schema));
	g_assert_true((autodiscover_action_name(answer->action) == NULL) ==
		      (answer->action == AUTODISCOVER_ACTION_NONE));
	g_assert_true(leads_on == (answer->redirect != NULL));
	g_assert_true(answer->schema != AUTODISCOVER_UNKNOWN || answer->malformed);
	check_text(answer->redirect);
	check_text(answer->error_code);
	check_text(answer->error_message);
	check_text(answer->error_debug);
	check_text(answer->server_version);
	check_text(answer->odd_namespace);
	check_text(answer->malformed);
	check_values(answer->user);
	check_values(answer->settings);
	check_values(answer->setting_errors);
	check_protocols(answer);
	return 0;
}
