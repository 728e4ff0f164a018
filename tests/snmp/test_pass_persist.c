/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the talk with an agent: what it asks, what it is answered. */
#include <string.h>

#include "snmp/mib.h"
#include "snmp/pass_persist.h"
#include "snmp/table.h"
#include "state/last_result.h"

#define BASE  ".1.3.6.1.4.1.32473.1"
#define STATE BASE ".1.1.1.4"
#define LAST  BASE ".1.1.1.11"
#define PATH  BASE ".1.2.1.2"
/* The indices "a", "S", "" and "b", "S", "". */
#define A_S ".1.97.1.83.0"
#define B_S ".1.98.1.83.0"

static struct last_result *
result_of(const char *target, enum state state)
{
	struct last_result *result = last_result_new("S", target, "");

	result->state = state;
	result->checked_s = 1700000000;
	result->changed_s = 1700000000;
	g_free(result->headline);
	result->headline = g_strdup_printf("it is %s", target);
	last_result_add_check(result, "ews order", state, "as it is");
	last_result_add_check(result, "oab order", STATE_OK, "as it is");
	return result;
}

static void
free_result(gpointer data)
{
	last_result_free(data);
}

static GPtrArray *
two_results(void *data G_GNUC_UNUSED)
{
	GPtrArray *results = g_ptr_array_new_with_free_func(free_result);

	g_ptr_array_add(results, result_of("b", STATE_OK));
	g_ptr_array_add(results, result_of("a", STATE_CRITICAL));
	return results;
}

static GPtrArray *
no_results(void *data G_GNUC_UNUSED)
{
	return g_ptr_array_new_with_free_func(free_result);
}

struct talk_row {
	const char *name;
	const char *asked;
	const char *answered;
	gboolean over;
	gboolean empty; /* there are no results */
};

static const struct talk_row talk_rows[] = {
    {"ping", "PING\n", "PONG\n", FALSE, FALSE},
    {"ping with CR", "PING\r\n", "PONG\n", FALSE, FALSE},
    {"get", "get\n" STATE A_S "\n", STATE A_S "\ninteger\n2\n", FALSE, FALSE},
    {"get the other", "get\n" STATE B_S "\n", STATE B_S "\ninteger\n0\n", FALSE, FALSE},
    {"get a column", "get\n" STATE "\n", "NONE\n", FALSE, FALSE},
    {"get what is not accessible", "get\n" BASE ".1.1.1.1" A_S "\n", "NONE\n", FALSE, FALSE},
    {"get too much", "get\n" STATE A_S ".1\n", "NONE\n", FALSE, FALSE},
    {"get too little", "get\n" STATE ".1.97.1.83\n", "NONE\n", FALSE, FALSE},
    {"get a text", "get\n" BASE ".1.1.1.5" A_S "\n", BASE ".1.1.1.5" A_S "\nstring\nit is a\n",
     FALSE, FALSE},
    {"get a time", "get\n" BASE ".1.1.1.6" A_S "\n",
     BASE ".1.1.1.6" A_S "\noctet\n07 e7 0b 0e 16 0d 14 00 2b 00 00\n", FALSE, FALSE},
    {"get none", "get\n" BASE ".1.1.1.8" A_S "\n", BASE ".1.1.1.8" A_S "\ninteger\n4\n", FALSE,
     FALSE},
    {"next of the base", "getnext\n" BASE "\n", STATE A_S "\ninteger\n2\n", FALSE, FALSE},
    {"next of nothing near", "getnext\n.1.3\n", STATE A_S "\ninteger\n2\n", FALSE, FALSE},
    {"next of a column", "getnext\n" STATE "\n", STATE A_S "\ninteger\n2\n", FALSE, FALSE},
    {"next of a part of an index", "getnext\n" STATE ".1.97.1\n", STATE A_S "\ninteger\n2\n", FALSE,
     FALSE},
    {"next of a row", "getnext\n" STATE A_S "\n", STATE B_S "\ninteger\n0\n", FALSE, FALSE},
    {"next of more than a row", "getnext\n" STATE A_S ".5\n", STATE B_S "\ninteger\n0\n", FALSE,
     FALSE},
    {"next of the last row", "getnext\n" STATE B_S "\n", BASE ".1.1.1.5" A_S "\nstring\nit is a\n",
     FALSE, FALSE},
    {"next of the last column", "getnext\n" LAST B_S "\n", PATH A_S ".1\nstring\news order\n",
     FALSE, FALSE},
    {"next check", "getnext\n" PATH A_S ".1\n", PATH A_S ".2\nstring\noab order\n", FALSE, FALSE},
    {"next of the last", "getnext\n" BASE ".1.2.1.4" B_S ".2\n", "NONE\n", FALSE, FALSE},
    {"next of all", "getnext\n.2\n", "NONE\n", FALSE, FALSE},
    {"next of the not accessible", "getnext\n" BASE ".1.1.1.2" B_S "\n", STATE A_S "\ninteger\n2\n",
     FALSE, FALSE},
    {"nothing there", "getnext\n" BASE "\n", "NONE\n", FALSE, TRUE},
    {"set", "set\n" STATE A_S "\ninteger 1\n", "not-writable\n", FALSE, FALSE},
    {"two questions", "get\n" STATE A_S "\nPING\n", STATE A_S "\ninteger\n2\nPONG\n", FALSE, FALSE},
    {"no OID", "get\nwhat?\n", "NONE\n", FALSE, FALSE},
    {"an empty OID", "get\n\n", "NONE\n", FALSE, FALSE},
    {"an OID of a number too large", "getnext\n.1.3.4294967296\n", "NONE\n", FALSE, FALSE},
    {"a command nobody knows", "put\n", "NONE\n", FALSE, FALSE},
    {"half a line", "PIN", "", FALSE, FALSE},
    {"the end", "\n", "", TRUE, FALSE},
    {"what follows the end", "PING\n\nPING\n", "PONG\n", TRUE, FALSE},
};

static void
test_talk(gconstpointer data)
{
	const struct talk_row *row = data;
	g_autoptr(struct_pass_persist) talk =
	    pass_persist_new(BASE, row->empty ? no_results : two_results, NULL, NULL);
	g_autoptr(struct_pass_persist) bytewise =
	    pass_persist_new(BASE, row->empty ? no_results : two_results, NULL, NULL);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autoptr(GString) out_bytewise = g_string_new(NULL);
	gboolean goes_on = TRUE;

	g_assert_cmpint(pass_persist_take(talk, row->asked, strlen(row->asked), out), ==,
			!row->over);
	g_assert_cmpstr(out->str, ==, row->answered);
	for (gsize i = 0; goes_on && row->asked[i]; i++)
		goes_on = pass_persist_take(bytewise, row->asked + i, 1, out_bytewise);
	g_assert_cmpstr(out_bytewise->str, ==, row->answered);
}

/* A line that no agent sends does not fill the memory. */
static void
test_long_line(void)
{
	g_autoptr(struct_pass_persist) talk = pass_persist_new(BASE, two_results, NULL, NULL);
	g_autoptr(GString) out = g_string_new(NULL);
	g_autofree char *line = g_strnfill(10000, '1');

	g_assert_false(pass_persist_take(talk, line, strlen(line), out));
	g_assert_cmpstr(out->str, ==, "");
	g_assert_false(pass_persist_take(talk, "\0\n", 2, out));
}

/* A walk meets every value once, in order. */
static void
test_walk(void)
{
	enum { TARGETS = 200, VALUES = TARGETS * (8 + 2 * 3) };
	GPtrArray *results = g_ptr_array_new_with_free_func(free_result);
	g_autoptr(struct_table) table = NULL;
	struct table_value value = {.text = NULL};
	struct oid_path name;
	guint count = 0;

	for (guint i = 0; i < TARGETS; i++) {
		/* Of all lengths, also those whose index is cut. */
		g_autofree char *filler = g_strnfill(i % 70, 'm');
		g_autofree char *target = g_strdup_printf("%s%u", filler, i);

		g_ptr_array_add(results, result_of(target, STATE_WARNING));
	}
	g_assert_true(mib_base(BASE, &name));
	table = table_new(&name, results);
	while (table_next(table, &name, 1700000100, &value)) {
		struct table_value same;

		g_assert_cmpint(oid_compare(value.name.at, value.name.length, name.at, name.length),
				>, 0);
		g_assert_true(table_get(table, &value.name, 1700000100, &same));
		g_assert_cmpstr(same.text, ==, value.text);
		name = value.name;
		g_free(value.text);
		g_free(same.text);
		count++;
	}
	g_assert_cmpuint(count, ==, VALUES);
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(talk_rows); i++) {
		g_autofree char *path = g_strdup_printf("/pass_persist/%s", talk_rows[i].name);

		g_test_add_data_func(path, &talk_rows[i], test_talk);
	}
	g_test_add_func("/pass_persist/a long line", test_long_line);
	g_test_add_func("/pass_persist/walk", test_walk);
	return g_test_run();
}
