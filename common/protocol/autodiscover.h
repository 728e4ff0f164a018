/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Holds whatever Autodiscover answers: POX (MS-OXDSCLI, MS-ASCMD for phones), SOAP (MS-OXWSADISC),
 * JSON ("v2").
 *
 * Texts are UTF-8, white space round them removed; they are the server's: clean them before
 * showing.
 */
#ifndef PROTOCOL_AUTODISCOVER_H
#define PROTOCOL_AUTODISCOVER_H

#include "base/autoptr.h"

enum autodiscover_schema {
	AUTODISCOVER_UNKNOWN,
	AUTODISCOVER_OUTLOOK,
	AUTODISCOVER_MOBILESYNC,
	AUTODISCOVER_SOAP,
	AUTODISCOVER_JSON,
	AUTODISCOVER_SCHEMA_COUNT
};

/* "outlook", "mobilesync", "soap", "json"; "unknown". */
const char *autodiscover_schema_name(enum autodiscover_schema schema);

enum autodiscover_action {
	AUTODISCOVER_ACTION_NONE, /* an error, or nothing that could be understood */
	AUTODISCOVER_SETTINGS,
	AUTODISCOVER_REDIRECT_ADDRESS, /* begin anew with the address in `redirect` */
	AUTODISCOVER_REDIRECT_URL,     /* ask the URL in `redirect` */
	AUTODISCOVER_ACTION_COUNT
};

/* "settings", "redirectAddr", "redirectUrl"; NULL for none. */
const char *autodiscover_action_name(enum autodiscover_action action);

/* An element and its text, in document order. */
struct autodiscover_value {
	char *name; /* local name: "EwsUrl"; nested ones joined by a dot: "MailStore.ExternalUrl" */
	char *value;
};

/*
 * A Protocol that is a direct child of Account. WEB holds further ones in Internal and External:
 * they are its `inner`, never Account's. mapiHttp names its type by an attribute.
 */
struct autodiscover_protocol {
	char *type; /* "EXCH", "EXPR", "EXHTTP", "WEB", "mapiHttp", ...; NULL: none was given */
	GPtrArray *values; /* struct autodiscover_value *; never NULL */
	GPtrArray *inner;  /* struct autodiscover_protocol *: WEB's; never NULL */
	char *place;	   /* of an inner one: "Internal", "External"; else NULL */
};

struct autodiscover_answer {
	enum autodiscover_schema schema;
	enum autodiscover_action action;
	char *redirect; /* address or URL; NULL: none */

	/* POX Error, mobile Status, SOAP's worst of the three levels, a SOAP fault, JSON's
	 * ErrorCode. NULL: no error. */
	char *error_code, *error_message, *error_debug;

	GPtrArray *user;	   /* struct autodiscover_value *: User's children; never NULL */
	GPtrArray *protocols;	   /* struct autodiscover_protocol *, document order; never NULL */
	GPtrArray *settings;	   /* struct autodiscover_value *: SOAP's settings, mobile's Server
				      blocks, JSON's Protocol and Url; never NULL */
	GPtrArray *setting_errors; /* struct autodiscover_value *: SOAP's refused settings, name and
				      code; never NULL */
	char *server_version;	   /* "15.2.1544.11": SOAP's ServerVersionInfo; NULL: none */
	/* The namespace of Response (POX) as it came, when it is not the one of the specification
	 * (pages of Microsoft show an https:// variant that no server takes); NULL: as it should
	 * be. */
	char *odd_namespace;
	char *malformed; /* NULL, or why nothing (more) could be understood: what was expected, what
			    came */
};

void autodiscover_answer_free(struct autodiscover_answer *answer);
AUTOPTR_STRUCT(autodiscover_answer)

/* The text of the first element of that name (case matters), borrowed; NULL when there is none. */
const char *autodiscover_get(const GPtrArray *values, const char *name);

/* The i-th protocol block of that type (any case), counted from 0; NULL when there are not as many.
 */
const struct autodiscover_protocol *
autodiscover_protocol_find(const struct autodiscover_answer *answer, const char *type, guint i);

/*
 * Reads any of the three, told apart by what it is made of. Never NULL; the caller frees. Refused
 * with a sentence in `malformed`, never followed: document types, entities (internal or external),
 * more than 1 MiB, more than 32 levels, more than 256 protocol blocks, more than 1024 values in one
 * place, names of values longer than 256 bytes. Character references that XML forbids (&#x0; ...)
 * and stray control characters are left out. HTML is named as such. An action that redirects comes
 * with its `redirect`.
 */
struct autodiscover_answer *autodiscover_parse(const void *bytes, gsize length);

/* "15.2.1544" of ServerVersion's eight hexadecimal digits (MS-OXDSCLI 2.2.4.1.1.2.6.36): 4 bits to
 * be ignored, 6 bits major, 6 bits minor, 1 flag, 15 bits build. NULL when it is none; the caller
 * frees. */
char *autodiscover_server_version(const char *digits);

#endif
