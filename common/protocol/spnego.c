/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads or writes the tokens behind "Negotiate". */
#include "protocol/spnego.h"

#include "protocol/breach.h"
#include "protocol/der.h"
#include "protocol/ntlm.h"
#include <string.h>

#define OID_SPNEGO "1.3.6.1.5.5.2"

static const char *const kind_names[] = {
    [SPNEGO_UNKNOWN] = "unknown",	    [SPNEGO_INIT] = "NegTokenInit",
    [SPNEGO_RESPONSE] = "NegTokenResp",	    [SPNEGO_RAW_NTLM] = "raw-ntlm",
    [SPNEGO_RAW_KERBEROS] = "raw-kerberos",
};
_Static_assert(G_N_ELEMENTS(kind_names) == SPNEGO_KIND_COUNT, "one name per kind");

const char *
spnego_kind_name(enum spnego_kind kind)
{
	return kind_names[kind];
}

static const char *const state_names[] = {
    [SPNEGO_ACCEPT_COMPLETED] = "accept-completed",
    [SPNEGO_ACCEPT_INCOMPLETE] = "accept-incomplete",
    [SPNEGO_REJECT] = "reject",
    [SPNEGO_REQUEST_MIC] = "request-mic",
};

const char *
spnego_state_name(enum spnego_state state)
{
	return state == SPNEGO_STATE_ABSENT ? NULL : state_names[state];
}

/* A token being read. */
struct reader {
	struct spnego_token *token;
	const char *where; /* the field, for the sentence that tells a breach */
};

/* What stood at the cursor `before` is not what was expected. */
static void
breach(struct reader *r, const char *expected, const struct cursor *before)
{
	char **malformed = &r->token->malformed;
	gint got = cursor_peek(before);

	if (got < 0)
		breach_note(malformed, "%s: expected %s, got nothing", r->where, expected);
	else
		breach_note(malformed, "%s: expected %s, got tag 0x%02x", r->where, expected,
			    (guint)got);
}

/* The element's contents; a breach and a failed cursor when it is another one or does not fit. */
static struct cursor
enter(struct reader *r, struct cursor *c, guint8 tag, const char *expected)
{
	struct cursor before = *c;
	struct cursor contents = der_enter(c, tag);

	if (contents.failed && cursor_peek(&before) == tag)
		breach_note(&r->token->malformed, "%s: expected %s, got a length that does not fit",
			    r->where, expected);
	else if (contents.failed)
		breach(r, expected, &before);
	return contents;
}

static void
expect_end(struct reader *r, const struct cursor *c)
{
	if (!c->failed && c->left > 0)
		breach_note(&r->token->malformed,
			    "%s: expected its end %" G_GSIZE_FORMAT " bytes earlier", r->where,
			    c->left);
}

static char *
take_oid(struct reader *r, struct cursor *c)
{
	struct cursor before = *c;
	char *oid = der_oid(c);

	if (!oid && cursor_peek(&before) == DER_OID)
		breach_note(&r->token->malformed,
			    "%s: expected a sound OBJECT IDENTIFIER, got another", r->where);
	else if (!oid)
		breach(r, "an OBJECT IDENTIFIER", &before);
	return oid;
}

static void
take_mechs(struct reader *r, struct cursor *value)
{
	struct cursor list = enter(r, value, DER_SEQUENCE, "a SEQUENCE");

	if (!list.failed && list.left == 0)
		breach(r, "an OBJECT IDENTIFIER", &list);
	while (!list.failed && list.left > 0) {
		char *oid = take_oid(r, &list);

		if (oid)
			g_ptr_array_add(r->token->mechs, oid);
	}
}

static void
take_inner(struct reader *r, struct cursor *value)
{
	struct cursor octets = enter(r, value, DER_OCTET_STRING, "an OCTET STRING");

	if (!octets.failed)
		r->token->inner = g_bytes_new(octets.at, octets.left);
}

static void
take_mic(struct reader *r, struct cursor *value)
{
	r->token->has_mech_list_mic = !enter(r, value, DER_OCTET_STRING, "an OCTET STRING").failed;
}

static void
take_flags(struct reader *r, struct cursor *value)
{
	(void)enter(r, value, DER_BIT_STRING, "a BIT STRING");
}

/* A mechListMIC in RFC 4178, negHints in MS-SPNG's NegTokenInit2. */
static void
take_mic_or_hints(struct reader *r, struct cursor *value)
{
	if (cursor_peek(value) == DER_SEQUENCE)
		(void)enter(r, value, DER_SEQUENCE, "a SEQUENCE");
	else
		take_mic(r, value);
}

static void
take_state(struct reader *r, struct cursor *value)
{
	struct cursor number = enter(r, value, DER_ENUMERATED, "an ENUMERATED");
	guint8 state = cursor_u8(&number);

	if (!number.failed && number.left == 0 && state < G_N_ELEMENTS(state_names))
		r->token->state = (enum spnego_state)state;
	else
		breach_note(&r->token->malformed, "%s: expected 0 to 3, got another number",
			    r->where);
}

static void
take_mech(struct reader *r, struct cursor *value)
{
	r->token->mech = take_oid(r, value);
}

/* A field of a token, by the number of its context tag. */
struct rule {
	const char *name;
	void (*take)(struct reader *r, struct cursor *value);
};

/*
 * RFC 4178 4.2.1, MS-SPNG 2.2.1:
 * NegTokenInit ::= SEQUENCE { mechTypes [0], reqFlags [1], mechToken [2], mechListMIC [3] }, where
 * NegTokenInit2 has negHints [3], mechListMIC [4]; all but mechTypes OPTIONAL.
 */
static const struct rule init_rules[] = {
    {"NegTokenInit mechTypes", take_mechs},  {"NegTokenInit reqFlags", take_flags},
    {"NegTokenInit mechToken", take_inner},  {"NegTokenInit mechListMIC", take_mic_or_hints},
    {"NegTokenInit2 mechListMIC", take_mic},
};

/*
 * RFC 4178 4.2.2:
 * NegTokenResp ::= SEQUENCE { negState [0], supportedMech [1], responseToken [2], mechListMIC [3]
 * }, all OPTIONAL.
 */
static const struct rule response_rules[] = {
    {"NegTokenResp negState", take_state},
    {"NegTokenResp supportedMech", take_mech},
    {"NegTokenResp responseToken", take_inner},
    {"NegTokenResp mechListMIC", take_mic},
};

/* One field, which must have a higher number than those before it; that number, -1 at a breach. */
static gint
take_field(struct reader *r, struct cursor *list, const struct rule *rules, gint count, gint least)
{
	const char *whole = r->where;
	struct cursor before = *list;
	struct cursor value;
	guint8 tag = 0;
	gint number = 0;

	if (!der_next(list, &tag, &value)) {
		breach_note(&r->token->malformed,
			    "%s: expected a field that fits, got one that does not", r->where);
		return -1;
	}
	number = tag - DER_CONTEXT_0;
	if (number < least || number >= count) {
		breach(r, "each field once and in order", &before);
		return -1;
	}
	r->where = rules[number].name;
	rules[number].take(r, &value);
	expect_end(r, &value);
	r->where = whole;
	return number;
}

static void
take_fields(struct reader *r, struct cursor *tagged, const struct rule *rules, gint count)
{
	struct cursor list = enter(r, tagged, DER_SEQUENCE, "a SEQUENCE");
	gint last = -1;

	expect_end(r, tagged);
	while (!list.failed && list.left > 0) {
		gint number = take_field(r, &list, rules, count, last + 1);

		if (number < 0)
			return;
		last = number;
	}
}

static void
take_init(struct reader *r, struct cursor *c)
{
	struct cursor tagged;

	r->where = "NegTokenInit";
	r->token->kind = SPNEGO_INIT;
	tagged = enter(r, c, DER_CONTEXT_0, "context tag 0");
	take_fields(r, &tagged, init_rules, G_N_ELEMENTS(init_rules));
	if (r->token->mechs->len == 0)
		breach_note(&r->token->malformed, "NegTokenInit: expected mechTypes, got none");
}

static void
take_response(struct reader *r, struct cursor *c)
{
	struct cursor tagged;

	r->where = "NegTokenResp";
	r->token->kind = SPNEGO_RESPONSE;
	tagged = enter(r, c, DER_CONTEXT_1, "context tag 1");
	take_fields(r, &tagged, response_rules, G_N_ELEMENTS(response_rules));
}

/* RFC 2743 3.1: InitialContextToken ::= [APPLICATION 0] { thisMech OID, innerContextToken }. */
static void
take_initial(struct reader *r, struct cursor *c)
{
	struct spnego_token *token = r->token;
	struct cursor whole = *c;
	struct cursor contents = enter(r, c, DER_APPLICATION_0, "[APPLICATION 0]");
	g_autofree char *oid = contents.failed ? NULL : take_oid(r, &contents);

	if (!oid)
		return;
	if (strcmp(oid, OID_SPNEGO) == 0) {
		take_init(r, &contents);
		expect_end(r, &contents);
	} else if (strcmp(oid, SPNEGO_OID_KERBEROS) == 0 ||
		   strcmp(oid, SPNEGO_OID_MS_KERBEROS) == 0) {
		token->kind = SPNEGO_RAW_KERBEROS;
		token->inner = g_bytes_new(whole.at, whole.left);
		token->mech = g_steal_pointer(&oid);
	} else {
		breach_note(&token->malformed, "token: expected SPNEGO or Kerberos, got %s", oid);
	}
}

static void
take_ntlm(struct reader *r, struct cursor *c)
{
	r->token->kind = SPNEGO_RAW_NTLM;
	r->token->inner = g_bytes_new(c->at, c->left);
	cursor_skip(c, c->left);
}

struct spnego_token *
spnego_parse(const void *bytes, gsize length)
{
	struct reader r = {.token = g_new0(struct spnego_token, 1), .where = "token"};
	struct cursor c;

	r.token->mechs = g_ptr_array_new_with_free_func(g_free);
	r.token->state = SPNEGO_STATE_ABSENT;
	cursor_init(&c, bytes, length);
	if (ntlm_is_message(bytes, length))
		take_ntlm(&r, &c);
	else if (cursor_peek(&c) == DER_APPLICATION_0)
		take_initial(&r, &c);
	else if (cursor_peek(&c) == DER_CONTEXT_0)
		take_init(&r, &c);
	else if (cursor_peek(&c) == DER_CONTEXT_1)
		take_response(&r, &c);
	else
		breach(&r, "SPNEGO, Kerberos or NTLM", &c);
	expect_end(&r, &c);
	return r.token;
}

void
spnego_token_free(struct spnego_token *token)
{
	if (!token)
		return;
	g_ptr_array_unref(token->mechs);
	g_free(token->mech);
	if (token->inner)
		g_bytes_unref(token->inner);
	g_free(token->malformed);
	g_free(token);
}
