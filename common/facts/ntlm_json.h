/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes NTLM messages or SPNEGO tokens as JSON. */
#ifndef FACTS_NTLM_JSON_H
#define FACTS_NTLM_JSON_H

#include "protocol/ntlm.h"
#include "protocol/spnego.h"
#include <jansson.h>

/*
 * {"message":"challenge","flags":"0xe2898235","server_challenge":"0123456789abcdef",
 *  "target_name":"RIG","target_info":true,"netbios_domain":...,"av_ids":[2,1],"length":292}
 * Members that do not apply are left out; "error" only when the message breaks the layout. Never a
 * response or a key. The caller owns it.
 */
json_t *ntlm_message_to_json(const struct ntlm_message *message);

/*
 * {"token":"NegTokenResp","mechs":[...],"state":"accept-incomplete","mech":"1.3...","inner":{...}}
 * "inner" as above when the mechanism's own token is an NTLM message; its error is this one's as
 * well. The caller owns it.
 */
json_t *spnego_token_to_json(const struct spnego_token *token);

#endif
