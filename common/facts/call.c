/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds one request as a client makes it. */
#include "facts/call.h"

struct call *
call_new(struct asked *plain)
{
	struct call *call = g_new0(struct call, 1);

	call->plain = plain;
	return call;
}

void
call_free(struct call *call)
{
	if (!call)
		return;
	asked_free(call->plain);
	handshake_free(call->handshake);
	g_free(call);
}

const struct asked *
call_answer(const struct call *call)
{
	if (call->handshake && handshake_judged(call->handshake))
		return handshake_last(call->handshake);
	return call->plain;
}

json_t *
call_to_json(const struct call *call)
{
	json_t *object = asked_to_json(call->plain);

	if (call->logged_on_before)
		json_object_set_new(object, "logged_on_before", json_true());
	if (call->handshake)
		json_object_set_new(object, "handshake", handshake_to_json(call->handshake));
	return object;
}
