/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes answers of Exchange Web Services as JSON. */
#ifndef FACTS_EWS_JSON_H
#define FACTS_EWS_JSON_H

#include "protocol/ews.h"
#include <jansson.h>

/*
 * {"operation":"GetUserAvailability","server_version":"15.1.2507.6","responses":[{"class":"Success",
 *  "code":"NoError","view_type":"FreeBusy","merged_free_busy":"0002","events":3}],
 *  "oof_state":"Disabled","external_audience":"All",
 *  "fault":{"code":...,"message":...,"response_code":"ErrorServerBusy","back_off_ms":300000}}
 * Members that do not apply are left out; "events" stands beside a view, "back_off_ms" outside a
 * fault when there is none; "error" as `malformed`. The caller owns it.
 */
json_t *ews_answer_to_json(const struct ews_answer *answer);

#endif
