/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the reader of what stands behind "Negotiate". */
#include "protocol/ntlm.h"
#include "protocol/spnego.h"
#include <string.h>

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static void
check_oid(const char *oid)
{
	g_assert_true(*oid && strspn(oid, "0123456789.") == strlen(oid));
}

static void
check_token(const struct spnego_token *token, gsize size)
{
	const char *state = spnego_state_name(token->state);

	g_assert_nonnull(spnego_kind_name(token->kind));
	g_assert_true((state == NULL) == (token->state == SPNEGO_STATE_ABSENT));
	g_assert_true(!token->malformed || g_utf8_validate(token->malformed, -1, NULL));
	g_assert_true(token->kind != SPNEGO_UNKNOWN || token->malformed);
	g_assert_true(token->kind != SPNEGO_INIT || token->malformed || token->mechs->len > 0);
	g_assert_true(!token->inner || g_bytes_get_size(token->inner) <= size);
	for (guint i = 0; i < token->mechs->len; i++)
		check_oid(g_ptr_array_index(token->mechs, i));
	if (token->mech)
		check_oid(token->mech);
}

/* What we wrap is read to be the same. */
static void
check_wrapped(GBytes *wrapped, GBytes *inner, enum spnego_kind kind)
{
	gsize size = 0;
	const void *bytes = g_bytes_get_data(wrapped, &size);
	g_autoptr(struct_spnego_token) token = spnego_parse(bytes, size);

	g_assert_null(token->malformed);
	g_assert_cmpint(token->kind, ==, kind);
	g_assert_cmpuint(token->mechs->len, ==, kind == SPNEGO_INIT ? 1 : 0);
	g_assert_true(g_bytes_equal(token->inner, inner));
}

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(struct_spnego_token) token = spnego_parse(data, size);
	g_autoptr(GBytes) inner = g_bytes_new(data, size);
	g_autoptr(GBytes) init = spnego_wrap_init(inner);
	g_autoptr(GBytes) response = spnego_wrap_response(inner);

	check_token(token, size);
	g_assert_true((token->kind == SPNEGO_RAW_NTLM) == ntlm_is_message(data, size));
	check_wrapped(init, inner, SPNEGO_INIT);
	check_wrapped(response, inner, SPNEGO_RESPONSE);
	return 0;
}
