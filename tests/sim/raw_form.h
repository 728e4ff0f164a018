/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Judges the form of what a plugin wrote: whatever it says, a scheduler must be able to read it. */
#ifndef TESTS_SIM_RAW_FORM_H
#define TESTS_SIM_RAW_FORM_H

#include "tests/sim/raw_command.h"

/* Appends to `wrong` what the format says and a line feed, unless it `holds`. */
void raw_form_expect(GString *wrong, gboolean holds, const char *format, ...) G_GNUC_PRINTF(3, 4);

/*
 * Appends to `wrong` a line for each breach: an exit code of 0 to 3 that the first line repeats
 * behind `service`, exactly one '|', and that in the first line, one headline, only printable
 * UTF-8, nothing on stderr, at most `limit` bytes (0: no limit). The exit code, or -1 when it is
 * none of a plugin.
 */
int raw_form_judge(GString *wrong, const char *service, const struct raw_outcome *outcome,
		   gsize limit);

#endif
