/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Turns an answer as it stands in a scenario into steps of the raw-byte server. */
#ifndef TESTS_SIM_RAW_ANSWER_H
#define TESTS_SIM_RAW_ANSWER_H

#include "tests/sim/raw_server.h"

/*
 * Lines are sent with CRLF, and the empty line that ends a head is added when no line is empty. A
 * line that begins with @ is a step:
 *
 *   @bytes TEXT   TEXT with the escapes of C undone, without CRLF; then no empty line is added
 *   @sleep MS     a pause
 *   @hold         silence until the peer has gone
 *   @close        close without a TLS goodbye
 *   @reset        close with RST
 *
 * The steps and their texts belong to `owned`. NULL and `wrong`, a text to be freed, when a step is
 * none.
 */
const struct raw_step *raw_answer_steps(const char *body, GPtrArray *owned, char **wrong);

#endif
