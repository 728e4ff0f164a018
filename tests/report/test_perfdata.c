/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests performance data, which many programs read in their own ways. */
#include <math.h>
#include <string.h>

#include "report/perfdata.h"

/* One value on its own. */
struct format_row {
	const char *name;
	const char *label;
	enum unit unit;
	double value;
	const char *warning, *critical; /* NULL: none */
	double minimum, maximum;
	const char *expected;
};

static const struct format_row format_rows[] = {
    {"value alone", "a", UNIT_NONE, 1, NULL, NULL, NAN, NAN, "a=1"},
    {"seconds", "time", UNIT_SECONDS, 0.25, NULL, NULL, NAN, NAN, "time=0.25s"},
    {"bytes", "size", UNIT_BYTES, 4096, NULL, NULL, NAN, NAN, "size=4096B"},
    {"percent", "used", UNIT_PERCENT, 97.5, NULL, NULL, NAN, NAN, "used=97.5%"},
    {"counter", "seen", UNIT_COUNTER, 3, NULL, NULL, NAN, NAN, "seen=3c"},
    {"minimum keeps its place", "a", UNIT_NONE, 1, NULL, NULL, 0, NAN, "a=1;;;0"},
    {"maximum keeps its place", "a", UNIT_NONE, 1, NULL, NULL, NAN, 9, "a=1;;;;9"},
    {"everything", "t", UNIT_SECONDS, 1, "2", "3", 0, 9, "t=1s;2;3;0;9"},
    {"warning alone", "t", UNIT_SECONDS, 1, "2", NULL, NAN, NAN, "t=1s;2"},
    {"critical alone", "t", UNIT_SECONDS, 1, NULL, "3", NAN, NAN, "t=1s;;3"},
    {"10 and not 0:10", "t", UNIT_NONE, 1, "0:10", ":20", NAN, NAN, "t=1;10;20"},
    {"ranges", "t", UNIT_NONE, 1, "10:", "@~:5", NAN, NAN, "t=1;10:;@~:5"},
    {"zero", "a", UNIT_NONE, 0, NULL, NULL, 0, 0, "a=0;;;0;0"},
    {"negative", "a", UNIT_SECONDS, -1.5, NULL, NULL, -2, NAN, "a=-1.5s;;;-2"},
    {"minus zero", "a", UNIT_NONE, -0.0, NULL, NULL, -0.0, NAN, "a=0;;;0"},
    {"no exponent for the small", "a", UNIT_NONE, 1e-7, NULL, NULL, NAN, NAN, "a=0"},
    {"no exponent for the large", "a", UNIT_BYTES, 1e15, NULL, NULL, NAN, NAN,
     "a=1000000000000000B"},
    {"no rounding to integers", "a", UNIT_NONE, 0.75, "0.5", "0.7", NAN, NAN, "a=0.75;0.5;0.7"},
    {"infinite minimum", "a", UNIT_NONE, 1, NULL, NULL, -INFINITY, INFINITY, "a=1"},
    {"capitals become small", "EWS_Time", UNIT_NONE, 1, NULL, NULL, NAN, NAN, "ews_time=1"},
    {"a quote in a label: mp 3 prints (null)", "it's", UNIT_NONE, 1, NULL, NULL, NAN, NAN,
     "it_s=1"},
    {"an equals sign in a label", "a=b", UNIT_NONE, 1, NULL, NULL, NAN, NAN, "a_b=1"},
    {"a blank in a label", "a b", UNIT_NONE, 1, NULL, NULL, NAN, NAN, "a_b=1"},
    {"check_multi's colons in a label", "a::b", UNIT_NONE, 1, NULL, NULL, NAN, NAN, "a__b=1"},
    {"Graphite's dot in a label", "a.b/c\\d", UNIT_NONE, 1, NULL, NULL, NAN, NAN, "a_b_c_d=1"},
    {"pipe, semicolon and newline in a label", "a|b;c\nd", UNIT_NONE, 1, NULL, NULL, NAN, NAN,
     "a_b_c_d=1"},
    {"no ASCII in a label", "\xc3\xbc", UNIT_NONE, 1, NULL, NULL, NAN, NAN, "__=1"},
    {"no label", "", UNIT_NONE, 1, NULL, NULL, NAN, NAN, "_=1"},
};

static void
test_format(gconstpointer data)
{
	const struct format_row *row = data;
	g_autoptr(struct_perfdata) item = perfdata_new(row->label, row->unit, row->value);
	g_autofree char *text = NULL;

	item->minimum = row->minimum;
	item->maximum = row->maximum;
	if (row->warning)
		g_assert_true(range_parse(row->warning, &item->threshold.warning, NULL));
	if (row->critical)
		g_assert_true(range_parse(row->critical, &item->threshold.critical, NULL));
	text = perfdata_format(item);
	g_assert_cmpstr(text, ==, row->expected);
}

/* Several values; what happens to equal labels and to what is no number. */
struct join_row {
	const char *name;
	struct {
		const char *label;
		double value;
	} items[4]; /* up to a NULL label */
	const char *expected;
};

static const struct join_row join_rows[] = {
    {"none", {{NULL, 0}}, ""},
    {"two", {{"a", 1}, {"b", 2}}, "a=1 b=2"},
    {"the same label", {{"a", 1}, {"a", 2}, {"a", 3}}, "a=1 a_2=2 a_3=3"},
    {"the same in 18 characters only",
     {{"abcdefghijklmnopqr1", 1}, {"abcdefghijklmnopqr2", 2}},
     "abcdefghijklmnopqr1=1 abcdefghijklmnopqr2=2"},
    {"the same in 19 characters",
     {{"abcdefghijklmnopqrs1", 1}, {"abcdefghijklmnopqrs2", 2}},
     "abcdefghijklmnopqrs1=1 abcdefghijklmnopq_2=2"},
    {"19 characters twice",
     {{"abcdefghijklmnopqrs", 1}, {"abcdefghijklmnopqrs", 2}},
     "abcdefghijklmnopqrs=1 abcdefghijklmnopq_2=2"},
    {"long and alone is left as it is",
     {{"abcdefghijklmnopqrstuvwxyz", 1}},
     "abcdefghijklmnopqrstuvwxyz=1"},
    {"the substitute is taken", {{"a", 1}, {"a_2", 2}, {"a", 3}}, "a=1 a_2=2 a_3=3"},
    {"the substitute is wanted later", {{"a", 1}, {"a", 2}, {"a_2", 3}}, "a=1 a_2=2 a_2_2=3"},
    {"no number is left out, never U", {{"a", NAN}, {"b", 2}}, "b=2"},
    {"no infinity", {{"a", INFINITY}, {"b", -INFINITY}}, ""},
    {"no number takes no label", {{"a", NAN}, {"a", 2}}, "a=2"},
};

static void
free_item(gpointer item)
{
	perfdata_free(item);
}

static void
test_join(gconstpointer data)
{
	const struct join_row *row = data;
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(free_item);
	g_autofree char *text = NULL;

	for (gsize i = 0; row->items[i].label; i++)
		g_ptr_array_add(items,
				perfdata_new(row->items[i].label, UNIT_NONE, row->items[i].value));
	text = perfdata_join(items);
	g_assert_cmpstr(text, ==, row->expected);
}

/* More than a hundred of one label: the number grows, the length does not. */
static void
test_many(void)
{
	g_autoptr(GPtrArray) items = g_ptr_array_new_with_free_func(free_item);
	g_autoptr(GHashTable) keys = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
	g_autoptr(GPtrArray) tidy = NULL;

	for (guint i = 0; i < 150; i++)
		g_ptr_array_add(items, perfdata_new("abcdefghijklmnopqrstuv", UNIT_NONE, i));
	tidy = perfdata_tidy(items);
	g_assert_cmpuint(tidy->len, ==, 150);
	for (guint i = 0; i < tidy->len; i++) {
		const struct perfdata *item = tidy->pdata[i];

		g_assert_true(g_hash_table_add(keys, g_strndup(item->label, 19)));
		g_assert_true(item->value == i);
	}
}

static void
test_free_null(void)
{
	perfdata_free(NULL);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(format_rows); i++) {
		g_autofree char *path = g_strdup_printf("/perfdata/format/%s", format_rows[i].name);

		g_test_add_data_func(path, &format_rows[i], test_format);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(join_rows); i++) {
		g_autofree char *path = g_strdup_printf("/perfdata/join/%s", join_rows[i].name);

		g_test_add_data_func(path, &join_rows[i], test_join);
	}
	g_test_add_func("/perfdata/many of one label", test_many);
	g_test_add_func("/perfdata/free of NULL", test_free_null);
	return g_test_run();
}
