/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a list of challenges as JSON. */
#ifndef FACTS_CHALLENGE_JSON_H
#define FACTS_CHALLENGE_JSON_H

#include "protocol/challenge.h"
#include <jansson.h>

/*
 * {"fields":2,"challenges":[{"scheme":"NTLM","field":2,"token":"TlRM..."},
 *  {"scheme":"Basic","field":2,"parameters":{"realm":"a, b"}}],"error":"..."}
 * The scheme as sent; members that do not apply are left out; "error" only when the input breaks
 * the grammar. The caller owns it.
 */
json_t *challenge_list_to_json(const struct challenge_list *list);

#endif
