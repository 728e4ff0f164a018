/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the reader of untrusted bytes. */
#include "base/cursor.h"
#include <string.h>

static const guint8 bytes[] = {0x01, 0x02, 0x03, 0x04, 0x05, 0x06, 0x07, 0x88, 0xff};

enum reader { U8, U16LE, U32LE, U64LE };

struct number_row {
	const char *name;
	enum reader reader;
	gsize length; /* how many of `bytes` there are */
	guint64 expected;
	gboolean fails;
};

static const struct number_row numbers[] = {
    {"u8", U8, 1, 0x01, FALSE},
    {"u8 of nothing", U8, 0, 0, TRUE},
    {"u16le", U16LE, 2, 0x0201, FALSE},
    {"u16le one byte short", U16LE, 1, 0, TRUE},
    {"u32le", U32LE, 4, 0x04030201, FALSE},
    {"u32le one byte short", U32LE, 3, 0, TRUE},
    {"u64le", U64LE, 8, G_GUINT64_CONSTANT(0x8807060504030201), FALSE},
    {"u64le one byte short", U64LE, 7, 0, TRUE},
    {"u64le leaves the rest", U64LE, 9, G_GUINT64_CONSTANT(0x8807060504030201), FALSE},
};

static guint64
read_number(struct cursor *c, enum reader reader)
{
	switch (reader) {
	case U8:
		return cursor_u8(c);
	case U16LE:
		return cursor_u16le(c);
	case U32LE:
		return cursor_u32le(c);
	case U64LE:
		break;
	}
	return cursor_u64le(c);
}

static void
test_number(gconstpointer data)
{
	static const gsize sizes[] = {[U8] = 1, [U16LE] = 2, [U32LE] = 4, [U64LE] = 8};
	const struct number_row *row = data;
	/* Of exact size, so that a sanitizer sees a byte read too many. */
	g_autofree guint8 *exact = g_malloc(row->length ? row->length : 1);
	struct cursor c;

	memcpy(exact, bytes, row->length);
	cursor_init(&c, exact, row->length);
	g_assert_cmphex(read_number(&c, row->reader), ==, row->expected);
	g_assert_cmpint(c.failed, ==, row->fails);
	g_assert_cmpuint(c.left, ==, row->fails ? row->length : row->length - sizes[row->reader]);
}

struct number_edge {
	const char *name;
	guint8 top[8];
	enum reader reader;
	guint64 expected;
};

static const struct number_edge edges[] = {
    {"u16le all ones", {0xff, 0xff}, U16LE, 0xffff},
    {"u32le top bit", {0, 0, 0, 0x80}, U32LE, 0x80000000},
    {"u64le top bit", {0, 0, 0, 0, 0, 0, 0, 0x80}, U64LE, G_GUINT64_CONSTANT(1) << 63},
};

static void
test_edge(gconstpointer data)
{
	const struct number_edge *row = data;
	struct cursor c;

	cursor_init(&c, row->top, sizeof(row->top));
	g_assert_cmphex(read_number(&c, row->reader), ==, row->expected);
}

/* Once failed nothing moves and nothing comes, however little is asked for. */
static void
test_failure_sticks(void)
{
	struct cursor c;
	gsize length = 99;

	cursor_init(&c, bytes, 4);
	g_assert_null(cursor_take(&c, 5));
	g_assert_true(c.failed);
	g_assert_cmpuint(cursor_u8(&c), ==, 0);
	g_assert_cmpuint(cursor_u16le(&c), ==, 0);
	g_assert_null(cursor_take(&c, 0));
	g_assert_cmpint(cursor_peek(&c), ==, -1);
	g_assert_null(cursor_take_set(&c, "\x01", &length));
	g_assert_cmpuint(length, ==, 0);
	cursor_skip(&c, 1);
	g_assert_true(c.at == bytes);
	g_assert_cmpuint(c.left, ==, 4);
}

static void
test_huge_length_does_not_wrap(void)
{
	struct cursor c;

	cursor_init(&c, bytes, sizeof(bytes));
	cursor_skip(&c, 3);
	g_assert_null(cursor_take(&c, G_MAXSIZE));
	g_assert_true(c.failed);
}

static void
test_take_all_and_nothing(void)
{
	struct cursor c;

	cursor_init(&c, bytes, sizeof(bytes));
	g_assert_true(cursor_take(&c, sizeof(bytes)) == bytes);
	g_assert_cmpint(cursor_peek(&c), ==, -1);
	g_assert_false(c.failed);
	g_assert_nonnull(cursor_take(&c, 0));
	g_assert_false(c.failed);
	cursor_skip(&c, 1);
	g_assert_true(c.failed);
}

static void
test_null_is_empty(void)
{
	struct cursor c;

	cursor_init(&c, NULL, 0);
	g_assert_cmpint(cursor_peek(&c), ==, -1);
	g_assert_nonnull(cursor_take(&c, 0));
	g_assert_false(c.failed);
	g_assert_cmpuint(cursor_u8(&c), ==, 0);
	g_assert_true(c.failed);
}

static void
test_peek_does_not_move(void)
{
	struct cursor c;

	cursor_init(&c, bytes + 8, 1);
	g_assert_cmpint(cursor_peek(&c), ==, 0xff);
	g_assert_cmpint(cursor_peek(&c), ==, 0xff);
	g_assert_cmpuint(cursor_u8(&c), ==, 0xff);
}

static void
test_saved_position(void)
{
	struct cursor c;
	struct cursor saved;

	cursor_init(&c, bytes, 2);
	saved = c;
	g_assert_cmpuint(cursor_u32le(&c), ==, 0);
	g_assert_true(c.failed);
	c = saved;
	g_assert_cmpuint(cursor_u16le(&c), ==, 0x0201);
}

static gboolean
is_small(guint8 b)
{
	return b < 5;
}

struct run_row {
	const char *name;
	const char *input;
	gsize input_length;
	const char *set;
	gsize expected;
};

#define BYTES(literal) literal, sizeof(literal) - 1

static const struct run_row runs[] = {
    {"set stops at the first other byte", BYTES("  \t,x"), " \t,", 4},
    {"set takes nothing", BYTES("x  "), " ", 0},
    {"set takes all", BYTES("aaaa"), "a", 4},
    {"set at the end", BYTES(""), "a", 0},
    {"NUL is in no set", BYTES("a\0a"), "a", 1},
    {"empty set", BYTES("aaa"), "", 0},
    {"high bytes",
     BYTES("\xff\xfe"
	   "a"),
     "\xfe\xff", 2},
};

static void
test_take_set(gconstpointer data)
{
	const struct run_row *row = data;
	g_autofree char *exact = g_malloc(row->input_length ? row->input_length : 1);
	struct cursor c;
	gsize length = 99;

	memcpy(exact, row->input, row->input_length);
	cursor_init(&c, exact, row->input_length);
	g_assert_true(cursor_take_set(&c, row->set, &length) == (const guint8 *)exact);
	g_assert_cmpuint(length, ==, row->expected);
	g_assert_cmpuint(c.left, ==, row->input_length - row->expected);
	g_assert_false(c.failed);
}

static void
test_take_while(void)
{
	struct cursor c;
	gsize length = 99;

	cursor_init(&c, bytes, sizeof(bytes));
	g_assert_true(cursor_take_while(&c, is_small, &length) == bytes);
	g_assert_cmpuint(length, ==, 4);
	(void)cursor_take_while(&c, is_small, &length);
	g_assert_cmpuint(length, ==, 0);
	g_assert_cmpuint(cursor_u8(&c), ==, 5);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(numbers); i++) {
		g_autofree char *path = g_strdup_printf("/cursor/number/%s", numbers[i].name);

		g_test_add_data_func(path, &numbers[i], test_number);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(edges); i++) {
		g_autofree char *path = g_strdup_printf("/cursor/edge/%s", edges[i].name);

		g_test_add_data_func(path, &edges[i], test_edge);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(runs); i++) {
		g_autofree char *path = g_strdup_printf("/cursor/run/%s", runs[i].name);

		g_test_add_data_func(path, &runs[i], test_take_set);
	}
	g_test_add_func("/cursor/failure sticks", test_failure_sticks);
	g_test_add_func("/cursor/huge length does not wrap", test_huge_length_does_not_wrap);
	g_test_add_func("/cursor/take all and nothing", test_take_all_and_nothing);
	g_test_add_func("/cursor/NULL is empty", test_null_is_empty);
	g_test_add_func("/cursor/peek does not move", test_peek_does_not_move);
	g_test_add_func("/cursor/saved position", test_saved_position);
	g_test_add_func("/cursor/take while", test_take_while);
	return g_test_run();
}
