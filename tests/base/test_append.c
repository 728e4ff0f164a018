/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests how numbers are appended. */
#include "base/append.h"
#include "tests/support/bytes.h"

static void
test_all(void)
{
	g_autoptr(GByteArray) bytes = g_byte_array_new();
	g_autofree char *hex = NULL;

	append_u16le(bytes, 0x0102);
	append_u32le(bytes, 0x03040506);
	append_u64le(bytes, 0x0708090a0b0c0d0e);
	append_zeros(bytes, 2);
	append_bytes(bytes, "xy", 2);
	append_bytes(bytes, NULL, 0);
	hex = bytes_to_hex(bytes->data, bytes->len);
	g_assert_cmpstr(hex, ==, "0201060504030e0d0c0b0a09080700007879");
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	g_test_add_func("/append/all", test_all);
	return g_test_run();
}
