/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes an answer of Autodiscover as JSON. */
#ifndef FACTS_AUTODISCOVER_FACTS_H
#define FACTS_AUTODISCOVER_FACTS_H

#include "protocol/autodiscover.h"
#include <jansson.h>

/*
 * {"schema":"outlook","action":"settings","user":{...},"protocols":[{"Type":"EXPR","EwsUrl":...}],
 *  "settings":{...}}; "inner" holds WEB's protocols with their "place". "error" is an object with
 * code and message where the server said so, and a text where the document is malformed. Members
 * that do not apply are left out. The caller owns it.
 */
json_t *autodiscover_answer_to_json(const struct autodiscover_answer *answer);

#endif
