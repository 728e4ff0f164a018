/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the WWW-Authenticate fields of one answer into the list of challenges that a client sees.
 *
 * Grammar: RFC 9110 11.3 (challenge), 11.2 (auth-param, token68), 5.6.1 (lists, empty
 * elements), 5.6.4 (quoted-string). Several fields mean the same as one comma-joined field; the
 * order in which schemes are offered is wire order.
 *
 * Nothing here fails: input that breaks the grammar yields what could be salvaged plus one sentence
 * in `malformed`. Names, tokens and values are the server's bytes without the NULs, not checked for
 * UTF-8: clean them before showing.
 */
#ifndef PROTOCOL_CHALLENGE_H
#define PROTOCOL_CHALLENGE_H

#include "base/autoptr.h"
#include <glib.h>

enum scheme {
	SCHEME_OTHER, /* known by its name as sent alone */
	SCHEME_NEGOTIATE,
	SCHEME_NTLM,
	SCHEME_KERBEROS,
	SCHEME_BASIC,
	SCHEME_DIGEST,
	SCHEME_BEARER,
	SCHEME_COUNT
};

/* Whatever case the name is in; SCHEME_OTHER when it is none of ours. `name` may be NULL. */
enum scheme scheme_from_name(const char *name);

/* How IIS spells it ("Negotiate", "NTLM", ...); "other" for SCHEME_OTHER. */
const char *scheme_name(enum scheme scheme);

/* One auth-param. The list owns both strings. */
struct challenge_parameter {
	char *name;  /* lower case */
	char *value; /* quotes and escapes undone; may be empty */
};

struct challenge {
	enum scheme scheme;
	char *scheme_name; /* as sent */
	char *token;	   /* token68, or NULL; never together with parameters */
	guint field;	   /* 1-based number of the field it came in */
	/* Of struct challenge_parameter, in wire order, each name once; never NULL. */
	GPtrArray *parameters;
};

struct challenge_list {
	GPtrArray *challenges; /* of struct challenge, wire order; never NULL */
	guint fields;	       /* how many fields there were, empty ones included */
	/* NULL, or the first breach: what was expected, what came, in which field. */
	char *malformed;
};

/* One field value as it came: any bytes, NUL included. Borrowed. */
struct challenge_field {
	const void *bytes;
	gsize length;
};

/* What is kept of hostile input; the rest is dropped and said in `malformed`. */
#define CHALLENGE_LIMIT		  256
#define CHALLENGE_PARAMETER_LIMIT 64

/*
 * Never NULL; the caller frees. Copies what it keeps. Time is linear in the bytes given.
 *
 * - No field, an empty field and empty list elements are no breach.
 * - A parameter never continues the challenge of the field before it: it is a breach there.
 * - The first of two parameters with the same name is kept.
 * - A quoted string that never ends takes the rest of its field: nothing tells where the next
 *   challenge would begin.
 */
struct challenge_list *challenge_list_parse(const struct challenge_field *fields, gsize count);

/* The same for a NULL-terminated array of strings. `values` may be NULL: no field. */
struct challenge_list *challenge_list_parse_strings(const char *const *values);

void challenge_list_free(struct challenge_list *list);

/* The first challenge of that scheme, borrowed from the list; NULL when it is not offered. */
const struct challenge *challenge_list_find(const struct challenge_list *list, enum scheme scheme);

/* Index in `challenges` of the first one of that scheme, from 0; -1 when it is not offered. */
gint challenge_list_position(const struct challenge_list *list, enum scheme scheme);

/* The i-th challenge (from 0), borrowed; NULL past the end. */
const struct challenge *challenge_list_at(const struct challenge_list *list, guint i);

/* 1-based number of the first field with more than one challenge (a proxy joined them); else 0. */
guint challenge_list_merged(const struct challenge_list *list);

/* "NTLM, Negotiate, Basic" in wire order, the caller frees; "none" for an empty list. Of foreign
 * names 32 bytes at most, printable ASCII without | < > alone (else '?'); of a long list the first
 * 16 and how many more. */
char *challenge_list_describe(const struct challenge_list *list);

/* Value of a parameter, borrowed, its name in any case; NULL when absent (an empty value is ""). */
const char *challenge_parameter(const struct challenge *challenge, const char *name);

AUTOPTR_STRUCT(challenge_list)

#endif
