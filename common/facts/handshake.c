/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Holds one attempt to log on. */
#include "facts/handshake.h"

#include "facts/json_text.h"
#include "facts/ntlm_json.h"

static const char *const mechanism_names[] = {
    [MECHANISM_NTLM] = "ntlm",
    [MECHANISM_NTLM_WRAPPED] = "ntlm in spnego",
    [MECHANISM_KERBEROS] = "kerberos",
    [MECHANISM_PLAIN] = "plain",
};
_Static_assert(G_N_ELEMENTS(mechanism_names) == MECHANISM_COUNT, "a name for every mechanism");

static const char *const binding_names[] = {
    [BINDING_SEEN] = "certificate seen",
    [BINDING_ABSENT] = "none",
    [BINDING_WRONG] = "wrong",
    [BINDING_GIVEN] = "certificate given",
};
_Static_assert(G_N_ELEMENTS(binding_names) == BINDING_COUNT, "a name for every binding");

static const char *const end_names[] = {
    [HANDSHAKE_NOT_TRIED] = "not tried", [HANDSHAKE_LOST] = "lost",
    [HANDSHAKE_NO_TOKEN] = "no token",	 [HANDSHAKE_BAD_TOKEN] = "bad token",
    [HANDSHAKE_CLOSING] = "closing",	 [HANDSHAKE_CHALLENGED] = "challenged",
    [HANDSHAKE_LOCAL] = "local",	 [HANDSHAKE_REFUSED] = "refused",
    [HANDSHAKE_ANSWERED] = "answered",
};
_Static_assert(G_N_ELEMENTS(end_names) == HANDSHAKE_END_COUNT, "a name for every end");

static const char *const hold_names[] = {
    [HOLD_NONE] = "none",
    [HOLD_NO_CREDENTIALS] = "no credentials",
    [HOLD_NOT_OFFERED] = "not offered",
    [HOLD_REFUSED_EARLIER] = "refused earlier",
    [HOLD_REFUSED_NOW] = "refused now",
    [HOLD_BUSY] = "busy",
    [HOLD_NO_BUDGET] = "no budget",
    [HOLD_HOUR_SPENT] = "hour spent",
    [HOLD_NO_BINDING] = "no binding",
    [HOLD_NOT_NEEDED] = "not needed",
};
_Static_assert(G_N_ELEMENTS(hold_names) == HOLD_COUNT, "a name for every hold");

static const char *const kerberos_names[] = {
    [KERBEROS_FINE] = "fine",
    [KERBEROS_NO_TICKET] = "no ticket",
    [KERBEROS_EXPIRED] = "ticket expired",
    [KERBEROS_UNKNOWN_SERVER] = "unknown server",
    [KERBEROS_UNKNOWN_CLIENT] = "unknown client",
    [KERBEROS_WRONG_KEY] = "wrong key",
    [KERBEROS_SKEW] = "clock skew",
    [KERBEROS_NO_KDC] = "no kdc",
    [KERBEROS_REVOKED] = "revoked",
    [KERBEROS_TIMEOUT] = "timeout",
    [KERBEROS_OTHER] = "other",
};
_Static_assert(G_N_ELEMENTS(kerberos_names) == KERBEROS_TROUBLE_COUNT, "a name for every trouble");

const char *
mechanism_name(enum mechanism mechanism)
{
	return mechanism_names[mechanism];
}

const char *
binding_name(enum binding binding)
{
	return binding_names[binding];
}

const char *
handshake_end_name(enum handshake_end end)
{
	return end_names[end];
}

const char *
hold_name(enum hold hold)
{
	return hold_names[hold];
}

const char *
kerberos_trouble_name(enum kerberos_trouble trouble)
{
	return kerberos_names[trouble];
}

struct handshake *
handshake_new(enum scheme scheme, enum mechanism mechanism, enum binding binding)
{
	struct handshake *handshake = g_new0(struct handshake, 1);

	handshake->scheme = scheme;
	handshake->mechanism = mechanism;
	handshake->binding = binding;
	handshake->legs = g_ptr_array_new_with_free_func((GDestroyNotify)asked_free);
	return handshake;
}

void
handshake_free(struct handshake *handshake)
{
	if (!handshake)
		return;
	g_free(handshake->trouble);
	g_ptr_array_unref(handshake->legs);
	g_clear_pointer(&handshake->token, g_bytes_unref);
	ntlm_message_free(handshake->challenge);
	g_free(handshake->principal);
	g_free(handshake);
}

const struct asked *
handshake_last(const struct handshake *handshake)
{
	const GPtrArray *legs = handshake->legs;

	return legs->len > 0 ? g_ptr_array_index(legs, legs->len - 1) : NULL;
}

guint
handshake_status(const struct handshake *handshake)
{
	const struct asked *last = handshake_last(handshake);

	return asked_answered(last) ? last->answer->status : 0;
}

static gboolean
is_ntlm(const struct handshake *handshake)
{
	return handshake->mechanism == MECHANISM_NTLM ||
	       handshake->mechanism == MECHANISM_NTLM_WRAPPED;
}

/* NTLM's first message names nobody; of the others each message is a logon. */
static guint
legs_of_logon(const struct handshake *handshake)
{
	return is_ntlm(handshake) ? 2 : 1;
}

gboolean
handshake_judged(const struct handshake *handshake)
{
	return (handshake->end == HANDSHAKE_REFUSED || handshake->end == HANDSHAKE_ANSWERED) &&
	       handshake->legs->len >= legs_of_logon(handshake);
}

/* SOAP says its faults with 500 (SOAP 1.1, 6.2), and only to those who were let in; IIS' own pages
 * are HTML. */
static gboolean
is_soap_fault(const struct answer *answer)
{
	const char *type = answer_header(answer, "Content-Type");

	return answer->status == 500 && type && g_ascii_strncasecmp(type, "text/xml", 8) == 0 &&
	       answer->body->len > 0;
}

gboolean
handshake_accepted(const struct handshake *handshake)
{
	guint status = handshake_status(handshake);

	return handshake->end == HANDSHAKE_ANSWERED &&
	       handshake->legs->len >= legs_of_logon(handshake) && status != 400 &&
	       (status < 500 || is_soap_fault(handshake_last(handshake)->answer));
}

/* TRUE once `answer` names another server than an answer before it. */
static gboolean
names_another(const struct answer *answer, const char **first, const char **second)
{
	const char *name = answer_header(answer, "X-FEServer");

	if (!name)
		return FALSE;
	*second = name;
	if (!*first)
		*first = name;
	return g_ascii_strcasecmp(*first, *second) != 0;
}

gboolean
handshake_changed_node(const struct handshake *handshake, const struct asked *before,
		       const char **first, const char **second)
{
	*first = NULL;
	*second = NULL;
	for (guint i = 0; is_ntlm(handshake) && i < handshake->legs->len; i++) {
		const struct asked *leg = g_ptr_array_index(handshake->legs, i);

		if (i == 0 && asked_answered(before) &&
		    before->answer->local_port == leg->answer->local_port)
			(void)names_another(before->answer, first, second);
		if (names_another(leg->answer, first, second))
			return TRUE;
	}
	return FALSE;
}

json_t *
handshake_to_json(const struct handshake *handshake)
{
	json_t *object = json_object();
	json_t *legs = json_array();

	json_set_text(object, "scheme", scheme_name(handshake->scheme));
	json_set_text(object, "mechanism", mechanism_name(handshake->mechanism));
	json_set_text(object, "binding", binding_name(handshake->binding));
	json_set_text(object, "end", handshake_end_name(handshake->end));
	if (handshake->hold != HOLD_NONE)
		json_set_text(object, "hold", hold_name(handshake->hold));
	json_set_text(object, "trouble", handshake->trouble);
	if (handshake->kerberos != KERBEROS_FINE)
		json_set_text(object, "kerberos", kerberos_trouble_name(handshake->kerberos));
	json_set_text(object, "principal", handshake->principal);
	if (handshake->challenge) {
		json_object_set_new(object, "challenge",
				    ntlm_message_to_json(handshake->challenge));
		json_object_set_new(object, "challenge_wrapped",
				    json_boolean(handshake->token_wrapped));
	}
	if (handshake->clock_known)
		json_object_set_new(object, "clock_ahead_seconds",
				    json_seconds(handshake->clock_ahead_ms * 1000));
	if (handshake->legs->len > 0)
		json_object_set_new(object, "seconds", json_seconds(handshake->total_us));
	for (guint i = 0; i < handshake->legs->len; i++)
		json_array_append_new(legs, asked_to_json(g_ptr_array_index(handshake->legs, i)));
	json_object_set_new(object, "legs", legs);
	return object;
}
