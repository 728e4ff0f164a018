/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Knows the four states. */
#include "report/state.h"

static const struct {
	const char *name;
	int exit_code;
} states[] = {
    [STATE_OK] = {"OK", 0},
    [STATE_UNKNOWN] = {"UNKNOWN", 3},
    [STATE_WARNING] = {"WARNING", 1},
    [STATE_CRITICAL] = {"CRITICAL", 2},
};
_Static_assert(G_N_ELEMENTS(states) == STATE_CRITICAL + 1, "a state without a row");

enum state
state_worse(enum state a, enum state b)
{
	return a > b ? a : b;
}

int
state_exit_code(enum state state)
{
	return states[state].exit_code;
}

const char *
state_name(enum state state)
{
	return states[state].name;
}

gboolean
state_parse(const char *text, enum state *state)
{
	for (enum state s = STATE_OK; s <= STATE_CRITICAL; s++) {
		const char digit[] = {(char)('0' + states[s].exit_code), '\0'};

		if (g_ascii_strcasecmp(text, states[s].name) == 0 || g_str_equal(text, digit)) {
			*state = s;
			return TRUE;
		}
	}
	return FALSE;
}
