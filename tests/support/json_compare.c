/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Compares a JSON value with its expected text. */
#include "tests/support/json_compare.h"

#include <stdlib.h>

void
json_compare(json_t *taken, const char *expected)
{
	char *written = json_dumps(taken, JSON_COMPACT | JSON_PRESERVE_ORDER | JSON_ENCODE_ANY);
	json_error_t error;
	json_t *again;

	g_assert_nonnull(written);
	g_assert_cmpstr(written, ==, expected);
	again = json_loads(written, JSON_DECODE_ANY | JSON_REJECT_DUPLICATES, &error);
	g_assert_true(json_equal(again, taken));
	json_decref(again);
	json_decref(taken);
	free(written);
}
