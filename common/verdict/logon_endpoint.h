/* SPDX-License-Identifier: GPL-3.0-or-later */
#ifndef VERDICT_LOGON_ENDPOINT_H
#define VERDICT_LOGON_ENDPOINT_H

#include "verdict/logon_case.h"

/* Adds to the endpoint's check one per question: the answer to an anonymous client, each handshake,
 * whether connections are kept apart, Extended Protection, the time it took. */
void logon_endpoint_judge(struct logon_case *this);

#endif
