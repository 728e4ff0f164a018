/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Knows the virtual directories of a client access server.
 *
 * Sources. Paths: MS-OXDISCO (autodiscover), Microsoft's EWS reference, MS-OXWOAB (OAB),
 * MS-OXCMAPIHTTP (mapi), MS-RPCH (rpc), MS-ASHTTP (ActiveSync). Default methods: Microsoft's
 * "Default settings for Exchange virtual directories". Order of the Windows providers: the
 * applicationHost.config dumps in microsoft/CSS-Exchange, published traces of 401 answers; Exchange
 * 2007: Microsoft's article on Communicator's credential prompt. Extended Protection: the
 * ExchangeExtendedProtectionManagement script of microsoft/CSS-Exchange.
 */
#ifndef PROTOCOL_ENDPOINT_H
#define PROTOCOL_ENDPOINT_H

#include "base/autoptr.h"
#include <glib.h>

/* tokenChecking of IIS, with IIS's own numbers. */
enum extended_protection {
	EXTENDED_PROTECTION_NONE,
	EXTENDED_PROTECTION_ALLOW,
	EXTENDED_PROTECTION_REQUIRE,
	EXTENDED_PROTECTION_COUNT
};

/* "None", "Allow", "Require". */
const char *extended_protection_name(enum extended_protection ep);

/* Name in any case, or IIS's number "0".."2". FALSE, and `ep` untouched, when it is neither. */
gboolean extended_protection_from_name(const char *name, enum extended_protection *ep);

enum endpoint_method { ENDPOINT_GET = 1 << 0, ENDPOINT_POST = 1 << 1 };

/* How a client is let in by default. */
enum endpoint_logon {
	ENDPOINT_WINDOWS, /* 401 that offers Negotiate and NTLM */
	ENDPOINT_FORM,	  /* redirect to the logon page */
	ENDPOINT_BASIC,	  /* 401 that offers Basic */
	ENDPOINT_SHELL	  /* administrators inside: no default known that could be judged */
};

enum endpoint_generation {
	ENDPOINT_EXCHANGE_2007,
	ENDPOINT_EXCHANGE_2010,
	ENDPOINT_EXCHANGE_2013,
	ENDPOINT_GENERATIONS
};

struct endpoint {
	const char *name;    /* what users type and labels say: [a-z0-9_]+ */
	const char *title;   /* for people */
	const char *path;    /* what clients ask for, with the leading slash */
	guint methods;	     /* of enum endpoint_method: those that clients use and servers map */
	gboolean by_default; /* probed when the user names no endpoint */
	enum endpoint_logon logon;
	/* IIS 7 and later, front end: "Default Web Site/EWS". */
	const char *iis_location;
	/* IIS 6, for adsutil: "w3svc/1/root/EWS"; NULL when no Exchange on IIS 6 has it. */
	const char *metabase;
	/*
	 * Schemes offered by default in wire order, "Negotiate, NTLM, Basic"; "" for no challenge;
	 * NULL when that generation lacks the directory or its default is not known. Without
	 * Bearer, which depends on OAuth. [ENDPOINT_EXCHANGE_2013] stands for all later ones.
	 */
	const char *offers[ENDPOINT_GENERATIONS];
	/* What Microsoft's script sets, Exchange 2013 and later. */
	enum extended_protection recommended;
};

/* The i-th row of the table; NULL past the end. Rows are constants: nobody frees them. */
const struct endpoint *endpoint_at(gsize i);

/* The row of that name, in any case; NULL when there is none. */
const struct endpoint *endpoint_find(const char *name);

/* The row whose iis_location or metabase path is `location`, in any case; else NULL. */
const struct endpoint *endpoint_find_location(const char *location);

/* "autodiscover, ews, ..." of all rows, or of those probed by default; the caller frees. */
char *endpoint_names(gboolean by_default);

/* What a user asked for with NAME or NAME=PATH. */
struct endpoint_choice {
	char *name;		      /* lower case */
	char *path;		      /* the table's unless given */
	guint methods;		      /* the table's; GET alone for a name of the user's own */
	const struct endpoint *known; /* row of that name, NULL for a name of the user's own */
};

/*
 * NULL and `error` (ENDPOINT_ERROR) set when `text` is neither a name of the table nor NAME=PATH
 * with a NAME of 1 to 19 [a-z0-9_] and a PATH that begins with "/" and holds printable ASCII
 * without blanks, quotes, "#", "|" or "\", 1024 bytes at most. Case of the name does not matter.
 */
struct endpoint_choice *endpoint_choice_parse(const char *text, GError **error);

/* The table's row as a choice; never NULL. */
struct endpoint_choice *endpoint_choice_new(const struct endpoint *known);

void endpoint_choice_free(struct endpoint_choice *choice);

#define ENDPOINT_ERROR (endpoint_error_quark())
enum endpoint_error { ENDPOINT_ERROR_UNKNOWN, ENDPOINT_ERROR_NAME, ENDPOINT_ERROR_PATH };
GQuark endpoint_error_quark(void);

AUTOPTR_STRUCT(endpoint_choice)

#endif
