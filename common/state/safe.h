/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef STATE_SAFE_H
#define STATE_SAFE_H

#include <sys/stat.h>

#include <glib.h>

/*
 * What is wrong with something that was opened, as words behind "found": it is of another type
 * (S_IFDIR, S_IFREG), belongs to somebody else than root or the user who runs this, or may be
 * written to by its group or by others. NULL when it is safe; the caller frees it.
 */
char *state_unsafe(int fd, mode_t type);

/* Errors of the state directory and its files; their texts name the path, what was expected, what
 * was found and what to do. */
enum state_error { STATE_UNUSABLE, STATE_HELD /* by somebody else, all the while */ };
#define STATE_ERROR (state_error_quark())
GQuark state_error_quark(void);

#endif
