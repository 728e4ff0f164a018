/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The words in which tables of raw-byte scripts are written. */
#ifndef TESTS_SIM_RAW_SCRIPT_H
#define TESTS_SIM_RAW_SCRIPT_H

#include "tests/sim/raw_server.h"

/* clang-format off */
#define SCRIPT(...) ((const struct raw_step[]){__VA_ARGS__, {.verb = RAW_END}})
#define GREET {.verb = RAW_GREET}
#define READ {.verb = RAW_READ}
#define ASKED GREET, READ
#define SEND(...) {.verb = RAW_SEND, .text = __VA_ARGS__}
#define SEND_BYTES(bytes) SEND(bytes, .length = sizeof(bytes) - 1)
#define DRIP(...) SEND(__VA_ARGS__, .slice = 1, .pause_ms = 100, .times = RAW_FOREVER)
#define TASTE {.verb = RAW_TASTE}
#define RATION(bytes) {.verb = RAW_RATION, .length = (bytes)}
#define HOLD {.verb = RAW_HOLD}
#define CLOSE {.verb = RAW_CLOSE}
#define RESET {.verb = RAW_RESET}
#define AGAIN {.verb = RAW_AGAIN}
/* clang-format on */

#endif
