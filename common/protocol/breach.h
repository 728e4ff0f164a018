/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the first breach that a reader finds. */
#ifndef PROTOCOL_BREACH_H
#define PROTOCOL_BREACH_H

#include <glib.h>

/* Sets `*malformed`, which the caller frees, to the sentence unless it holds an earlier one. */
void breach_note(char **malformed, const char *format, ...) G_GNUC_PRINTF(2, 3);

#endif
