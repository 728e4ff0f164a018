/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests that a secret is kept and wiped. */
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include "base/secret.h"

struct row {
	const char *name;
	gsize length;
};

/* Round the size of a page, in which a secret is locked. */
static const struct row rows[] = {
    {"empty", 0},	    {"one byte", 1},	    {"a word", 14},    {"page less one", 4095},
    {"a whole page", 4096}, {"page and one", 4097}, {"64 KiB", 65536},
};

static void
test_kept(gconstpointer data)
{
	const struct row *row = data;
	g_autofree char *original = g_strnfill(row->length, 'p');
	g_autofree char *copy = g_strdup(original);
	g_autoptr(struct_secret) secret = secret_take(original, row->length);
	gsize length = 12345;

	g_assert_cmpint(memcmp(secret_peek(secret, &length), copy, row->length), ==, 0);
	g_assert_cmpuint(length, ==, row->length);
	g_assert_true(secret_peek(secret, NULL)[row->length] == '\0');
	for (gsize i = 0; i < row->length; i++)
		g_assert_true(original[i] == '\0');
}

static void
test_holds_nul(void)
{
	char bytes[] = {'a', '\0', 'b'};
	g_autoptr(struct_secret) secret = secret_take(bytes, sizeof(bytes));
	gsize length;

	g_assert_cmpint(memcmp(secret_peek(secret, &length), "a\0b", 3), ==, 0);
	g_assert_cmpuint(length, ==, 3);
}

static void
test_null(void)
{
	secret_free(NULL);
}

/* Asks the kernel, so that nothing breaks when it is not. */
static gboolean
is_mapped(const char *address)
{
	const gsize page = (gsize)sysconf(_SC_PAGESIZE);
	const char *first = address - (guintptr)address % page;
	unsigned char resident;
	void *start;

	memcpy(&start, &first, sizeof(start)); /* mincore() takes no const */
	return mincore(start, 1, &resident) == 0;
}

static void
test_gone_when_freed(void)
{
	char bytes[] = "correct horse";
	struct secret *secret = secret_take(bytes, strlen(bytes));
	const char *kept = secret_peek(secret, NULL);

	g_assert_true(is_mapped(kept));
	secret_free(secret);
	g_assert_false(is_mapped(kept));
}

/* What the kernel says of the mapping: "dd" is "do not dump". */
static void
test_not_dumped(void)
{
	char bytes[] = "correct horse";
	g_autoptr(struct_secret) secret = secret_take(bytes, strlen(bytes));
	g_autofree char *start = g_strdup_printf("%lx-", (gulong)secret_peek(secret, NULL));
	g_autofree char *maps = NULL;
	const char *mapping, *flags;

	g_assert_true(g_file_get_contents("/proc/self/smaps", &maps, NULL, NULL));
	mapping = strstr(maps, start);
	g_assert_nonnull(mapping);
	flags = strstr(mapping, "VmFlags:");
	g_assert_nonnull(flags);
	g_assert_nonnull(g_strstr_len(flags, (gssize)strcspn(flags, "\n"), " dd"));
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(rows); i++) {
		g_autofree char *path = g_strdup_printf("/secret/kept/%s", rows[i].name);

		g_test_add_data_func(path, &rows[i], test_kept);
	}
	g_test_add_func("/secret/holds a NUL", test_holds_nul);
	g_test_add_func("/secret/free of NULL", test_null);
	g_test_add_func("/secret/gone when freed", test_gone_when_freed);
	g_test_add_func("/secret/not in core dumps", test_not_dumped);
	return g_test_run();
}
