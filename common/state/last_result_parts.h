/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Is what the files of last_result share. */
#ifndef STATE_LAST_RESULT_PARTS_H
#define STATE_LAST_RESULT_PARTS_H

#include "state/last_result.h"

void last_event_free(struct last_event *event);
AUTOPTR_STRUCT(last_event)

/* Takes `event`; of more than LAST_EVENTS the oldest is lost, and counted. */
void last_result_add_event(struct last_result *result, struct last_event *event);

#endif
