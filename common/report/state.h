/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_STATE_H
#define REPORT_STATE_H

#include <glib.h>

/*
 * The four states of the plugin API, from good to bad: UNKNOWN never hides a WARNING, nor OK an
 * UNKNOWN.
 */
enum state { STATE_OK, STATE_UNKNOWN, STATE_WARNING, STATE_CRITICAL };

enum state state_worse(enum state a, enum state b);

/* 0, 3, 1, 2 (monitoring-plugins guidelines, "Plugin Return Codes"). */
int state_exit_code(enum state state);

/* "OK", "UNKNOWN", "WARNING", "CRITICAL". */
const char *state_name(enum state state);

/* The names above in any case, or an exit code 0 to 3; FALSE leaves `state` alone. */
gboolean state_parse(const char *text, enum state *state);

#endif
