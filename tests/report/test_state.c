/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests the four states. */
#include "report/state.h"

struct parse_row {
	const char *text;
	gboolean good;
	enum state state;
};

static const struct parse_row parse_rows[] = {
    {"OK", TRUE, STATE_OK},
    {"ok", TRUE, STATE_OK},
    {"Warning", TRUE, STATE_WARNING},
    {"CRITICAL", TRUE, STATE_CRITICAL},
    {"cRiTiCaL", TRUE, STATE_CRITICAL},
    {"unknown", TRUE, STATE_UNKNOWN},
    {"0", TRUE, STATE_OK},
    {"1", TRUE, STATE_WARNING},
    {"2", TRUE, STATE_CRITICAL},
    {"3", TRUE, STATE_UNKNOWN},
    {"", FALSE, STATE_OK},
    {"4", FALSE, STATE_OK},
    {"-1", FALSE, STATE_OK},
    {"02", FALSE, STATE_OK},
    {"crit", FALSE, STATE_OK},
    {"critical ", FALSE, STATE_OK},
    {" critical", FALSE, STATE_OK},
    {"critical2", FALSE, STATE_OK},
};

static void
test_parse(gconstpointer data)
{
	const struct parse_row *row = data;
	const enum state before = row->state == STATE_OK ? STATE_CRITICAL : STATE_OK;
	enum state state = before;

	g_assert_cmpint(state_parse(row->text, &state), ==, row->good);
	g_assert_cmpint(state, ==, row->good ? row->state : before);
}

struct state_row {
	const char *name;
	enum state state;
	int exit_code;
	enum state worse[4]; /* with OK, UNKNOWN, WARNING, CRITICAL */
};

static const struct state_row state_rows[] = {
    {"OK", STATE_OK, 0, {STATE_OK, STATE_UNKNOWN, STATE_WARNING, STATE_CRITICAL}},
    {"UNKNOWN", STATE_UNKNOWN, 3, {STATE_UNKNOWN, STATE_UNKNOWN, STATE_WARNING, STATE_CRITICAL}},
    {"WARNING", STATE_WARNING, 1, {STATE_WARNING, STATE_WARNING, STATE_WARNING, STATE_CRITICAL}},
    {"CRITICAL",
     STATE_CRITICAL,
     2,
     {STATE_CRITICAL, STATE_CRITICAL, STATE_CRITICAL, STATE_CRITICAL}},
};

static void
test_state(gconstpointer data)
{
	const struct state_row *row = data;
	static const enum state others[] = {STATE_OK, STATE_UNKNOWN, STATE_WARNING, STATE_CRITICAL};

	g_assert_cmpstr(state_name(row->state), ==, row->name);
	g_assert_cmpint(state_exit_code(row->state), ==, row->exit_code);
	for (gsize i = 0; i < G_N_ELEMENTS(others); i++) {
		g_assert_cmpint(state_worse(row->state, others[i]), ==, row->worse[i]);
		g_assert_cmpint(state_worse(others[i], row->state), ==, row->worse[i]);
	}
}

int
main(int argc, char **argv)
{
	g_test_init(&argc, &argv, NULL);
	g_test_set_nonfatal_assertions();
	for (gsize i = 0; i < G_N_ELEMENTS(state_rows); i++) {
		g_autofree char *path = g_strdup_printf("/state/order/%s", state_rows[i].name);

		g_test_add_data_func(path, &state_rows[i], test_state);
	}
	for (gsize i = 0; i < G_N_ELEMENTS(parse_rows); i++) {
		g_autofree char *path = g_strdup_printf("/state/parse/\"%s\"", parse_rows[i].text);

		g_test_add_data_func(path, &parse_rows[i], test_parse);
	}
	return g_test_run();
}
