/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef REPORT_EXTRA_OPTS_H
#define REPORT_EXTRA_OPTS_H

#include <glib.h>

/*
 * --extra-opts[=[SECTION][@FILE]] in the dialect of the monitoring-plugins: the section's
 * options take the place in front of the others, so the command line wins. SECTION: the
 * program's name unless said. FILE: what the environment and the usual places name, unless said;
 * "@-" is standard input. As there, the value may also stand in the next argument when that does
 * not begin with '-'; the option may be given more than once.
 *
 * The new argument vector (argv[0] first, NULL-terminated, g_strfreev) or NULL with an error
 * that names file, section and line.
 */
char **extra_opts_expand(char *const *argv, GError **error);

/*
 * The arguments that `section` of an ini file makes, in order, appended to `arguments` (char *,
 * owned by it). "name = value" becomes --name=value (a one-letter name two arguments, "-n" and
 * "value"), "name =" becomes --name; '#' and ';' begin a comment at the start of a line only;
 * values are taken literally, blanks round them trimmed, no quoting. A section that comes again
 * goes on. Lines of other sections are not looked at. FALSE with an error that names the line:
 * text before the first section, no '=', no name, a NUL byte, text behind the section's ']'; or
 * when the section is not there or empty.
 */
gboolean extra_opts_parse(const char *bytes, gsize length, const char *section,
			  GPtrArray *arguments, GError **error);

#define EXTRA_OPTS_ERROR (extra_opts_error_quark())
GQuark extra_opts_error_quark(void);

#endif
