/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_TRANSCRIPT_H
#define VERDICT_TRANSCRIPT_H

#include "facts/handshake.h"
#include "report/check.h"

/*
 * Notes one request and its answer: in short at NOTE_EXCHANGE, line by line at NOTE_TRANSCRIPT.
 * Authorization fields and cookies are never shown, whoever sent them.
 */
void transcript_note(struct check *check, const struct answer *answer);

/* The same for every message of a handshake, with its challenge decoded. What was sent is named,
 * never shown. */
void transcript_note_handshake(struct check *check, const struct handshake *handshake);

#endif
