/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests fixed-point numbers. */
#include <math.h>
#include <string.h>

#include "report/number.h"

struct parse_row {
	const char *text;
	gboolean good;
	double value;
};

static const struct parse_row parse_rows[] = {
    {"0", TRUE, 0},
    {"-0", TRUE, 0},
    {"10", TRUE, 10},
    {"-10", TRUE, -10},
    {"0.5", TRUE, 0.5},
    {".5", TRUE, 0.5},
    {"5.", TRUE, 5},
    {"-.5", TRUE, -0.5},
    {"007", TRUE, 7},
    {"0.0000001", TRUE, 1e-7},
    {"1000000000000000", TRUE, 1e15},
    {"", FALSE, 0},
    {"-", FALSE, 0},
    {".", FALSE, 0},
    {"-.", FALSE, 0},
    {"+1", FALSE, 0},
    {"--1", FALSE, 0},
    {"1-", FALSE, 0},
    {"1.2.3", FALSE, 0},
    {"1,5", FALSE, 0},
    {" 1", FALSE, 0},
    {"1 ", FALSE, 0},
    {"1e3", FALSE, 0},
    {"1E3", FALSE, 0},
    {"0x10", FALSE, 0},
    {"inf", FALSE, 0},
    {"-inf", FALSE, 0},
    {"infinity", FALSE, 0},
    {"nan", FALSE, 0},
    {"10x", FALSE, 0},
    {"12%", FALSE, 0},
    {"1'000", FALSE, 0},
};

static void
test_parse(gconstpointer data)
{
	const struct parse_row *row = data;
	double value = -77;

	g_assert_cmpint(number_parse(row->text, -1, &value), ==, row->good);
	g_assert_true(value == (row->good ? row->value : -77));
	g_assert_false(row->good && value == 0 && signbit(value));
}

static void
test_parse_part(void)
{
	double value = 0;

	g_assert_true(number_parse("12:34", 2, &value));
	g_assert_true(value == 12);
	g_assert_false(number_parse("12:34", 3, &value));
	g_assert_false(number_parse("12", 0, &value));
}

/* Larger than any double. */
static void
test_parse_too_large(void)
{
	g_autofree char *digits = g_strnfill(400, '9');
	double value = -77;

	g_assert_false(number_parse(digits, -1, &value));
	g_assert_true(value == -77);
}

struct format_row {
	const char *expected;
	double value;
	guint decimals;
};

static const struct format_row format_rows[] = {
    {"0", 0, 6},
    {"0", -0.0, 6},
    {"0", 1e-7, 6},  /* an exponent is no performance data */
    {"0", -1e-7, 6}, /* nor is "-0" */
    {"0.000001", 1e-6, 6},
    {"-0.000001", -1e-6, 6},
    {"0.000001", 5.1e-7, 6},
    {"-5", -5, 6},
    {"-5.25", -5.25, 6},
    {"10", 10, 6},
    {"100", 100, 0},
    {"1200", 1200, 6},
    {"0.1", 0.1, 6},
    {"0.3", 0.1 + 0.2, 6},
    {"2", 1.9999999, 6},
    {"1000000000000000", 1e15, 6},
    {"1000000000000000000000", 1e21, 6},
    {"12.345679", 12.3456789, 6},
    {"12.3", 12.3456789, 1},
};

static void
test_format(gconstpointer data)
{
	const struct format_row *row = data;
	g_autofree char *text = number_format(row->value, row->decimals);

	g_assert_cmpstr(text, ==, row->expected);
}

static void
test_format_largest(void)
{
	g_autofree char *text = number_format(-G_MAXDOUBLE, 6);

	g_assert_cmpuint(strlen(text), ==, 310);
	g_assert_true(g_ascii_strtod(text, NULL) == -G_MAXDOUBLE);
}

struct exact_row {
	const char *expected;
	double value;
};

static const struct exact_row exact_rows[] = {
    {"0", 0},	      {"0.1", 0.1},   {"0.30000000000000004", 0.1 + 0.2}, {"0.0000001", 1e-7},
    {"12345", 12345}, {"-2.5", -2.5}, {"1000000000000000", 1e15},
};

static void
test_exact(gconstpointer data)
{
	const struct exact_row *row = data;
	g_autofree char *text = number_exact(row->value);

	g_assert_cmpstr(text, ==, row->expected);
}

static void
test_exact_smallest(void)
{
	g_autofree char *text = number_exact(5e-324);
	double value = 0;

	g_assert_true(number_parse(text, -1, &value));
	g_assert_true(value == 5e-324);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(parse_rows); i++) {
		g_autofree char *path = g_strdup_printf("/number/parse/\"%s\"", parse_rows[i].text);

		g_test_add_data_func(path, &parse_rows[i], test_parse);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(format_rows); i++) {
		g_autofree char *path =
		    g_strdup_printf("/number/format/%zu: %s", i, format_rows[i].expected);

		g_test_add_data_func(path, &format_rows[i], test_format);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(exact_rows); i++) {
		g_autofree char *path = g_strdup_printf("/number/exact/%s", exact_rows[i].expected);

		g_test_add_data_func(path, &exact_rows[i], test_exact);
	}
	g_test_add_func("/number/parse a part", test_parse_part);
	g_test_add_func("/number/parse what is too large", test_parse_too_large);
	g_test_add_func("/number/format the largest", test_format_largest);
	g_test_add_func("/number/exact of the smallest", test_exact_smallest);
	return g_test_run();
}
