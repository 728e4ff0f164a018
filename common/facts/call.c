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
	asked_free(call->baseline_plain);
	handshake_free(call->baseline);
	g_free(call);
}

const struct asked *
call_answer(const struct call *call)
{
	if (call->handshake && handshake_judged(call->handshake))
		return handshake_last(call->handshake);
	return call->plain;
}

gboolean
call_went_well(const struct call *call)
{
	return asked_answered(call->plain) &&
	       (!call->handshake || handshake_accepted(call->handshake));
}

gint64
call_total_us(const struct call *call)
{
	return call->plain->answer->total_us + (call->handshake ? call->handshake->total_us : 0);
}

/* NULL without one. */
static json_t *
baseline_to_json(const struct call *call)
{
	json_t *object = call->baseline_plain ? asked_to_json(call->baseline_plain) : NULL;

	if (call->baseline)
		json_object_set_new(object, "handshake", handshake_to_json(call->baseline));
	return object;
}

json_t *
call_to_json(const struct call *call)
{
	json_t *object = asked_to_json(call->plain);

	if (call->logged_on_before)
		json_object_set_new(object, "logged_on_before", json_true());
	if (call->handshake)
		json_object_set_new(object, "handshake", handshake_to_json(call->handshake));
	if (call->baseline_plain)
		json_object_set_new(object, "baseline", baseline_to_json(call));
	return object;
}
