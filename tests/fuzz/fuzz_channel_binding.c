/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Fuzzes the reader of a certificate's signature algorithm. */
#include "protocol/channel_binding.h"

int LLVMFuzzerTestOneInput(const guint8 *data, gsize size);

static const gsize lengths[BINDING_HASH_COUNT] = {
    [BINDING_HASH_SHA224] = 28,
    [BINDING_HASH_SHA256] = 32,
    [BINDING_HASH_SHA384] = 48,
    [BINDING_HASH_SHA512] = 64,
};

int
LLVMFuzzerTestOneInput(const guint8 *data, gsize size)
{
	g_autoptr(GBytes) certificate = g_bytes_new(data, size);
	g_autoptr(GError) error = NULL;
	g_autoptr(GError) again = NULL;
	enum binding_hash hash = BINDING_HASH_NONE;
	gboolean is_known = channel_binding_hash(certificate, &hash, &error);
	g_autoptr(GBytes) binding = channel_binding_data(certificate, &again);

	g_assert_true(is_known == (error == NULL) && is_known == (again == NULL));
	g_assert_true((binding != NULL) == (is_known && hash != BINDING_HASH_NONE));
	if (error)
		g_assert_true(error->domain == CHANNEL_BINDING_ERROR && *error->message);
	if (binding)
		g_assert_cmpuint(g_bytes_get_size(binding), ==, 21 + lengths[hash]);
	return 0;
}
