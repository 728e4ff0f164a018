/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Splits a line pasted from a Windows console into the IIS tool it calls and its arguments. */
#ifndef PROTOCOL_CONSOLE_H
#define PROTOCOL_CONSOLE_H

#include "base/autoptr.h"
#include "base/cursor.h"
#include <glib.h>

enum console_program { CONSOLE_APPCMD, CONSOLE_ADSUTIL };

struct console_command {
	enum console_program program;
	GPtrArray *arguments; /* of char *, double quotes removed as cmd.exe's programs see them */
};

/* Arguments beyond this many are dropped. */
#define CONSOLE_ARGUMENT_LIMIT 64

/*
 * One line. A prompt ("C:\Windows\System32\inetsrv>"), a path and a script
 * host may stand before the tool; what a redirection begins with is dropped. NULL when the line
 * calls neither appcmd[.exe] nor adsutil[.vbs]; else the caller frees.
 */
struct console_command *console_command_parse(const char *line);

/* The next line, without its end and blanks around it; NULL at the end. The caller frees. */
char *console_take_line(struct cursor *c);

/* The i-th argument (from 0), borrowed; "" past the end. */
const char *console_command_argument(const struct console_command *command, guint i);

void console_command_free(struct console_command *command);

AUTOPTR_STRUCT(console_command)

#endif
